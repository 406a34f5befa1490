"""From the colours of an image to those of a palette.

`cluster` turns the distinct visible colours into features, clusters those with K-means and rounds
the centroids to colours; `palette_as_clustering` does without, where a palette is given. Fully transparent
pixels are in no cluster: they take one entry of their own.
"""

from __future__ import annotations

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

_TRANSPARENT = (0, 0, 0, 0)

_FEWEST_ITERATIONS = 8
"""A user who allows fewer iterations wants to see just those, from the first centroids on."""

_ROUNDS = 1000
"""Most rounds of moves in which the best effort makes colours of centroids; others take too long
for them."""

_DITHERED_SHARE, _PLAIN_SHARE = 5, 12
"""One entry in so many, at most: fewer where nothing is dithered, which is where the least squared
error is asked for."""

_PLAIN_CLEAR = 5.5
_RARE_COLOR_ROUNDS = 2

_FEW_COLORS = 1 << 14
"""Colours up to which soft edges are rounded as thoroughly as with the best effort: a level is a
large step in premultiplied colours, and an icon is done in no time."""


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """The colours of a palette and how they were found.

    Parameters
    ----------
    colors
        uint8 (k, 4), straight alpha; the transparent entry, if there is one, is the only one
        with an alpha of 0.
    kmeans
        The clusters of the image's visible colours.
    features
        The space that they were found in.
    fixed
        Those of `colors` that are to stay as they are, uint8 (m, 4): locked or telling ones.
    metric
        The distance by which they were found.
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
        The image's colours, with the weights that the settings ask for.
    settings
        How many colours, and how to find them.
    progress
        Told the share of the search done, as `Stage.CLUSTER`.
    threads
        Most threads at work, None for one per processor core; the palette does not depend on it.
    pictures
        Where the colours lie, so that none of a visible region changes its hue.

    Raises
    ------
    SettingsError
        If there is no room for locked colours beside a transparent entry.
    """
    choice = settings.cluster
    locked = np.array(
        [color for color in dict.fromkeys(settings.locked) if color[3]], np.uint8
    ).reshape(-1, 4)
    visible = histogram.visible()
    transparent = histogram.has_transparent or len(locked) < len(set(settings.locked))
    entries = choice.colors - int(transparent)
    if len(visible) and (entries < 1 or entries < len(locked)):
        raise SettingsError(
            f"a palette of {choice.colors} is too small here: transparent pixels take one "
            "entry; ask for at least one colour more"
        )
    features = _feature_space(visible, settings, locked)
    if not len(visible):
        colors = _with_transparent(locked, transparent)
        return Clustering(colors, _nothing_to_cluster(features), features)
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
    """K-means on weighted points, as often as entries are fixed."""

    points: NDArray[np.float32]
    weights: NDArray[np.float64]
    features: FeatureSpace
    entries: int
    choice: ClusterSettings
    threads: int | None

    def __call__(self, fixed: NDArray[np.uint8], progress: Progress) -> KMeansResult:
        """Return clusters, the first of which are `fixed`, uint8 (m, 4)."""
        choice = self.choice
        searched = choice.max_iter >= _FEWEST_ITERATIONS
        return kmeans(
            self.points,
            self.entries,
            weights=self.weights,
            init=choice.init or (None if searched else Init.PCA),
            given=self.features.encode(fixed) if len(fixed) else None,
            fixed=len(fixed),
            metric=choice.metric or Metric.EUCLIDEAN,
            effort=choice.effort if searched else None,
            restarts=choice.restarts,
            max_iter=choice.max_iter,
            tol=choice.tol,
            rng=choice.seed,
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
    """Cluster the visible colours, or small cells of them where they are too many.

    Returns
    -------
    tuple
        The clusters, the colours of those that are not locked, and the colours that are fixed,
        each uint8 (m, 4).
    """
    choice = settings.cluster
    clustered = limit_colors(visible, progress)
    points = features.encode(clustered.colors, progress)
    weights = clustered.weights.astype(np.float64)
    if settings.weights is Weights.VISIBILITY:
        weights /= visibility_weights.UNIT
    metric = _metric(settings, features)
    search = _Search(points, weights, features, entries, replace(choice, metric=metric), threads)
    share = _DITHERED_SHARE if settings.is_dithered else _PLAIN_SHARE
    room = entries // share if entries >= FEWEST_ENTRIES else 0
    # A dither on opaque colours chooses by sRGB levels, see `quantizer.remap.dither_input`.
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
        room -= len(found)
        fixed = np.concatenate([fixed, found])
        result = search(fixed, progress.between(0.6, 0.8))
    soft = features.with_alpha and len(visible) <= _FEW_COLORS
    thorough = choice.effort is Effort.BEST or (soft and choice.effort is Effort.BALANCED)
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
    return result, colors[len(locked) :], fixed


def palette_as_clustering(
    palette: Palette, histogram: Histogram, settings: Settings, progress: Progress = SILENT
) -> Clustering:
    """Take a given palette as the clustering that it is.

    It keeps its order; a transparent entry is added at its end where the image needs one and the
    palette has none.

    Parameters
    ----------
    palette
        1 to 256 colours.
    histogram
        The image's colours.
    settings
        Colour space and distance by which colours go to entries.
    progress
        Checked now and then.

    Raises
    ------
    SettingsError
        If the palette cannot show the image at all.
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
        return Clustering(colors, _nothing_to_cluster(features), features)
    metric = _metric(settings, features)
    points, centers = features.encode(visible.colors, progress), features.encode(entries)
    labels = PaletteMap(entries, features, metric)(visible.colors, progress)
    weights = visible.weights.astype(np.float64)
    inertia = float(distances_to(points, centers, labels, metric, progress) @ weights)
    counts = np.bincount(labels, weights, len(entries)).astype(np.float64)
    clusters = KMeansResult(centers, labels, counts, inertia, (inertia,), 0, converged=True)
    return Clustering(colors, clusters, features, metric=metric)


def _metric(settings: Settings, features: FeatureSpace) -> Metric:
    """Return the distance that was chosen, or that suits the image, see `ClusterSettings`."""
    usual = features.with_alpha and settings.is_dithered
    return settings.cluster.metric or (Metric.MANHATTAN if usual else Metric.EUCLIDEAN)


def _feature_space(
    visible: Histogram, settings: Settings, entries: NDArray[np.uint8]
) -> FeatureSpace:
    soft = bool((visible.packed >> 24 != 255).any() or (entries[:, 3] != 255).any())
    lightness = settings.cluster.lightness if soft else settings.lightness
    return FeatureSpace(settings.space, lightness, with_alpha=soft)


def _nothing_to_cluster(features: FeatureSpace) -> KMeansResult:
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
