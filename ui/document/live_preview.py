"""Previews of the result while settings are being changed.

    settings or view changed -> the next request -> worker -> canvas, until the exact result arrives

Each view is prepared once and kept for the next request; after a moment without a change this is
done ahead of the first one. A request that comes while a preview is being computed waits until that
is done, and replaces one that waits already. So during a drag each preview that is shown is newer
than the one before, and none waits for more than one other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.adjust.sharpen import sharpen
from quantizer.adjust.tone import adjust_colors
from quantizer.dither import ditherer_for
from quantizer.image.image import Image
from quantizer.reduction.preview import preview, without_grain
from quantizer.reduction.preview_source import PreviewSource, coarse_colors
from quantizer.settings.settings import TargetSettings

from ..canvas.preview import Preview
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .document import ResultState
from .edited_palette import differs_by_edits

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSize

    from quantizer.image.histogram import Histogram
    from quantizer.image.palette import Palette
    from quantizer.reduction.palette_edits import PaletteEdits
    from quantizer.settings.settings import AdjustSettings, AlphaSettings, Settings

    from ..canvas.canvas import Canvas
    from ..canvas.preview import VisiblePart
    from ..canvas.pyramid import Pyramid
    from ..jobs.worker import Context
    from .document import Document

_MOST_DIFFUSED, _LEAST_DIFFUSED = 1 << 17, 1 << 15
"""Most pixels of a sample whose dither works pixel by pixel, and how far that goes down where
previews are slow; see ``tests.benchmarks.latency``."""

_SLOW = 0.06
"""Seconds from which a preview is slow: painting it takes some hundredths more."""

_LEAST_SHARE = 0.3
"""Share of the image in view from which a palette is fitted to its dither there; chosen by eye."""

_IDLE_MS = 150
"""Time without a change after which a view is prepared; not tuned."""

_MOST_PIXELS = 1 << 21
"""Most pixels of other samples; not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
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
class _Request:
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
    prepared: _Prepared | None
    untoned: Pyramid | None
    is_ahead: bool
    edits: PaletteEdits | None = None

    def is_same(self, other: _Request | None) -> bool:
        """Whether `other` gives the same preview."""
        if other is None or self.is_ahead != other.is_ahead:
            return False
        mine = (self.part, self.settings, self.palette, self.edits)
        return mine == (other.part, other.settings, other.palette, other.edits)


@dataclass(frozen=True, slots=True, eq=False)
class _Result:
    prepared: _Prepared
    preview: Preview
    seconds: float


class LivePreview(QObject):
    """Shows previews of a document on the canvas; call `shutdown` before it is destroyed."""

    shown = Signal()
    """Another preview is on the canvas."""

    def __init__(self, document: Document, canvas: Canvas) -> None:
        super().__init__(document)
        self._document, self._canvas = document, canvas
        self._prepared: _Prepared | None = None
        self._under_way: _Request | None = None
        self._most_diffused = _MOST_DIFFUSED
        self._slow_ones = 0
        self._worker = Worker("quantizer-preview", self)
        self._worker.published.connect(self._take)
        self._worker.finished.connect(self._follow_finished)
        self._idle = single_shot_timer(self, _IDLE_MS, self._start)
        self._worker.failed.connect(self._fail)
        document.opened.connect(self._forget)
        document.settings_changed.connect(self._follow)
        document.state_changed.connect(self._follow)
        document.result_changed.connect(self._follow)
        canvas.part_changed.connect(self._follow)

    @property
    def is_busy(self) -> bool:
        """Whether a preview is being computed."""
        return self._worker.is_busy

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._idle.stop()
        self._worker.shutdown()

    def _forget(self) -> None:
        self._prepared = None
        self._most_diffused, self._slow_ones = _MOST_DIFFUSED, 0
        self._stop()

    def _stop(self) -> None:
        self._idle.stop()
        self._under_way = None
        self._worker.cancel()
        self._canvas.set_preview(None)

    def _fail(self) -> None:
        """Show no preview of settings that cannot be used; the exact reduction tells the error."""
        self._canvas.set_preview(None)

    def _follow(self) -> None:
        """Start the preview that is wanted now, unless one is being computed."""
        if self._document.outcome is None:
            self._stop()
        elif self._document.state is ResultState.RUNNING and not differs_by_edits(self._document):
            self._idle.stop()
            self._start()
        else:
            if self._under_way is not None and not self._under_way.is_ahead:
                self._stop()
            self._canvas.set_preview(None)
            self._idle.start()

    def _follow_finished(self) -> None:
        self._document.is_previewing = False
        if self._document.state is ResultState.RUNNING:
            self._follow()

    def _start(self) -> None:
        request = None if self._worker.is_busy else self._next_request()
        if request is not None and not request.is_same(self._under_way):
            self._under_way = request
            self._document.is_previewing = not request.is_ahead
            self._worker.start(_job(request))

    def _next_request(self) -> _Request | None:
        document, outcome = self._document, self._document.outcome
        settings = document.settings
        if outcome is None or not settings.adjust.has_size_of(outcome.adjusted.adjust):
            return None  # the canvas does not have the resized image yet
        is_toned = settings.adjust != outcome.adjusted.adjust
        if settings.target != TargetSettings():
            if settings.target != outcome.quantized.settings.target:
                return None  # nobody knows the number of colours yet
            found = document.found_colors or settings.cluster.colors
            settings = replace(
                settings,
                target=TargetSettings(),
                cluster=replace(settings.cluster, colors=found),
            )
        if settings.indexed.keep_indices:
            return None  # no colours are chosen
        is_diffused = settings.is_dithered and not ditherer_for(settings.dither).parts
        part = self._canvas.visible_part(self._most_diffused if is_diffused else _MOST_PIXELS)
        if part is None:
            return None
        palette, edits = document.chosen.palette, document.chosen.edits
        if edits is not None:
            settings, palette = settings.for_whole_palette(), edits.base
        return _Request(
            part,
            settings,
            palette,
            None if is_toned else document.histogram,
            self._prepared,
            (outcome.adjusted.untoned or part.picture) if is_toned else None,
            is_ahead=document.state is not ResultState.RUNNING,
            edits=edits,
        )

    def _take(self, result: object) -> None:
        assert isinstance(result, _Result)
        self._prepared = result.prepared
        self._adapt(result.seconds)
        if self._under_way is not None and not self._under_way.is_ahead:
            self._canvas.set_preview(result.preview)
            self.shown.emit()

    def _adapt(self, seconds: float) -> None:
        """After two slow previews in succession, take fewer pixels from the next one on."""
        self._slow_ones = self._slow_ones + 1 if seconds > _SLOW else 0
        if self._slow_ones == 2:
            self._slow_ones = 0
            self._most_diffused = max(_LEAST_DIFFUSED, self._most_diffused // 2)


def _job(request: _Request) -> Callable[[Context], _Result]:
    def job(context: Context) -> _Result:
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
        return _Result(prepared, shown, time.perf_counter() - started)

    return job


def _prepare(request: _Request, context: Context) -> _Prepared:
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
    return _Prepared(histogram, colors, part, alpha, adjust, source, original)


def _pixels(request: _Request, size: QSize) -> Image:
    """Return the part in view at a size, in the tone that is asked for."""
    part, adjust = request.part, request.settings.adjust
    if request.untoned is None:
        return Image(part.pixels(size))
    image = adjust_colors(Image(replace(part, picture=request.untoned).pixels(size)), adjust)
    return sharpen(image, adjust.sharpen) if part.scale == 1 else image
