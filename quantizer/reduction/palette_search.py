"""The palette search: from the colours of an image to those of a palette.

    distinct visible colours -> features -> K-means on coarse cells -> rare colours that would be
        lost become fixed entries (`rare_color_entries`) -> K-means goes on, on all colours
        -> centroids rounded to colours (`grid_rounding`)

Fully transparent pixels take no part in the clustering and get one entry of their own.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.color.level_grid import EVERY_LEVEL, LevelGrid
from quantizer.errors import SettingsError
from quantizer.image.histogram import OPAQUE, distinct_colors, pack_colors
from quantizer.image.palette import format_hex
from quantizer.kmeans import kmeans
from quantizer.kmeans.distance import distances_to, nearest
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction import visibility_weights
from quantizer.reduction.clustering import (
    TRANSPARENT,
    Clustering,
    feature_space_for,
    levels_for,
    metric_for,
    without_pixels,
)
from quantizer.reduction.color_cells import limit_colors
from quantizer.reduction.grid_rounding import round_centers
from quantizer.reduction.opaque_clusters import OpaqueClusters
from quantizer.reduction.rare_color_entries import RareColorEntries
from quantizer.settings.settings import Effort, Init, Metric, Settings, Weights

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.kmeans import KMeansResult
    from quantizer.kmeans.coarse_search import CoarseSearch
    from quantizer.settings.settings import ClusterSettings

_log = logging.getLogger(__name__)

_FEWEST_ITERATIONS = 8
"""With a lower limit, only Lloyd iterations are made, so that a user can watch them one by one."""

_ROUNDS = 1000
"""Most rounds of `round_centers` with the effort ``best``; others take the nearest colours."""

_SOFT_WEIGHT = 1 / 64
"""Weight of partly transparent pixels with `Weights.OPACITY`; not tuned."""

_VIVID = 20.0
"""Chroma at which a colour counts twice with `Weights.CHROMA`, and thrice at double that. A palette
of 8 colours has 41 of 46 vivid hue groups of 24 photos then, in CIELAB, and 39 with equal weights;
one of 5 colours has 34 instead of 29. The CIEDE2000 is 3 to 5 % higher. With half of this chroma no
more groups are found (``python -m tests.benchmarks.hues``)."""

_FEW_COLORS = 1 << 14
"""Distinct colours up to which it is tried whether a device shows all of them with few entries; not
tuned."""


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
            tr(
                "a palette of {colors} is too small here: transparent pixels take one entry; "
                "ask for at least one colour more",
                colors=cluster_settings.colors,
            )
        )
    levels = levels_for(settings)
    _check_locked(locked, levels)
    features = feature_space_for(visible, settings, locked)
    if not len(visible):
        colors = _with_transparent(locked, transparent)
        return without_pixels(colors, features)
    result, found, fixed = _search(
        visible, features, locked, entries, settings, progress.at(Stage.CLUSTER), threads, pictures
    )
    if len(visible) <= (entries if levels == EVERY_LEVEL else _FEW_COLORS):
        shown = distinct_colors(levels.round(visible.colors))
        missing = shown[~np.isin(pack_colors(shown), pack_colors(locked))]
        found = missing if len(missing) + len(locked) <= entries else found
    distinct = np.concatenate([locked, found])
    colors = _with_transparent(distinct_colors(distinct), transparent)
    return Clustering(colors, result, features, fixed, metric_for(settings, features), levels)


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """K-means on weighted points."""

    points: NDArray[np.float32]
    weights: NDArray[np.float64]
    features: FeatureSpace
    entries: int
    settings: ClusterSettings
    threads: int | None

    def __call__(
        self,
        fixed: NDArray[np.uint8],
        progress: Progress,
        revise: Callable[[CoarseSearch], None] | None = None,
    ) -> KMeansResult:
        """Return a clustering whose first entries are `fixed`, uint8 (m, 4); see `kmeans`."""
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
            revise=revise,
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
    cluster_settings, levels = settings.cluster, levels_for(settings)
    clustered = limit_colors(visible, progress)
    points = features.encode(clustered.colors, progress)
    weights = clustered.weights.astype(np.float64)
    if settings.weights is Weights.VISIBILITY:
        weights /= visibility_weights.UNIT
    elif settings.weights in {Weights.OPACITY, Weights.CHROMA}:
        weights[clustered.packed < OPAQUE] *= _SOFT_WEIGHT
    if settings.weights is Weights.CHROMA:
        weights *= 1 + _chroma(clustered.colors) / _VIVID
    metric = metric_for(settings, features)
    limits = replace(cluster_settings, metric=metric)
    search = _Search(points, weights, features, entries, limits, threads)
    rare = RareColorEntries(pictures, visible, features, settings, entries, progress)
    result = search(locked, progress.between(0, 0.8), rare)
    fixed = np.concatenate([locked, rare.found])
    opacity = None
    if features.with_alpha:
        opaque = clustered.packed >= OPAQUE
        opacity = OpaqueClusters(points, weights, opaque, features, metric)
        result = opacity.refine(
            result, fixed, limits, threads, progress.unobserved().between(0.8, 0.8)
        )
    thorough = cluster_settings.effort is Effort.BEST or levels != EVERY_LEVEL
    rounding: Any = {
        "fixed": len(fixed),
        "rounds": _ROUNDS if thorough and result.inertia else 0,
        "levels": levels,
        "threads": threads,
        "progress": progress.between(0.8, 1),
    }
    if opacity is not None:
        colors = opacity.round(result.centers, **rounding)
    else:
        colors = round_centers(result.centers, features, points, weights, metric, **rounding)
    if levels != EVERY_LEVEL:
        fixed = levels.round(fixed)
        result = _with_centers(result, features.encode(colors), points, weights, metric, progress)
    _log.debug(
        "palette search: %d colours, %d entries, effort %s, inertia %.6g after %d iterations",
        *(len(points), entries, cluster_settings.effort, result.inertia, result.n_iter),
    )
    return result, colors[len(locked) :], fixed


def _chroma(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the chroma, in CIELAB, of colours, uint8 (n, 4): float64 (n,)."""
    lab = lab_forward(colors[:, :3])
    return np.hypot(lab[:, 1], lab[:, 2], dtype=np.float64)


def _with_centers(
    result: KMeansResult,
    centers: NDArray[np.float32],
    points: NDArray[np.float32],
    weights: NDArray[np.float64],
    metric: Metric,
    progress: Progress,
) -> KMeansResult:
    """Return the clusters of other centroids, with the iterations of `result`."""
    labels = nearest(points, centers, metric, progress)
    counts = np.bincount(labels, weights, len(centers)).astype(np.float64)
    inertia = float(distances_to(points, centers, labels, metric, progress) @ weights)
    return replace(result, centers=centers, labels=labels, counts=counts, inertia=inertia)


def _check_locked(locked: NDArray[np.uint8], levels: LevelGrid) -> None:
    """Raise `SettingsError` if a locked colour, uint8 (m, 4), is none that entries may have."""
    for color, shown in zip(locked.tolist(), levels.round(locked).tolist(), strict=True):
        if color != shown:
            bits = ",".join(map(str, levels.bits))
            raise SettingsError(
                tr(
                    "the locked colour {color} is none that a device of {bits} bits can show; "
                    "the nearest is {nearest}",
                    color=format_hex(tuple(color)),
                    bits=bits,
                    nearest=format_hex(tuple(shown)),
                )
            )


def _with_transparent(colors: NDArray[np.uint8], transparent: bool) -> NDArray[np.uint8]:
    if not transparent:
        return colors
    return np.concatenate([TRANSPARENT, colors])
