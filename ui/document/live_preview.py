"""Previews of the result while settings are being changed.

    settings or view changed -> the next request -> worker -> canvas, until the exact result arrives

Each view is prepared once and kept for the next request; after a moment without a change this is
done ahead of the first one. A request that comes while a preview is being computed waits until that
is done, and replaces one that waits already. So during a drag each preview that is shown is newer
than the one before, and none waits for more than one other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.dither import ditherer_for
from quantizer.settings.settings import TargetSettings

from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .document import ResultState
from .edited_palette import differs_by_edits
from .preview_job import PreviewRequest, PreviewResult, preview_job

if TYPE_CHECKING:
    from ..canvas.canvas import Canvas
    from .document import Document
    from .preview_job import Prepared

_MOST_DIFFUSED, _LEAST_DIFFUSED = 1 << 17, 1 << 15
"""Most pixels of a sample whose dither works pixel by pixel, and how far that goes down where
previews are slow; see ``tests.benchmarks.latency``."""

_SLOW = 0.06
"""Seconds from which a preview is slow: painting it takes some hundredths more."""

_IDLE_MS = 150
"""Time without a change after which a view is prepared; not tuned."""

_MOST_PIXELS = 1 << 21
"""Most pixels of other samples; not tuned."""


class LivePreview(QObject):
    """Shows previews of a document on the canvas; call `shutdown` before it is destroyed."""

    shown = Signal()
    """Another preview is on the canvas."""

    def __init__(self, document: Document, canvas: Canvas) -> None:
        super().__init__(document)
        self._document, self._canvas = document, canvas
        self._prepared: Prepared | None = None
        self._under_way: PreviewRequest | None = None
        self._most_diffused = _MOST_DIFFUSED
        self._slow_ones = 0
        self._worker = Worker("quantizer-preview", self)
        self._worker.published.connect(self._take)
        self._worker.finished.connect(self._follow_finished)
        self._idle = single_shot_timer(self, _IDLE_MS, self._start)
        self._worker.failed.connect(self._fail)
        document.opened.connect(self._forget)
        document.closed.connect(self._forget)
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
            self._worker.start(preview_job(request))

    def _next_request(self) -> PreviewRequest | None:
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
        return PreviewRequest(
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
        assert isinstance(result, PreviewResult)
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
