"""The number of clusters that a table suggests.

The curve is that of `quantizer.kmeans.selection`, for 2 to 20 clusters, and so is the choice by
silhouettes. The knee is looked for on another scale: data without clusters have an inertia that
falls with a power of k, which is a straight line where both axes are logarithmic. What falls below
that line from k = 1 to the largest k is due to clusters. (Of 40 made tables with 2 to 8 clusters
that overlap a little, this finds the true number for 31, the knee over the square root of k, which
suits images, for 22.)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.knee import find_knee
from quantizer.kmeans.selection import Reason, select
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Metric, Selector

from ..language import mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.selection import Selection

MOST_SUGGESTED = 20
"""Most clusters that are suggested; not tuned."""
REASONS = {
    Reason.KNEE: mark("the knee of the curve of inertia"),
    Reason.SILHOUETTE: mark("the largest mean silhouette"),
    Reason.DISTINCT: mark("all rows are the same"),
}
"""Why a number was chosen, in words for a table."""


def suggest(
    features: NDArray[np.float64], selector: Selector, metric: Metric, progress: Progress = SILENT
) -> Selection:
    """Return the number of clusters that the rows of a table suggest.

    Parameters
    ----------
    features
        float64 (n, d), scaled; n at least 2.
    selector
        `Selector.ELBOW` or `Selector.SILHOUETTE`.
    metric
        Distance.
    progress
        Told the share of the work done.

    Returns
    -------
    Selection
        Its k is at least 2, unless all rows are the same.
    """
    most = min(MOST_SUGGESTED, len(features))
    found = select(features, selector=selector, most=most, few=0, metric=metric, progress=progress)
    if found.k == 1:
        return replace(found, reason=Reason.DISTINCT)
    if selector is Selector.SILHOUETTE or len(found.candidates) < 3:
        return found
    counts = [1, *(candidate.k for candidate in found.candidates)]
    inertias = [_spread(features, metric), *(one.inertia for one in found.candidates)]
    falling = [(k, inertia) for k, inertia in zip(counts, inertias, strict=True) if inertia > 0]
    across, down = np.log(falling).T
    knee = falling[find_knee(across, down)][0]
    # Without a knee on this scale, that of the square root is still the best guess.
    return replace(found, k=knee, reason=Reason.KNEE) if knee > 1 else found


def _spread(features: NDArray[np.float64], metric: Metric) -> float:
    """Return the inertia of a single cluster."""
    if metric is Metric.MANHATTAN:
        return float(np.abs(features - np.median(features, axis=0)).sum())
    return float(np.square(features - features.mean(axis=0)).sum())
