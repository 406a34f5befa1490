"""The canvas: shows two pictures of one size, the original left of the split, the result right.

Only the visible part is drawn, from the pyramid's level that fits the scale. The canvas knows no
document: pictures come in by `set_pictures`, what the user does goes out by signal.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.canvas.split import is_on_handle, paint_labels, paint_split
from ui.canvas.view import View
from ui.checkerboard import checkerboard

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from ui.pyramid import Pyramid

_FIT_MARGIN = 24.0
_KEY_STEP = 0.02
_PAN_STEP = 64.0
_NOTCH = 120
_EMPTY = "Drop an image here, paste one with Ctrl+V,\nor open one with Ctrl+O"


class Canvas(QWidget):
    """The drawing surface."""

    zoom_changed = Signal(float)
    """Device pixels per picture pixel."""
    pixel_asked = Signal(QPoint, QPoint)
    """The pixel of the picture that a context menu is wanted for, and where on the screen."""
    tapped = Signal()
    """The space key was pressed and released, and nothing was dragged meanwhile."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._original: Pyramid | None = None
        self._result: Pyramid | None = None
        self._view: View | None = None
        self._split = 0.5
        self._flipped = False
        self._caption = "Result"
        self._drag: QPointF | None = None
        self._holds_split = False
        self._is_hot = False
        self._space = False
        self._space_dragged = False
        self._came_by_key = False
        self._notches = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription(
            "Original on the left of the split, result on the right. Left and right arrow move "
            "the split, with Control the arrows move the picture."
        )

    @property
    def view(self) -> View | None:
        """The position and scale, or None without a picture."""
        return self._view

    @property
    def split(self) -> float:
        """Where the split stands, as a fraction of the canvas's width."""
        return self._split

    def set_pictures(self, original: Pyramid | None, result: Pyramid | None) -> None:
        """Show these; the view stays unless the picture's size is another."""
        size_before = self._view.picture if self._view else None
        self._original, self._result = original, result
        if original is None:
            self._view = None
        else:
            size = QSizeF(original.width, original.height)
            if size != size_before:
                self._view = View(size, QSizeF(self.size()), ratio=self.devicePixelRatioF())
                self.fit()
        self._update_cursor()
        self.update()

    def set_caption(self, text: str) -> None:
        """Set what the result's label says."""
        self._caption = text
        self.update()

    def set_split(self, fraction: float) -> None:
        """Move the split to a fraction of the width."""
        self._split = min(1.0, max(0.0, fraction))
        self.update()

    def set_flipped(self, flipped: bool) -> None:
        """Show nothing but the original while `flipped`."""
        self._flipped = flipped
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        if self._view is not None:
            self._look(self._view.fit(_FIT_MARGIN))

    def zoom_to(self, scale: float) -> None:
        """Show the picture at `scale`, its centre kept."""
        if self._view is not None:
            self._look(self._view.zoom(scale))

    def zoom_in(self) -> None:
        """Go one step nearer."""
        if self._view is not None:
            self._look(self._view.step(1))

    def zoom_out(self) -> None:
        """Go one step farther."""
        if self._view is not None:
            self._look(self._view.step(-1))

    def _look(self, view: View) -> None:
        self._view = view
        self.zoom_changed.emit(view.scale)
        self.update()

    def _split_x(self) -> float:
        return round(self._split * self.width())

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw both sides, the split and its labels."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self._view is None or self._original is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _EMPTY)
            return
        has_split = self._result is not None and not self._flipped
        split = self._split_x() if has_split else self.width()
        left = QRectF(0, 0, split, self.height())
        self._paint_picture(painter, self._original, left)
        if has_split and self._result is not None:
            right = QRectF(split, 0, self.width() - split, self.height())
            self._paint_picture(painter, self._result, right)
            hot = self._is_hot or self._holds_split
            accent = self.palette().color(QPalette.ColorRole.Highlight)
            paint_split(painter, split, self.height(), accent, hot=hot)
        texts = ("Original", self._caption if has_split else "")
        paint_labels(painter, QRectF(self.rect()), split, self.font(), texts)
        if self.hasFocus() and self._came_by_key:
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_picture(self, painter: QPainter, picture: Pyramid, clip: QRectF) -> None:
        view = self._view
        assert view is not None
        painter.save()
        painter.setClipRect(clip)
        level = picture.level_for(view.scale)
        image = picture.levels[level]
        shrink = 1 << level
        left, top, right, bottom = view.visible()
        # Whole pixels of the level, so that the part drawn lies where the whole would.
        left, top = left // shrink, top // shrink
        right = min(image.width(), -(-right // shrink))
        bottom = min(image.height(), -(-bottom // shrink))
        step = view.factor * shrink
        corner = view.offset + QPointF(left, top) * step
        target = QRectF(corner, QSizeF((right - left) * step, (bottom - top) * step))
        if image.hasAlphaChannel():
            dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
            painter.fillRect(target & view.target, checkerboard(dark=dark))
        smooth = view.scale < 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.setClipRect(view.target, Qt.ClipOperation.IntersectClip)
        painter.drawImage(target, image, QRectF(left, top, right - left, bottom - top))
        painter.restore()

    # ---- pointer and keys

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom to the pointer."""
        if self._view is None:
            return
        self._notches += event.angleDelta().y()
        while abs(self._notches) >= _NOTCH:
            direction = 1 if self._notches > 0 else -1
            self._notches -= direction * _NOTCH
            self._look(self._view.step(direction, event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the split, or of the picture."""
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if self._view is None or event.button() not in buttons:
            return
        on_split = event.button() == Qt.MouseButton.LeftButton and not self._space
        self._holds_split = on_split and self._is_split_at(event.position())
        self._drag = event.position()
        self._space_dragged = self._space
        self._update_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move what is held."""
        point = event.position()
        if self._holds_split:
            self.set_split(point.x() / max(1, self.width()))
        elif self._drag is not None and self._view is not None:
            delta, self._drag = point - self._drag, point
            self._look(self._view.pan(delta))
        hot = self._is_split_at(point)
        if hot != self._is_hot:
            self._is_hot = hot
            self.update()
        self._update_cursor()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._drag = None
        self._holds_split = False
        self._update_cursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Put the split back into the middle."""
        if self._is_split_at(event.position()):
            self.set_split(0.5)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Tell which pixel a menu is wanted for; by key it is the one in the middle."""
        if self._view is None:
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.rect().center() if by_key else event.pos()
        spot = self._view.to_picture(QPointF(place))
        pixel = QPoint(math.floor(spot.x()), math.floor(spot.y()))
        if QRect(QPoint(), self._view.picture.toSize()).contains(pixel):
            self.pixel_asked.emit(pixel, self.mapToGlobal(place))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Cool the handle down."""
        self._is_hot = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move the split, with Control the picture; space makes every drag a pan."""
        arrows = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space_dragged = False
            self._space = True
            self._update_cursor()
        elif key in arrows and self._view is not None:
            x, y = arrows[key]
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._look(self._view.pan(QPointF(-x, -y) * _PAN_STEP))
            else:
                self.set_split(self._split + x * _KEY_STEP)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show a frame only to those who walk through the window by key."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._came_by_key = event.reason() in reasons
        super().focusInEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Stop panning with the space key."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self._space and not self._space_dragged:
                self.tapped.emit()
            self._space = False
            self._update_cursor()
        else:
            super().keyReleaseEvent(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Keep what is seen."""
        if self._view is not None:
            size = QSizeF(self.size())
            self._look(self._view.resized(size, self.devicePixelRatioF(), _FIT_MARGIN))

    def event(self, event: QEvent) -> bool:
        """Follow the screen's pixel density."""
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._view is not None:
            size = QSizeF(self.size())
            self._look(self._view.resized(size, self.devicePixelRatioF(), _FIT_MARGIN))
        return super().event(event)

    def _is_split_at(self, point: QPointF) -> bool:
        has_split = self._result is not None and not self._flipped
        return has_split and is_on_handle(point, self._split_x())

    def _update_cursor(self) -> None:
        if self._view is None:
            shape = Qt.CursorShape.ArrowCursor
        elif self._holds_split or (self._is_hot and self._drag is None and not self._space):
            shape = Qt.CursorShape.SplitHCursor
        elif self._drag is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        else:
            shape = Qt.CursorShape.OpenHandCursor
        self.setCursor(shape)
