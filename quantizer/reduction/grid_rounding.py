"""From centroids to colours of 8 bits, with as little loss as the grid of colours allows.

A palette entry has whole levels; the best centroid hardly ever has. To round each one to the
nearest colour raises the error by 1 % and more at 256 colours, about as much as the best search for
centroids wins. But the centroids hang together: where one is rounded up, its neighbour may do
better rounded up, too. So `round_centers` starts at the nearest colours and then moves single
entries by one level per channel as long as the inertia falls, as counted on the colours that
an entry or its neighbour serves. Only entries near the last moves are looked at again.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.distance import Nearest, distances_to, single_threaded_products, table
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace

    Floats = NDArray[np.floating[Any]]

_NEIGHBOURS = 16
"""Entries that a colour may change to after a move of one level, itself included."""
_WORTH = 1e-7
"""A move is made if it gains more than this share of the inertia."""


def round_centers(
    centers: Floats,
    features: FeatureSpace,
    points: Floats,
    weights: NDArray[np.float64],
    metric: Metric,
    *,
    fixed: int = 0,
    rounds: int = 1000,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> NDArray[np.uint8]:
    """Return the colours that stand for centroids.

    Parameters
    ----------
    centers
        Centroids, float (k, d).
    features
        The space they are in.
    points, weights
        float (n, d) and float64 (n,): features of the colours that they serve, and how often each
        occurs.
    metric
        Distance.
    fixed
        The first `fixed` are only rounded.
    rounds
        Most rounds of moves; 0 to round to the nearest colours and no more.
    threads
        Most threads at work.
    progress
        Checked once per entry and round.

    Returns
    -------
    ndarray
        uint8 (k, 4), straight alpha.
    """
    colors = features.decode(centers)
    if not rounds or len(colors) < 2 or fixed >= len(colors):
        return colors
    with single_threaded_products():
        grid = _Grid(colors, features, points, weights, metric, threads, progress)
        for _ in range(rounds):
            if not grid.improve(fixed):
                break
    return grid.colors


class _Grid:
    """Entries on the grid of colours, the points that each serves, and who serves them next."""

    def __init__(
        self,
        colors: NDArray[np.uint8],
        features: FeatureSpace,
        points: Floats,
        weights: NDArray[np.float64],
        metric: Metric,
        threads: int | None,
        progress: Progress,
    ) -> None:
        self.colors = colors
        self._features = features
        self._origin = points.mean(axis=0)
        self._points = points - self._origin
        self._weights = weights.astype(points.dtype)
        self._metric = metric
        self._progress = progress
        self._centers = self._encode(colors)
        nearest = Nearest(self._points, metric, threads)
        self._first, self._second = nearest.two(self._centers, progress)
        near = distances_to(self._points, self._centers, self._first, metric, progress)
        farther = distances_to(self._points, self._centers, self._second, metric, progress)
        self._least = _WORTH * float(near @ weights)
        self._gap = (farther - near).astype(points.dtype)
        self._gains = np.zeros(len(colors))
        self._moves = colors.copy()
        self._stale = np.ones(len(colors), bool)

    def improve(self, fixed: int) -> bool:
        """Move the entries whose move gains most, no two of them neighbours; tell if any moved."""
        self._estimate(fixed)
        adjacent = self._adjacent()
        order = np.argsort(-self._gains, kind="stable")
        blocked = np.zeros(len(self.colors), bool)
        moved = []
        for index in order[self._gains[order] > self._least].tolist():
            if not blocked[index]:
                moved.append(index)
                blocked |= adjacent[index]
        if not moved:
            return False
        self.colors[moved] = self._moves[moved]
        self._centers[moved] = self._encode(self.colors[moved])
        touched = np.zeros(len(self.colors), bool)
        touched[moved] = True
        self._reassign(adjacent[moved].any(axis=0) | touched)
        self._stale = (self._adjacent()[touched].any(axis=0)) | touched | blocked
        return True

    def _estimate(self, fixed: int) -> None:
        """Find the best move of every entry whose surroundings have changed.

        Seen from an entry, a point that it serves loses by a move at most the gap to the second
        nearest entry; one that it is second to wins only what a move brings beyond the gap.
        """
        wanted = self._stale.copy()
        wanted[:fixed] = False
        entries = np.flatnonzero(wanted)
        candidates = _one_level_away(self.colors[entries])
        there = self._encode(candidates.reshape(-1, 4)).reshape(*candidates.shape[:2], -1)
        rows, ends, signs = self._around(wanted)
        offsets = self._points[rows] - np.repeat(self._centers[entries], np.diff(ends), axis=0)
        weights = self._weights[rows]
        bounds = (self._gap[rows] * signs)[:, None]
        base = np.bincount(self._second, self._weights * self._gap, len(self.colors))
        for place, index in enumerate(entries.tolist()):
            self._progress.check()
            part = slice(ends[place], ends[place + 1])
            change = self._farther(offsets[part], there[place] - self._centers[index])
            np.minimum(change, bounds[part], out=change)
            total = weights[part] @ change
            best = int(np.argmin(total))
            self._gains[index] = -(total[best] + base[index])
            self._moves[index] = candidates[place, best]

    def _around(
        self, wanted: NDArray[np.bool_], *, second: bool = True
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int8]]:
        """Return the points that wanted entries serve, or are second to, entry by entry.

        Beside the points come where each entry's begin and end, and 1 for those that it serves
        and -1 for the others.
        """
        count = len(self._points)
        labels = np.concatenate([self._first, self._second]) if second else self._first
        found = np.flatnonzero(wanted[labels])
        order = found[np.argsort(labels[found].astype(np.uint8), kind="stable")]
        sizes = np.bincount(labels[found], minlength=len(self.colors))[wanted]
        signs = np.where(order < count, 1, -1).astype(np.int8)
        return order % count, np.concatenate([[0], np.cumsum(sizes)]), signs

    def _reassign(self, touched: NDArray[np.bool_]) -> None:
        """Find the nearest two entries anew for the points that touched entries serve."""
        entries = np.flatnonzero(touched)
        count = min(_NEIGHBOURS, len(self.colors))
        apart = table(self._centers[entries], self._centers, self._metric)
        close = np.sort(np.argpartition(apart, count - 1, axis=1)[:, :count], axis=1)
        rows, ends, _ = self._around(touched, second=False)
        sizes = np.diff(ends)
        offsets = self._points[rows] - np.repeat(self._centers[entries], sizes, axis=0)
        distances = np.empty((len(rows), count), offsets.dtype)
        for place, index in enumerate(entries.tolist()):
            self._progress.check()
            part = slice(ends[place], ends[place + 1])
            away = self._centers[close[place]] - self._centers[index]
            distances[part] = self._farther(offsets[part], away)
        places = np.repeat(np.arange(len(entries)), sizes)
        each = np.arange(len(rows))
        best = distances.argmin(axis=1)
        near = distances[each, best]
        distances[each, best] = np.inf
        runner_up = distances.argmin(axis=1)
        self._first[rows] = close[places, best]
        self._second[rows] = close[places, runner_up]
        self._gap[rows] = distances[each, runner_up] - near

    def _adjacent(self) -> NDArray[np.bool_]:
        """Return which entries, (k, k), are first and second of some point; each is its own."""
        k = len(self.colors)
        pairs = np.bincount(self._first.astype(np.int64) * k + self._second, minlength=k * k)
        adjacent = pairs.reshape(k, k) > 0
        return np.asarray(adjacent | adjacent.T | np.eye(k, dtype=bool))

    def _encode(self, colors: NDArray[np.uint8]) -> Floats:
        return np.asarray(self._features.encode(colors) - self._origin)

    def _farther(self, offsets: Floats, away: Floats) -> Floats:
        """Return how much farther points are from others (m, d) than from an entry: (rows, m).

        Both are relative to the entry, where the numbers are small enough for float32.
        """
        if self._metric is Metric.MANHATTAN:
            distances: Floats = table(offsets, away, self._metric)
            distances -= np.abs(offsets).sum(axis=1)[:, None]
            return distances
        farther: Floats = offsets @ (-2 * away.T)
        farther += np.einsum("md,md->m", away, away)
        return farther


def _one_level_away(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return each colour's neighbours, (k, m, 4): a level more or less in any of R, G and B.

    Where a colour is not opaque, one level of alpha more or less is among them.
    """
    steps = [(r, g, b, 0) for r, g, b in product((-1, 0, 1), repeat=3) if r or g or b]
    if (colors[:, 3] != 255).any():
        steps += [(0, 0, 0, 1), (0, 0, 0, -1)]
    moved = colors[:, None].astype(np.int16) + np.array(steps, np.int16)
    low = np.array([0, 0, 0, 1], np.int16)
    return np.clip(moved, low, 255).astype(np.uint8)
