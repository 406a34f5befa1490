"""Estimates for split-and-merge: the gain of splitting a cluster, and the cost of removing one.

Both are computed for all clusters at once from one assignment: by how much the inertia would fall
if a cluster were split across its principal axis, and by how much it would rise if its samples
went to their second nearest centroids. A descent then shows the true change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.distance import distances_to
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.lloyd import Lloyd

    Labels = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Halves:
    """All clusters, each split at its mean, across its principal axis.

    Parameters
    ----------
    gain
        float64 (k,): by how much the squared error falls if the halves replace the cluster.
    lower, upper
        float64 (k, d): means of the halves.
    """

    gain: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def halve(lloyd: Lloyd, centers: Floats, labels: Labels) -> Halves:
    """Split every cluster in two.

    Parameters
    ----------
    lloyd
        The samples.
    centers
        Centroids, float (k, d).
    labels
        int32 (n,), the assignment.
    """
    features, weights = lloyd.samples.features, lloyd.samples.weights
    k, width = centers.shape
    means, counts, _ = lloyd.update(centers, labels)
    offsets = features - means.astype(features.dtype)[labels]
    scatter = np.empty((k, width, width))
    for row in range(width):
        weighted = weights * offsets[:, row]
        for column in range(row, width):
            products = np.bincount(labels, weighted * offsets[:, column], k)
            scatter[:, row, column] = scatter[:, column, row] = products
    axes = np.linalg.eigh(scatter)[1][:, :, -1].astype(features.dtype)
    above = np.einsum("nd,nd->n", offsets, axes[labels]) > 0
    upper_counts = np.bincount(labels, weights * above, k)
    upper_sums = np.stack(
        [np.bincount(labels, weights * above * column, k) for column in offsets.T], axis=1
    )
    lower_counts = counts - upper_counts
    cut = (upper_counts > 0) & (lower_counts > 0)
    share = np.where(cut, upper_counts, 1)[:, None]
    other = np.where(cut, lower_counts, 1)[:, None]
    upward = np.where(cut[:, None], upper_sums / share, 0)
    downward = np.where(cut[:, None], -upper_sums / other, 0)
    gain = np.square(upper_sums).sum(axis=1) * (1 / share + 1 / other)[:, 0]
    return Halves(np.where(cut, gain, 0), means + downward, means + upward)


def removal_costs(
    lloyd: Lloyd, centers: Floats, first: Labels, second: Labels
) -> NDArray[np.float64]:
    """Return by how much the inertia would rise without each of the centroids, float64 (k,).

    The samples go to their second nearest centroids. With the Euclidean metric these centroids are
    then moved to their new means, which regains a part.

    Parameters
    ----------
    lloyd
        The samples.
    centers
        Centroids, float (k, d).
    first, second
        int32 (n,), the nearest and the second nearest centroid of each sample.
    """
    samples, metric = lloyd.samples, lloyd.metric
    k = len(centers)
    rise = distances_to(samples.features, centers, second, metric)
    rise -= distances_to(samples.features, centers, first, metric)
    costs = np.bincount(first, rise * samples.weights, k).astype(np.float64)
    if metric is not Metric.EUCLIDEAN:
        return costs
    pairs = first.astype(np.int64) * k + second
    used, places = np.unique(pairs, return_inverse=True)
    leaving, taking = np.divmod(used, k)
    moved = np.bincount(places, samples.weights)
    counts = np.bincount(first, samples.weights, k)
    pull = np.zeros(len(used))
    for axis, column in enumerate(samples.features.T):
        sums = np.bincount(places, samples.weights * column)
        pull += np.square(sums - moved * centers[taking, axis])
    tiny = np.finfo(float).tiny
    won = np.bincount(leaving, pull / np.maximum(counts[taking] + moved, tiny), k)
    return np.asarray(costs - won, np.float64)
