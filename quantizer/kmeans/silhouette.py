"""Rousseeuw's silhouette: how well samples fit their clusters.

P. J. Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster
analysis", J. Computational and Applied Mathematics 20 (1987). For a sample, a is its mean distance
to the others of its cluster, and b that to the members of the nearest other cluster; its
silhouette is (b - a) / max(a, b), or 0 if it is alone. All distances between samples are computed
once and serve any number of clusterings; this is meant for a few thousand samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import DataError
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
        weights = self._weights
        if np.shape(labels) != weights.shape:
            raise DataError(f"{np.size(labels)} labels do not fit {len(weights)} samples")
        _, own = np.unique(labels, return_inverse=True)
        sizes = np.bincount(own, weights).astype(np.float64)
        if np.count_nonzero(sizes) < 2:
            return 0.0
        shares = np.zeros((len(weights), len(sizes)))
        shares[np.arange(len(weights)), own] = weights
        rows = max(1, _ROWS // len(weights))
        total = 0.0
        for start in range(0, len(weights), rows):
            self._progress.check()
            block = slice(start, start + rows)
            total += self._block_sum(block, own, sizes, shares)
        return total / float(weights.sum())

    def _block_sum(
        self,
        block: slice,
        own: NDArray[np.intp],
        sizes: NDArray[np.float64],
        shares: NDArray[np.float64],
    ) -> float:
        """Return the weighted sum of the silhouettes of a block of samples."""
        sums = self._distances[block] @ shares
        mine = own[block]
        rows = np.arange(len(mine))
        others = sizes[mine] - 1
        within = sums[rows, mine] / np.where(others > 0, others, 1)
        outside = np.where(sizes > 0, sums / np.where(sizes > 0, sizes, 1), np.inf)
        outside[rows, mine] = np.inf
        nearest = outside.min(axis=1)
        larger = np.maximum(within, nearest)
        scores = np.where(
            (others > 0) & (larger > 0), (nearest - within) / np.where(larger > 0, larger, 1), 0
        )
        return float(scores @ self._weights[block])
