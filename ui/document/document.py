"""The open image, its settings (see `ImageSettings`) and its result; no widgets.

A change of the settings cancels the running job at once and starts a new one after a short delay,
so that dragging a slider does not start a job for each step; `LivePreview` shows what each step
does. The old result stays until the new one arrives; `state` says whether the result is up to
date. Its metrics arrive after it, one by one.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from quantizer.animation.edit_frames import has_frames_of
from quantizer.conversion.fit_format import Loss
from quantizer.errors import QualityError, QuantizerError, SizeError
from quantizer.kmeans.selection import Reason
from quantizer.language import mark, tr
from quantizer.metrics.metrics import PartialMetrics

from ..jobs import jobs
from ..jobs.jobs import Counted, ReductionResult
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .count_mode import is_automatic, most_colors, shown_count, with_count
from .image_settings import ImageSettings

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import IndexedImage
    from quantizer.kmeans.selection import Selection

    from ..jobs.reading import Opened
    from .selection import Chosen

_DEBOUNCE_MS = 120
"""Delay between the last change of the settings and the job; see ``tests.benchmarks.latency``."""

_HINTS = {
    Loss.SOFT_EDGES: mark("To choose how, see Transparency."),
    Loss.TRANSPARENCY: mark("To choose another colour, see Transparency."),
}
"""Which control to use, for a notice about something the file format cannot hold."""


class ResultState(Enum):
    """Whether the result is up to date with the settings."""

    EMPTY = auto()
    RUNNING = auto()
    CURRENT = auto()
    OUTDATED = auto()


class Document(ImageSettings):
    """The open image with its settings and its result; call `shutdown` before it is destroyed."""

    result_changed = Signal()
    metrics_changed = Signal()
    timing_changed = Signal()
    """The frames are the same, but play in another way."""
    state_changed = Signal()
    busy_changed = Signal(bool)
    searched = Signal(object)
    """Events of the search for colours (`quantizer.kmeans.trace`), while they are asked for."""

    def __init__(self, chosen: Chosen | None = None, parent: QObject | None = None) -> None:
        super().__init__(chosen, parent)
        self.outcome: ReductionResult | None = None
        self.metrics = PartialMetrics()
        """The metrics of the result as far as they are measured."""
        self.state = ResultState.EMPTY
        self.refusal: Exception | None = None
        """Why no number of colours meets the limit on file size or quality; None if one does."""
        self._counted: Counted | None = None
        self.is_previewing = False
        """Whether a preview of the settings is being computed; the job starts after it."""
        self._debounce = single_shot_timer(self, _DEBOUNCE_MS, self._quantize_after_preview)
        self._quantizer = Worker("quantizer-kmeans", self)
        self._quantizer.published.connect(self._take_result)
        self._quantizer.failed.connect(self._tell_quantizing_failed)
        self._quantizer.progressed.connect(self.progressed)
        self._quantizer.observed.connect(self.searched)
        for worker in (self._reader, self._quantizer):
            worker.started.connect(self._tell_busy)
            worker.finished.connect(self._tell_busy)

    @property
    def selection(self) -> Selection | None:
        """How the number of colours was found; None if it was set by hand or is not known yet."""
        found, settings = self.outcome, self.settings
        if found is None or not is_automatic(settings):
            return None
        is_asked = found.quantized.settings.target == settings.target
        return found.quantized.selection if is_asked else None

    @property
    def found_colors(self) -> int | None:
        """The number of colours that was found; None if it was set by hand or is not known yet."""
        selection, outcome = self.selection, self.outcome
        if selection is None or outcome is None:
            return None
        # A limit is met by trying numbers, and an image may have fewer colours than was tried.
        is_tried = selection.reason is Reason.TARGET
        return len(outcome.quantized.palette) if is_tried else selection.k

    @property
    def histogram(self) -> Histogram | None:
        """The colours of a still image, as its pictures show them; None if they are not known."""
        counted, image = self._counted, self.image
        if counted is None or counted.image is not image or self.animation is not None:
            return None
        return None if counted.image.metadata.icc_profile else counted.histogram

    @property
    def notices(self) -> tuple[str, ...]:
        """Notices on what was lost when the image was read and fitted to the file format."""
        own = self.read.animation.source.notices if self.read is not None else ()
        fitted = self.outcome.fitted.notices if self.outcome is not None else ()
        return (*own, *(" ".join([one.text, _HINTS.get(one.loss, "")]).strip() for one in fitted))

    @property
    def shown(self) -> IndexedImage | None:
        """The reduced image, or the current frame of an animation; None without a result."""
        return self.outcome.frames[self.frame] if self.outcome else None

    @property
    def is_busy(self) -> bool:
        """Whether a job is running or will start soon."""
        return self._reader.is_busy or self._quantizer.is_busy or self._debounce.isActive()

    def observe_searches(self, observe: bool) -> None:
        """Let `searched` tell the course of the searches that start from now on, or no longer."""
        self._quantizer.observes = observe

    def scale_colors(self, factor: float) -> None:
        """Multiply the number of colours by `factor`, within 1 to 256 or the given palette."""
        palette = self.chosen.palette
        now = self.found_colors or shown_count(self.settings, palette)
        colors = min(most_colors(palette), max(1, int(now * factor)))
        self.change_settings(with_count(self.settings, colors, palette))

    def settle(self) -> None:
        """Compute the result for the last change of the settings now, without further delay."""
        if self._debounce.isActive():
            self.update_result()

    def update_result(self) -> None:
        """Compute the result for the current settings at once."""
        self._debounce.stop()
        self._quantize()

    def cancel(self) -> None:
        """Stop all running jobs; the last result stays."""
        self._reader.cancel()
        was_waiting = self._debounce.isActive()
        self._debounce.stop()
        self._quantizer.cancel()
        if was_waiting or self.state is ResultState.RUNNING:
            self._set_state(ResultState.EMPTY if self.image is None else ResultState.OUTDATED)
        self._tell_busy()

    def close_image(self) -> None:
        """Close the image and drop its result; the settings stay."""
        self.cancel()
        self.history.end_gesture()
        self.outcome = self._counted = self.refusal = None
        self.metrics = PartialMetrics()
        self._set_state(ResultState.EMPTY)
        super().close_image()
        self.result_changed.emit()

    def shutdown(self) -> None:
        """Stop all jobs and wait for them."""
        self._debounce.stop()
        self.history.end_gesture()
        self._quantizer.shutdown()
        super().shutdown()

    def _follow_settings(self) -> None:
        self.refusal = None
        super()._follow_settings()

    def _restart(self) -> None:
        if self.image is not None:
            self._debounce.start()  # first, so that the document is never idle in between
            self._quantizer.cancel()
            self._set_state(ResultState.RUNNING)
            self._tell_busy()

    def _quantize_after_preview(self) -> None:
        if self.is_previewing:
            self._debounce.start()
        else:
            self._quantize()

    def _quantize(self) -> None:
        if self.read is None:
            return
        self.refusal = None
        self._set_state(ResultState.RUNNING)
        known = () if self.outcome is None else (self.outcome,)
        job = jobs.reduce(self.read, self.recipe, counted=self._counted, known=known)
        self._quantizer.start(job)

    def _take_image(self, opened: Opened) -> None:
        self._debounce.stop()
        self._quantizer.cancel()
        others = self.chosen.for_other_image()
        if others != self.chosen and not self._has_colors_of(opened.image):
            self.history.choose(others)
            self.settings_changed.emit()
        super()._take_image(opened)
        self.outcome = self._counted = None
        self.metrics = PartialMetrics()
        self.opened.emit()
        self.result_changed.emit()
        self._quantize()

    def _take_result(self, result: Counted | PartialMetrics | ReductionResult) -> None:
        if isinstance(result, Counted):
            self._counted = result  # once for all settings
            return
        if isinstance(result, PartialMetrics):
            self.metrics = result
            self.metrics_changed.emit()
            return
        self.outcome = result
        measured = result.quantized.metrics
        self.metrics = PartialMetrics() if measured is None else PartialMetrics.of(measured)
        source = result.fitted.animation
        shown = None if self.image is None else self.animation or self.image
        if self.animation is not None and has_frames_of(self.animation, source):
            is_timed_anew = self.animation is not source
            self.animation = source
            if is_timed_anew:
                self.timing_changed.emit()
        elif shown is not (source if len(source.frames) > 1 else source.frames[0].image):
            self._show_source(source, result.original)
            self.opened.emit()
        self._set_state(ResultState.CURRENT)
        self.result_changed.emit()

    def _tell_quantizing_failed(self, error: Exception) -> None:
        is_refused = isinstance(error, QualityError | SizeError)
        self.refusal = error if is_refused else None
        self._set_state(ResultState.OUTDATED)
        if is_refused:
            return  # the control of the limit shows it
        expected = isinstance(error, QuantizerError)
        what = tr("be reduced with these settings") if expected else tr("be reduced")
        self.failed.emit(tr("“{name}” could not {what}", name=self.name, what=what), error)

    def _tell_busy(self) -> None:
        self.busy_changed.emit(self.is_busy)

    def _set_state(self, state: ResultState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()
