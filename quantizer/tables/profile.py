"""The clusters of a table in words and numbers, for people.

`profile` is a table with a column for each cluster: its size, its silhouette, and the mean of each
column of the file in its own unit. `remarks` are sentences about outliers and small clusters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from quantizer.tables.segmentation import Segmentation

_MOST_NAMED = 5
"""Most outliers that are named."""


def profile(segmentation: Segmentation) -> list[list[str]]:
    """Return rows of cells.

    The first row holds the numbers of the clusters, and "all"; the first cell of each other row
    says what is in it.
    """
    summary, count = segmentation.summary, len(segmentation.labels)
    numbers = [str(number) for number in range(1, len(segmentation.centers) + 1)]
    rows = [
        ["cluster", *numbers, "all"],
        ["rows", *(f"{size:,}" for size in summary.counts.tolist()), f"{count:,}"],
        ["share", *(f"{share:.1%}" for share in summary.shares.tolist()), "100.0%"],
    ]
    silhouettes = segmentation.silhouettes
    if silhouettes.overall is not None:
        scores = [*silhouettes.clusters.tolist(), silhouettes.overall]
        rows.append(["silhouette", *("-" if math.isnan(s) else f"{s:.2f}" for s in scores)])
    overall = segmentation.rows.values.mean(axis=0)
    for index, name in enumerate(segmentation.table.names):
        means = [*segmentation.means[:, index].tolist(), float(overall[index])]
        spread = float(segmentation.deviations[index])
        rows.append([name, *(format_value(mean, spread) for mean in means)])
    return rows


def format_value(value: float, spread: float) -> str:
    """Return a number with two digits of its column's spread.

    Parameters
    ----------
    value
        The number.
    spread
        Standard deviation of its column.
    """
    if abs(value) >= 1e12 or 0 < spread < 1e-4:
        return f"{value:.4g}"
    decimals = 1 - math.floor(math.log10(spread)) if spread > 0 else 2
    return f"{value:,.{min(max(decimals, 0), 6)}f}"


def remarks(segmentation: Segmentation) -> list[str]:
    """Return sentences about outliers and small clusters; none if there are none."""
    found = []
    sizes = segmentation.summary.counts.tolist()
    shares = segmentation.summary.shares.tolist()
    for index in np.flatnonzero(segmentation.small).tolist():
        far = " and far from the others" if segmentation.summary.outliers[index] else ""
        rows = f"{sizes[index]:,} row{'s' * (sizes[index] != 1)}"
        found.append(f"Cluster {index + 1} is small{far}: {rows}, {shares[index]:.2%}.")
    outliers = segmentation.outliers
    if len(outliers.rows):
        found.append(_outlier_sentence(segmentation))
    return found


def _outlier_sentence(segmentation: Segmentation) -> str:
    outliers = segmentation.outliers
    named = outliers.rows[:_MOST_NAMED]
    lines = segmentation.table.lines[segmentation.rows.indices[named]].tolist()
    labels, ratios = segmentation.labels[named].tolist(), outliers.ratios.tolist()
    places = [
        f"line {line:,} (cluster {label + 1}, {ratio:.1f} times the usual distance)"
        for line, label, ratio in zip(lines, labels, ratios, strict=False)
    ]
    count = len(outliers.rows)
    if count == 1:
        return f"One row is far from its centroid: {places[0]}."
    the_farthest = "" if count <= _MOST_NAMED else "the farthest are "
    return f"{count:,} rows are far from their centroids: {the_farthest}{'; '.join(places)}."
