"""Kneedle: finds the knee of a curve.

V. Satopaa, J. Albrecht, D. Irwin and B. Raghavan, "Finding a 'kneedle' in a haystack: detecting
knee points in system behavior", ICDCS Workshops 2011. Both axes are scaled to 0 to 1, and the knee
is the point of a falling curve that is farthest below the diagonal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def find_knee(x: ArrayLike, y: ArrayLike) -> int:
    """Return the index of the knee of a falling, convex curve, into `x`.

    This is the offline form without smoothing: the highest of all peaks. For a straight line and
    for fewer than three points it is 0.

    Parameters
    ----------
    x
        Ascending numbers, (n,).
    y
        Finite values at `x`, (n,).
    """
    across, down = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if len(across) < 3 or down[0] <= down[-1]:
        return 0
    across = (across - across[0]) / (across[-1] - across[0])
    down = (down - down[-1]) / (down[0] - down[-1])
    return int(np.argmax(1 - down - across))
