"""The field and the strip of the picker: two values of a colour at once, and its hue.

Both take the mouse and the arrow keys; with Shift, these go ten steps.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from quantizer.color.oklch import LARGEST_CHROMA, srgb_from_oklch, srgb_plane

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

_EDGE = 6
"""Room around the colours, in which half of the ring and the focus are drawn."""
_STEP = 0.01
_SAMPLES = 64
"""Colours of a field in each direction; Qt draws those between."""
_OUTSIDE = 0.35
"""What is left of colours that sRGB does not have."""
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class _Field(QWidget):
    """A rectangle of colours with a ring at the chosen place."""

    chosen = Signal(float, float)
    """The place, 0 to 1 from left to right and from bottom to top."""
    released = Signal()

    def __init__(self, name: str, size: QSize) -> None:
        super().__init__()
        self._place = QPointF()
        self._picture = QImage()
        self._size = size
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(size.width() // 2)
        self.setFixedHeight(size.height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the preferred size."""
        return self._size

    def _show(self, x: float, y: float, picture: QImage | None = None) -> None:
        self._place = QPointF(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))
        if picture is not None:
            self._picture = picture
        self.update()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the colours, the ring, and a frame while the field has the focus."""
        painter, area = QPainter(self), self._area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._picture)
        role = QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Mid
        painter.setPen(QPen(self.palette().color(role), 2 if self.hasFocus() else 1))
        painter.drawRect(area)
        x = area.left() + self._place.x() * area.width()
        y = area.bottom() - self._place.y() * area.height()
        for color, width in (("black", 4), ("white", 2)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawEllipse(QPointF(x, y), 5, min(5.0, area.height() / 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the place under the pointer."""
        self._choose(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose each place that is dragged over."""
        self._choose(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Tell that the drag has ended."""
        self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the place by the arrow keys."""
        direction = _KEYS.get(Qt.Key(event.key()))
        if direction is None:
            super().keyPressEvent(event)
            return
        many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        x, y = (_STEP * many * part for part in direction)
        self._tell(self._place.x() + x, self._place.y() + y)

    def _choose(self, point: QPointF) -> None:
        area = self._area()
        x = (point.x() - area.left()) / max(1.0, area.width())
        y = (area.bottom() - point.y()) / max(1.0, area.height())
        self._tell(x, y)

    def _tell(self, x: float, y: float) -> None:
        self.chosen.emit(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))


class ColorField(_Field):
    """Saturation and value of HSV, or chroma and lightness of OKLCH, of one hue."""

    def __init__(self, name: str) -> None:
        super().__init__(name, QSize(264, 176))
        self._drawn: tuple[bool, float] | None = None

    def show_hsv(self, hsv: tuple[float, float, float]) -> None:
        """Show a colour among those of its hue in HSV."""
        hue, saturation, value = hsv
        self._show(saturation, value, self._redrawn(False, hue))

    def show_oklch(self, oklch: tuple[float, float, float]) -> None:
        """Show a colour among those of its hue in OKLCH; what sRGB does not have is dim."""
        lightness, chroma, hue = oklch
        self._show(chroma / LARGEST_CHROMA, lightness, self._redrawn(True, hue))

    def _redrawn(self, is_oklch: bool, hue: float) -> QImage | None:
        wanted = (is_oklch, round(hue, 1))
        if wanted == self._drawn:
            return None
        self._drawn = wanted
        if not is_oklch:
            return _image(_hsv_plane(hue))
        colors, within = srgb_plane(hue, _SAMPLES, _SAMPLES)
        mid = self.palette().color(QPalette.ColorRole.Base)
        backdrop = np.array([mid.red(), mid.green(), mid.blue()])
        dim = (_OUTSIDE * colors + (1 - _OUTSIDE) * backdrop).astype(np.uint8)
        return _image(np.where(within[..., None], colors, dim))


class HueStrip(_Field):
    """The hues, 0 to 360 degrees from left to right."""

    def __init__(self, name: str) -> None:
        super().__init__(name, QSize(264, 28))

    def show_hue(self, hue: float, *, is_oklch: bool) -> None:
        """Show a hue of OKLCH, or of HSV."""
        self._show(hue / 360, 0.5, _hues(is_oklch))


@cache
def _hues(is_oklch: bool) -> QImage:
    """Return all hues in one row, of OKLCH in middle lightness, or of HSV."""
    angles = np.linspace(0, 360, 2 * _SAMPLES).tolist()
    if is_oklch:
        row = [srgb_from_oklch(0.7, 0.12, angle) for angle in angles]
    else:
        row = [_full_color(angle) for angle in angles]
    return _image(np.array([row], np.uint8))


def _full_color(hue: float) -> tuple[int, int, int]:
    """Return the strongest colour of a hue of HSV, 0 to 360 degrees."""
    color = QColor.fromHsvF(hue % 360 / 360, 1, 1)
    return color.red(), color.green(), color.blue()


def _hsv_plane(hue: float) -> NDArray[np.uint8]:
    """Return colours of a hue of HSV, uint8 (n, n, 3): saturation to the right, value upwards."""
    full = np.array(_full_color(hue)) / 255
    value, saturation = np.meshgrid(
        np.linspace(1, 0, _SAMPLES), np.linspace(0, 1, _SAMPLES), indexing="ij"
    )
    mixed = 1 - saturation[..., None] * (1 - full)
    return np.rint(255 * value[..., None] * mixed).astype(np.uint8)


def _image(colors: NDArray[np.uint8]) -> QImage:
    colors = np.ascontiguousarray(colors)
    height, width = colors.shape[:2]
    return QImage(colors.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
