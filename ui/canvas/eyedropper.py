"""Picks one pixel of the canvas, by mouse or keyboard.

    begin -> click, or Return at the magnifier -> picked          Esc -> ended

Meanwhile the canvas does nothing else with the mouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

if TYPE_CHECKING:
    from .canvas import Canvas

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Eyedropper(QObject):
    """Takes the mouse and the keyboard of a canvas until a pixel is picked."""

    picked = Signal(object, object)
    """The `Side` of the canvas, and the pixel as a `QPoint`."""
    ended = Signal()
    """It was ended, with or without a pixel."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._was_magnified = False
        self.is_active = False

    def begin(self) -> None:
        """Wait for a pixel; the magnifier shows which one it would be."""
        if self.is_active:
            return
        self.is_active = True
        self._was_magnified = self._canvas.magnifier is not None
        self._canvas.installEventFilter(self)
        self._canvas.window().activateWindow()
        self._canvas.setFocus()
        self._canvas.set_magnified(True)
        self._canvas.setCursor(Qt.CursorShape.CrossCursor)

    def end(self) -> None:
        """Give mouse and keyboard back."""
        if not self.is_active:
            return
        self.is_active = False
        self._canvas.removeEventFilter(self)
        self._canvas.set_magnified(self._was_magnified)
        self._canvas.unsetCursor()
        self.ended.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Pick with a click or Return, end with Esc or a right click."""
        if isinstance(event, QMouseEvent):
            return self._follow_mouse(event)
        if isinstance(event, QKeyEvent) and event.key() in (*_RETURN, Qt.Key.Key_Escape):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                self._follow_key(Qt.Key(event.key()))
            return True
        return False

    def _follow_mouse(self, event: QMouseEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove:
            self._canvas.mouseMoveEvent(event)
            self._canvas.setCursor(Qt.CursorShape.CrossCursor)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            if event.button() == Qt.MouseButton.LeftButton:
                self._pick(event.position())
            else:
                self.end()
        return True

    def _follow_key(self, key: Qt.Key) -> None:
        lens = self._canvas.magnifier
        if key in _RETURN and lens is not None:
            self._pick(lens.place)
        else:
            self.end()

    def _pick(self, place: QPointF) -> None:
        spot = self._canvas.spot_at(place)
        if spot is None:
            return  # beside the picture
        self.end()
        self.picked.emit(*spot)
