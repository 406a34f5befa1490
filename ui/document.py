"""The open image, its settings and its result; no widgets.

A change of settings waits a moment (a slider is being dragged), then starts the job; the job
before is cancelled at once. The old result stays until the new one arrives, and `state` tells
whether it belongs to the settings. Images are read by a worker of their own: one that cannot be
opened leaves everything as it was.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from quantizer.errors import QuantizerError
from quantizer.histogram import Histogram
from quantizer.settings import MAX_COLORS, ClusterSettings, DitherSettings, Settings
from ui import jobs
from ui.color_count import is_automatic, with_count
from ui.history import History, differing_fields
from ui.protection import with_protected, without_protected
from ui.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QImage

    from quantizer.image import Animation, Image, IndexedImage
    from quantizer.kmeans.selection import Selection
    from quantizer.palette import Color
    from ui.jobs import Opened, Outcome
    from ui.pyramid import Pyramid
    from ui.worker import Context

DEFAULTS = Settings(ClusterSettings(colors=16), DitherSettings())
"""Settings of the first start: few enough colours to see what is going on."""

_DEBOUNCE_MS = 60
_GESTURE_MS = 700


class State(Enum):
    """How the result stands to the settings."""

    EMPTY = auto()
    RUNNING = auto()
    CURRENT = auto()
    OUTDATED = auto()


class Document(QObject):
    """One open image.

    Parameters
    ----------
    settings
        The settings to begin with.
    parent
        Qt owner; call `shutdown` before it goes.
    """

    opened = Signal()
    settings_changed = Signal()
    result_changed = Signal()
    frame_changed = Signal()
    state_changed = Signal()
    busy_changed = Signal(bool)
    progressed = Signal(object, float)
    failed = Signal(str, Exception)
    """What was attempted, and why it failed."""

    def __init__(self, settings: Settings = DEFAULTS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.image: Image | None = None
        self.original: Pyramid | None = None
        self.has_alpha = False
        self.animation: Animation | None = None
        self.frame = 0
        self.outcome: Outcome | None = None
        self.state = State.EMPTY
        self._histogram: Histogram | None = None
        self._history = History(settings)
        self._name = ""
        self.is_sample = False
        self._pending_name = ""
        self._pending_sample = False
        self._changed_fields: frozenset[str] = frozenset()
        self._debounce = self._timer(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._quantize)
        self._gesture = self._timer(_GESTURE_MS)
        self._reader = Worker("quantizer-reader", self)
        self._reader.published.connect(self._take_image)
        self._reader.failed.connect(self._tell_opening_failed)
        self._quantizer = Worker("quantizer-kmeans", self)
        self._quantizer.published.connect(self._take_result)
        self._quantizer.failed.connect(self._tell_quantizing_failed)
        for worker in (self._reader, self._quantizer):
            worker.progressed.connect(self.progressed)
            worker.started.connect(self._tell_busy)
            worker.finished.connect(self._tell_busy)

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        return timer

    @property
    def settings(self) -> Settings:
        """The settings that hold."""
        return self._history.value

    @property
    def selection(self) -> Selection | None:
        """How many colours the image suggested; None unless asked for, and until it is known."""
        found = self.outcome.quantized.selection if self.outcome else None
        is_asked = found is not None and found.selector is self.settings.target.selector
        return found if is_asked and is_automatic(self.settings) else None

    @property
    def name(self) -> str:
        """What the image is called: its file's name, or where it came from."""
        return self._name

    @property
    def path(self) -> Path | None:
        """The image's file, if it has one."""
        return self.image.source.path if self.image is not None else None

    @property
    def shown(self) -> IndexedImage | None:
        """The result, of an animation the frame that shows; None without one."""
        return self.outcome.at(self.frame) if self.outcome else None

    @property
    def is_busy(self) -> bool:
        """Whether a job is running or about to."""
        return self._reader.is_busy or self._quantizer.is_busy or self._debounce.isActive()

    @property
    def can_undo(self) -> bool:
        """Whether there are settings to return to."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there are undone settings."""
        return self._history.can_redo

    def open_path(self, path: Path) -> None:
        """Read the image at `path` and make it the document."""
        self._open(path.name or str(path), jobs.open_path(path))

    def open_bytes(self, data: bytes, name: str) -> None:
        """Read an image file held in memory and make it the document."""
        self._open(name, jobs.open_bytes(data, name))

    def open_picture(self, picture: QImage, name: str) -> None:
        """Make a picture from the clipboard the document."""
        self._open(name, jobs.open_picture(picture))

    def open_sample(self, path: Path) -> None:
        """Read the picture that comes with the application."""
        self.open_path(path)
        self._pending_sample = True

    def _open(self, name: str, job: Callable[[Context], Opened]) -> None:
        self._pending_name = name
        self._pending_sample = False
        self._reader.start(job)

    def change_settings(self, settings: Settings) -> None:
        """Let `settings` hold, and start the job soon; changes of one drag undo together."""
        if settings == self.settings:
            return
        changed = differing_fields(self.settings, settings)
        merge = self._gesture.isActive() and changed <= self._changed_fields
        if not merge:
            self._changed_fields = changed
        self._gesture.start()
        self._history.change(settings, merge=merge)
        self._follow_settings()

    def scale_colors(self, factor: float) -> None:
        """Let the palette have `factor` times as many colours, within the limits."""
        now = self.selection.k if self.selection else self.settings.cluster.colors
        colors = min(MAX_COLORS, max(1, int(now * factor)))
        self.change_settings(with_count(self.settings, colors))

    def protect(self, color: Color) -> None:
        """Give a colour an entry of its own."""
        self._change_alone(with_protected(self.settings, color))

    def release(self, color: Color | None = None) -> None:
        """Protect a colour no longer, or none of them."""
        self._change_alone(without_protected(self.settings, color))

    def _change_alone(self, settings: Settings) -> None:
        self._gesture.stop()  # a step of its own
        self.change_settings(settings)

    def show_frame(self, frame: int) -> None:
        """Let another frame of the animation be the one that shows."""
        self.frame = frame
        self.frame_changed.emit()

    def color_at(self, x: int, y: int) -> Color | None:
        """Return the colour of a pixel of the original, of the frame that shows."""
        image = self.animation.frames[self.frame].image if self.animation else self.image
        if image is None:
            return None
        red, green, blue, alpha = map(int, image.pixels[y, x])
        return red, green, blue, alpha

    def undo(self) -> None:
        """Return to the settings before the last change."""
        if self._history.can_undo:
            self._gesture.stop()
            self._history.undo()
            self._follow_settings()

    def redo(self) -> None:
        """Take back the last `undo`."""
        if self._history.can_redo:
            self._gesture.stop()
            self._history.redo()
            self._follow_settings()

    def update_result(self) -> None:
        """Compute the result for the settings that hold, now."""
        self._debounce.stop()
        self._quantize()

    def cancel(self) -> None:
        """Stop what is running; the last result stays."""
        self._reader.cancel()
        was_waiting = self._debounce.isActive()
        self._debounce.stop()
        self._quantizer.cancel()
        if was_waiting or self.state is State.RUNNING:
            self._set_state(State.EMPTY if self.image is None else State.OUTDATED)
        self._tell_busy()

    def shutdown(self) -> None:
        """Stop everything and wait for it."""
        self._debounce.stop()
        self._gesture.stop()
        self._reader.shutdown()
        self._quantizer.shutdown()

    def _follow_settings(self) -> None:
        self.settings_changed.emit()
        if self.image is not None:
            self._quantizer.cancel()
            self._set_state(State.RUNNING)
            self._debounce.start()
            self._tell_busy()

    def _quantize(self) -> None:
        if self.image is None:
            return
        self._set_state(State.RUNNING)
        if self.animation is not None:
            self._quantizer.start(jobs.quantize_frames(self.animation, self.settings))
        else:
            self._quantizer.start(jobs.quantize(self.image, self.settings, self._histogram))

    def _take_image(self, opened: Opened) -> None:
        self._debounce.stop()
        self._quantizer.cancel()
        if self.settings.locked and opened.image.source.path != self.path:
            self._history.change(without_protected(self.settings))  # they were the other image's
            self.settings_changed.emit()
        self.image, self.original = opened.image, opened.picture
        self.has_alpha, self.animation, self.frame = opened.has_alpha, opened.animation, 0
        self._name = self._pending_name
        self.is_sample = self._pending_sample
        self.outcome = self._histogram = None
        self.opened.emit()
        self.result_changed.emit()
        self._quantize()

    def _take_result(self, result: Histogram | Outcome) -> None:
        if isinstance(result, Histogram):
            self._histogram = result  # counted once for all settings
            return
        self.outcome = result
        self._set_state(State.CURRENT)
        self.result_changed.emit()

    def _tell_opening_failed(self, error: Exception) -> None:
        self.failed.emit(f"“{self._pending_name}” could not be opened", error)

    def _tell_quantizing_failed(self, error: Exception) -> None:
        self._set_state(State.OUTDATED)
        expected = isinstance(error, QuantizerError)
        what = "be reduced with these settings" if expected else "be reduced"
        self.failed.emit(f"“{self._name}” could not {what}", error)

    def _tell_busy(self) -> None:
        self.busy_changed.emit(self.is_busy)

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()
