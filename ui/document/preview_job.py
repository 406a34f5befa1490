"""The job of a live preview: prepare the part in view, reduce it, edit its palette.

request -> pixels of the part, kept for the next one -> reduced -> picture for the canvas
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.adjust.sharpen import sharpen
from quantizer.adjust.tone import adjust_colors
from quantizer.image.image import Image
from quantizer.reduction.preview import preview, without_grain
from quantizer.reduction.preview_source import PreviewSource, coarse_colors

from ..canvas.preview import Preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSize

    from quantizer.image.histogram import Histogram
    from quantizer.image.palette import Palette
    from quantizer.reduction.palette_edits import PaletteEdits
    from quantizer.settings.settings import AdjustSettings, AlphaSettings, Settings

    from ..canvas.preview import VisiblePart
    from ..canvas.pyramid import Pyramid
    from ..jobs.worker import Context

_LEAST_SHARE = 0.3
"""Share of the image in view from which a palette is fitted to its dither there; chosen by eye."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What is kept from one preview for the next.

    Parameters
    ----------
    histogram, colors
        The colours of the whole image, and their cells; None if they are not known.
    part, alpha, adjust
        The part in view, and the alpha mode and the tone that were applied to it.
    source
        The pixels of the sample.
    original
        The part at screen resolution; None if the sample has that.
    """

    histogram: Histogram | None
    colors: Histogram | None
    part: VisiblePart
    alpha: AlphaSettings
    adjust: AdjustSettings
    source: PreviewSource
    original: Image | None


@dataclass(frozen=True, slots=True, eq=False)
class PreviewRequest:
    """A preview to compute.

    Parameters
    ----------
    part, settings, palette
        What is in view, and how it is reduced.
    histogram
        The colours of the whole image, if they are known.
    prepared
        What the request before has left.
    untoned
        The picture to change the tone of; None if the canvas shows the tone that is asked for.
    is_ahead
        Whether it is only prepared, and not shown.
    edits
        Edits of `palette`; None without any.
    """

    part: VisiblePart
    settings: Settings
    palette: Palette | None
    histogram: Histogram | None
    prepared: Prepared | None
    untoned: Pyramid | None
    is_ahead: bool
    edits: PaletteEdits | None = None

    def is_same(self, other: PreviewRequest | None) -> bool:
        """Whether `other` gives the same preview."""
        if other is None or self.is_ahead != other.is_ahead:
            return False
        mine = (self.part, self.settings, self.palette, self.edits)
        return mine == (other.part, other.settings, other.palette, other.edits)


@dataclass(frozen=True, slots=True, eq=False)
class PreviewResult:
    """A preview, what it leaves for the next one, and the seconds that it took."""

    prepared: Prepared
    preview: Preview
    seconds: float


def preview_job(request: PreviewRequest) -> Callable[[Context], PreviewResult]:
    """Return the job that makes a preview."""

    def job(context: Context) -> PreviewResult:
        prepared = _prepare(request, context)
        source, settings, part = prepared.source, request.settings, request.part
        started = time.perf_counter()
        reduced = preview(
            source,
            settings,
            context.progress,
            palette=request.palette,
            is_fitted=part.share >= _LEAST_SHARE,
        )
        is_opaque = not source.image.has_alpha and bool((reduced.palette.colors[:, 3] == 255).all())
        edits = request.edits
        if edits is not None and edits.fits(reduced.palette):
            palette = edits.applied_to(reduced.palette)
            shown = Preview.of(edits.applied_to_image(reduced, palette), part)
        elif settings.is_dithered and part.scale < 1 and is_opaque:
            smooth = without_grain(source, reduced, part.scale, prepared.original)
            shown = Preview.of(smooth, part)
        else:
            shown = Preview.of(reduced, part)
        return PreviewResult(prepared, shown, time.perf_counter() - started)

    return job


def _prepare(request: PreviewRequest, context: Context) -> Prepared:
    """Return the part in view and the colours of the image, from the request before if it can."""
    before, part, alpha = request.prepared, request.part, request.settings.alpha
    adjust = request.settings.adjust
    histogram = request.histogram
    if before is not None and before.histogram is histogram:
        if (before.part, before.alpha, before.adjust) == (part, alpha, adjust):
            return before
        colors = before.colors
    else:
        colors = None if histogram is None else coarse_colors(histogram, context.progress)
    context.progress.check()
    source = PreviewSource.of(_pixels(request, part.sample), colors, alpha, context.progress)
    original = None if part.sample == part.size else _pixels(request, part.size)
    return Prepared(histogram, colors, part, alpha, adjust, source, original)


def _pixels(request: PreviewRequest, size: QSize) -> Image:
    """Return the part in view at a size, in the tone that is asked for."""
    part, adjust = request.part, request.settings.adjust
    if request.untoned is None:
        return Image(part.pixels(size))
    image = adjust_colors(Image(replace(part, picture=request.untoned).pixels(size)), adjust)
    return sharpen(image, adjust.sharpen) if part.scale == 1 else image
