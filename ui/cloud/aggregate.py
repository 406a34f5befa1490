"""Cells of points, for clouds of more points than can be drawn while they turn.

A cell is a cube of a grid. It stands for its points with their weighted mean, their weight, and
the colour and cluster of the heaviest of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.grid import GridSums, grid_keys
from quantizer.progress import SILENT, Progress

from .points import Points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .scene import Scene

MOST_POINTS = 1 << 18
"""Points up to which each is drawn: 225,000 took 13 to 20 ms of one core for a frame of 900 x 600
pixels, on a shared server."""
_ALONG = 128
"""Cells along the widest axis: about as many as a small view has pixels for two (not tuned)."""


@dataclass(frozen=True, eq=False)
class Aggregate:
    """The cells that stand for points.

    Parameters
    ----------
    points
        The cells that hold any weight, as points.
    heaviest
        int64 (m,): the heaviest point of each cell.
    places
        int32 (n,): the cell of each point.
    """

    points: Points
    heaviest: NDArray[np.int64]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, points: Points, progress: Progress = SILENT) -> Aggregate:
        """Return the cells of points, of which one has a weight above 0."""
        bounds = points.bounds
        side = float(bounds.extents.max()) / _ALONG
        shape = tuple(int(extent / side) + 1 for extent in bounds.extents)
        keys = grid_keys(points.positions, side, shape, bounds.low, progress)
        sums, places = GridSums.of(
            keys, points.positions, points.weights, int(np.prod(shape)), progress
        )
        progress.check()
        order = np.lexsort((points.weights, places))
        ends = np.cumsum(np.bincount(places, minlength=len(sums.keys))) - 1
        heaviest = order[ends]
        means = sums.means.astype(np.float32)
        cells = Points(means, np.asarray(sums.weights, np.float64), points.colors[heaviest])
        return cls(cells, heaviest, places)

    def scene(self, scene: Scene) -> Scene:
        """Return a scene of the points as a scene of the cells."""
        labels, probabilities = scene.labels, scene.probabilities
        if probabilities is not None:
            sums = np.bincount(self.places, probabilities, len(self.heaviest))
            probabilities = np.asarray(sums, np.float64)
        return replace(
            scene,
            points=self.points,
            labels=None if labels is None else labels[self.heaviest],
            probabilities=probabilities,
        )
