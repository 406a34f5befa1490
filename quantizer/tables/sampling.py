"""Random samples of rows, for what would take too long with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sample_rows(count: int, most: int, seed: int) -> NDArray[np.intp]:
    """Return the indices of at most `most` of `count` rows: ascending, without replacement."""
    if count <= most:
        return np.arange(count)
    rng = np.random.default_rng(seed)
    return np.sort(rng.choice(count, most, replace=False, shuffle=False))
