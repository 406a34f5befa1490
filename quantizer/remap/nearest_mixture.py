"""The nearest mixture of a palette's entries, for colours that no mixture reaches.

Where the entries are few, many colours lie outside their convex hull: no mixture of white, green,
blue and red is as saturated as cyan. A dither that is asked for such a colour adds up errors that
nothing can cancel, and the hue is lost. So these colours are replaced by the mixture that differs
least from them in the space in which colours are judged:

    colours -> those outside the hull -> the corners of the cells of a grid around them
        -> the nearest point of the hull's surface for each corner: the nearest of many samples,
           then by ever smaller steps -> interpolated for each colour

Points between mixtures are mixtures, so that interpolated colours are in the hull, too.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.distance import distances_to, nearest
from quantizer.progress import SILENT, Progress
from quantizer.remap.convex_hull import ConvexHull

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.settings.settings import Metric

    Levels = NDArray[np.uint8]
    Reals = NDArray[np.float64]

_TOUCHING = 1e-3
"""Distance from the hull up to which a colour counts as within it, where white is at 255."""

_NODES = np.rint(np.linspace(0, 255, 33)).astype(np.intp)
"""Levels of the grid's nodes."""

_SAMPLES = 1 << 12
"""Approximate number of samples of the surface; not tuned."""

_FEWEST, _MOST = 3, 24
"""Fewest and most parts of a triangle's side between samples."""

_STEPS = (0.5, 0.25, 0.125, 0.0625)
"""Steps of the search, in distances between samples."""

_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))

_CELL = np.minimum(np.searchsorted(_NODES, np.arange(256), side="right") - 1, 31)
_WITHIN = (np.arange(256) - _NODES[_CELL]) / (_NODES[_CELL + 1] - _NODES[_CELL])
"""The lower node of each level, and its place between that node and the next, 0 to 1."""


class MixtureSearch:
    """Finds the nearest mixtures of a palette's entries.

    Parameters
    ----------
    entries
        The entries, uint8 (k, 3), k at least 1.
    features
        Space in which colours are judged; opacity is not used.
    metric
        Distance in this space.
    table
        float (256,): the value of each sRGB level in the space of mixtures.
    levels
        Returns the levels, uint8 of the same shape, of values in that space.
    """

    def __init__(
        self,
        entries: Levels,
        features: FeatureSpace,
        metric: Metric,
        table: NDArray[np.floating],
        levels: Callable[[Reals], Levels],
    ) -> None:
        self._features, self._metric = features, metric
        self._table, self._levels = table.astype(np.float64), levels
        self.hull = ConvexHull.of(self._table[entries])

    def __call__(self, colors: Levels, progress: Progress = SILENT) -> Reals:
        """Return values, float64 (n, 3), of colours or of the mixtures nearest to them.

        Parameters
        ----------
        colors
            uint8 (n, 3): sRGB levels.
        progress
            Checked now and then.
        """
        values = self._table[colors]
        outside = np.flatnonzero(self.hull.excess(values) > _TOUCHING)
        if not len(outside):
            return values
        nodes, reached = self._grid(colors[outside], progress)
        values[outside] = _interpolate(colors[outside], nodes, reached)
        return values

    def _grid(self, colors: Levels, progress: Progress) -> tuple[NDArray[np.intp], Reals]:
        """Return the number of each node in `values`, -1 for others, and the nodes' values."""
        is_used = np.zeros((33, 33, 33), np.bool_)
        low = _CELL[colors]
        for corner in product((0, 1), repeat=3):
            is_used[tuple((low + corner).T)] = True
        used = np.stack(np.nonzero(is_used), axis=1)
        nodes = np.full(is_used.shape, -1, np.intp)
        nodes[is_used] = np.arange(len(used))
        levels = _NODES[used].astype(np.uint8)
        values = self._table[levels]
        outside = np.flatnonzero(self.hull.excess(values) > _TOUCHING)
        if len(outside):
            values[outside] = self._on_surface(levels[outside], progress)
        return nodes, values

    def _on_surface(self, colors: Levels, progress: Progress) -> Reals:
        """Return the values of the nearest points of the hull's surface, float64 (n, 3)."""
        triangles = self.hull.triangles
        parts = int(np.clip((2 * _SAMPLES / len(triangles)) ** 0.5, _FEWEST, _MOST))
        shares = np.array(
            [(i, j) for i in range(parts + 1) for j in range(parts + 1 - i)], np.float64
        )
        shares /= parts
        sampled = _mixed(triangles[:, None], shares[None]).reshape(-1, 3)
        wanted = self._encode(colors)
        found = nearest(wanted, self._encode(self._levels(sampled)), self._metric, progress)
        chosen, place = triangles[found // len(shares)], shares[found % len(shares)].copy()
        least = self._distances(chosen, place, wanted)
        for step in _STEPS:
            for direction in _DIRECTIONS:
                progress.check()
                tried = place + np.array(direction) * (step / parts)
                distance = self._distances(chosen, tried, wanted)
                distance[(tried < 0).any(axis=1) | (tried.sum(axis=1) > 1)] = np.inf
                better = distance < least
                place[better], least[better] = tried[better], distance[better]
        return _mixed(chosen, place)

    def _encode(self, levels: Levels) -> NDArray[np.float32]:
        opaque = np.full((len(levels), 1), 255, np.uint8)
        return self._features.encode(np.concatenate([levels, opaque], axis=1))

    def _distances(self, triangles: Reals, shares: Reals, wanted: NDArray[np.float32]) -> Reals:
        points = self._encode(self._levels(_mixed(triangles, shares)))
        own = np.arange(len(points), dtype=np.int32)
        return distances_to(wanted, points, own, self._metric)


def _mixed(triangles: Reals, shares: Reals) -> Reals:
    """Return the points of triangles, (..., 3, 3), at shares of the second and third corner."""
    origin = triangles[..., 0, :]
    return np.asarray(
        origin
        + (triangles[..., 1, :] - origin) * shares[..., :1]
        + (triangles[..., 2, :] - origin) * shares[..., 1:]
    )


def _interpolate(colors: Levels, nodes: NDArray[np.intp], values: Reals) -> Reals:
    """Return the values of colours, uint8 (n, 3), between those of the nodes around them."""
    low, within = _CELL[colors], _WITHIN[colors]
    found = np.zeros((len(colors), 3))
    for corner in product((0, 1), repeat=3):
        share = np.where(np.array(corner) == 1, within, 1 - within).prod(axis=1)
        found += share[:, None] * values[nodes[tuple((low + corner).T)]]
    return found
