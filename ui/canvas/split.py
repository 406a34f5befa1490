"""The split: a line with a handle, original on its left, result on its right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

_GRIP = 8.0
_RADIUS = 16.0
_MARGIN = 12.0
_SHADE = QColor(16, 18, 22, 190)
_INK = QColor(255, 255, 255)


def is_on_handle(point: QPointF, split: float) -> bool:
    """Whether a point of the canvas takes hold of the split at `split`."""
    return abs(point.x() - split) <= _GRIP


def paint_split(
    painter: QPainter, split: float, height: float, accent: QColor, *, hot: bool
) -> None:
    """Draw the line and its round handle; `hot` while the pointer is on it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 110), 3))
    painter.drawLine(QPointF(split, 0), QPointF(split, height))
    painter.setPen(QPen(_INK, 1.5))
    painter.drawLine(QPointF(split, 0), QPointF(split, height))
    centre = QPointF(split, height / 2)
    painter.setPen(QPen(_INK, 1.5))
    painter.setBrush(accent if hot else _SHADE)
    painter.drawEllipse(centre, _RADIUS, _RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_INK)
    for side in (-1, 1):
        tip, base = centre.x() + side * 9, centre.x() + side * 4
        corners = (QPointF(tip, centre.y()), QPointF(base, centre.y() - 5))
        painter.drawPolygon(QPolygonF([*corners, QPointF(base, centre.y() + 5)]))
    painter.restore()


def paint_labels(
    painter: QPainter, area: QRectF, split: float, font: QFont, texts: tuple[str, str]
) -> None:
    """Write what is to the left and to the right, each only where there is room for it."""
    metrics = QFontMetricsF(font)
    left, right = (metrics.horizontalAdvance(text) + 2 * _MARGIN for text in texts)
    height = metrics.height() + 8
    top = area.top() + _MARGIN
    if texts[0] and split - area.left() > left + 2 * _MARGIN:
        _paint_pill(painter, QRectF(area.left() + _MARGIN, top, left, height), texts[0], font)
    if texts[1] and area.right() - split > right + 2 * _MARGIN:
        place = QRectF(area.right() - _MARGIN - right, top, right, height)
        _paint_pill(painter, place, texts[1], font)


def _paint_pill(painter: QPainter, place: QRectF, text: str, font: QFont) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    painter.setPen(_INK)
    painter.setFont(font)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
