"""Drives the program with xdotool, as a hand does, and takes screenshots.

The steps of a tour are generators on the GUI thread: what they yield is a condition that is waited
for. Clicks and keys go through the X server, so they reach what a user's would reach.
"""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from tests.tour.audit import faults, outside

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from PySide6.QtCore import QPointF

    from ui.main_window import MainWindow

Condition = "Callable[[], bool]"
Step = "Generator[Condition, None, None]"
_PATIENCE = 60.0
"""Seconds that a condition is waited for."""
_PAUSE_MS = 60


class Tour:
    """The program under way, and the pictures taken of it."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self._folder = window, folder
        self.report: list[str] = []
        self._steps: list[tuple[str, Generator[Callable[[], bool], None, None]]] = []
        self._waiting: Callable[[], bool] | None = None
        self._since = 0.0
        self._shots = 0
        self._timer = QTimer(window, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._go_on)
        self._is_in_step = False

    def start(self, steps: list[tuple[str, Generator[Callable[[], bool], None, None]]]) -> None:
        """Take the steps one after another, then end the program."""
        self._steps = steps
        self._timer.start()

    def _go_on(self) -> None:
        if self._is_in_step:
            return  # within a nested event loop, as of a menu
        waited = time.monotonic() - self._since
        if self._waiting is not None and not self._waiting():
            if waited < _PATIENCE:
                return
            self.tell("waited in vain")
        if not self._steps:
            self._timer.stop()
            QApplication.exit()  # `quit` would ask about unsaved work
            return
        self._is_in_step = True
        try:
            self._waiting = next(self._steps[0][1])
        except StopIteration:
            self._waiting = None
            self._steps.pop(0)
        except Exception as error:  # noqa: BLE001 - the tour goes on with the next step
            self.tell(f"failed: {type(error).__name__} {error}")
            self._steps.pop(0)
            self._waiting = None
        finally:
            self._is_in_step = False
        self._since = time.monotonic()

    def tell(self, text: str) -> None:
        """Add a line to the report."""
        name = self._steps[0][0] if self._steps else ""
        self.report.append(f"{name}: {text}")
        print(self.report[-1], flush=True)

    def show_settings(self) -> None:
        """Show the settings panel, which is folded in a narrow window."""
        if not self.window.workspace.settings_panel.isVisible():
            self.key("F7")

    # What a hand does

    def click(self, widget: QWidget, at: QPoint | QPointF | None = None, button: int = 1) -> None:
        """Click a widget in its middle, or at a place in its own coordinates."""
        self._move(widget, at)
        self._do("click", button)

    def move(self, widget: QWidget, at: QPoint | QPointF | None = None) -> None:
        """Move the pointer over a widget."""
        self._move(widget, at)

    def wheel(self, widget: QWidget, clicks: int) -> None:
        """Turn the wheel over a widget, downwards if `clicks` is positive."""
        self._move(widget, None)
        self._do("click", "--repeat", abs(clicks), "--delay", 10, 5 if clicks > 0 else 4)

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag with the left button between two places of a widget."""
        self._move(widget, start)
        self._do("mousedown", 1)
        for share in (0.2, 0.5, 0.8, 1.0):
            self._move(widget, start + (end - start) * share)
        self._do("mouseup", 1)

    def key(self, *keys: str) -> None:
        """Press keys in xdotool's notation, such as ``ctrl+k``."""
        self._do("key", "--delay", 20, *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._do("type", "--delay", 8, text)

    def _move(self, widget: QWidget, at: QPoint | QPointF | None) -> None:
        place = widget.rect().center() if at is None else at
        spot = widget.mapToGlobal(place)
        ratio = widget.devicePixelRatioF()
        self._do("mousemove", round(spot.x() * ratio), round(spot.y() * ratio))

    def _do(self, *words: object) -> None:
        subprocess.run(["xdotool", *map(str, words)], check=False, timeout=20)

    # What is waited for

    def pause(self, seconds: float = 0.25) -> Callable[[], bool]:
        """Return a condition that holds after a while."""
        end = time.monotonic() + seconds
        return lambda: time.monotonic() > end

    def idle(self) -> Callable[[], bool]:
        """Return a condition that holds once no job runs and the result is there."""
        end = time.monotonic() + 0.4
        document = self.window.document
        return lambda: time.monotonic() > end and not document.is_busy

    def dialog(self, kind: type[QWidget] | None = None) -> QWidget | None:
        """Return the window that is in front of the main window, if there is one."""
        for widget in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if widget is not None and (kind is None or isinstance(widget, kind)):
                return widget
        others = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not self.window and widget.windowTitle()
        ]
        return others[-1] if others else None

    def discard_work(self) -> bool:
        """Answer the question about unsaved work by its second button; return whether it asks."""
        question = self.window.projects.question
        if question is None or not question.isVisible():
            return False
        buttons = question.buttons()
        leaving = next(
            button
            for button in buttons
            if question.buttonRole(button) is QMessageBox.ButtonRole.DestructiveRole
        )
        self.click(leaving)
        return True

    # What is looked at

    def shot(self, name: str) -> None:
        """Save a picture of the screen, and report what is cut off or overlaps."""
        self._shots += 1
        path = self._folder / f"{self._shots:03d}-{name}.png"
        self.window.screen().grabWindow(0).copy(self._area()).save(str(path))
        for fault in faults():
            self.tell(f"{path.name}: {fault}")
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and outside(window, window.screen().geometry()):
                self.tell(f"{path.name}: {type(window).__name__} reaches beyond the screen")

    def _area(self) -> QRect:
        """Return what the visible windows cover, in pixels of the screen."""
        rect: QRect = self.window.frameGeometry()
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible():
                rect = rect.united(widget.frameGeometry())
        rect = rect.intersected(self.window.screen().geometry())
        ratio = self.window.devicePixelRatioF()
        return QRect(rect.topLeft() * ratio, rect.size() * ratio)
