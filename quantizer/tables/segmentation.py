"""`segment`: a table divided into clusters, and what each is like.

    table -> complete rows -> scaled -> perhaps the number of clusters -> K-means
        -> means in the columns' own units, silhouettes, outliers, words

Clusters are numbered by size, the largest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import ReadError, SettingsError
from quantizer.kmeans.cluster_summary import ClusterSummary, summarize
from quantizer.kmeans.distance import distances_to
from quantizer.kmeans.search import kmeans
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.enums import Init, Metric, Selector
from quantizer.tables.cluster_silhouettes import ClusterSilhouettes, cluster_silhouettes
from quantizer.tables.describe import describe, differences
from quantizer.tables.options import Missing, Scale
from quantizer.tables.outliers import Outliers, find_outliers
from quantizer.tables.sampling import sample_rows
from quantizer.tables.scale import Scaling
from quantizer.tables.suggestion import suggest
from quantizer.tables.table import CompleteRows, Table, complete_rows

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.result import KMeansResult
    from quantizer.kmeans.selection import Selection

SELECTION_ROWS = 20_000
"""Most rows from which the number of clusters is found; of more, a random sample. Not tuned."""
_RESTART_PRODUCTS = 1 << 27
"""Rows, columns and clusters times restarts: the usual number of restarts takes about a second on
small tables. Timed by hand."""
_SMALL = 0.25
"""Part of an equal share of the rows below which a cluster is called small; not tuned."""


@dataclass(frozen=True, slots=True)
class SegmentOptions:
    """How a table is divided.

    Parameters
    ----------
    k
        Number of clusters, or `Selector.ELBOW` or `Selector.SILHOUETTE` to find it.
    scale
        How columns are made comparable.
    missing
        What happens to missing values.
    metric
        Distance.
    init
        How the first centroids are chosen.
    seed
        Seed of all random choices, 0 or more.
    restarts
        Runs from different first centroids, of which the one of lowest inertia is kept; None for 5
        to 100, the more the smaller the table.
    max_iter
        Most iterations of a run.
    """

    k: int | Selector
    scale: Scale = Scale.STANDARD
    missing: Missing = Missing.DROP
    metric: Metric = Metric.EUCLIDEAN
    init: Init = Init.KMEANS_PLUS_PLUS
    seed: int = 0
    restarts: int | None = None
    max_iter: int = 300


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """The clusters of a table. Arrays of clusters have k entries, the largest cluster first.

    Parameters
    ----------
    table
        The table.
    options
        How it was divided.
    rows
        The m rows without missing values, in the columns' own units.
    scaling
        How their columns were made comparable.
    features
        float64 (m, d): the same, scaled.
    labels
        int32 (m,): cluster of each row, from 0.
    centers
        float64 (k, d): centroids of the features.
    means
        float64 (k, d): mean of each column, in its own unit.
    deviations
        float64 (d,): standard deviation of each column over all rows.
    result
        The course of the K-means run; its clusters are in another order.
    summary
        Sizes, inertias and distances of the clusters.
    silhouettes
        How well rows fit their clusters.
    descriptions
        What sets each cluster apart.
    restarts
        Runs from different first centroids.
    selection
        How k was found; None if it was given.
    outliers
        Rows far from their centroid.
    """

    table: Table
    options: SegmentOptions
    rows: CompleteRows
    scaling: Scaling
    features: NDArray[np.float64]
    labels: NDArray[np.int32]
    centers: NDArray[np.float64]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]
    result: KMeansResult
    summary: ClusterSummary
    silhouettes: ClusterSilhouettes
    descriptions: tuple[str, ...]
    restarts: int
    selection: Selection | None
    outliers: Outliers

    @property
    def small(self) -> NDArray[np.bool_]:
        """Whether each cluster has far fewer rows than an equal share: bool (k,)."""
        return self.summary.shares < _SMALL / len(self.centers)


def segment(table: Table, options: SegmentOptions, progress: Progress = SILENT) -> Segmentation:
    """Divide the rows of a table into clusters.

    Parameters
    ----------
    table
        The table.
    options
        How.
    progress
        Told the share of the work done.

    Returns
    -------
    Segmentation
        It has fewer clusters than asked for if there are not as many different rows.

    Raises
    ------
    ReadError
        If fewer than two rows are left.
    SettingsError
        If there are fewer rows than clusters.
    Cancelled
        If the job was cancelled.
    """
    rows = complete_rows(table, options.missing)
    _check_count(table, rows, options.k)
    scaling = Scaling.of(rows.values, options.scale)
    features = scaling.apply(rows.values)
    selection, restarts, result = _clustered(features, options, progress.at(Stage.CLUSTER))
    order = np.argsort(-result.counts, kind="stable")
    labels = np.argsort(order).astype(np.int32)[result.labels]
    centers = result.centers[order[: np.count_nonzero(result.counts)]].astype(np.float64)
    part, metric = progress.at(Stage.MEASURE), options.metric
    part.report(0)
    summary = summarize(features, centers, labels, metric=metric, progress=part)
    part.report(0.3)
    silhouettes = cluster_silhouettes(features, labels, metric, options.seed, part)
    part.report(0.5)
    means = _means(rows.values, labels, len(centers))
    deviations = rows.values.std(axis=0)
    apart = differences(means, summary.counts, deviations)
    part.report(0.7)
    outliers = _outliers(features, centers, labels, metric, part)
    part.report(1)
    return Segmentation(
        table=table,
        options=options,
        rows=rows,
        scaling=scaling,
        features=features,
        labels=labels,
        centers=centers,
        means=means,
        deviations=deviations,
        result=result,
        restarts=restarts,
        summary=summary,
        silhouettes=silhouettes,
        descriptions=tuple(describe(row, table.names) for row in apart),
        selection=selection,
        outliers=outliers,
    )


def _clustered(
    features: NDArray[np.float64], options: SegmentOptions, progress: Progress
) -> tuple[Selection | None, int, KMeansResult]:
    """Return how k was found, if it was not given; the number of restarts; and the best run."""
    k, selection = options.k, None
    part = progress
    if isinstance(k, Selector):
        sample = features[sample_rows(len(features), SELECTION_ROWS, options.seed)]
        selection = suggest(sample, k, options.metric, progress.between(0, 0.3))
        k, part = selection.k, progress.between(0.3, 1)
    restarts = options.restarts or _usual_restarts(features, k)
    result = kmeans(
        features,
        k,
        init=options.init,
        metric=options.metric,
        restarts=restarts,
        max_iter=options.max_iter,
        rng=options.seed,
        progress=part,
    )
    return selection, restarts, result


def _check_count(table: Table, rows: CompleteRows, k: int | Selector) -> None:
    """Raise an error if the rows are too few."""
    count = len(rows.values)
    if len(table.values) == 1:
        raise ReadError(table.path, tr("has only one row, and there is nothing to compare it with"))
    if count < 2:
        raise ReadError(
            table.path,
            tr(
                "has not two rows without missing values; replace them by the mean of their "
                "column, or choose other columns"
            ),
        )
    if isinstance(k, int) and k > count:
        raise SettingsError(
            tr(
                "{k:,} clusters need as many rows, and {path} has {count:,}",
                k=k,
                path=table.path,
                count=count,
            )
        )


def _usual_restarts(features: NDArray[np.float64], k: int) -> int:
    """Return the number of restarts if none is given."""
    return max(5, min(100, _RESTART_PRODUCTS // (features.size * k)))


def _outliers(
    features: NDArray[np.float64],
    centers: NDArray[np.float64],
    labels: NDArray[np.int32],
    metric: Metric,
    progress: Progress,
) -> Outliers:
    distances = distances_to(features, centers, labels, metric, progress)
    if metric is Metric.EUCLIDEAN:
        distances = np.sqrt(distances)
    return find_outliers(distances, labels)


def _means(values: NDArray[np.float64], labels: NDArray[np.int32], k: int) -> NDArray[np.float64]:
    """Return the mean of each column in each cluster, float64 (k, d)."""
    counts = np.maximum(np.bincount(labels, minlength=k), 1)
    sums = [np.bincount(labels, column, k) for column in values.T]
    return np.stack(sums, axis=1) / counts[:, None]
