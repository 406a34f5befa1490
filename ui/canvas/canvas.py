"""The canvas widget: handles the mouse and the keyboard; `CanvasSurface` does the drawing.

The canvas knows no document. It receives pictures through `set_pictures` and `set_overlay`, and
reports what the user does through signals.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from quantizer.language import tr

from .magnifier import ZOOMS, Magnifier, around, magnifier_area
from .split import is_on_handle
from .surface import CanvasSurface
from .view_mode import ViewMode

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent

    from .pyramid import Pyramid
    from .sides import Side

_KEY_STEP = 0.02
_PAN_STEP = 64.0
_NOTCH = 120
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Canvas(CanvasSurface):
    """The drawing surface with mouse and keyboard input."""

    context_menu_requested = Signal(QPoint, QPoint)
    """A pixel of the picture, and the position on the screen at which to open its menu."""
    picked = Signal(QPoint)
    """A pixel of the picture was clicked, without dragging."""
    tapped = Signal()
    """The space key was pressed and released without dragging."""
    magnified = Signal(bool)
    """The magnifier was shown or hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drag: QPointF | None = None
        self._pressed: QPointF | None = None
        self._holds_split = False
        self._is_hovered = False
        self._space = False
        self._space_dragged = False
        self._wheel_angle = 0
        self._magnifier_zoom = ZOOMS[-1]
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Canvas"))
        self._describe()

    def set_pictures(self, original: Pyramid | None, result: Pyramid | None) -> None:
        """Show these pictures; keep the position and zoom if their size is unchanged."""
        super().set_pictures(original, result)
        self._update_cursor()

    def set_mode(self, mode: ViewMode) -> None:
        """Switch to another view of the same part of the picture."""
        self._is_hovered = False
        super().set_mode(mode)
        self._update_cursor()

    def set_magnified(self, magnified: bool) -> None:
        """Show the magnifier at the pointer, or in the middle if that is elsewhere; or hide it."""
        if magnified == (self.magnifier is not None):
            return
        pointer = QPointF(self.mapFromGlobal(QCursor.pos()))
        is_here = self.underMouse() and self.rect().contains(pointer.toPoint())
        place = pointer if is_here else QPointF(self.rect().center())
        self.magnifier = Magnifier(place, self._magnifier_zoom) if magnified else None
        self._describe()
        self.update()
        self.magnified.emit(magnified)

    @property
    def magnifier_zoom(self) -> int:
        """How many times the magnifier enlarges: one of `ui.canvas.magnifier.ZOOMS`."""
        return self._magnifier_zoom

    def set_magnifier_zoom(self, zoom: int) -> None:
        """Set how many times the magnifier enlarges."""
        self._magnifier_zoom = zoom
        if self.magnifier is not None:
            self.magnifier = Magnifier(self.magnifier.place, zoom)
            self.update()

    def _move_magnifier(self, place: QPointF) -> None:
        if self.magnifier is None:
            return
        inside = QPointF(
            min(max(0.0, place.x()), self.width() - 1.0),
            min(max(0.0, place.y()), self.height() - 1.0),
        )
        area, before = QRectF(self.rect()), self.magnifier
        self.magnifier = Magnifier(inside, self._magnifier_zoom)
        for lens in (before, self.magnifier):  # nothing else has changed
            box = magnifier_area(area, lens, self._seen(), self.font())
            self.update(box.united(around(lens.place)).toAlignedRect())

    def _describe(self) -> None:
        """Say what the canvas shows, and which colours are under the magnifier."""
        text = tr(
            "Original on the left, result on the right, or their difference. Left and right arrow "
            "move the split, with Control the arrows move the picture."
        )
        seen = self._seen()
        if seen:
            words = (f"{one.caption}: {one.color} {one.entry}".strip() for one in seen)
            text = " · ".join(words)
        self.setAccessibleDescription(text)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom in or out at the pointer."""
        if self.view is None:
            return
        self._wheel_angle += event.angleDelta().y()
        while abs(self._wheel_angle) >= _NOTCH:
            direction = 1 if self._wheel_angle > 0 else -1
            self._wheel_angle -= direction * _NOTCH
            corner = self._pane_at(event.position()).area.topLeft()
            self._look(self.view.step(direction, event.position() - corner))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Start dragging the split or the picture."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if self.view is None or event.button() not in buttons:
            return
        on_split = event.button() == Qt.MouseButton.LeftButton and not self._space
        self._holds_split = on_split and self._is_split_at(event.position())
        self._drag = event.position()
        self._space_dragged = self._space
        may_pick = on_split and not self._holds_split
        self._pressed = event.position() if may_pick else None
        self._update_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the split or the picture, and highlight the handle under the pointer."""
        point = event.position()
        if self._pressed is not None:
            moved = (point - self._pressed).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self._pressed = None
        if self._holds_split:
            self.set_split(point.x() / max(1, self.width()))
        elif self._drag is not None and self.view is not None:
            delta, self._drag = point - self._drag, point
            self._look(self.view.pan(delta))
        self._move_magnifier(point)
        hovered = self._is_split_at(point)
        if hovered != self._is_hovered:
            self._is_hovered = hovered
            self.update()
        self._update_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stop dragging; a click without a drag picks a pixel."""
        was_clicked = self._pressed is not None
        self._drag = self._pressed = None
        self._holds_split = False
        self._update_cursor()
        self.update()
        pixel = self._pixel_at(event.position()) if was_clicked else None
        if pixel is not None:
            self.picked.emit(pixel)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the split back to the middle."""
        if self._is_split_at(event.position()):
            self.set_split(0.5)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Request a menu for the pixel under the pointer, or by key for the one in the middle."""
        if self.view is None:
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        middle = self._panes()[-1].area.center().toPoint()
        place = middle if by_key else event.pos()
        pixel = self._pixel_at(QPointF(place))
        if pixel is not None:
            self.context_menu_requested.emit(pixel, self.mapToGlobal(place))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Remove the highlight from the handle."""
        self._is_hovered = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move the split, with Control the picture, with Shift the magnifier.

        While Space is down, drags pan. Esc hides the magnifier.
        """
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space_dragged = False
            self._space = True
            self._update_cursor()
        elif key == Qt.Key.Key_Escape and self.magnifier is not None:
            self.set_magnified(False)
        elif key in _ARROWS and self.view is not None:
            self._follow_arrow(*_ARROWS[key], event.modifiers())
        else:
            super().keyPressEvent(event)

    def _follow_arrow(self, x: int, y: int, modifiers: Qt.KeyboardModifier) -> None:
        assert self.view is not None
        if self.magnifier is not None and modifiers & Qt.KeyboardModifier.ShiftModifier:
            step = max(1.0, self.view.factor)  # the next pixel, or the next one in sight
            self._move_magnifier(self.magnifier.place + QPointF(x, y) * step)
            self._describe()
        elif modifiers & Qt.KeyboardModifier.ControlModifier or self.mode is not ViewMode.SPLIT:
            self._look(self.view.pan(QPointF(-x, -y) * _PAN_STEP))
        else:
            self.set_split(self.split + x * _KEY_STEP)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """End panning with the space key."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self._space and not self._space_dragged:
                self.tapped.emit()
            self._space = False
            self._update_cursor()
        else:
            super().keyReleaseEvent(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Adapt the position and zoom to the new size."""
        self._follow_size()

    def event(self, event: QEvent) -> bool:
        """Adapt to a change of the screen's pixel density."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._follow_size()
        return super().event(event)

    def _pixel_at(self, place: QPointF) -> QPoint | None:
        """Return the pixel of the picture at a place of the canvas; None beside the picture."""
        if self.view is None:
            return None
        spot = self.view.to_picture(place - self._pane_at(place).area.topLeft())
        pixel = QPoint(math.floor(spot.x()), math.floor(spot.y()))
        return pixel if QRect(QPoint(), self.view.picture.toSize()).contains(pixel) else None

    def spot_at(self, place: QPointF) -> tuple[Side, QPoint] | None:
        """Return the side and the pixel at a place of the canvas; None beside the picture."""
        pixel = self._pixel_at(place)
        return None if pixel is None else (self._pane_at(place).side, pixel)

    def _is_split_at(self, point: QPointF) -> bool:
        return self._has_split() and is_on_handle(point, self._split_x())

    def _is_split_highlighted(self) -> bool:
        return self._is_hovered or self._holds_split

    def _update_cursor(self) -> None:
        if self.view is None:
            shape = Qt.CursorShape.ArrowCursor
        elif self._holds_split or (self._is_hovered and self._drag is None and not self._space):
            shape = Qt.CursorShape.SplitHCursor
        elif self._drag is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        else:
            shape = Qt.CursorShape.OpenHandCursor
        self.setCursor(shape)
