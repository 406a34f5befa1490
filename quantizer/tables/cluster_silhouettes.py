"""How well the rows of each cluster fit it, by Rousseeuw's silhouette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.samples import Samples
from quantizer.kmeans.silhouette import Silhouette
from quantizer.progress import SILENT, Progress
from quantizer.tables.sampling import sample_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.settings.enums import Metric

_MOST_ROWS = 2_000
"""Most rows whose silhouettes are computed: all distances between them take 32 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class ClusterSilhouettes:
    """Mean silhouettes, -1 to 1.

    Parameters
    ----------
    overall
        That of all rows; None with a single cluster.
    clusters
        float64 (k,): that of each cluster, NaN where it is not known.
    rows
        Number of rows from which they were computed.
    """

    overall: float | None
    clusters: NDArray[np.float64]
    rows: int


def cluster_silhouettes(
    features: NDArray[np.float64],
    labels: NDArray[np.int32],
    metric: Metric,
    seed: int,
    progress: Progress = SILENT,
) -> ClusterSilhouettes:
    """Return the mean silhouettes of clusters; of many rows, those of a random sample.

    Parameters
    ----------
    features
        float64 (n, d).
    labels
        int32 (n,): the cluster of each row, 0 to k - 1; none is empty.
    metric
        Distance.
    seed
        Seed of the sample.
    progress
        Checked in every block of rows.
    """
    k = int(labels.max()) + 1
    if k < 2:
        return ClusterSilhouettes(None, np.full(k, np.nan), 0)
    sample = sample_rows(len(features), _MOST_ROWS, seed)
    own = labels[sample]
    scores = Silhouette(Samples.of(features[sample]), metric, progress).scores(own)
    counts = np.bincount(own, minlength=k)
    sums = np.bincount(own, scores, k)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return ClusterSilhouettes(float(scores.mean()), means, len(sample))
