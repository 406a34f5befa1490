"""First centroids.

- *random*: samples drawn by weight, without replacement.
- *k-means++*: greedy, the best of several candidates at each step (D. Arthur and S. Vassilvitskii,
  "k-means++: the advantages of careful seeding", SODA 2007, with the greedy step of its
  conclusion).
- *pca*: starting with one cluster, the cluster with the largest sum of squared errors is split at
  its mean, across its principal axis (X. Wu, "Efficient statistical computations for optimal color
  quantization", Graphics Gems II, 1991). With the Manhattan metric, the cluster with the largest
  sum of absolute deviations is split across the coordinate of the largest ones. Deterministic.

Given centroids come first, and the methods add to them.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.axis_split import AxisSplit
from quantizer.kmeans.distance import table
from quantizer.kmeans.nested import PrincipalSplit
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from quantizer.kmeans.problem import Problem
    from quantizer.kmeans.random_numbers import RandomNumbers
    from quantizer.kmeans.samples import Samples

    Floats = NDArray[np.floating[Any]]

_BLOCK = 1 << 16
"""Distances that are computed in one go."""


def seed(
    samples: Samples,
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
        found = _random(samples, missing, rng)
    elif init is Init.PCA:
        kind = AxisSplit if problem.metric is Metric.MANHATTAN else PrincipalSplit
        found = _by_splitting(kind.of(samples), missing, progress)
    else:
        found = _plus_plus(samples, missing, first, rng, problem.metric, progress)
    return np.concatenate([first, found]).astype(samples.features.dtype)


def _random(samples: Samples, count: int, rng: RandomNumbers) -> Floats:
    return samples.features[rng.draw(samples.weights, count)]


def _plus_plus(
    samples: Samples,
    count: int,
    first: Floats,
    rng: RandomNumbers,
    metric: Metric,
    progress: Progress,
) -> Floats:
    weights = samples.weights
    distances = _Distances(samples.features, metric)
    trials = 2 + int(np.log(count + len(first)))
    chosen = np.empty(count, np.intp)
    nearest = np.full(len(weights), np.inf, samples.features.dtype)
    for block in _blocks(len(weights), 1 + len(first)):
        progress.check()
        if len(first):
            nearest[block] = distances(first, block).min(axis=0)
    for step in range(count):
        progress.report(step / count)
        if step == 0 and not len(first):
            candidates = _draw(weights, rng.uniform(1))
        else:
            candidates = _draw(nearest * weights, rng.uniform(trials))
        errors = np.zeros(len(candidates))
        reached = np.empty((len(candidates), len(weights)), nearest.dtype)
        for block in _blocks(len(weights), len(candidates)):
            progress.check()
            near = distances(samples.features[candidates], block)
            np.minimum(near, nearest[block], out=reached[:, block])
            errors += reached[:, block] @ weights[block]
        best = np.argmin(errors)
        chosen[step], nearest = candidates[best], reached[best]
    return samples.features[chosen]


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


def _by_splitting(
    first: AxisSplit | PrincipalSplit, count: int, progress: Progress
) -> NDArray[np.float64]:
    """Return the means of `count` clusters; again and again that of largest error was split."""
    clusters = [(-first.error, 0, first)]
    whole: list[AxisSplit | PrincipalSplit] = []
    made = 1
    while clusters and len(clusters) + len(whole) < count:
        progress.report((len(clusters) + len(whole)) / count)
        widest = heapq.heappop(clusters)[2]
        halves = widest.split()
        if halves is None:
            whole.append(widest)
            continue
        for half in halves:
            heapq.heappush(clusters, (-half.error, made, half))
            made += 1
    means = np.stack([box.mean for box in (*whole, *(box for _, _, box in clusters))])
    return np.concatenate([means, np.repeat(means[-1:], count - len(means), axis=0)])
