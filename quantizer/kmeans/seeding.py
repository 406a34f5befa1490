"""First centroids.

- *random*: samples drawn by weight, without replacement.
- *k-means++*: greedy, the best of several candidates at each step (D. Arthur and S. Vassilvitskii,
  "k-means++: the advantages of careful seeding", SODA 2007, with the greedy step of its
  conclusion).
- *pca*: starting with one cluster, the cluster with the largest sum of squared errors is split at
  its mean, across its principal axis (X. Wu, "Efficient statistical computations for optimal color
  quantization", Graphics Gems II, 1991). With the Manhattan metric, the cluster with the largest
  sum of absolute deviations is split across the coordinate of the largest ones. Deterministic.

Given centroids come first, and the methods add to them. `seed` returns the centroids at once;
`plus_plus` and `Splitting`, of which it makes use, can also be followed choice by choice.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.axis_split import AxisSplit
from quantizer.kmeans.distance import table
from quantizer.kmeans.nested import PrincipalSplit
from quantizer.kmeans.sparse_samples import SparseSamples
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.problem import Problem
    from quantizer.kmeans.random_numbers import RandomNumbers
    from quantizer.kmeans.samples import Samples
    from quantizer.kmeans.sparse_seeding import SparseDistances

_BLOCK = 1 << 16
"""Distances that are computed in one go."""


def seed(
    samples: Samples | SparseSamples,
    problem: Problem,
    init: Init,
    rng: RandomNumbers,
    progress: Progress = SILENT,
) -> Floats:
    """Return k first centroids.

    Parameters
    ----------
    samples
        The data; it must hold at least k samples of positive weight.
    problem
        The number of centroids k, those that are given and come first, and the distance that
        k-means++ spreads the others by.
    init
        Method of the others.
    rng
        Source of randomness; not used by `Init.PCA`.
    progress
        Told the share of centroids found.

    Returns
    -------
    ndarray
        float (k, d) relative to ``samples.mean``, in the dtype of the features.
    """
    width = samples.features.shape[1]
    first = np.empty((0, width)) if problem.start is None else problem.start
    missing = problem.k - len(first)
    if missing == 0:
        return first.astype(samples.features.dtype)
    if init is Init.RANDOM:
        found = samples.rows(rng.draw(samples.weights, missing))
    elif init is Init.PCA and not isinstance(samples, SparseSamples):
        found = _by_splitting(Splitting(samples, problem.metric), missing, progress)
    else:
        draws = plus_plus(samples, missing, first, rng, problem.metric, progress)
        found = samples.rows(np.array([draw.chosen for draw in draws], np.intp))
    return np.concatenate([first, found]).astype(samples.features.dtype, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One choice of k-means++.

    Parameters
    ----------
    chosen
        The sample that is the new centroid.
    candidates
        intp (m,): the samples that were drawn and compared; the chosen one lowers the inertia most.
    nearest
        float (n,): distance, squared if Euclidean, of each sample to the nearest centroid there is
        now; approximate, as the next choice is drawn by it.
    """

    chosen: int
    candidates: NDArray[np.intp]
    nearest: Floats


def first_masses(
    samples: Samples, first: Floats, metric: Metric, progress: Progress = SILENT
) -> NDArray[np.float64]:
    """Return what k-means++ draws its first candidates in proportion to, float64 (n,).

    These are the weights of the samples; if there are centroids `first` already, (m, d) relative to
    ``samples.mean``, they are multiplied by the distances to the nearest. If all are 0, every
    sample is as likely.
    """
    if not len(first):
        return samples.weights
    nearest = _to_nearest(_distances(samples, metric), samples, first, progress)
    return np.asarray(nearest * samples.weights)


def plus_plus(
    samples: Samples | SparseSamples,
    count: int,
    first: Floats,
    rng: RandomNumbers,
    metric: Metric,
    progress: Progress = SILENT,
) -> Iterator[Draw]:
    """Choose further centroids by k-means++, one after the other.

    Parameters
    ----------
    samples
        The data.
    count
        How many to choose.
    first
        float (m, d), relative to ``samples.mean``: the centroids that are there already.
    rng
        Source of randomness.
    metric
        Distance.
    progress
        Told the share of choices made; checked in every block of samples.
    """
    weights = samples.weights
    distances = _distances(samples, metric)
    trials = 2 + int(np.log(count + len(first)))
    nearest = _to_nearest(distances, samples, first, progress)
    for step in range(count):
        progress.report(step / count)
        if step == 0 and not len(first):
            candidates = _draw(weights, rng.uniform(1))
        else:
            candidates = _draw(nearest * weights, rng.uniform(trials))
        points = samples.rows(candidates)
        errors = np.zeros(len(candidates))
        reached = np.empty((len(candidates), len(weights)), nearest.dtype)
        for block in _blocks(len(weights), len(candidates)):
            progress.check()
            near = distances(points, block)
            np.minimum(near, nearest[block], out=reached[:, block])
            errors += reached[:, block] @ weights[block]
        best = np.argmin(errors)
        nearest = reached[best]
        yield Draw(int(candidates[best]), candidates, nearest)


class _Distances:
    """Approximate distances of points to the same samples, good enough to draw by.

    Euclidean ones are one matrix product, which loses digits near a sample.
    """

    def __init__(self, features: Floats, metric: Metric) -> None:
        self._features = features
        self._metric = metric
        self._squares = np.empty(0, features.dtype)
        if metric is Metric.EUCLIDEAN:
            self._squares = np.einsum("nd,nd->n", features, features)

    def __call__(self, points: Floats, block: slice) -> Floats:
        """Return the distances, squared if Euclidean, of points (m, d) to a block: (m, rows)."""
        points = points.astype(self._features.dtype)
        if self._metric is not Metric.EUCLIDEAN:
            return table(points, self._features[block], self._metric)
        near: Floats = (-2 * points) @ self._features[block].T
        near += np.einsum("md,md->m", points, points)[:, None]
        near += self._squares[block]
        return np.maximum(near, 0, out=near)


def _distances(samples: Samples | SparseSamples, metric: Metric) -> _Distances | SparseDistances:
    if isinstance(samples, SparseSamples):
        from quantizer.kmeans.sparse_seeding import SparseDistances  # noqa: PLC0415 - dense data need none of it

        return SparseDistances(samples)
    return _Distances(samples.features, metric)


def _to_nearest(
    distances: _Distances | SparseDistances,
    samples: Samples | SparseSamples,
    points: Floats,
    progress: Progress,
) -> Floats:
    """Return the distance of each sample to the nearest of the points; infinite without any."""
    nearest = np.full(len(samples.weights), np.inf, samples.features.dtype)
    for block in _blocks(len(nearest), 1 + len(points)):
        progress.check()
        if len(points):
            nearest[block] = distances(points, block).min(axis=0)
    return nearest


def _blocks(count: int, columns: int) -> Iterator[slice]:
    rows = max(1, _BLOCK // columns)
    return (slice(start, start + rows) for start in range(0, count, rows))


def _draw(masses: NDArray[np.floating[Any]], points: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return samples drawn in proportion to `masses`; `points` are uniform in 0 to 1."""
    cumulated = np.cumsum(masses, dtype=np.float64)
    if cumulated[-1] <= 0:
        return (points * len(masses)).astype(np.intp)
    drawn = np.searchsorted(cumulated, points * cumulated[-1], side="right")
    return np.asarray(np.minimum(drawn, len(masses) - 1), np.intp)


class Splitting:
    """Clusters, of which that of the largest error is split again and again.

    Parameters
    ----------
    samples
        The data: one cluster at first.
    metric
        Distance, and with it the way to split.
    """

    def __init__(self, samples: Samples, metric: Metric) -> None:
        kind = AxisSplit if metric is Metric.MANHATTAN else PrincipalSplit
        first: AxisSplit | PrincipalSplit = kind.of(samples)
        self._waiting: list[tuple[float, int, AxisSplit | PrincipalSplit]]
        self._waiting = [(-first.error, 0, first)]
        self._whole: list[AxisSplit | PrincipalSplit] = []
        self._made = 1

    def __len__(self) -> int:
        return len(self._waiting) + len(self._whole)

    def split(self) -> NDArray[np.float64] | None:
        """Split a cluster; return the mean that it had, or None if none can be split any more."""
        while self._waiting:
            widest = heapq.heappop(self._waiting)[2]
            halves = widest.split()
            if halves is None:
                self._whole.append(widest)
                continue
            for half in halves:
                heapq.heappush(self._waiting, (-half.error, self._made, half))
                self._made += 1
            mean: NDArray[np.float64] = widest.mean
            return mean
        return None

    def means(self) -> NDArray[np.float64]:
        """Return the means of the clusters, float64 (k, d), relative to the samples' mean."""
        clusters = (*self._whole, *(cluster for _, _, cluster in self._waiting))
        return np.stack([cluster.mean for cluster in clusters])


def _by_splitting(clusters: Splitting, count: int, progress: Progress) -> NDArray[np.float64]:
    """Return the means of `count` clusters; if there cannot be as many, the last one repeats."""
    while len(clusters) < count:
        progress.report(len(clusters) / count)
        if clusters.split() is None:
            break
    means = clusters.means()
    return np.concatenate([means, np.repeat(means[-1:], count - len(means), axis=0)])
