"""Labels on the canvas: white text on a dark rounded background, legible on any picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

MARGIN = 12.0
SHADE = QColor(16, 18, 22, 190)
INK = QColor(255, 255, 255)


def pill_size(text: str, font: QFont) -> QSizeF:
    """Return the size of a label."""
    metrics = QFontMetricsF(font)
    return QSizeF(metrics.horizontalAdvance(text) + 2 * MARGIN, metrics.height() + 8)


def paint_labels(
    painter: QPainter, area: QRectF, split: float, font: QFont, texts: tuple[str, str]
) -> None:
    """Draw a label to the left and one to the right of `split`, each if there is room for it."""
    left, right = (pill_size(text, font) for text in texts)
    top = area.top() + MARGIN
    if texts[0] and split - area.left() > left.width() + 2 * MARGIN:
        paint_pill(painter, QRectF(QPointF(area.left() + MARGIN, top), left), texts[0], font)
    if texts[1] and area.right() - split > right.width() + 2 * MARGIN:
        corner = QPointF(area.right() - MARGIN - right.width(), top)
        paint_pill(painter, QRectF(corner, right), texts[1], font)


def paint_pill(painter: QPainter, place: QRectF, text: str, font: QFont) -> None:
    """Draw a label."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(SHADE)
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    painter.setPen(INK)
    painter.setFont(font)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
