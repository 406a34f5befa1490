"""Drags a slider of the window, and notes when its canvas has been painted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui.document.document import ResultState

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.main_window import MainWindow
    from ui.panels.number_slider import NumberSlider

_BEAT_MS = 5
_WAITING = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
_PATIENCE = 120.0
"""Seconds after which a step counts as failed."""
_REST_MS = 400
"""Length of the rest before every tenth step."""
_STRIDE = 7
"""Ticks between two positions of the slider that are tried."""


class Pulse(QObject):
    """A timer that records how late it is called."""

    def __init__(self) -> None:
        super().__init__()
        self._delays: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.note)
        self._timer.start()

    def taken(self) -> list[float]:
        """Return the delays since the last call, in milliseconds."""
        delays, self._delays = self._delays, []
        return delays

    def note(self) -> None:
        """Record how late this call is."""
        now = time.perf_counter()
        self._delays.append(max(0.0, 1000 * (now - self._last) - _BEAT_MS))
        self._last = now


class PaintWatch(QObject):
    """Records when the canvas has painted the newest preview, or an exact result."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._is_due = False
        self.painted: float | None = None
        window.live_preview.shown.connect(self._expect)
        window.document.result_changed.connect(self._expect)
        window.workspace.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Note the end of a paint event by a call that follows it."""
        if event.type() == QEvent.Type.Paint and self._is_due:
            self._is_due = False
            QTimer.singleShot(0, self._note)
        return super().eventFilter(watched, event)

    def _expect(self) -> None:
        self._is_due = True

    def _note(self) -> None:
        self.painted = time.perf_counter()


class Drag:
    """Drags a slider of the window up and down."""

    def __init__(self, window: MainWindow, slider: NumberSlider, pause_ms: int) -> None:
        self._window, self._control, self._pause = window, slider, pause_ms
        self._paints = PaintWatch(window)
        self._stride = _STRIDE

    def steps(self, number: int) -> list[float]:
        """Make so many steps and return the time of each until its preview, in milliseconds."""
        self._control.slider.setSliderDown(True)
        times = []
        for step in range(number):
            wait_ms(_REST_MS if step and step % 10 == 0 else self._pause)
            started = self._move()
            wait_until(lambda at=started: (self._paints.painted or 0) > at)
            assert self._paints.painted is not None
            times.append(1000 * (self._paints.painted - started))
        return times

    def release(self) -> float:
        """End the drag; return the time until the exact result is there, in milliseconds."""
        document = self._window.document
        started = self._move()
        self._control.slider.setSliderDown(False)
        wait_until(lambda: document.state is ResultState.CURRENT)
        return 1000 * (time.perf_counter() - started)

    def _move(self) -> float:
        """Move the slider until its value changes; return when that was."""
        slider, before = self._control.slider, self._control.value
        while self._control.value == before:
            if not slider.minimum() <= slider.value() + self._stride <= slider.maximum():
                self._stride = -self._stride
            started = time.perf_counter()
            slider.setValue(slider.value() + self._stride)
        return started


def wait_until(is_so: Callable[[], bool]) -> None:
    """Run the event loop until something is so."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("the window did not follow")
        # As in the window's own loop, the interpreter's lock is free while it waits.
        QApplication.processEvents(_WAITING)


def wait_ms(length: float) -> None:
    """Run the event loop for some time."""
    end = time.monotonic() + length / 1000
    wait_until(lambda: time.monotonic() >= end)
