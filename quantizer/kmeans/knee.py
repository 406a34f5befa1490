"""The knee of a curve, by Kneedle.

V. Satopaa, J. Albrecht, D. Irwin and B. Raghavan, "Finding a 'kneedle' in a haystack: detecting
knee points in system behavior", ICDCS Workshops 2011. Both axes are brought to 0 to 1, the curve
is turned so that its knee bends upwards, and the knee is the peak of its height above the
diagonal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def find_knee(x: ArrayLike, y: ArrayLike) -> int:
    """Return where a falling, convex curve has its knee.

    This is the offline form, without smoothing: of all peaks the highest. A straight line, and a
    curve of fewer than three points, has its knee at its first point.

    Parameters
    ----------
    x
        Ascending, (n,).
    y
        Values at `x`, finite, falling from first to last.

    Returns
    -------
    Index into `x`.
    """
    across, down = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if len(across) < 3 or down[0] <= down[-1]:
        return 0
    across = (across - across[0]) / (across[-1] - across[0])
    down = (down - down[-1]) / (down[0] - down[-1])
    return int(np.argmax(1 - down - across))
