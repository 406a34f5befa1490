"""The nearest centroid of each sample, in blocks that fit the processor's cache.

With the Euclidean metric, the nearest centroid c of a sample x is the one with the largest
``x.c - |c|^2 / 2``: one matrix product per block. With few centroids, `packed_distance` is quicker.
Distances that are returned are computed from differences and not from a product, which loses
digits near a centroid.

The blocks are the same for any number of threads, and so is the result. NumPy's products and
searches release the interpreter's lock: two threads need a little over half the time for an
assignment of 2^21 distances or more. (Bounds that avoid distances, as Hamerly's or Elkan's, were
tried: gathering the few that remain takes NumPy longer than computing all of them.)
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans import packed_distance
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.parallel import core_count, run
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats

    Labels = NDArray[np.int32]

_FEW = 1 << 16
"""Manhattan distances up to which no blocks are made; not tuned."""

_THREADED = 3 << 21
"""Products of samples, centroids and dimensions from which several threads are used; not tuned."""

_NARROW = 16
"""Dimensions up to which a product has further dimensions for the squares."""

_MANHATTAN_ROWS = 1 << 8
"""Samples whose Manhattan distances are computed at once; with more, they leave the first-level
cache and take twice as long. Timed by hand."""

BLOCK_BYTES = 1 << 19
"""Target size of one block's table of distances: about half a core's second-level cache.

With twice the size OpenBLAS uses several threads for each product, which takes three times as
long.
"""


class Nearest:
    """Finds the nearest centroids of the same samples again and again.

    Parameters
    ----------
    features
        Samples, float (n, d).
    metric
        Distance.
    threads
        Most threads at work; None for one per processor core. The result does not depend on it.
    """

    def __init__(self, features: Floats, metric: Metric, threads: int | None = None) -> None:
        self.features = features
        self.metric = metric
        self.threads = threads or core_count()
        self._is_narrow = metric is Metric.EUCLIDEAN and features.shape[1] <= _NARROW

    def __call__(self, centers: Floats, progress: Progress = SILENT) -> Labels:
        """Return the index of the nearest centroid of each sample; ties go to the lowest index.

        Distances that are almost equal may count as ties: with float32 features and 64 centroids,
        squared ones that differ by less than a share of 2^-17.

        Parameters
        ----------
        centers
            Centroids, float (k, d), k at least 1.
        progress
            Checked once per block.

        Returns
        -------
        ndarray
            int32 (n,), values 0 to k - 1.
        """
        labels = np.zeros(len(self.features), np.int32)
        if len(centers) == 1:
            return labels
        find = self._finder(centers)

        def assign(block: slice) -> None:
            progress.check()
            labels[block] = find(block)

        self._over_blocks(assign, len(centers))
        return labels

    def two(self, centers: Floats, progress: Progress = SILENT) -> tuple[Labels, Labels]:
        """Return the indices of the nearest and of the second nearest centroid of each sample.

        `centers` are float (k, d), k at least 2; `progress` is checked once per block. The result
        is twice int32 (n,), values 0 to k - 1.
        """
        first, second = (np.empty(len(self.features), np.int32) for _ in range(2))
        find = self._finder_of_two(centers)

        def assign(block: slice) -> None:
            progress.check()
            first[block], second[block] = find(block)

        self._over_blocks(assign, len(centers))
        return first, second

    def _finder(self, centers: Floats) -> Callable[[slice], NDArray[Any]]:
        """Return a function from a block to the nearest centroids of its samples."""
        if self._is_narrow and len(centers) <= packed_distance.MOST:
            return packed_distance.find_nearest(self._rows, centers)
        score = self._scorer(centers)
        return lambda block: score(block).argmax(axis=1)

    def _finder_of_two(
        self, centers: Floats
    ) -> Callable[[slice], tuple[NDArray[Any], NDArray[Any]]]:
        """Return a function from a block to the two nearest centroids of its samples."""
        if self._is_narrow and len(centers) <= packed_distance.MOST:
            return packed_distance.find_two_nearest(self._rows, centers)
        score = self._scorer(centers)

        def find(block: slice) -> tuple[NDArray[Any], NDArray[Any]]:
            scores = score(block)
            best = scores.argmax(axis=1)
            scores[np.arange(len(scores)), best] = -np.inf
            return best, scores.argmax(axis=1)

        return find

    def _scorer(self, centers: Floats) -> Callable[[slice], Floats]:
        """Return a function from a block to scores (rows, k), largest for the nearest centroid."""
        centers = np.ascontiguousarray(centers, dtype=self.features.dtype)
        if self.metric is Metric.MANHATTAN:

            def negated(block: slice) -> Floats:
                distances = _manhattan_table(self.features[block], centers)
                return np.negative(distances, out=distances)

            return negated
        offsets = np.einsum("kd,kd->k", centers, centers) / 2
        if self._is_narrow:
            padded, right = self._padded, np.concatenate([centers.T, -offsets[None]])
            return lambda block: padded[block] @ right

        transposed = centers.T.copy()

        def score(block: slice) -> Floats:
            scores: Floats = self.features[block] @ transposed
            scores -= offsets
            return scores

        return score

    @cached_property
    def _rows(self) -> Floats:
        """The samples as `packed_distance` takes them."""
        return packed_distance.rows_of(self.features)

    @cached_property
    def _padded(self) -> Floats:
        """The samples and a 1 each, (n, d + 1), to subtract the centroids' squares from."""
        count, width = self.features.shape
        padded = np.ones((count, width + 1), self.features.dtype)
        padded[:, :width] = self.features
        return padded

    def _over_blocks(self, work: Callable[[slice], None], columns: int) -> None:
        width = max(columns, self.features.shape[1])
        blocks = list(_blocks(len(self.features), width, self.features.itemsize))
        effort = self.features.size * columns
        with single_threaded_products():
            run(work, blocks, self.threads if effort >= _THREADED else 1)


def nearest(
    features: Floats,
    centers: Floats,
    metric: Metric,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Labels:
    """Return the index of the nearest centroid of each sample, int32 (n,); see `Nearest`."""
    if metric is Metric.MANHATTAN and len(features) * len(centers) <= _FEW:
        right = centers.astype(features.dtype, copy=False)
        return np.asarray(_manhattan_table(features, right).argmin(axis=1), np.int32)
    return Nearest(features, metric, threads)(centers, progress)


def distances_to(
    features: Floats, centers: Floats, labels: Labels, metric: Metric, progress: Progress = SILENT
) -> NDArray[np.float64]:
    """Return the distance of each sample to the centroid of its label.

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

    `features` are float (n, d), `centers` float (k, d). Euclidean distances are squared. Meant for
    few samples or few centroids, since the table is computed in one go.
    """
    if metric is Metric.MANHATTAN:
        return _manhattan_table(features, centers)
    squares = np.einsum("nd,nd->n", features, features)[:, None] - 2 * (features @ centers.T)
    squares += np.einsum("kd,kd->k", centers, centers)
    return np.asarray(np.maximum(squares, 0, out=squares))


def _manhattan_table(features: Floats, centers: Floats) -> Floats:
    """Return the Manhattan distances of all samples to all centroids, (n, k).

    The difference x - c is computed as ``[x, 1] @ [1, -c]``: it is the same number, in a third of
    the time that NumPy takes to subtract rows from a column.
    """
    dtype = np.result_type(features, centers)
    left = np.ones((features.shape[1], len(features), 2), dtype)
    left[:, :, 0] = features.T
    right = np.ones((features.shape[1], 2, len(centers)), dtype)
    np.negative(centers.T, out=right[:, 1])
    total = np.empty((len(features), len(centers)), dtype)
    scratch = np.empty((min(len(features), _MANHATTAN_ROWS), len(centers)), dtype)
    for start in range(0, len(features), _MANHATTAN_ROWS):
        distances = total[start : start + _MANHATTAN_ROWS]
        difference = scratch[: len(distances)]
        for axis, columns in enumerate(right):
            target = difference if axis else distances
            np.dot(left[axis, start : start + len(distances)], columns, out=target)
            np.abs(target, out=target)
            if axis:
                distances += difference
    return total


def _blocks(count: int, columns: int, itemsize: int) -> Iterator[slice]:
    rows = max(64, BLOCK_BYTES // (columns * itemsize))
    return (slice(start, start + rows) for start in range(0, count, rows))
