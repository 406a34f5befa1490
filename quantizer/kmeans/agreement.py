<<<<<<< HEAD
"""How well clusters agree with known labels: adjusted Rand index, confusion table, purity.

L. Hubert, P. Arabie, "Comparing partitions", Journal of Classification 2 (1985).
=======
"""How well two groupings of the same samples agree.

The adjusted Rand index is 1 for groupings that are equal but for the names of the groups, and about
0 for groupings that have nothing to do with each other (L. Hubert and P. Arabie, "Comparing
partitions", Journal of Classification 2, 1985).
>>>>>>> main
"""

from __future__ import annotations

<<<<<<< HEAD
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
=======
from typing import TYPE_CHECKING
>>>>>>> main

import numpy as np

from quantizer.errors import DataError

if TYPE_CHECKING:
<<<<<<< HEAD
    from numpy.typing import NDArray

    Labels = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Clusters compared with known classes.

    Parameters
    ----------
    table
        int64 (k, m), at least one sample: number of samples in each cluster that are of each
        class.
    """

    table: NDArray[np.int64]

    @classmethod
    def of(cls, clusters: Labels, classes: Labels) -> Agreement:
        """Return the agreement of clusters and classes.

        Parameters
        ----------
        clusters, classes
            Integers (n,), 0 or more, n at least 1: the cluster and the class of each sample.

        Raises
        ------
        DataError
            If they are not of one length, or there are none.
        """
        if not len(clusters) or len(clusters) != len(classes):
            raise DataError(f"{len(clusters)} clusters cannot be compared with {len(classes)} classes")
        table = np.zeros((int(clusters.max()) + 1, int(classes.max()) + 1), np.int64)
        np.add.at(table, (clusters, classes), 1)
        return cls(table)

    @property
    def adjusted_rand_index(self) -> float:
        """1 if the partitions are the same, about 0 if they are independent; at least -0.5.

        It equals scikit-learn's ``adjusted_rand_score``.
        """
        together = _pairs(self.table)
        by_cluster, by_class = _pairs(self.table.sum(axis=1)), _pairs(self.table.sum(axis=0))
        expected = by_cluster * by_class / max(1.0, _pairs(self.table.sum()))
        largest = (by_cluster + by_class) / 2
        if largest == expected:  # one cluster and one class, or each sample in its own
            return 1.0
        return (together - expected) / (largest - expected)

    @property
    def purity(self) -> float:
        """Part of the samples that are of the dominant class of their cluster, 0 to 1."""
        return float(self.table.max(axis=1).sum() / self.table.sum())

    @property
    def dominant(self) -> NDArray[np.intp]:
        """The most frequent class of each cluster: intp (k,); -1 if the cluster has no sample."""
        return np.where(self.table.any(axis=1), self.table.argmax(axis=1), -1)

    @property
    def dominant_shares(self) -> NDArray[np.float64]:
        """Part of each cluster that is of its dominant class: float64 (k,), 0 to 1."""
        sizes = self.table.sum(axis=1)
        return np.asarray(self.table.max(axis=1) / np.maximum(sizes, 1), np.float64)


def _pairs(counts: Any) -> float:
    """Return the number of pairs of samples that are in one cell."""
    numbers = np.asarray(counts, np.float64)
    return float((numbers * (numbers - 1) / 2).sum())
=======
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


def _pairs(counts: NDArray[np.int64]) -> float:
    """Return the number of pairs of samples within groups of these sizes."""
    wide = np.asarray(counts, np.float64)
    return float((wide * (wide - 1) / 2).sum())
>>>>>>> main
