"""How well two groupings of the same samples agree.

The adjusted Rand index is 1 for groupings that are equal but for the names of the groups, and about
0 for groupings that have nothing to do with each other (L. Hubert and P. Arabie, "Comparing
partitions", Journal of Classification 2, 1985).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def contingency(a: ArrayLike, b: ArrayLike) -> NDArray[np.int64]:
    """Return how many samples each pair of groups has in common.

    Parameters
    ----------
    a, b
        Label of each sample in two groupings, (n,), of any type that can be sorted.

    Returns
    -------
    ndarray
        int64 (groups of a, groups of b), in the order of the sorted labels.

    Raises
    ------
    DataError
        If the groupings are not of the same samples, or of none.
    """
    first, second = np.asarray(a), np.asarray(b)
    if first.ndim != 1 or first.shape != second.shape or not len(first):
        raise DataError(
            f"labels of shapes {first.shape} and {second.shape} are not those of the same samples"
        )
    rows, row = np.unique(first, return_inverse=True)
    columns, column = np.unique(second, return_inverse=True)
    table = np.bincount(row * len(columns) + column, minlength=len(rows) * len(columns))
    return table.reshape(len(rows), len(columns)).astype(np.int64)


def adjusted_rand_index(a: ArrayLike, b: ArrayLike) -> float:
    """Return the adjusted Rand index of two groupings, -0.5 to 1; see `contingency`."""
    table = contingency(a, b)
    together = _pairs(table)
    in_a, in_b = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    expected = in_a * in_b / max(1.0, _pairs(table.sum()))
    most = (in_a + in_b) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def purity(groups: ArrayLike, classes: ArrayLike) -> float:
    """Return the part of the samples that are of the most frequent class of their group, 0 to 1.

    Raises
    ------
    DataError
        As `contingency` does.
    """
    table = contingency(groups, classes)
    return float(table.max(axis=1).sum() / table.sum())


def _pairs(counts: NDArray[np.int64]) -> float:
    """Return the number of pairs of samples within groups of these sizes."""
    wide = np.asarray(counts, np.float64)
    return float((wide * (wide - 1) / 2).sum())
