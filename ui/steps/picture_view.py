"""The picture of an image at a step: recoloured, with rings on the pixels that became centroids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..canvas.checkerboard import checkerboard, is_dark
from ..cloud.target import Look

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from .moment import Moment

_MARGIN = 12
_RING = 7.0
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_STRIDE = 16
"""Pixels of the picture that an arrow key moves the cross; with Shift one pixel."""


class PictureView(QWidget):
    """Shows a picture as large as fits; a click, or Return at the cross, picks a pixel."""

    pixel_picked = Signal(int, int)
    """Column and row of the picture."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 90)
        self._moment: Moment | None = None
        self._cross: QPoint | None = None
        self._is_picking = False

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the preferred size."""
        return QSize(480, 360)

    def show_moment(self, moment: Moment | None) -> None:
        """Show the picture of a moment."""
        self._moment = moment
        self.setAccessibleDescription("" if moment is None else moment.text)
        self.update()

    def set_picking(self, picking: bool) -> None:
        """Show a cross for a pointer: a click places a centroid."""
        self._is_picking = picking
        shape = Qt.CursorShape.CrossCursor if picking else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture, the rings, and the cross of the keyboard."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Look.of(self.palette()).ground)
        picture = None if self._moment is None else self._moment.picture
        if picture is not None and self._moment is not None:
            target = fitted(picture, QRectF(self.rect()).adjusted(*_inset(_MARGIN)))
            if picture.hasAlphaChannel():
                painter.fillRect(target, checkerboard(dark=is_dark(self.palette())))
            paint(painter, picture, target, self._moment.spots)
            if self._cross is not None and self.hasFocus():
                self._paint_cross(painter, target, picture)

    def _paint_cross(self, painter: QPainter, target: QRectF, picture: QImage) -> None:
        assert self._cross is not None
        place = _place(self._cross.x(), self._cross.y(), target, picture)
        for color, width in ((QColor("white"), 3.0), (QColor("black"), 1.0)):
            painter.setPen(QPen(color, width))
            painter.drawLine(place - QPointF(8, 0), place + QPointF(8, 0))
            painter.drawLine(place - QPointF(0, 8), place + QPointF(0, 8))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pick the pixel under the pointer."""
        picture = None if self._moment is None else self._moment.picture
        if picture is None or event.button() != Qt.MouseButton.LeftButton:
            return
        target = fitted(picture, QRectF(self.rect()).adjusted(*_inset(_MARGIN)))
        if target.contains(event.position()):
            offset = event.position() - target.topLeft()
            column = int(offset.x() / target.width() * picture.width())
            row = int(offset.y() / target.height() * picture.height())
            self.pixel_picked.emit(column, row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the cross with Ctrl and the arrow keys; pick its pixel with Return."""
        picture = None if self._moment is None else self._moment.picture
        key, keys = Qt.Key(event.key()), event.modifiers()
        if picture is not None and key in _ARROWS and keys & Qt.KeyboardModifier.ControlModifier:
            at = self._cross or QPoint(picture.width() // 2, picture.height() // 2)
            stride = 1 if keys & Qt.KeyboardModifier.ShiftModifier else _STRIDE
            at += _ARROWS[key] * stride
            self._cross = QPoint(
                min(max(at.x(), 0), picture.width() - 1), min(max(at.y(), 0), picture.height() - 1)
            )
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._cross is not None:
            self.pixel_picked.emit(self._cross.x(), self._cross.y())
        else:
            super().keyPressEvent(event)


def fitted(picture: QImage, room: QRectF) -> QRectF:
    """Return the largest rectangle in the middle of `room` with the proportions of a picture."""
    scale = min(room.width() / picture.width(), room.height() / picture.height())
    width, height = picture.width() * scale, picture.height() * scale
    left = room.left() + (room.width() - width) / 2
    return QRectF(left, room.top() + (room.height() - height) / 2, width, height)


def paint(painter: QPainter, picture: QImage, target: QRectF, spots: NDArray) -> None:  # type: ignore[type-arg]
    """Draw a picture into a rectangle, and a ring around each spot, int (m, 2), that is not -1."""
    smooth = target.width() < picture.width()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(target, picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for column, row in spots:
        if column >= 0:
            place = _place(int(column), int(row), target, picture)
            for color, width in ((QColor(0, 0, 0, 170), 4.0), (QColor("white"), 2.0)):
                painter.setPen(QPen(color, width))
                painter.drawEllipse(place, _RING, _RING)


def _place(column: int, row: int, target: QRectF, picture: QImage) -> QPointF:
    across = (column + 0.5) / picture.width() * target.width()
    return target.topLeft() + QPointF(across, (row + 0.5) / picture.height() * target.height())


def _inset(margin: int) -> tuple[int, int, int, int]:
    return margin, margin, -margin, -margin
