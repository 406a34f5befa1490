"""Draws the split: a line with a handle, with the original to its left and the result right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from .pill import INK, SHADE

_GRIP = 8.0
_RADIUS = 16.0


def is_on_handle(point: QPointF, split: float) -> bool:
    """Whether a point of the canvas is close enough to drag the split at ``x = split``."""
    return abs(point.x() - split) <= _GRIP


def paint_split(
    painter: QPainter, split: float, height: float, accent: QColor, *, highlighted: bool
) -> None:
    """Draw the line and its round handle; `highlighted` while the pointer is on it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 110), 3))
    painter.drawLine(QPointF(split, 0), QPointF(split, height))
    painter.setPen(QPen(INK, 1.5))
    painter.drawLine(QPointF(split, 0), QPointF(split, height))
    centre = QPointF(split, height / 2)
    painter.setPen(QPen(INK, 1.5))
    painter.setBrush(accent if highlighted else SHADE)
    painter.drawEllipse(centre, _RADIUS, _RADIUS)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    for side in (-1, 1):
        tip, base = centre.x() + side * 9, centre.x() + side * 4
        corners = (QPointF(tip, centre.y()), QPointF(base, centre.y() - 5))
        painter.drawPolygon(QPolygonF([*corners, QPointF(base, centre.y() + 5)]))
    painter.restore()
