"""How well clusters agree with known labels: adjusted Rand index, confusion table, purity.

L. Hubert, P. Arabie, "Comparing partitions", Journal of Classification 2 (1985).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import DataError

if TYPE_CHECKING:
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
