"""Sparse data of a clustering, checked once: documents by words, users by items.

`check_data` accepts SciPy's sparse matrices and arrays beside what NumPy understands.
`SparseSamples` is what `Samples` is for dense data. It keeps X in compressed sparse rows (CSR) and
does not subtract the mean, which would fill every zero; `sparse_distance` takes another way round
cancellation. `row_blocks` walks through X in blocks of rows, one at a time.

Data are only sparse if the caller has imported SciPy, so nothing here needs to import it before.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import DataError
from quantizer.kmeans.samples import check_features, check_weights
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from quantizer.kmeans.arrays import Floats

_BLOCK_NONZEROS = 1 << 17
"""Nonzeros of one block: its temporary arrays take a few MB. Not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class SparseSamples:
    """Sparse features, and weights.

    Parameters
    ----------
    features
        float32 or float64 (n, d), as `check_data` returns them.
    weights
        float64 (n,), not negative, with a sum above 0.
    squares
        float64 (n,): squared length of each sample.
    """

    features: csr_array
    weights: NDArray[np.float64]
    squares: NDArray[np.float64]

    @classmethod
    def of(cls, features: Any, weights: NDArray[np.float64] | None = None) -> SparseSamples:
        """Return checked samples; `DataError` is raised as by `Samples.of`."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - the caller has imported it

        features = csr_array(check_data(features))
        return cls(features, check_weights(weights, features.shape[0]), squares_of(features))

    def rows(self, chosen: NDArray[np.intp]) -> Floats:
        """Return some of the samples as a dense array, float (m, d)."""
        return np.asarray(self.features[chosen].toarray())

    def shift(self, centers: Floats) -> Floats:
        """Return centroids (k, d) in the features' dtype."""
        return np.ascontiguousarray(centers, dtype=self.features.dtype)

    def restore(self, centers: Floats) -> Floats:
        """Return the centroids (k, d) as they are: nothing was subtracted from the features."""
        return centers

    def mean_variance(self) -> float:
        """Return the weighted variance of the features, averaged over the d dimensions."""
        total, width = self.weights.sum(), self.features.shape[1]
        sums = np.zeros(width)
        for rows, block in row_blocks(self.features):
            sums += block.T @ self.weights[rows]
        means = sums / total
        return float((self.squares @ self.weights / total - means @ means) / width)

    def distinct(self, limit: int) -> NDArray[np.intp] | None:
        """Return one index of each distinct sample of positive weight: intp (m,).

        They are in the order of the samples' values. If there are more than `limit`, return None.
        """
        columns, values, starts = (
            getattr(self.features, name) for name in ("indices", "data", "indptr")
        )
        found: dict[tuple[bytes, bytes], int] = {}
        for index in np.flatnonzero(self.weights).tolist():
            span = slice(starts[index], starts[index + 1])
            found.setdefault((columns[span].tobytes(), values[span].tobytes()), index)
            if len(found) > limit:
                return None
        points = np.fromiter(found.values(), np.intp, len(found))
        return points[np.lexsort(self.rows(points).T[::-1])]


def is_sparse(data: object) -> bool:
    """Return whether the data are a sparse matrix or array of SciPy, which is not imported."""
    sparse = sys.modules.get("scipy.sparse")
    return sparse is not None and bool(sparse.issparse(data))


def check_data(data: Any, metric: Metric = Metric.EUCLIDEAN) -> Any:
    """Return checked features (n, d): dense as by `check_features`, or sparse.

    Sparse data keep their kind, matrix or array. They become compressed sparse rows of float32 or
    float64 (other numbers become float64), in which the columns of a row ascend and no zero is
    stored; they are copied only if they are not so already, and never changed.

    Raises
    ------
    DataError
        If the data are not finite numbers of two dimensions, each at least 1, or if they are sparse
        and the metric is Manhattan: its centroids are medians, for which all zeros are needed.
    """
    if not is_sparse(data):
        return check_features(data)
    if metric is Metric.MANHATTAN:
        raise DataError(
            "the Manhattan metric needs dense data, and these are sparse: pass X.toarray(), or "
            "choose metric='euclidean'"
        )
    if data.ndim != 2:
        raise DataError(f"Expected 2D array, got {data.ndim}D array instead")
    if not data.shape[0] or not data.shape[1]:
        raise DataError(
            f"Found array with {data.shape[0]} sample(s) and {data.shape[1]} feature(s) "
            f"(shape={data.shape}) while a minimum of 1 is required"
        )
    rows = _floats(data).tocsr()
    if not np.isfinite(rows.data).all():
        found = "NaN" if np.isnan(rows.data).any() else "infinity"
        raise DataError(f"Input X contains {found}; remove or replace those samples first")
    if not rows.has_canonical_format or not rows.data.all():
        rows = rows.copy()
        rows.sum_duplicates()
        rows.eliminate_zeros()
    return rows


def _floats(data: Any) -> Any:
    """Return sparse data as float32 or float64, or raise `DataError`."""
    if np.issubdtype(data.dtype, np.complexfloating):
        raise DataError("Complex data not supported")
    if data.dtype in (np.float32, np.float64):
        return data
    try:
        return data.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"the data are not numbers: {error}") from error


def row_blocks(features: csr_array) -> Iterator[tuple[slice, csr_array]]:
    """Yield blocks of consecutive rows: their place in `features`, and the rows."""
    return ((rows, row_block(features, rows)) for rows in row_ranges(features))


def row_ranges(features: csr_array, most_rows: int | None = None) -> Iterator[slice]:
    """Yield the places of blocks of consecutive rows.

    Parameters
    ----------
    features
        Sparse features, (n, d).
    most_rows
        Most rows of a block; None for as many as have the nonzeros of a block.
    """
    count, starts = features.shape[0], features.indptr
    start = 0
    while start < count:
        limit = np.searchsorted(starts, starts[start] + _BLOCK_NONZEROS, side="right") - 1
        stop = min(count, max(start + 1, int(limit)))
        if most_rows is not None:
            stop = min(stop, start + most_rows)
        yield slice(start, stop)
        start = stop


def row_block(features: csr_array, rows: slice) -> csr_array:
    """Return consecutive rows of sparse features, a copy if they are less than half of them."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - the caller has imported it

    starts = features.indptr[rows.start : rows.stop + 1]
    span = slice(starts[0], starts[-1])
    return csr_array(
        (features.data[span], features.indices[span], starts - starts[0]),
        shape=(len(starts) - 1, features.shape[1]),
    )


def row_numbers(block: csr_array) -> NDArray[np.intp]:
    """Return the row of each nonzero, intp (nonzeros,)."""
    return np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))


def squares_of(features: csr_array) -> NDArray[np.float64]:
    """Return the squared length of each row, float64 (n,)."""
    squares = np.empty(features.shape[0])
    for rows, block in row_blocks(features):
        squared = np.square(block.data, dtype=np.float64)
        squares[rows] = np.bincount(row_numbers(block), squared, block.shape[0])
    return squares
