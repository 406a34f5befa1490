"""Which centroid is nearest to each sample, in blocks that fit the processor's cache.

For the Euclidean metric the nearest centroid c of a sample x is the one with the largest
``x.c - |c|^2 / 2``, which is one matrix product per block. Distances that are handed out are not
taken from that product, whose digits cancel near a centroid, but from the differences themselves.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.progress import SILENT, Progress
from quantizer.settings import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

_THREADED = 1 << 25
"""From this many distances on several threads pay; the result does not depend on them."""

BLOCK_BYTES = 1 << 19
"""Size aimed at for one block's table of distances: about half a core's second-level cache."""


def nearest(
    features: Floats, centers: Floats, metric: Metric, progress: Progress = SILENT
) -> NDArray[np.int32]:
    """Return the index of the nearest centroid of each sample; ties go to the lowest index.

    Parameters
    ----------
    features
        Samples, float (n, d).
    centers
        Centroids, float (k, d), k at least 1.
    metric
        Distance.
    progress
        Checked once per block.

    Returns
    -------
    ndarray
        int32 (n,), values 0 to k - 1.
    """
    labels = np.empty(len(features), np.int32)
    if len(centers) == 1:
        labels[:] = 0
        return labels
    centers = np.ascontiguousarray(centers, dtype=features.dtype)
    offsets = np.einsum("kd,kd->k", centers, centers) / 2
    transposed = centers.T.copy()

    def assign(blocks: list[slice]) -> None:
        for block in blocks:
            progress.check()
            if metric is Metric.EUCLIDEAN:
                scores = features[block] @ transposed
                scores -= offsets
                labels[block] = scores.argmax(axis=1)
            else:
                labels[block] = _manhattan_table(features[block], centers).argmin(axis=1)

    blocks = list(_blocks(len(features), len(centers), features.itemsize))
    if len(features) * len(centers) < _THREADED:
        assign(blocks)
        return labels
    threads = os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(assign, [blocks[first::threads] for first in range(threads)]):
            pass
    return labels


def distances_to(
    features: Floats,
    centers: Floats,
    labels: NDArray[np.int32],
    metric: Metric,
    progress: Progress = SILENT,
) -> NDArray[np.float64]:
    """Return how far each sample is from the centroid it is labelled with.

    Parameters
    ----------
    features
        Samples, float (n, d).
    centers
        Centroids, float (k, d).
    labels
        int32 (n,), the centroid of each sample.
    metric
        Distance.
    progress
        Checked once per block.

    Returns
    -------
    ndarray
        float64 (n,): the *squared* distance if Euclidean, the distance if Manhattan; weighted
        and summed it is the inertia.
    """
    result = np.empty(len(features))
    for block in _blocks(len(features), 2 * features.shape[1], features.itemsize):
        progress.check()
        difference = features[block] - centers[labels[block]]
        if metric is Metric.EUCLIDEAN:
            np.einsum("nd,nd->n", difference, difference, out=result[block])
        else:
            np.abs(difference).sum(axis=1, dtype=np.float64, out=result[block])
    return result


def table(features: Floats, centers: Floats, metric: Metric) -> Floats:
    """Return the distances of all samples to all centroids, (n, k).

    Squared if Euclidean. Meant for few samples or few centroids: the table is not blocked.
    """
    if metric is Metric.MANHATTAN:
        return _manhattan_table(features, centers)
    squares = np.einsum("nd,nd->n", features, features)[:, None] - 2 * (features @ centers.T)
    squares += np.einsum("kd,kd->k", centers, centers)
    return np.asarray(np.maximum(squares, 0, out=squares))


def _manhattan_table(features: Floats, centers: Floats) -> Floats:
    total: Floats = np.abs(features[:, :1] - centers[:, 0])
    for axis in range(1, features.shape[1]):
        difference = features[:, axis : axis + 1] - centers[:, axis]
        total += np.abs(difference, out=difference)
    return total


def _blocks(count: int, columns: int, itemsize: int) -> Iterator[slice]:
    rows = max(64, BLOCK_BYTES // (columns * itemsize))
    return (slice(start, start + rows) for start in range(0, count, rows))
