"""The distances of all samples to all centroids, as `KMeans.transform` returns them.

The square of a Euclidean distance is computed as ``|x|^2 - 2 x.c + |c|^2``, which is one matrix
product for each block of samples, in float64. That loses digits where a sample is near a centroid
compared to its distance from the origin. Such distances are computed again from the difference
``x - c``, so that the distance of a centroid to itself is exactly 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.distance import table
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from quantizer.kmeans.arrays import Floats

_BLOCK = 1 << 16
"""Numbers of a block of samples in float64: half a megabyte. Not tuned."""

_NEAR = 1e-6
"""Share of ``|x|^2 + |c|^2`` below which a squared distance is computed again.

Above it float64's rounding, about 1e-16 of that sum, changes a squared distance by a share of about
1e-10.
"""


def distance_table(features: Floats, centers: Floats, metric: Metric) -> Floats:
    """Return distances, not squared, in the dtype of the features.

    Parameters
    ----------
    features
        Samples, float (n, d).
    centers
        Centroids, float (k, d).
    metric
        Distance.

    Returns
    -------
    ndarray
        float (n, k).
    """
    centers = centers.astype(features.dtype)
    distances = np.empty((len(features), len(centers)), features.dtype)
    rows = max(1, _BLOCK // max(features.shape[1], len(centers)))
    of_block = _euclidean if metric is Metric.EUCLIDEAN else _manhattan
    for start in range(0, len(features), rows):
        block = slice(start, start + rows)
        distances[block] = of_block(features[block], centers)
    return distances


def _manhattan(features: Floats, centers: Floats) -> Floats:
    return table(features, centers, Metric.MANHATTAN)


def _euclidean(features: Floats, centers: Floats) -> Floats:
    origin = centers.mean(axis=0, dtype=np.float64)  # where the centroids are, few digits are lost
    left, right = features - origin, centers - origin
    sums = np.einsum("nd,nd->n", left, left)[:, None] + np.einsum("kd,kd->k", right, right)
    squares = sums - 2 * (left @ right.T)
    sample, center = np.nonzero(squares <= _NEAR * sums)
    difference = features[sample].astype(np.float64) - centers[center]
    squares[sample, center] = np.einsum("nd,nd->n", difference, difference)
    return np.asarray(np.sqrt(squares, out=squares))
