"""Rows that are far from the centroid of their cluster.

A row is an outlier if its distance is above the upper quartile of its cluster by more than three
times the distance between the quartiles (the outer fence of J. W. Tukey, "Exploratory data
analysis", 1977).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FENCE = 3.0
"""Distances between the quartiles from the upper one to Tukey's outer fence."""
_ROUNDING = 1e-6
"""Part of the usual distance by which equal distances may differ; above the errors of rounding, not
tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class Outliers:
    """Outliers, the farthest first, by their distance in relation to the usual one.

    Parameters
    ----------
    rows
        intp (m,): index of each row.
    ratios
        float64 (m,): distance of each, divided by the median distance in its cluster.
    """

    rows: NDArray[np.intp]
    ratios: NDArray[np.float64]


def find_outliers(distances: NDArray[np.float64], labels: NDArray[np.int32]) -> Outliers:
    """Return the rows that are far from the centroid of their cluster.

    Parameters
    ----------
    distances
        float64 (n,): distance of each row to its centroid.
    labels
        int32 (n,): its cluster.
    """
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels))
    rows, ratios = [np.empty(0, np.intp)], [np.empty(0)]
    for members in np.split(order, ends[:-1]):
        own = distances[members]
        if not len(own):
            continue
        lower, median, upper = np.quantile(own, [0.25, 0.5, 0.75])
        far = own > upper + _FENCE * (upper - lower) + _ROUNDING * median
        if median > 0:
            rows.append(members[far])
            ratios.append(own[far] / median)
    found, ratio = np.concatenate(rows), np.concatenate(ratios)
    farthest = np.argsort(-ratio, kind="stable")
    return Outliers(found[farthest], ratio[farthest])
