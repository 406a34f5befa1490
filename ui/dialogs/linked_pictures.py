"""Pictures of one size beside each other: zoomed and moved together, each with its caption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from quantizer.language import tr

from ..canvas.checkerboard import is_dark
from ..canvas.picture import paint_picture
from ..canvas.pill import MARGIN, paint_pill, pill_size
from ..canvas.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from ..canvas.pyramid import Pyramid

    Captioned = tuple[str, Pyramid | None]
    """A caption, and the picture unless it is awaited."""

_GAP = 2
_PAN_STEP = 48.0
_NOTCH = 120
_NARROWEST = 150
"""Width in pixels of the narrowest pane: in less room the panes stand above each other."""
_MARGIN = 8.0


class LinkedPictures(QWidget):
    """Shows pictures at one position and zoom: the wheel zooms, dragging and the arrows move."""

    zoom_changed = Signal(float)
    """The new scale in device pixels per picture pixel."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: list[Captioned] = []
        self.view: View | None = None
        """Position and scale of the picture in each pane; None without a picture."""
        self._drag: QPointF | None = None
        self._wheel_angle = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(tr("Preview of the file"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size at which details can be compared."""
        return QSize(560, 360)

    def show_pictures(self, pictures: Sequence[Captioned]) -> None:
        """Show captioned pictures, the first of which is there; one that is awaited is None.

        Position and zoom stay if the size of the pictures does.
        """
        count = len(self._pictures)
        self._pictures = list(pictures)
        first = self._pictures[0][1]
        assert first is not None
        size = QSizeF(first.width, first.height)
        if self.view is None or self.view.picture != size:
            self.view = View(size, self._pane_size(), ratio=self.devicePixelRatioF())
            self._look(self._first_view(self.view))
        elif count != len(self._pictures):
            self._follow_size()
        names = ", ".join(caption for caption, _ in self._pictures)
        self.setAccessibleDescription(names)
        self.update()

    def fit(self) -> None:
        """Show the whole pictures."""
        if self.view is not None:
            self._look(self.view.fit(_MARGIN))

    def zoom_to(self, scale: float) -> None:
        """Show the pictures at `scale` and keep their centre."""
        if self.view is not None:
            self._look(self.view.zoom(scale))

    def step(self, direction: int) -> None:
        """Zoom in (1) or out (-1) by one step."""
        if self.view is not None:
            self._look(self.view.step(direction))

    def _first_view(self, view: View) -> View:
        """Return the whole picture if it is small, else its middle at 100 %."""
        fitted = view.fit(_MARGIN)
        return fitted if fitted.scale >= 1 else view.zoom(1.0)

    def _look(self, view: View) -> None:
        self.view = view
        self.zoom_changed.emit(view.scale)
        self.update()

    def _follow_size(self) -> None:
        if self.view is not None:
            size, ratio = self._pane_size(), self.devicePixelRatioF()
            self._look(self.view.resized(size, ratio, _MARGIN))

    def _is_wide(self) -> bool:
        return self.width() >= _NARROWEST * max(1, len(self._pictures))

    def _pane_size(self) -> QSizeF:
        count = max(1, len(self._pictures))
        if self._is_wide():
            return QSizeF(max(1, (self.width() - _GAP * (count - 1)) // count), self.height())
        return QSizeF(self.width(), max(1, (self.height() - _GAP * (count - 1)) // count))

    def _corner(self, place: int) -> QPointF:
        size = self._pane_size()
        if self._is_wide():
            return QPointF(place * (size.width() + _GAP), 0)
        return QPointF(0, place * (size.height() + _GAP))

    def _in_pane(self, point: QPointF) -> QPointF:
        """Return a point of the widget, relative to the pane that it is in."""
        size = self._pane_size()
        return QPointF(point.x() % (size.width() + _GAP), point.y() % (size.height() + _GAP))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw each picture in its pane, its caption above, and a frame around the focus."""
        painter = QPainter(self)
        if self.view is None:
            return
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Mid))
        for place, (caption, picture) in enumerate(self._pictures):
            area = QRectF(QPointF(), self._pane_size())
            painter.save()
            painter.translate(self._corner(place))
            painter.setClipRect(area)
            painter.fillRect(area, self.palette().color(QPalette.ColorRole.Dark))
            if picture is not None:
                paint_picture(painter, picture, self.view, dark=is_dark(self.palette()))
            self._paint_caption(painter, area, caption)
            painter.restore()
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_caption(self, painter: QPainter, area: QRectF, caption: str) -> None:
        room = int(area.width() - 4 * MARGIN)
        text = self.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, room)
        label = QRectF(QPointF(MARGIN, MARGIN), pill_size(text, self.font()))
        paint_pill(painter, label, text, self.font())

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Adapt the position and zoom to the new size."""
        self._follow_size()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom in or out at the pointer."""
        self._wheel_angle += event.angleDelta().y()
        while self.view is not None and abs(self._wheel_angle) >= _NOTCH:
            direction = 1 if self._wheel_angle > 0 else -1
            self._wheel_angle -= direction * _NOTCH
            self._look(self.view.step(direction, self._in_pane(event.position())))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Start to move the pictures."""
        self._drag = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the pictures."""
        if self._drag is not None and self.view is not None:
            delta, self._drag = event.position() - self._drag, event.position()
            self._look(self.view.pan(delta))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Stop moving."""
        self._drag = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move with the arrows; zoom with +, -, F, 0, 1, 2 and 4, as on the canvas."""
        arrows = {
            Qt.Key.Key_Left: (1, 0),
            Qt.Key.Key_Right: (-1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        if event.key() in arrows and self.view is not None:
            self._look(self.view.pan(QPointF(*arrows[Qt.Key(event.key())]) * _PAN_STEP))
        elif event.text() in {"+", "=", "-"}:
            self.step(-1 if event.text() == "-" else 1)
        elif event.text().lower() in {"f", "0"}:
            self.fit()
        elif event.text() in {"1", "2", "4"}:
            self.zoom_to(float(event.text()))
        else:
            super().keyPressEvent(event)
