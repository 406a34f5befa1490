"""The clusters that a palette makes of an image's colours, as something to look at.

    distinct visible colours -> features (`clustering`) -> nearest entry of each (`PaletteMap`)
        -> figures of each cluster (`cluster_summary`)

It works for any palette: found, given or with locked colours. A dither may give a pixel another
entry than the nearest one, so the pixels of a cluster need not be those of its entry in the image.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.kmeans.cluster_summary import ClusterSummary, summarize
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.clustering import feature_space_for, metric_for, spaces_of_given
from quantizer.reduction.color_cells import limit_colors
from quantizer.remap.nearest_color import PaletteMap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.image.histogram import Histogram
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Metric, Settings


@dataclass(frozen=True, slots=True, eq=False)
class ColorClusters:
    """The colours of an image in n samples, and the k entries of a palette as their centroids.

    A transparent entry has no point: its centroid is NaN, no sample has its label, and in the
    summary its figures are 0, its separation is infinite and it has no farthest sample.

    Parameters
    ----------
    colors
        uint8 (n, 4): distinct visible colours, or the means of small cells of colours if there are
        more than 2^20.
    features
        float32 (n, d): the colours in `space`.
    weights
        float64 (n,): pixels of each colour.
    labels
        int32 (n,): position in the palette of the nearest entry of each colour.
    centers
        float32 (k, d): the entries in `space`.
    palette
        uint8 (k, 4): the entries, as they are shown.
    pixels
        float64 (k,): number of pixels of each cluster; of a transparent entry those that have it
        in the image.
    summary
        Figures of each cluster.
    space, metric
        Where, and how, the nearest entry is the nearest.
    """

    colors: NDArray[np.uint8]
    features: NDArray[np.float32]
    weights: NDArray[np.float64]
    labels: NDArray[np.int32]
    centers: NDArray[np.float32]
    palette: NDArray[np.uint8]
    pixels: NDArray[np.float64]
    summary: ClusterSummary
    space: FeatureSpace
    metric: Metric

    def __len__(self) -> int:
        return len(self.palette)

    @property
    def has_point(self) -> NDArray[np.bool_]:
        """Whether each entry is visible, and so has a point: bool (k,)."""
        return np.asarray(self.palette[:, 3] > 0)

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of each cluster in all pixels, 0 to 1: float64 (k,)."""
        return self.pixels / max(1.0, float(self.pixels.sum()))


def color_clusters(
    histogram: Histogram,
    palette: Palette,
    settings: Settings,
    progress: Progress = SILENT,
    *,
    is_given: bool = False,
) -> ColorClusters:
    """Return the clusters that a palette makes of an image's colours.

    Parameters
    ----------
    histogram
        The colours of the image after its alpha mode was applied.
    palette
        The palette of the result, with the shares of its entries.
    settings
        Colour space and distance, as for the result.
    progress
        Told the share done, as `Stage.CLUSTER`; checked in every block of colours.
    is_given
        Whether somebody chose the palette; else it was found for this image.
    """
    progress = progress.at(Stage.CLUSTER)
    shown = palette.as_shown().colors
    places = np.flatnonzero(shown[:, 3])
    entries, visible = shown[places], histogram.visible()
    samples = limit_colors(visible, progress.between(0, 0.2)) if len(visible) else visible
    space, mixing = feature_space_for(visible, settings, entries), None
    if is_given:
        space, mixing = spaces_of_given(entries, settings, with_alpha=space.with_alpha)
    metric = metric_for(settings, space)
    colors, weights = samples.colors, samples.weights.astype(np.float64)
    features, points = space.encode(colors, progress), space.encode(entries)
    labels, summary = np.zeros(len(colors), np.int32), _no_figures(len(shown))
    if len(samples) and len(entries):
        progress.report(0.2)
        nearest = PaletteMap(entries, space, metric, mixing=mixing)(colors, progress)
        progress.report(0.7)
        found = summarize(features, points, nearest, weights, metric, progress)
        labels, summary = places[nearest].astype(np.int32), _spread(found, places, summary)
    centers = np.full((len(shown), features.shape[1]), np.nan, np.float32)
    centers[places] = points
    total = float(histogram.weights.sum())
    pixels = np.array([total * (one.share or 0.0) for one in palette]).reshape(-1)
    pixels[places] = summary.weights[places]
    return ColorClusters(
        colors, features, weights, labels, centers, shown, pixels, summary, space, metric
    )


def lightness_chroma_hue(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return colours as CIELAB lightness, chroma and hue angle.

    Parameters
    ----------
    colors
        uint8 (n, 4), in sRGB; alpha is not used.

    Returns
    -------
    float64 (n, 3): L 0 to 100, C from 0 on, h in degrees from 0 to below 360 (CIE 15:2004, 8.2.1).
    """
    lab = lab_forward(colors[:, :3]).astype(np.float64)
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    return np.column_stack([lab[:, 0], np.hypot(lab[:, 1], lab[:, 2]), hue])


def _no_figures(k: int) -> ClusterSummary:
    """Return the summary of k clusters without samples."""
    counts, floats = np.zeros(k, np.int64), np.zeros(k)
    return ClusterSummary(
        counts=counts,
        weights=floats,
        shares=floats,
        inertias=floats,
        mean_distances=floats,
        largest_distances=floats,
        farthest=np.full(k, -1, np.intp),
        separations=np.full(k, np.inf),
        outliers=np.zeros(k, np.bool_),
    )


def _spread(
    summary: ClusterSummary, places: NDArray[np.intp], onto: ClusterSummary
) -> ClusterSummary:
    """Return the summary `onto` with the figures of `summary` at some places."""
    figures: dict[str, Any] = {}
    for one in fields(ClusterSummary):
        whole = getattr(onto, one.name).copy()
        whole[places] = getattr(summary, one.name)
        figures[one.name] = whole
    return ClusterSummary(**figures)
