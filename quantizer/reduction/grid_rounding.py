"""Rounding centroids to colours of 8 or fewer bits per channel with little loss.

Palette entries have whole levels; centroids do not. Rounding each centroid to the nearest colour
raises the error by 1 % and more at 256 colours, about as much as the best search for centroids
gains. But centroids depend on each other: if one is rounded up, it may be better to round its
neighbour up, too. So `round_centers` starts at the nearest colours and moves single entries by one
level per channel as long as the inertia falls. The change of inertia is computed on the colours of
the entry and of its neighbours. Only entries near the last moves are examined again.

On the grid of a device with few bits per channel (`quantizer.color.level_grid`) all of this matters
more: the steps are wider, and several centroids may have the same nearest colour. `device_colors`
prepares the colours to start with there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.level_grid import EVERY_LEVEL, LevelGrid
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.kmeans.distance import Nearest, distances_to, table
from quantizer.progress import SILENT, Progress
from quantizer.reduction.device_colors import fit_to_levels
from quantizer.settings.settings import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.kmeans.arrays import Floats

_NEIGHBOURS = 16
"""Entries to which a point may change after a move of one level, its own included; not tuned."""
_TOGETHER = 1 << 11
"""Points whose distances are computed together. With few points for each entry, calls for one entry
at a time take longer than the computation. Not tuned."""
_WORTH = 1e-7
"""A move is made if it lowers the inertia by more than this share; not tuned."""


def round_centers(
    centers: Floats,
    features: FeatureSpace,
    points: Floats,
    weights: NDArray[np.float64],
    metric: Metric,
    *,
    fixed: int = 0,
    rounds: int = 1000,
    levels: LevelGrid = EVERY_LEVEL,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> NDArray[np.uint8]:
    """Return centroids rounded to colours: uint8 (k, 4), straight alpha.

    Parameters
    ----------
    centers
        Centroids, float (k, d).
    features
        The space of the centroids.
    points, weights
        float (n, d) and float64 (n,): features of the image's colours, and their weights.
    metric
        Distance.
    fixed
        The first `fixed` centroids are only rounded to the nearest colour.
    rounds
        Most rounds of moves; 0 to round to the nearest colours only.
    levels
        The colours that entries may have.
    threads
        Most threads at work.
    progress
        Checked once per entry and round.
    """
    colors = features.decode(centers)
    if levels != EVERY_LEVEL:
        colors = fit_to_levels(
            centers,
            features,
            points,
            weights,
            metric,
            levels,
            fixed=fixed,
            threads=threads,
            progress=progress,
        )
    if not rounds or len(colors) < 2 or fixed >= len(colors):
        return colors
    with single_threaded_products():
        grid = _Grid(colors, levels, features, points, weights, metric, threads, progress)
        # Digits lost in float32 may let moves gain that undo each other, again and again.
        seen = {colors.tobytes()}
        for _ in range(rounds):
            if not grid.improve(fixed) or grid.colors.tobytes() in seen:
                break
            seen.add(grid.colors.tobytes())
    return grid.colors


class _Grid:
    """Entries on the grid of colours, and the nearest and second nearest entry of each point."""

    def __init__(
        self,
        colors: NDArray[np.uint8],
        levels: LevelGrid,
        features: FeatureSpace,
        points: Floats,
        weights: NDArray[np.float64],
        metric: Metric,
        threads: int | None,
        progress: Progress,
    ) -> None:
        self.colors = colors
        self._levels = levels
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
        """Move the entries that gain most, no two of them neighbours; return whether any moved."""
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
        """Find the best move of each entry whose surroundings have changed.

        The cost of a point of this entry rises by at most the gap to its second nearest entry.
        The cost of a point whose second nearest entry is this one falls by what exceeds the gap.
        """
        wanted = self._stale.copy()
        wanted[:fixed] = False
        entries = np.flatnonzero(wanted)
        candidates = self._levels.neighbours(self.colors[entries])
        there = self._encode(candidates.reshape(-1, 4)).reshape(*candidates.shape[:2], -1)
        rows, ends, signs = self._around(wanted)
        sizes = np.diff(ends)
        offsets = self._points[rows] - np.repeat(self._centers[entries], sizes, axis=0)
        weights = self._weights[rows][:, None]
        bounds = (self._gap[rows] * signs)[:, None]
        totals = np.zeros(candidates.shape[:2])
        away = there - self._centers[entries][:, None]
        for group, part in _groups(sizes):
            self._progress.check()
            change = self._farther(offsets[part], away[group], sizes[group])
            np.minimum(change, bounds[part], out=change)
            change *= weights[part]
            full = np.flatnonzero(sizes[group])
            starts = (ends[group] - ends[group][:1])[full]
            totals[group][full] = np.add.reduceat(change, starts, axis=0, dtype=np.float64)
        # At the border of the gamut a move may lead nowhere; rounding could make that a gain.
        totals[(candidates == self.colors[entries, None]).all(axis=2)] = np.inf
        base = np.bincount(self._second, self._weights * self._gap, len(self.colors))
        best = totals.argmin(axis=1)
        each = np.arange(len(entries))
        self._gains[entries] = -(totals[each, best] + base[entries])
        self._moves[entries] = candidates[each, best]

    def _around(
        self, wanted: NDArray[np.bool_], *, second: bool = True
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int8]]:
        """Return the points whose nearest or second nearest entry is wanted, entry by entry.

        Returns the points, the bounds of each entry's part, (m + 1,), and a sign: 1 for the
        nearest entry, -1 for the second nearest.
        """
        count = len(self._points)
        labels = np.concatenate([self._first, self._second]) if second else self._first
        found = np.flatnonzero(wanted[labels])
        order = found[np.argsort(labels[found].astype(np.uint8), kind="stable")]
        sizes = np.bincount(labels[found], minlength=len(self.colors))[wanted]
        signs = np.where(order < count, 1, -1).astype(np.int8)
        return order % count, np.concatenate([[0], np.cumsum(sizes)]), signs

    def _reassign(self, touched: NDArray[np.bool_]) -> None:
        """Find the two nearest entries again for the points of touched entries."""
        entries = np.flatnonzero(touched)
        count = min(_NEIGHBOURS, len(self.colors))
        apart = table(self._centers[entries], self._centers, self._metric)
        close = np.sort(np.argpartition(apart, count - 1, axis=1)[:, :count], axis=1)
        rows, ends, _ = self._around(touched, second=False)
        sizes = np.diff(ends)
        offsets = self._points[rows] - np.repeat(self._centers[entries], sizes, axis=0)
        distances = np.empty((len(rows), count), offsets.dtype)
        away = self._centers[close] - self._centers[entries][:, None]
        for group, part in _groups(sizes):
            self._progress.check()
            distances[part] = self._farther(offsets[part], away[group], sizes[group])
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
        """Return which entries are the two nearest of some point, bool (k, k), and the diagonal."""
        k = len(self.colors)
        pairs = np.bincount(self._first.astype(np.int64) * k + self._second, minlength=k * k)
        adjacent = pairs.reshape(k, k) > 0
        return np.asarray(adjacent | adjacent.T | np.eye(k, dtype=bool))

    def _encode(self, colors: NDArray[np.uint8]) -> Floats:
        return np.asarray(self._features.encode(colors) - self._origin)

    def _farther(self, offsets: Floats, away: Floats, sizes: NDArray[np.intp]) -> Floats:
        """Return by how much points are farther from other places than from their entry: (n, m).

        All places are relative to the entry, so that the numbers are small enough for float32.

        Parameters
        ----------
        offsets
            (n, d): the points, those of one entry after those of another.
        away
            (entries, m, d): the other places of each entry.
        sizes
            (entries,): the number of points of each entry.
        """
        if self._metric is not Metric.MANHATTAN and len(away) == 1:
            farther: Floats = offsets @ (-2 * away[0].T)
            farther += np.einsum("md,md->m", away[0], away[0])
            return farther
        total = np.zeros((len(offsets), away.shape[1]), offsets.dtype)
        for axis in range(offsets.shape[1]):
            part = offsets[:, axis, None]
            difference = np.repeat(away[:, :, axis], sizes, axis=0)
            difference -= part
            if self._metric is Metric.MANHATTAN:
                total += np.abs(difference, out=difference)
                total -= np.abs(part)
            else:
                total += np.square(difference, out=difference)
                total -= np.square(part)
        return total


def _groups(sizes: NDArray[np.intp]) -> Iterator[tuple[slice, slice]]:
    """Yield groups of entries with about `_TOGETHER` points, or one with more, and their points.

    `sizes`, (m,), are the numbers of points of the entries.
    """
    ends = np.concatenate([[0], np.cumsum(sizes)])
    start = 0
    while start < len(sizes):
        stop = int(np.searchsorted(ends, ends[start] + _TOGETHER, side="right")) - 1
        stop = max(stop, start + 1)
        yield slice(start, stop), slice(int(ends[start]), int(ends[stop]))
        start = stop
