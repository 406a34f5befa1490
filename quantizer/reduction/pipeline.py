"""Reduction of an image to a palette: `quantize`.

    image -> alpha mode (`alpha`) -> distinct colours (`Histogram`)
        -> palette and index of each pixel (`reduction_job`) -> metrics

If the number of colours is not given, `auto_k` suggests one, or `target_search` finds the one that
meets a target for PSNR or file size. Flat art gets exactly the colours that it is drawn in.

Guarantees
----------
- The same image and settings give the same bytes.
- An image with no more colours than the palette may have keeps exactly its colours.
- Fully transparent pixels share one transparent entry, whose colour is that of the source (see
  `hidden_colors`), and are in no cluster. With `AlphaSettings.bleed` they have several entries.
- Locked colours are in the palette, exactly.
- Entries that no pixel uses, and are not locked, are left out, except those of a given palette.
- An indexed image whose own palette is given keeps its indices, see `kept_indices`.
- If it was measured what a screen shows for the entries of a given palette, colours are chosen, and
  metrics computed, by what is shown; the result has the palette's own colours.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.dither import DITHERERS
from quantizer.errors import SettingsError
from quantizer.image.histogram import Histogram, distinct_colors
from quantizer.image.palette import Palette
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.clustering import levels_for, palette_as_clustering
from quantizer.reduction.palette_subset import PaletteSubset
from quantizer.reduction.quantized import Quantized
from quantizer.reduction.reduction_job import ReductionJob
from quantizer.settings.settings import (
    MAX_COLORS,
    DitherSettings,
    Selector,
    Settings,
    TargetSettings,
)

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import Image, IndexedImage
    from quantizer.kmeans.selection import Selection

__all__ = ["Quantized", "quantize"]


@single_threaded_products()
def quantize(
    image: Image,
    settings: Settings | None = None,
    progress: Progress = SILENT,
    *,
    with_metrics: bool = True,
    palette: Palette | None = None,
    histogram: Histogram | None = None,
    threads: int | None = None,
    file_size: Callable[[IndexedImage], int] | None = None,
) -> Quantized:
    """Reduce an image to a palette.

    Parameters
    ----------
    image
        The image.
    settings
        Number of colours, or how to find it; colour space, clustering, dither; None for the
        defaults. Size and tone (``settings.adjust``) are not changed here, see
        `quantizer.adjust.adjust.adjust_image`.
    progress
        Told stage and fraction; checked at least every quarter of a second.
    with_metrics
        Whether to measure MSE, PSNR, SSIM and CIEDE2000, which may take longer than the rest. The
        result is compared with the image after its alpha mode was applied.
    palette
        A palette to use in its order, without clustering: whole, or if ``cluster.colors`` is less
        than its length, the entries that serve the image best (`palette_subset`). An image without
        soft edges uses no partly transparent entries, if there are opaque ones.
    histogram
        The image's histogram, if known; not used if the alpha mode changes the image.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.
    file_size
        Returns the file size of a result in bytes; ``target.max_bytes`` needs it.

    Returns
    -------
    Quantized
        The result.

    Raises
    ------
    SettingsError
        If the settings cannot be used with this image.
    QualityError, SizeError
        If no number of colours meets the targets of ``settings.target``.
    Cancelled
        If `progress` is cancelled.
    """
    started = time.perf_counter()
    asked = settings or Settings()
    settings = asked if palette is not None else asked.fitted_to_depth()
    DITHERERS.check(settings.dither.name)
    if settings.target.max_bytes is not None and file_size is None:
        raise SettingsError(tr("a target for the file size needs a file format, and none is given"))
    flat = apply_alpha_mode(image, settings.alpha, progress)
    if histogram is None or flat is not image:
        histogram = Histogram.of(flat, progress)
    levels = levels_for(settings)
    if palette is not None:
        palette = palette.with_colors(levels.round(palette.colors))
    subset = None if palette is None else PaletteSubset(palette, histogram, settings)
    job = ReductionJob(flat, histogram, settings, threads, file_size, subset)
    selection: Selection | None = None
    kept = _kept(image, job, palette, progress)
    if kept is not None:
        result = kept
    elif settings.target.min_psnr is not None or settings.target.max_bytes is not None:
        result, selection = job.search(progress)
    elif settings.target.selector is not Selector.FIXED:
        clustering = progress.at(Stage.CLUSTER)
        second = clustering.between(0.5, 1)
        from quantizer.reduction.auto_k import suggest  # noqa: PLC0415 - rarely needed

        suggestion = suggest(flat, histogram, settings, clustering.between(0, 0.5), threads)
        selection = suggestion.selection
        if suggestion.palette is None or palette is not None:
            result = job.reduce(selection.k, progress, second)
        else:
            # These are the colours that the image is drawn in; a dither would only roughen edges.
            job = replace(job, settings=replace(settings, dither=DitherSettings("none")))
            colors = distinct_colors(levels.round(suggestion.palette.colors))
            drawn = replace(Palette.from_colors(colors), is_found=True)
            found = palette_as_clustering(drawn, histogram, settings, second)
            result = job.finish(found, progress, most=settings.cluster.colors)
    else:
        result = job.reduce(settings.cluster.colors, progress)
    _check_depth(result.palette, asked)
    elapsed = time.perf_counter() - started
    metrics = None
    if with_metrics:
        from quantizer.metrics.metrics import measure  # noqa: PLC0415 - loads scikit-image and SciPy

        metrics = measure(flat, result.indexed, progress, threads)
    return replace(
        result,
        metrics=metrics,
        elapsed=elapsed,
        settings=asked,
        selection=selection,
        source=image.source,
    )


def _check_depth(palette: Palette, settings: Settings) -> None:
    """Raise `SettingsError` if a palette does not fit into the bits that are asked for."""
    depth = settings.indexed.bit_depth
    if depth is not None and len(palette) > depth.most_colors:
        raise SettingsError(
            tr(
                "the palette has {count} colours, but {label} a pixel hold {most_colors}; ask "
                "for that number of them",
                count=len(palette),
                label=depth.label,
                most_colors=depth.most_colors,
            )
        )


def _kept(
    image: Image, job: ReductionJob, palette: Palette | None, progress: Progress
) -> Quantized | None:
    """Return the image with its own indices if those are asked for, or the palette is its own."""
    settings = job.settings
    if not settings.indexed.keep_indices and (palette is None or image.indexed is None):
        return None
    from quantizer.reduction import kept_indices  # noqa: PLC0415 - rarely needed

    if settings.indexed.keep_indices:
        return kept_indices.keep_indices(image, job.histogram, settings, palette, progress)
    is_whole = settings.target == TargetSettings() and job.given is not None
    if palette is None or palette.is_measured or not is_whole:
        return None
    if len(palette) > min(settings.cluster.colors, MAX_COLORS):
        return None
    return kept_indices.with_own_palette(
        image, job.image, job.histogram, settings, palette, progress
    )
