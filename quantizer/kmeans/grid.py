"""Sums of points over the cells of a grid, and so the weighted mean of each cell.

    points -> the key of the cell that each lies in (`grid_keys`)
        -> for each cell that holds any: weight and sums (`GridSums`) -> means

With the *true weighted mean* of its points a cell adds the same amount to a sum of squared
distances as its points do, wherever the centroids are, up to a constant. The middle of the cell
would not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_STRIP = 1 << 17
"""Points that are placed in one go."""

_DENSE = 1 << 21
"""Cells of a grid up to which a table of all of them is used; not tuned."""


def grid_keys(
    points: Numbers,
    side: float,
    shape: tuple[int, ...],
    low: Numbers | float = 0,
    progress: Progress = SILENT,
) -> NDArray[np.int64]:
    """Return the cell of each point: int64 (n,), the last dimension varying fastest.

    Parameters
    ----------
    points
        Numbers (n, d).
    side
        Length of a cell's side.
    shape
        Number of cells along each of the d dimensions. Points beyond the last cell count to it.
    low
        Where the grid begins: a number, or numbers (d,). No point is lower.
    progress
        Checked once per strip.
    """
    keys = np.zeros(len(points), np.int64)
    lows = np.broadcast_to(np.asarray(low, np.result_type(low, points.dtype)), len(shape))
    for start in range(0, len(points), _STRIP):
        progress.check()
        strip = slice(start, start + _STRIP)
        for column, first, count in zip(points[strip].T, lows, shape, strict=True):
            places = ((column - first) / side).astype(np.int64)
            keys[strip] *= count
            keys[strip] += np.minimum(places, count - 1, out=places)
    return keys


@dataclass(frozen=True, slots=True, eq=False)
class GridSums:
    """Sums of the points in each cell that holds any.

    Parameters
    ----------
    keys
        int64 (m,), ascending and without repeats: which cells.
    weights
        float64 or int64 (m,): the weight of each cell, above 0.
    sums
        (m, d), of the type of `weights`: the sum of its points, each times its weight.
    """

    keys: NDArray[np.int64]
    weights: Numbers
    sums: Numbers

    @classmethod
    def of(
        cls,
        keys: NDArray[np.int64],
        points: Numbers,
        weights: Numbers,
        size: int,
        progress: Progress = SILENT,
    ) -> tuple[GridSums, NDArray[np.int32]]:
        """Return the sums of points, and the cell of each point.

        Parameters
        ----------
        keys
            int64 (n,), below `size`: the cell of each point.
        points
            Numbers (n, d).
        weights
            float64 or int64 (n,), 0 or more. With int64 the sums are exact whole numbers.
        size
            Number of cells of the grid.
        progress
            Checked once per dimension.

        Returns
        -------
        tuple
            The sums, and int32 (n,): the position of each point's cell in `keys`, and 0 for
            points whose cell has no weight.
        """
        present = keys
        if size > _DENSE:
            present, keys = np.unique(keys, return_inverse=True)
            size = len(present)
        totals = _add_up(keys, weights, size)
        used = np.flatnonzero(totals > 0)
        positions = np.zeros(size, np.int32)
        positions[used] = np.arange(len(used))
        places = positions[keys]
        sums = np.empty((len(used), points.shape[1]), totals.dtype)
        for axis, column in enumerate(points.T):
            progress.check()
            sums[:, axis] = _add_up(places, weights * column, len(used))
        return cls(used if present is keys else present[used], totals[used], sums), places

    @property
    def means(self) -> NDArray[np.float64]:
        """The weighted mean of each cell's points, float64 (m, d)."""
        return np.asarray(self.sums / self.weights[:, None], np.float64)

    def merge(self, other: GridSums) -> GridSums:
        """Return the sums of all points of both."""
        keys = np.union1d(self.keys, other.keys)
        weights = np.zeros(len(keys), self.weights.dtype)
        sums = np.zeros((len(keys), self.sums.shape[1]), self.sums.dtype)
        for part in (self, other):
            places = np.searchsorted(keys, part.keys)
            weights[places] += part.weights
            sums[places] += part.sums
        return GridSums(keys, weights, sums)


def _add_up(keys: NDArray[np.signedinteger[Any]], values: Numbers, size: int) -> Numbers:
    """Return the sum of the values of each key, (size,), added in their order."""
    sums = np.zeros(size, values.dtype)
    np.add.at(sums, keys, values)
    return sums
