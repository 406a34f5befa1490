"""The one door: an image and settings in, a palette image out.

`quantize` counts the distinct colours (`histogram`) and finds a palette for them (`clustering`);
then `remap` gives each pixel its entry, dithered or not, and `metrics` says how near the result
comes.

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

from quantizer.clustering import adopt, cluster
from quantizer.histogram import STRIP, Histogram, pack_colors
from quantizer.image import IndexedImage
from quantizer.palette import Palette
from quantizer.progress import SILENT, Progress
from quantizer.remap import PaletteMap, remap
from quantizer.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image import Image
    from quantizer.kmeans import KMeansResult
    from quantizer.metrics import Metrics


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
    found = (
        cluster(histogram, settings, progress)
        if palette is None
        else adopt(palette, histogram, settings, progress)
    )
    colors = found.colors
    palette_map = PaletteMap(colors, found.features, settings.cluster.metric)
    indices = remap(image, histogram, palette_map, settings.dither, progress)
    keep = settings.locked if palette is None else tuple(s.color for s in palette)
    indices, result = _arrange(indices, colors, keep, progress, in_order=palette is not None)
    if palette is not None:
        result = _with_names(result, palette)
    indexed = IndexedImage(indices, result, image.metadata)
    elapsed = time.perf_counter() - started
    exact = _count_present(histogram, colors) == len(histogram)
    metrics = None
    if with_metrics:
        from quantizer.metrics import measure  # noqa: PLC0415 - loads scikit-image and SciPy

        metrics = measure(image, indexed, progress)
    return Quantized(indexed, result, found.kmeans, metrics, exact, elapsed, settings)


def _count_present(histogram: Histogram, colors: NDArray[np.uint8]) -> int:
    """Return how many of the image's colours are among `colors`."""
    packed = np.unique(pack_colors(colors))
    place = np.minimum(np.searchsorted(histogram.packed, packed), len(histogram) - 1)
    return int((histogram.packed[place] == packed).sum())


def _arrange(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    keep: tuple[tuple[int, int, int, int], ...],
    progress: Progress,
    *,
    in_order: bool,
) -> tuple[NDArray[np.uint8], Palette]:
    """Drop unused entries and put the others in order; `indices` is changed in place.

    Entries that are not opaque come first, so that PNG's tRNS chunk, which must list all entries
    up to the last such one, is short; then the most used come first.
    """
    flat = indices.reshape(-1)
    strips = [slice(start, start + STRIP) for start in range(0, flat.size, STRIP)]
    counts = np.zeros(len(colors), np.int64)
    for strip in strips:
        progress.check()
        counts += np.bincount(flat[strip], minlength=len(colors))
    if in_order:
        order = np.arange(len(colors))
    else:
        order = np.lexsort((pack_colors(colors), -counts, colors[:, 3] == 255))
        kept = np.isin(pack_colors(colors), pack_colors(np.array(keep, np.uint8).reshape(-1, 4)))
        order = order[(counts[order] > 0) | kept[order]]
        position = np.zeros(len(colors), np.uint8)
        position[order] = np.arange(len(order))
        for strip in strips:
            progress.check()
            flat[strip] = position[flat[strip]]
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
