"""The result of a palette search, or of a given palette: colours and the clusters behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cieluv import luv_forward
from quantizer.color.features import FeatureSpace
from quantizer.color.level_grid import EVERY_LEVEL, LevelGrid
from quantizer.errors import SettingsError
from quantizer.kmeans.distance import distances_to
from quantizer.kmeans.result import KMeansResult
from quantizer.progress import SILENT, Progress, Stage
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import MAX_COLORS, Metric, Settings, Space

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.palette import Palette

_LIGHTNESS_OF_ONE_HUE = 4.0
"""Weight of lightness where a palette has one hue: on photos in the greens of the Game Boy it
halves the error of lightness at a tenth more error in all (`tests.benchmarks.given_palette`)."""

_GREYISH = 10.0
"""Chroma in CIELUV up to which an entry has no hue; not tuned."""

TRANSPARENT = np.zeros((1, 4), np.uint8)
"""The transparent entry, as a palette of one colour."""


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """The colours of a palette and the clustering behind them.

    Parameters
    ----------
    colors
        uint8 (k, 4), straight alpha; at most one has an alpha of 0, the transparent entry.
    kmeans
        The clusters of the image's visible colours.
    features
        The space of the clustering.
    fixed
        Those of `colors` that must not be changed, uint8 (m, 4): locked and rare ones.
    metric
        The distance of the clustering.
    levels
        The colours that entries may have.
    mixing
        The space in which mixtures are sought if somebody chose the palette, see `PaletteMap`.
    """

    colors: NDArray[np.uint8]
    kmeans: KMeansResult
    features: FeatureSpace
    fixed: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 4), np.uint8))
    metric: Metric = Metric.EUCLIDEAN
    levels: LevelGrid = EVERY_LEVEL
    mixing: FeatureSpace | None = None

    @property
    def palette_map(self) -> PaletteMap:
        """The search for the entry of a colour."""
        return PaletteMap(self.colors, self.features, self.metric, mixing=self.mixing)


def palette_as_clustering(
    palette: Palette, histogram: Histogram, settings: Settings, progress: Progress = SILENT
) -> Clustering:
    """Return the clustering that a given palette makes of an image's colours.

    The palette keeps its order. If the image has transparent pixels and the palette no transparent
    entry, one is added at its end.

    Parameters
    ----------
    palette
        1 to 256 colours.
    histogram
        The image's colours.
    settings
        Colour space and distance for the nearest entry.
    progress
        Checked now and then.

    Raises
    ------
    SettingsError
        If the palette is empty or too large, lacks a visible colour, or has no room for a
        transparent entry that is needed.
    """
    progress = progress.at(Stage.CLUSTER)
    if not 1 <= len(palette) <= MAX_COLORS:
        raise SettingsError(
            tr(
                "the palette has {count} colours; an indexed image needs 1 to {max_colors}",
                count=len(palette),
                max_colors=MAX_COLORS,
            )
        )
    colors = palette.colors
    if histogram.has_transparent and colors[:, 3].all():
        if len(colors) == MAX_COLORS:
            raise SettingsError(
                tr(
                    "the image has transparent pixels, but the palette has neither a transparent "
                    "entry nor room for one among its {max_colors}",
                    max_colors=MAX_COLORS,
                )
            )
        colors = np.concatenate([colors, TRANSPARENT])
    visible = histogram.visible()
    entries = colors[colors[:, 3] > 0]
    if len(visible) and not len(entries):
        raise SettingsError(tr("the palette has no visible colour, but the image has"))
    features = feature_space_for(visible, settings, entries)
    mixing = None
    if not palette.is_found:
        features, mixing = spaces_of_given(entries, settings, with_alpha=features.with_alpha)
    if not len(visible):
        return without_pixels(colors, features)
    metric = metric_for(settings, features)
    points, centers = features.encode(visible.colors, progress), features.encode(entries)
    labels = PaletteMap(entries, features, metric, mixing=mixing)(visible.colors, progress)
    weights = visible.weights.astype(np.float64)
    inertia = float(distances_to(points, centers, labels, metric, progress) @ weights)
    counts = np.bincount(labels, weights, len(entries)).astype(np.float64)
    clusters = KMeansResult(centers, labels, counts, inertia, (inertia,), 0, converged=True)
    return Clustering(colors, clusters, features, metric=metric, mixing=mixing)


def without_pixels(colors: NDArray[np.uint8], features: FeatureSpace) -> Clustering:
    """Return a palette, uint8 (k, 4), for an image without visible pixels."""
    centers = np.empty((0, 3 + int(features.with_alpha)), np.float32)
    labels, counts = np.empty(0, np.int32), np.empty(0)
    empty = KMeansResult(centers, labels, counts, 0.0, (), 0, converged=True)
    return Clustering(colors, empty, features)


def levels_for(settings: Settings) -> LevelGrid:
    """Return the colours that entries may have."""
    bits = settings.indexed.bits
    return EVERY_LEVEL if bits is None else LevelGrid(bits)


def metric_for(settings: Settings, features: FeatureSpace) -> Metric:
    """Return the chosen distance, or the default for the image, see `ClusterSettings`."""
    by_sum = features.with_alpha and settings.is_dithered
    return settings.cluster.metric or (Metric.MANHATTAN if by_sum else Metric.EUCLIDEAN)


def feature_space_for(
    visible: Histogram, settings: Settings, entries: NDArray[np.uint8]
) -> FeatureSpace:
    """Return the feature space of visible colours and of palette entries, uint8 (k, 4)."""
    soft = bool((visible.packed >> 24 != 255).any() or (entries[:, 3] != 255).any())
    lightness = settings.cluster.lightness if soft else settings.lightness
    return FeatureSpace(settings.space, lightness, with_alpha=soft)


def spaces_of_given(
    entries: NDArray[np.uint8], settings: Settings, *, with_alpha: bool
) -> tuple[FeatureSpace, FeatureSpace]:
    """Return the spaces for the nearest entry of a given palette, and for the nearest mixture.

    Unless a space is chosen, entries are judged in CIELAB, which has the lowest error of areas
    (``python -m tests.benchmarks.given_palette``), and mixtures in CIELUV, where those of blue are
    not purple. Colours for which the palette has no hue are told apart by their lightness.
    """
    chosen, lightness = settings.cluster.space, settings.cluster.lightness
    features = FeatureSpace(chosen or Space.LAB, lightness, with_alpha=with_alpha)
    if chosen is not None:
        return features, features
    weight = _LIGHTNESS_OF_ONE_HUE if _is_of_one_hue(entries) else 1
    return features, FeatureSpace(Space.LUV, lightness * weight)


def _is_of_one_hue(entries: NDArray[np.uint8]) -> bool:
    """Return whether the hues of a palette, uint8 (k, 4), are within a quarter of the circle."""
    luv = luv_forward(entries[:, :3]).astype(np.float64)
    strong = luv[np.hypot(luv[:, 1], luv[:, 2]) > _GREYISH]
    hues = np.sort(np.arctan2(strong[:, 2], strong[:, 1]))
    if len(hues) < 2:
        return True
    gaps = np.diff(hues, append=hues[0] + 2 * np.pi)
    return bool(gaps.max() >= 1.5 * np.pi)
