"""Euclidean distances between sparse samples and dense centroids, in blocks of rows.

This is `distance` for SciPy's compressed sparse rows; only tables of rows and centroids are dense.

The nearest centroid c of a sample x is the one with the largest ``x.c - |c|^2 / 2``. The score of
the first centroid f is subtracted from all, as ``x.(c - f) - (|c|^2 - |f|^2) / 2``: that leaves
their order, data far from the origin lose fewer digits to cancellation, and whole numbers are
computed without any error, so that ties of word counts are ties. Distances that are returned are
computed in float64, and near a centroid from differences.

Several threads work at a time: SciPy's products release the interpreter's lock. The result does not
depend on their number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.distance import BLOCK_BYTES
from quantizer.kmeans.sparse_samples import (
    row_block,
    row_blocks,
    row_numbers,
    row_ranges,
    squares_of,
)
from quantizer.parallel import run
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from quantizer.kmeans.arrays import Floats

    Labels = NDArray[np.signedinteger[Any]]

_THREADED = 1 << 21
"""Products of nonzeros and centroids from which several threads are used; not tuned."""

_CLOSE = 1e-6
"""Share of ``|x|^2 + |c|^2`` up to which a squared distance is computed from differences. A product
leaves ten digits of larger ones: float64 has sixteen."""


def nearest(
    features: csr_array, centers: Floats, progress: Progress = SILENT, threads: int | None = None
) -> NDArray[np.int32]:
    """Return the index of the nearest centroid of each sample; ties go to the lowest index.

    Parameters
    ----------
    features
        Sparse samples, float (n, d).
    centers
        Centroids, float (k, d), k at least 1.
    progress
        Checked once per block.
    threads
        Most threads at work; None for one per processor core. The result does not depend on it.

    Returns
    -------
    ndarray
        int32 (n,), values 0 to k - 1.
    """
    labels = np.zeros(features.shape[0], np.int32)
    if len(centers) == 1:
        return labels
    centers = centers.astype(features.dtype, copy=False)
    columns = np.empty(centers.shape[::-1], features.dtype)
    np.subtract(centers.T, centers[0][:, None], out=columns)
    offsets = np.einsum("kd,dk->k", centers, columns, dtype=np.float64)
    offsets -= np.einsum("dk,dk->k", columns, columns, dtype=np.float64) / 2
    offsets = offsets.astype(features.dtype)

    def assign(rows: slice) -> None:
        progress.check()
        scores = row_block(features, rows) @ columns
        scores -= offsets
        labels[rows] = scores.argmax(axis=1)

    effort = features.nnz * len(centers)
    blocks = list(row_ranges(features, _rows_of_tables(len(centers))))
    run(assign, blocks, threads if effort >= _THREADED else 1)
    return labels


def distances_to(
    features: csr_array, centers: Floats, labels: Labels, progress: Progress = SILENT
) -> NDArray[np.float64]:
    """Return the squared distance of each sample to the centroid of its label, float64 (n,)."""
    differences = _Differences(centers)
    result = np.empty(features.shape[0])
    for rows, block in row_blocks(features):
        progress.check()
        result[rows] = differences.squares(block, labels[rows])
    return result


def distances(features: csr_array, centers: Floats) -> Floats:
    """Return the distance (not squared) of each sample to each centroid, (n, k).

    It has the dtype of the features. The distance of a sample to an equal centroid is exactly 0.
    """
    result = np.empty((features.shape[0], len(centers)), features.dtype)
    for rows, squares in _tables(features, centers):
        np.sqrt(squares, out=squares)
        result[rows] = squares
    return result


def nearest_by_differences(
    features: csr_array, centers: Floats, progress: Progress = SILENT
) -> NDArray[np.int32]:
    """Return what `nearest` does; it takes longer, and an equal centroid is always found."""
    labels = np.empty(features.shape[0], np.int32)
    for rows, squares in _tables(features, centers):
        progress.check()
        labels[rows] = squares.argmin(axis=1)
    return labels


def _tables(features: csr_array, centers: Floats) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Yield the squared distances of blocks of rows to all centroids, float64 (rows, k)."""
    differences = _Differences(centers)
    columns = np.ascontiguousarray(centers.T, np.float64)
    for rows in row_ranges(features, _rows_of_tables(len(centers))):
        block = row_block(features, rows)
        lengths = squares_of(block)[:, None] + differences.lengths
        table: NDArray[np.float64] = block @ columns
        table *= -2
        table += lengths
        is_close = table <= _CLOSE * lengths
        for cluster in np.flatnonzero(is_close.any(axis=0)):
            close = np.flatnonzero(is_close[:, cluster])
            labels = np.full(len(close), cluster)
            table[close, cluster] = differences.squares(block[close], labels)
        yield rows, table


class _Differences:
    """Squared distances from differences, which keep their digits near a centroid.

    Where x is not 0 the differences are taken; the rest of the centroid is what its squared length
    has left.
    """

    def __init__(self, centers: Floats) -> None:
        self._centers = centers
        self.lengths = np.einsum("kd,kd->k", centers, centers, dtype=np.float64)
        self._filled = np.count_nonzero(centers, axis=1)

    def squares(self, block: csr_array, labels: Labels) -> NDArray[np.float64]:
        """Return the squared distance of each row to the centroid of its label, float64 (rows,)."""
        count = len(labels)
        row = row_numbers(block)
        chosen = self._centers[labels[row], block.indices].astype(np.float64)
        difference = np.square(block.data - chosen)
        shared = np.bincount(row, np.square(chosen), count)
        rest = np.maximum(self.lengths[labels] - shared, 0)
        # Nothing is left where x covers the centroid; the subtraction leaves a rounding error.
        rest[self._filled[labels] == np.bincount(row, chosen != 0, count)] = 0
        return np.asarray(np.bincount(row, difference, count) + rest)


def _rows_of_tables(k: int) -> int:
    return max(64, BLOCK_BYTES // (8 * k))
