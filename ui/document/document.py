"""The open image, its settings and its result; no widgets.

A change of the settings cancels the running job at once and starts a new one after a short delay,
so that dragging a slider does not start a job for each step. The old result stays until the new
one arrives; `state` says whether the result is up to date.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from quantizer.conversion.fit_format import Loss
from quantizer.conversion.recipe import Recipe
from quantizer.errors import QualityError, QuantizerError, SizeError
from quantizer.image_files.formats import WRITABLE
from quantizer.kmeans.selection import Reason
from quantizer.settings.settings import MAX_COLORS, ClusterSettings, DitherSettings, Settings

from ..jobs import jobs
from ..jobs.jobs import Counted, ReductionResult
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .count_mode import is_automatic, with_count
from .history import UndoStack
from .locked_colors import with_locked, without_locked
from .open_image import OpenImage
from .selection import Chosen

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Color, Palette
    from quantizer.image_files.formats import FileFormat
    from quantizer.kmeans.selection import Selection
    from quantizer.presets import Preset

    from ..jobs.reading import Opened

DEFAULTS = Settings(ClusterSettings(colors=16), DitherSettings())
"""Default settings: few colours, so that the effect can be seen."""

_DEBOUNCE_MS = 60
"""Delay between the last change of the settings and the job (chosen by eye)."""

_HINTS = {
    Loss.SOFT_EDGES: "To choose how, see Transparency.",
    Loss.TRANSPARENCY: "To choose another colour, see Transparency.",
}
"""Which control to use, for a notice about something the file format cannot hold."""


class ResultState(Enum):
    """Whether the result is up to date with the settings."""

    EMPTY = auto()
    RUNNING = auto()
    CURRENT = auto()
    OUTDATED = auto()


class Document(OpenImage):
    """The open image with its settings and its result.

    Parameters
    ----------
    palette, preset
        The first fixed palette and preset, see `ui.document.selection`.
    parent
        Qt owner; call `shutdown` before it is destroyed.
    """

    settings_changed = Signal()
    result_changed = Signal()
    state_changed = Signal()
    busy_changed = Signal(bool)

    def __init__(
        self,
        settings: Settings = DEFAULTS,
        parent: QObject | None = None,
        *,
        palette: Palette | None = None,
        preset: Preset | None = None,
    ) -> None:
        super().__init__(parent)
        self.outcome: ReductionResult | None = None
        self.state = ResultState.EMPTY
        self.refusal: Exception | None = None
        """Why no number of colours meets the limit on file size or quality; None if one does."""
        self.file_format: FileFormat = WRITABLE[0]
        """The format that an export proposes, and that the image is reduced for."""
        self._counted: Counted | None = None
        self._history = UndoStack(Chosen(settings, palette, preset), self)
        self._debounce = single_shot_timer(self, _DEBOUNCE_MS, self._quantize)
        self._quantizer = Worker("quantizer-kmeans", self)
        self._quantizer.published.connect(self._take_result)
        self._quantizer.failed.connect(self._tell_quantizing_failed)
        self._quantizer.progressed.connect(self.progressed)
        for worker in (self._reader, self._quantizer):
            worker.started.connect(self._tell_busy)
            worker.finished.connect(self._tell_busy)

    @property
    def settings(self) -> Settings:
        """The current settings."""
        return self._history.value.settings

    @property
    def chosen(self) -> Chosen:
        """The current settings, fixed palette and preset."""
        return self._history.value

    @property
    def is_preset_modified(self) -> bool:
        """Whether the settings differ from those of the chosen preset."""
        return self.chosen.is_modified(DEFAULTS)

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
    def recipe(self) -> Recipe:
        """The recipe for the conversion, as options of the command line would make it."""
        preset = self.chosen.preset
        return Recipe(
            self.file_format,
            self.settings,
            self.chosen.palette,
            optimize=preset is not None and bool(preset.optimize),
            keep_profile=self._wants_profile,
        )

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

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to redo."""
        return self._history.can_redo

    def set_file_format(self, file_format: FileFormat) -> None:
        """Reduce the image for another file format."""
        if file_format is not self.file_format:
            self.file_format = file_format
            self._restart()

    def change_settings(self, settings: Settings) -> None:
        """Change the settings and start the job soon; changes of one drag are one undo step."""
        if settings != self.settings:
            self._history.change_settings(settings)
            self._follow_settings()

    def choose_preset(self, preset: Preset) -> None:
        """Apply a preset; locked colours stay if it has room for them."""
        self._choose(Chosen.of(preset, DEFAULTS, self.settings.locked))

    def forget_preset(self) -> None:
        """Keep the settings, but without a preset and its fixed palette."""
        self._choose(Chosen(self.settings))

    def reset(self) -> None:
        """Return to the default settings."""
        self._choose(Chosen(DEFAULTS))

    def _choose(self, chosen: Chosen) -> None:
        before = self.recipe
        if chosen == self.chosen:
            return
        self._history.choose(chosen)
        if self.recipe == before:
            self.settings_changed.emit()  # the result does not change
        else:
            self._follow_settings()

    def scale_colors(self, factor: float) -> None:
        """Multiply the number of colours by `factor`, within 1 to 256."""
        now = self.found_colors or self.settings.cluster.colors
        colors = min(MAX_COLORS, max(1, int(now * factor)))
        self.change_settings(with_count(self.settings, colors))

    def lock_color(self, color: Color) -> None:
        """Lock a colour, so that the palette contains it exactly."""
        self._change_alone(with_locked(self.settings, color))

    def unlock_color(self, color: Color | None = None) -> None:
        """Unlock a colour, or all if `color` is None."""
        self._change_alone(without_locked(self.settings, color))

    def _change_alone(self, settings: Settings) -> None:
        self._history.end_gesture()
        self.change_settings(settings)

    def undo(self) -> None:
        """Undo the last change of the settings."""
        if self._history.can_undo:
            self._history.undo()
            self._follow_settings()

    def redo(self) -> None:
        """Redo the change that was undone last."""
        if self._history.can_redo:
            self._history.redo()
            self._follow_settings()

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

    def shutdown(self) -> None:
        """Stop all jobs and wait for them."""
        self._debounce.stop()
        self._history.end_gesture()
        self._quantizer.shutdown()
        super().shutdown()

    def _follow_settings(self) -> None:
        self.refusal = None
        self.settings_changed.emit()
        self._restart()

    def _restart(self) -> None:
        if self.image is not None:
            self._quantizer.cancel()
            self._set_state(ResultState.RUNNING)
            self._debounce.start()
            self._tell_busy()

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
        if self.settings.locked and not self._has_colors_of(opened.image):
            own = without_locked(self.settings)
            self._history.choose(self.chosen.with_settings(own))  # they belong to the other image
            self.settings_changed.emit()
        super()._take_image(opened)
        self.outcome = self._counted = None
        self.opened.emit()
        self.result_changed.emit()
        self._quantize()

    def _take_result(self, result: Counted | ReductionResult) -> None:
        if isinstance(result, Counted):
            self._counted = result  # once for all settings
            return
        self.outcome = result
        source = result.fitted.animation
        shown = None if self.image is None else self.animation or self.image
        if shown is not (source if len(source.frames) > 1 else source.frames[0].image):
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
        what = "be reduced with these settings" if expected else "be reduced"
        self.failed.emit(f"“{self.name}” could not {what}", error)

    def _tell_busy(self) -> None:
        self.busy_changed.emit(self.is_busy)

    def _set_state(self, state: ResultState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()
