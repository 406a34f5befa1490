"""One descent: assign every sample, move every centroid, until nothing is gained.

Lloyd's algorithm (S. P. Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28,
1982). With the Manhattan metric the centroid is the weighted median of each dimension, which
is what minimises a sum of absolute differences (k-medians); with the mean the inertia could rise.

A cluster that lost all its samples is re-seeded from the sample that contributes most to the
inertia, so that the inertia never rises between iterations and no centroid is wasted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.distance import distances_to, nearest
from quantizer.kmeans.result import KMeansResult
from quantizer.progress import SILENT, Progress
from quantizer.settings import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.samples import Samples

    Floats = NDArray[np.floating[Any]]

_ROWS = 1024
"""Samples whose sum is taken in the features' own precision before it is widened."""


def descend(
    samples: Samples,
    centers: Floats,
    *,
    metric: Metric = Metric.EUCLIDEAN,
    max_iter: int = 300,
    tol: float = 1e-4,
    fixed: int = 0,
    progress: Progress = SILENT,
) -> KMeansResult:
    """Return the local optimum that Lloyd's algorithm reaches from the given centroids.

    Parameters
    ----------
    samples
        The data.
    centers
        First centroids, float (k, d), relative to ``samples.mean``.
    metric
        Distance, and with it the update: mean or weighted median.
    max_iter
        Most iterations.
    tol
        Stop once the summed squared movement of the centroids is at most `tol` times the mean
        variance of the features (scikit-learn's rule). With 0 the descent ends when
        the assignments no longer change.
    fixed
        The first `fixed` centroids attract samples but are not moved.
    progress
        Told the share of `max_iter` spent; checked in every block of samples.

    Returns
    -------
    KMeansResult
        Its centroids are relative to ``samples.mean``, as `centers` are.
    """
    threshold = tol * samples.mean_variance()
    update = _Update(samples, metric, len(centers), fixed)
    centers = centers.astype(samples.features.dtype)
    previous: NDArray[np.int32] | None = None
    history: list[float] = []
    converged = False
    for iteration in range(max_iter):
        progress.report(iteration / max_iter)
        labels = nearest(samples.features, centers, metric, progress)
        costs = distances_to(samples.features, centers, labels, metric, progress)
        costs *= samples.weights
        history.append(float(costs.sum()))
        if previous is not None and np.array_equal(labels, previous):
            return _result(samples, centers, labels, history, converged=True)
        previous = labels
        moved = update(centers, _fill_empty(labels, costs, samples.weights, len(centers), fixed))
        shift = float(np.square(moved - centers, dtype=np.float64).sum())
        centers = moved
        if shift <= threshold:
            converged = True
            break
    labels = nearest(samples.features, centers, metric, progress)
    costs = distances_to(samples.features, centers, labels, metric, progress) * samples.weights
    return _result(samples, centers, labels, history, converged, float(costs.sum()))


def _result(
    samples: Samples,
    centers: Floats,
    labels: NDArray[np.int32],
    history: list[float],
    converged: bool,
    inertia: float | None = None,
) -> KMeansResult:
    counts = np.bincount(labels, samples.weights, len(centers)).astype(np.float64)
    final = history[-1] if inertia is None else inertia
    return KMeansResult(centers, labels, counts, final, tuple(history), len(history), converged)


def _fill_empty(
    labels: NDArray[np.int32],
    costs: NDArray[np.float64],
    weights: NDArray[np.float64],
    k: int,
    fixed: int,
) -> NDArray[np.int32]:
    """Return labels in which each empty movable cluster owns one worst-served sample."""
    counts = np.bincount(labels, weights, k)
    empty = np.flatnonzero(counts[fixed:] == 0) + fixed
    if not len(empty):
        return labels
    worst = np.argsort(-costs, kind="stable")[: len(empty)]
    worst = worst[costs[worst] > 0]
    labels = labels.copy()
    labels[worst] = empty[: len(worst)]
    return labels


class _Update:
    """Moves centroids to the middle of their samples; remembers what does not change."""

    def __init__(self, samples: Samples, metric: Metric, k: int, fixed: int) -> None:
        self._samples = samples
        self._k = k
        self._fixed = fixed
        self._orders: list[NDArray[np.intp]] | None = None
        if metric is Metric.MANHATTAN:
            self._orders = [np.argsort(column, kind="stable") for column in samples.features.T]

    def __call__(self, centers: Floats, labels: NDArray[np.int32]) -> Floats:
        middle = self._means(labels) if self._orders is None else self._medians(labels)
        counts = np.bincount(labels, self._samples.weights, self._k)
        keep = counts == 0
        keep[: self._fixed] = True
        return np.where(keep[:, None], centers, middle).astype(centers.dtype)

    def _means(self, labels: NDArray[np.int32]) -> NDArray[np.float64]:
        features, weights = self._samples.features, self._samples.weights
        counts = np.maximum(np.bincount(labels, weights, self._k), np.finfo(float).tiny)
        if features.shape[1] <= 16:
            sums = [np.bincount(labels, weights * column, self._k) for column in features.T]
            return np.stack(sums, axis=1) / counts[:, None]
        return self._sums_of_wide(labels) / counts[:, None]

    def _sums_of_wide(self, labels: NDArray[np.int32]) -> NDArray[np.float64]:
        """Sum samples of many dimensions by cluster: a matrix product per block of rows."""
        features, weights = self._samples.features, self._samples.weights
        sums = np.zeros((self._k, features.shape[1]))
        for start in range(0, len(features), _ROWS):
            members = labels[start : start + _ROWS]
            shares = np.zeros((self._k, len(members)), features.dtype)
            shares[members, np.arange(len(members))] = weights[start : start + _ROWS]
            sums += shares @ features[start : start + _ROWS]
        return sums

    def _medians(self, labels: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return the lower weighted median of each cluster in each dimension."""
        assert self._orders is not None
        features, weights = self._samples.features, self._samples.weights
        medians = np.zeros((self._k, features.shape[1]))
        for axis, order in enumerate(self._orders):
            by_cluster = order[np.argsort(labels[order], kind="stable")]
            sorted_labels = labels[by_cluster]
            cumulated = np.cumsum(weights[by_cluster])
            starts = np.searchsorted(sorted_labels, np.arange(self._k))
            ends = np.searchsorted(sorted_labels, np.arange(self._k), side="right")
            before = np.concatenate(([0.0], cumulated))[starts]
            total = np.concatenate(([0.0], cumulated))[ends] - before
            middle = np.searchsorted(cumulated, before + total / 2)
            middle = np.clip(middle, starts, np.maximum(ends - 1, starts))
            chosen = by_cluster[np.minimum(middle, len(by_cluster) - 1)]
            medians[:, axis] = features[chosen, axis]
        return medians
