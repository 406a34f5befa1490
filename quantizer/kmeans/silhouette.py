"""Rousseeuw's silhouette: how well samples fit their clusters.

P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster
analysis", J. Computational and Applied Mathematics 20 (1987). For a sample, a is its mean distance
to the others of its cluster, and b that to the members of the nearest other cluster; its
silhouette is (b - a) / max(a, b), or 0 if it is alone. `Silhouette` computes all distances between
samples once, for any number of clusterings; it is meant for a few thousand samples. `silhouettes`
is for one clustering of more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import DataError
from quantizer.kmeans.distance import table
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.samples import Samples

_ROWS = 1 << 18
"""Distances that are computed between two checks for cancellation."""


class Silhouette:
    """Computes silhouettes of clusterings of the same samples.

    Parameters
    ----------
    samples
        The data; a sample of weight w counts as w equal samples.
    metric
        Euclidean (not squared) or Manhattan distance.
    progress
        Checked once per block.
    """

    def __init__(
        self, samples: Samples, metric: Metric = Metric.EUCLIDEAN, progress: Progress = SILENT
    ) -> None:
        self._weights = samples.weights
        self._progress = progress
        features = samples.features.astype(np.float64)
        count = len(features)
        self._distances = np.empty((count, count))
        rows = max(1, _ROWS // count)
        for start in range(0, count, rows):
            progress.check()
            block = slice(start, start + rows)
            total = np.zeros((len(features[block]), count))
            for column in features.T:
                difference = column[block, None] - column
                total += np.square(difference) if metric is Metric.EUCLIDEAN else abs(difference)
            self._distances[block] = np.sqrt(total) if metric is Metric.EUCLIDEAN else total

    def mean(self, labels: NDArray[np.integer[Any]]) -> float:
        """Return the mean silhouette, -1 to 1; 0 if there is only one cluster.

        Without weights it equals scikit-learn's ``silhouette_score``.

        Parameters
        ----------
        labels
            Cluster of each sample, (n,), any integers.

        Raises
        ------
        DataError
            If there are not as many labels as samples.
        """
        return float(self.scores(labels) @ self._weights) / float(self._weights.sum())

    def scores(self, labels: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
        """Return the silhouette of each sample, float64 (n,); all 0 if there is only one cluster.

        Without weights they equal scikit-learn's ``silhouette_samples``.

        Parameters
        ----------
        labels
            Cluster of each sample, (n,), any integers.

        Raises
        ------
        DataError
            If there are not as many labels as samples.
        """
        weights = self._weights
        if np.shape(labels) != weights.shape:
            raise DataError(f"{np.size(labels)} labels do not fit {len(weights)} samples")
        _, own = np.unique(labels, return_inverse=True)
        sizes = np.bincount(own, weights).astype(np.float64)
        scores = np.zeros(len(weights))
        if np.count_nonzero(sizes) < 2:
            return scores
        shares = np.zeros((len(weights), len(sizes)))
        shares[np.arange(len(weights)), own] = weights
        rows = max(1, _ROWS // len(weights))
        for start in range(0, len(weights), rows):
            self._progress.check()
            block = slice(start, start + rows)
            scores[block] = _scores(self._distances[block] @ shares, own[block], sizes)
        return scores


def silhouettes(
    features: Floats,
    labels: NDArray[np.integer[Any]],
    metric: Metric = Metric.EUCLIDEAN,
    progress: Progress = SILENT,
) -> NDArray[np.float64]:
    """Return the silhouette of each sample: float64 (n,), -1 to 1; all 0 with only one cluster.

    It equals scikit-learn's ``silhouette_samples``. The distances are not kept, so there may be
    many samples; the time grows with their square.

    Parameters
    ----------
    features
        Samples, float (n, d).
    labels
        Cluster of each sample, (n,), any integers.
    metric
        Euclidean (not squared) or Manhattan distance.
    progress
        Told the share of the work done.

    Raises
    ------
    DataError
        If there are not as many labels as samples.
    """
    count = len(features)
    if np.shape(labels) != (count,):
        raise DataError(f"{np.size(labels)} labels do not fit {count} samples")
    _, own = np.unique(labels, return_inverse=True)
    sizes = np.bincount(own).astype(np.float64)
    result = np.zeros(count)
    if len(sizes) < 2:
        return result
    members = np.eye(len(sizes))[own]
    centered = np.asarray(features, np.float64) - np.mean(features, axis=0, dtype=np.float64)
    rows = max(1, _ROWS // count)
    for start in range(0, count, rows):
        progress.report(start / count)
        block = slice(start, start + rows)
        distances = table(centered[block], centered, metric)
        if metric is Metric.EUCLIDEAN:
            np.sqrt(distances, out=distances)
        result[block] = _scores(distances @ members, own[block], sizes)
    return result


def _scores(
    sums: NDArray[np.float64], own: NDArray[np.intp], sizes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the silhouettes of some samples: float64 (n,).

    Parameters
    ----------
    sums
        float64 (n, k): sum of the distances of each sample to the members of each cluster.
    own
        intp (n,): the cluster of each sample.
    sizes
        float64 (k,): the summed weight of each cluster.
    """
    rows = np.arange(len(own))
    others = sizes[own] - 1
    within = sums[rows, own] / np.where(others > 0, others, 1)
    outside = np.where(sizes > 0, sums / np.where(sizes > 0, sizes, 1), np.inf)
    outside[rows, own] = np.inf
    nearest = outside.min(axis=1)
    larger = np.maximum(within, nearest)
    return np.where(
        (others > 0) & (larger > 0), (nearest - within) / np.where(larger > 0, larger, 1), 0.0
    )
