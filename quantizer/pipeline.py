"""The one door: an image and settings in, a palette image out.

`quantize` counts the distinct colours (`histogram`), turns them into features (`features`),
clusters those (`kmeans`) and rounds the centroids to colours; then `remap` gives each pixel its
entry, dithered or not, and `metrics` says how near the result comes.

Guarantees
----------
- The same image and settings give the same bytes.
- An image with no more colours than the palette may have keeps exactly its colours.
- Fully transparent pixels share one transparent entry and are in no cluster.
- Locked colours are in the palette, exactly.
- Entries that no pixel uses, and are not locked, are left out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import SettingsError
from quantizer.features import FeatureSpace
from quantizer.histogram import Histogram
from quantizer.image import IndexedImage
from quantizer.kmeans import KMeansResult, kmeans
from quantizer.kmeans.distance import distances_to
from quantizer.palette import Palette
from quantizer.progress import SILENT, Progress, Stage
from quantizer.remap import PaletteMap, remap
from quantizer.settings import MAX_COLORS, Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image import Image
    from quantizer.metrics import Metrics

_TRANSPARENT = (0, 0, 0, 0)

_MOST_COLORS = 1 << 20
"""Distinct colours beyond which cells are clustered: noise, not a picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """A reduced image and how it came about.

    Parameters
    ----------
    indexed
        The result.
    palette
        Its palette; each swatch knows its share of the pixels.
    kmeans
        The clustering of the distinct visible colours, in ascending order of
        ``Histogram.packed`` (of small cells of them where they are more than 2^20); its inertia
        is in the units of the colour space.
    metrics
        How near the result is to the image; None if not measured.
    exact
        Whether every colour of the image is in the palette.
    elapsed
        Seconds taken, without measuring.
    settings
        What was asked for.
    """

    indexed: IndexedImage
    palette: Palette
    kmeans: KMeansResult
    metrics: Metrics | None
    exact: bool
    elapsed: float
    settings: Settings


def quantize(
    image: Image,
    settings: Settings | None = None,
    progress: Progress = SILENT,
    *,
    with_metrics: bool = True,
    palette: Palette | None = None,
    histogram: Histogram | None = None,
) -> Quantized:
    """Reduce an image to a palette.

    Parameters
    ----------
    image
        The image.
    settings
        Number of colours, colour space, clustering, dither; None for the defaults.
    progress
        Told stage and fraction; asked, often enough for a quarter of a second, whether the job
        is still wanted.
    with_metrics
        Whether to measure MSE, PSNR, SSIM and CIEDE2000, which may take longer than the rest.
    palette
        A palette to use as it is, in its order; nothing is clustered then.
    histogram
        The image's histogram, if it is at hand.

    Returns
    -------
    Quantized
        The result.

    Raises
    ------
    SettingsError
        If the settings cannot be used with this image.
    Cancelled
        If `progress` says so.
    """
    started = time.perf_counter()
    settings = settings or Settings()
    if histogram is None:
        histogram = Histogram.of(image, progress)
    colors, clusters, features = (
        _cluster(histogram, settings, progress)
        if palette is None
        else _use(palette, histogram, settings)
    )
    palette_map = PaletteMap(colors, features, settings.cluster.metric)
    indices = remap(image, histogram, palette_map, settings.dither, progress)
    keep = settings.locked if palette is None else tuple(s.color for s in palette)
    indices, result = _arrange(indices, colors, keep, in_order=palette is not None)
    if palette is not None:
        result = _with_names(result, palette)
    indexed = IndexedImage(indices, result, image.metadata)
    elapsed = time.perf_counter() - started
    exact = _count_present(histogram, colors) == len(histogram)
    metrics = None
    if with_metrics:
        from quantizer.metrics import measure  # noqa: PLC0415 - loads scikit-image and SciPy

        metrics = measure(image, indexed, progress)
    return Quantized(indexed, result, clusters, metrics, exact, elapsed, settings)


def _count_present(histogram: Histogram, colors: NDArray[np.uint8]) -> int:
    """Return how many of the image's colours are among `colors`."""
    packed = np.unique(palette_packed(colors))
    place = np.minimum(np.searchsorted(histogram.packed, packed), len(histogram) - 1)
    return int((histogram.packed[place] == packed).sum())


def palette_packed(colors: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return colours, uint8 (k, 4), packed as in `Histogram.packed`."""
    return np.ascontiguousarray(colors).view("<u4")[:, 0]


def _cluster(
    histogram: Histogram, settings: Settings, progress: Progress
) -> tuple[NDArray[np.uint8], KMeansResult, FeatureSpace]:
    """Return the palette's colours, distinct, uint8 (k, 4), and how they were found."""
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
        empty = _nothing_to_cluster(features)
        return _with_transparent(locked, transparent), empty, features
    result = _search(visible, features, locked, entries, settings, progress.at(Stage.CLUSTER))
    found = features.decode(result.centers[len(locked) :])
    if len(visible) <= entries:
        missing = visible.colors[~np.isin(visible.packed, palette_packed(locked))]
        found = missing if len(missing) + len(locked) <= entries else found
    distinct = np.concatenate([locked, found])
    first = np.unique(palette_packed(distinct), return_index=True)[1]
    return _with_transparent(distinct[np.sort(first)], transparent), result, features


def _search(
    visible: Histogram,
    features: FeatureSpace,
    locked: NDArray[np.uint8],
    entries: int,
    settings: Settings,
    progress: Progress,
) -> KMeansResult:
    """Cluster the visible colours, or small cells of them where they are too many."""
    choice = settings.cluster
    clustered = visible if len(visible) <= _MOST_COLORS else visible.coarse(progress)
    return kmeans(
        features.encode(clustered.colors, progress),
        entries,
        weights=clustered.weights.astype(np.float64),
        init=choice.init,
        given=features.encode(locked) if len(locked) else None,
        fixed=len(locked),
        metric=choice.metric,
        restarts=choice.restarts,
        max_iter=choice.max_iter,
        tol=choice.tol,
        rng=choice.seed,
        progress=progress,
    )


def _use(
    palette: Palette, histogram: Histogram, settings: Settings
) -> tuple[NDArray[np.uint8], KMeansResult, FeatureSpace]:
    """Return a given palette as the clustering that it is."""
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
        return colors, _nothing_to_cluster(features), features
    metric = settings.cluster.metric
    points, centers = features.encode(visible.colors), features.encode(entries)
    labels = PaletteMap(entries, features, metric)(visible.colors)
    weights = visible.weights.astype(np.float64)
    inertia = float(distances_to(points, centers, labels, metric) @ weights)
    counts = np.bincount(labels, weights, len(entries)).astype(np.float64)
    clusters = KMeansResult(centers, labels, counts, inertia, (inertia,), 0, converged=True)
    return colors, clusters, features


def _feature_space(
    visible: Histogram, settings: Settings, entries: NDArray[np.uint8]
) -> FeatureSpace:
    soft = bool((visible.packed >> 24 != 255).any() or (entries[:, 3] != 255).any())
    return FeatureSpace(settings.cluster.space, settings.cluster.lightness, with_alpha=soft)


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


def _arrange(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    keep: tuple[tuple[int, int, int, int], ...],
    *,
    in_order: bool,
) -> tuple[NDArray[np.uint8], Palette]:
    """Drop unused entries and put the others in order.

    Entries that are not opaque come first, so that PNG's tRNS chunk, which must list all entries
    up to the last such one, is short; then the most used come first.
    """
    counts = np.bincount(indices.reshape(-1), minlength=len(colors))
    if in_order:
        order = np.arange(len(colors))
    else:
        order = np.lexsort((palette_packed(colors), -counts, colors[:, 3] == 255))
        kept = np.isin(
            palette_packed(colors), palette_packed(np.array(keep, np.uint8).reshape(-1, 4))
        )
        order = order[(counts[order] > 0) | kept[order]]
        position = np.zeros(len(colors), np.uint8)
        position[order] = np.arange(len(order))
        indices = position[indices]
    shares = counts[order] / indices.size
    locked = () if in_order else keep
    return indices, Palette.from_colors(colors[order], shares=shares, locked=locked)


def _with_names(result: Palette, given: Palette) -> Palette:
    """Return `result` with the names and locks of the palette that was given."""
    named = [
        replace(swatch, name=original.name, locked=original.locked)
        for swatch, original in zip(result, given, strict=False)
    ]
    return Palette((*named, *result.swatches[len(named) :]), given.name)
