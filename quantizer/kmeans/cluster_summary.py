"""What each cluster is like: its size, its spread, and whether it is an outlier.

    features, centroids, labels -> weight, inertia and distances of each cluster
        -> the distance of each centroid to the nearest other one -> outliers

A cluster is called an outlier if it is small and far from the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.distance import distances_to, table
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats

_SMALL = 0.25
"""Share of an equal part of the weight below which a cluster is small; not tuned."""
_FAR = 2.0
"""A cluster is far from the others if its centroid is this many times as far from the nearest other
one as the median centroid is; not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSummary:
    """Figures of k clusters, in arrays of length k.

    Distances are those of the metric, not squared.

    Parameters
    ----------
    counts
        int64: number of samples.
    weights
        float64: sum of the samples' weights.
    shares
        float64: part of the total weight, 0 to 1.
    inertias
        float64: contribution to the inertia.
    mean_distances
        float64: weighted mean distance of the samples to their centroid; 0 if there are none.
    largest_distances
        float64: largest distance of a sample to its centroid.
    farthest
        intp: the sample at the largest distance; -1 if the cluster is empty.
    separations
        float64: distance of the centroid to the nearest other one; infinite if there is no other.
    outliers
        bool: whether the cluster is small and far from the others.
    """

    counts: NDArray[np.int64]
    weights: NDArray[np.float64]
    shares: NDArray[np.float64]
    inertias: NDArray[np.float64]
    mean_distances: NDArray[np.float64]
    largest_distances: NDArray[np.float64]
    farthest: NDArray[np.intp]
    separations: NDArray[np.float64]
    outliers: NDArray[np.bool_]

    @property
    def inertia(self) -> float:
        """The inertia of all clusters together."""
        return float(self.inertias.sum())


def summarize(
    features: Floats,
    centers: Floats,
    labels: NDArray[np.signedinteger[Any]],
    weights: NDArray[np.float64] | None = None,
    metric: Metric = Metric.EUCLIDEAN,
    progress: Progress = SILENT,
) -> ClusterSummary:
    """Return the figures of each cluster.

    Parameters
    ----------
    features
        Samples, float (n, d).
    centers
        Centroids, float (k, d).
    labels
        Integers (n,): the cluster of each sample, 0 to k - 1.
    weights
        Weight of each sample, 0 or more; None for 1 each.
    metric
        Distance.
    progress
        Checked in every block of samples.
    """
    k = len(centers)
    weighted = np.ones(len(features)) if weights is None else weights
    costs = distances_to(features, centers, labels, metric, progress).astype(np.float64)
    distances = np.sqrt(costs) if metric is Metric.EUCLIDEAN else costs
    sums = np.bincount(labels, weighted, k).astype(np.float64)
    order = np.lexsort((distances, labels))
    ends = np.cumsum(np.bincount(labels, minlength=k))
    counts = np.diff(ends, prepend=0)
    present = counts > 0
    farthest = np.where(present, order[np.maximum(ends - 1, 0)], -1)
    shares = sums / max(sums.sum(), np.finfo(float).tiny)
    separations = _separations(centers, metric)
    return ClusterSummary(
        counts.astype(np.int64),
        sums,
        shares,
        np.bincount(labels, weighted * costs, k).astype(np.float64),
        (np.bincount(labels, weighted * distances, k) / np.where(sums > 0, sums, 1)),
        np.where(present, distances[farthest], 0.0),
        farthest,
        separations,
        present & (shares < _SMALL / k) & (separations >= _FAR * np.median(separations)),
    )


def _separations(centers: Floats, metric: Metric) -> NDArray[np.float64]:
    """Return the distance of each centroid to the nearest other one: float64 (k,)."""
    between = table(centers, centers, metric).astype(np.float64)
    np.fill_diagonal(between, np.inf)
    nearest: NDArray[np.float64] = between.min(axis=1)
    return np.sqrt(nearest) if metric is Metric.EUCLIDEAN else nearest
