"""The palette search: from the colours of an image to those of a palette.

    distinct visible colours -> features -> K-means -> rare colours that would be lost become fixed
        entries (`rare_colors`) -> K-means again -> centroids rounded to colours (`grid_rounding`)

Fully transparent pixels take no part in the clustering and get one entry of their own.
`palette_as_clustering` describes a given palette in the same terms, without a search.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.features import FeatureSpace
from quantizer.errors import SettingsError
from quantizer.image.histogram import distinct_colors, pack_colors
from quantizer.kmeans import KMeansResult, kmeans
from quantizer.kmeans.distance import distances_to
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction import visibility_weights
from quantizer.reduction.color_cells import limit_colors
from quantizer.reduction.grid_rounding import round_centers
from quantizer.reduction.rare_colors import CLEAR, FEWEST_ENTRIES, find_rare_colors
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import MAX_COLORS, Effort, Init, Metric, Settings, Space, Weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import ClusterSettings

_log = logging.getLogger(__name__)

_TRANSPARENT = (0, 0, 0, 0)

_FEWEST_ITERATIONS = 8
"""With a lower limit, only Lloyd iterations are made, so that a user can watch them one by one."""

_ROUNDS = 1000
"""Most rounds of `round_centers`, where it is used: with the effort ``best`` and for icons."""

_DITHERED_SHARE, _PLAIN_SHARE = 5, 12
"""At most one entry in so many is a rare colour, with and without dithering; fewer without, where
the squared error counts more."""

_PLAIN_CLEAR = 5.5
"""`clear` of `find_rare_colors` without dithering; not tuned."""

_RARE_COLOR_ROUNDS = 2

_FEW_COLORS = 1 << 14
"""Distinct colours up to which images with soft edges are rounded as with the effort ``best``. In
premultiplied colours a level is a large step, and an icon takes little time. Not tuned."""


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
    """

    colors: NDArray[np.uint8]
    kmeans: KMeansResult
    features: FeatureSpace
    fixed: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 4), np.uint8))
    metric: Metric = Metric.EUCLIDEAN


def cluster(
    histogram: Histogram,
    settings: Settings,
    progress: Progress = SILENT,
    threads: int | None = None,
    pictures: Sequence[Image] = (),
) -> Clustering:
    """Find a palette for an image.

    Parameters
    ----------
    histogram
        The image's colours, weighted by pixels or by visibility as the settings say.
    settings
        Number of colours, locked colours, colour space, effort and dither.
    progress
        Told the share of the search done, as `Stage.CLUSTER`.
    threads
        Most threads at work, None for one per processor core; the palette does not depend on it.
    pictures
        The images, in which `rare_colors` looks for regions; may be empty.

    Raises
    ------
    SettingsError
        If there is no room for locked colours beside a transparent entry.
    """
    cluster_settings = settings.cluster
    locked = np.array(
        [color for color in dict.fromkeys(settings.locked) if color[3]], np.uint8
    ).reshape(-1, 4)
    visible = histogram.visible()
    transparent = histogram.has_transparent or len(locked) < len(set(settings.locked))
    entries = cluster_settings.colors - int(transparent)
    if len(visible) and (entries < 1 or entries < len(locked)):
        raise SettingsError(
            f"a palette of {cluster_settings.colors} is too small here: transparent pixels take "
            "one entry; ask for at least one colour more"
        )
    features = _feature_space(visible, settings, locked)
    if not len(visible):
        colors = _with_transparent(locked, transparent)
        return Clustering(colors, _empty_result(features), features)
    result, found, fixed = _search(
        visible, features, locked, entries, settings, progress.at(Stage.CLUSTER), threads, pictures
    )
    if len(visible) <= entries:
        missing = visible.colors[~np.isin(visible.packed, pack_colors(locked))]
        found = missing if len(missing) + len(locked) <= entries else found
    distinct = np.concatenate([locked, found])
    colors = _with_transparent(distinct_colors(distinct), transparent)
    return Clustering(colors, result, features, fixed, _metric(settings, features))


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """K-means on weighted points, called again with more fixed entries."""

    points: NDArray[np.float32]
    weights: NDArray[np.float64]
    features: FeatureSpace
    entries: int
    settings: ClusterSettings
    threads: int | None

    def __call__(self, fixed: NDArray[np.uint8], progress: Progress) -> KMeansResult:
        """Return a clustering whose first entries are `fixed`, uint8 (m, 4)."""
        settings = self.settings
        searched = settings.max_iter >= _FEWEST_ITERATIONS
        return kmeans(
            self.points,
            self.entries,
            weights=self.weights,
            init=settings.init or (None if searched else Init.PCA),
            given=self.features.encode(fixed) if len(fixed) else None,
            fixed=len(fixed),
            metric=settings.metric or Metric.EUCLIDEAN,
            effort=settings.effort if searched else None,
            restarts=settings.restarts,
            max_iter=settings.max_iter,
            tol=settings.tol,
            rng=settings.seed,
            threads=self.threads,
            progress=progress,
        )


def _search(
    visible: Histogram,
    features: FeatureSpace,
    locked: NDArray[np.uint8],
    entries: int,
    settings: Settings,
    progress: Progress,
    threads: int | None,
    pictures: Sequence[Image],
) -> tuple[KMeansResult, NDArray[np.uint8], NDArray[np.uint8]]:
    """Cluster the visible colours.

    Returns
    -------
    tuple
        The clusters, the colours of those that are not locked, and the fixed colours; both
        uint8 (m, 4).
    """
    cluster_settings = settings.cluster
    clustered = limit_colors(visible, progress)
    points = features.encode(clustered.colors, progress)
    weights = clustered.weights.astype(np.float64)
    if settings.weights is Weights.VISIBILITY:
        weights /= visibility_weights.UNIT
    metric = _metric(settings, features)
    search = _Search(
        points, weights, features, entries, replace(cluster_settings, metric=metric), threads
    )
    share = _DITHERED_SHARE if settings.is_dithered else _PLAIN_SHARE
    room = entries // share if entries >= FEWEST_ENTRIES else 0
    # Ditherers choose opaque entries by sRGB levels, see `quantizer.remap.dither_input`.
    by_levels = settings.is_dithered and not features.with_alpha
    chosen_in = FeatureSpace(Space.SRGB) if by_levels else features
    result, fixed = search(locked, progress.between(0, 0.6)), locked
    for _ in range(_RARE_COLOR_ROUNDS):
        palette_map = PaletteMap(features.decode(result.centers), chosen_in)
        line = progress.between(0.6, 0.6)
        clear = CLEAR if settings.is_dithered else _PLAIN_CLEAR
        found = find_rare_colors(pictures, visible, palette_map, room, line, clear=clear)
        if not len(found):
            break
        _log.debug("%d rare colours become fixed entries", len(found))
        room -= len(found)
        fixed = np.concatenate([fixed, found])
        result = search(fixed, progress.between(0.6, 0.8))
    soft = features.with_alpha and len(visible) <= _FEW_COLORS
    thorough = cluster_settings.effort is Effort.BEST or (
        soft and cluster_settings.effort is Effort.BALANCED
    )
    colors = round_centers(
        result.centers,
        features,
        points,
        weights,
        metric,
        fixed=len(fixed),
        rounds=_ROUNDS if thorough and result.inertia else 0,
        threads=threads,
        progress=progress.between(0.8, 1),
    )
    _log.debug(
        "palette search: %d colours, %d entries, effort %s, inertia %.6g after %d iterations",
        len(points),
        entries,
        cluster_settings.effort,
        result.inertia,
        result.n_iter,
    )
    return result, colors[len(locked) :], fixed


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
            f"the palette has {len(palette)} colours; an indexed image needs 1 to {MAX_COLORS}"
        )
    colors = palette.colors
    if histogram.has_transparent and colors[:, 3].all():
        if len(colors) == MAX_COLORS:
            raise SettingsError(
                "the image has transparent pixels, but the palette has neither a transparent "
                f"entry nor room for one among its {MAX_COLORS}"
            )
        colors = np.concatenate([colors, np.array([_TRANSPARENT], np.uint8)])
    visible = histogram.visible()
    entries = colors[colors[:, 3] > 0]
    if len(visible) and not len(entries):
        raise SettingsError("the palette has no visible colour, but the image has")
    features = _feature_space(visible, settings, entries)
    if not len(visible):
        return Clustering(colors, _empty_result(features), features)
    metric = _metric(settings, features)
    points, centers = features.encode(visible.colors, progress), features.encode(entries)
    labels = PaletteMap(entries, features, metric)(visible.colors, progress)
    weights = visible.weights.astype(np.float64)
    inertia = float(distances_to(points, centers, labels, metric, progress) @ weights)
    counts = np.bincount(labels, weights, len(entries)).astype(np.float64)
    clusters = KMeansResult(centers, labels, counts, inertia, (inertia,), 0, converged=True)
    return Clustering(colors, clusters, features, metric=metric)


def _metric(settings: Settings, features: FeatureSpace) -> Metric:
    """Return the chosen distance, or the default for the image, see `ClusterSettings`."""
    by_sum = features.with_alpha and settings.is_dithered
    return settings.cluster.metric or (Metric.MANHATTAN if by_sum else Metric.EUCLIDEAN)


def _feature_space(
    visible: Histogram, settings: Settings, entries: NDArray[np.uint8]
) -> FeatureSpace:
    soft = bool((visible.packed >> 24 != 255).any() or (entries[:, 3] != 255).any())
    lightness = settings.cluster.lightness if soft else settings.lightness
    return FeatureSpace(settings.space, lightness, with_alpha=soft)


def _empty_result(features: FeatureSpace) -> KMeansResult:
    width = 3 + int(features.with_alpha)
    return KMeansResult(
        np.empty((0, width), np.float32),
        np.empty(0, np.int32),
        np.empty(0),
        0.0,
        (),
        0,
        converged=True,
    )


def _with_transparent(colors: NDArray[np.uint8], transparent: bool) -> NDArray[np.uint8]:
    if not transparent:
        return colors
    return np.concatenate([np.array([_TRANSPARENT], np.uint8), colors])
