"""Draws the legend of a heat map and the outline of its worst region."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from quantizer.language import number
from quantizer.metrics.difference import HOTTEST, heat_colors

from .pill import INK, MARGIN, SHADE, paint_pill, pill_size

_BAR = QSizeF(160, 10)
_PADDING = 12.0
_OUTLINE = 3.0
_LEAST = 10.0
"""Smallest side of an outline, so that a region of a few pixels can still be seen."""


def paint_legend(painter: QPainter, area: QRectF, font: QFont) -> None:
    """Draw the colour scale with its values in the lower left corner, if there is room."""
    line = QFontMetricsF(font).height()
    size = QSizeF(_BAR.width() + 4 * _PADDING, _BAR.height() + line + 1.75 * _PADDING)
    box = QRectF(QPointF(area.left() + MARGIN, area.bottom() - MARGIN - size.height()), size)
    if box.right() > area.right() - MARGIN or box.top() < area.top() + 4 * MARGIN:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(SHADE)
    painter.drawRoundedRect(box, 8, 8)
    bar = QRectF(box.topLeft() + QPointF(2 * _PADDING, _PADDING), _BAR)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(bar, _gradient())
    painter.setPen(INK)
    painter.setFont(font)
    for share, suffix in ((0.0, ""), (0.25, ""), (0.5, ""), (0.75, ""), (1.0, "+")):
        place = QRectF(0, 0, 40, line)
        place.moveCenter(QPointF(bar.left() + share * bar.width(), 0))
        place.moveTop(bar.bottom() + _PADDING / 4)
        text = f"{number(share * HOTTEST, 'g')}{suffix}"
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_region(painter: QPainter, area: QRectF, place: QRectF, text: str, font: QFont) -> None:
    """Draw a frame around `place` and a label next to it.

    Parameters
    ----------
    area
        The pane; the label stays inside it.
    place
        The region, in coordinates of the pane.
    """
    grow_x, grow_y = (max(0.0, _LEAST - side) / 2 for side in (place.width(), place.height()))
    frame = place.adjusted(-grow_x - 1, -grow_y - 1, grow_x + 1, grow_y + 1)
    if not frame.intersects(area):
        return
    painter.save()
    for ink, width in ((SHADE, _OUTLINE + 2), (INK, _OUTLINE - 1)):
        pen = QPen(ink, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(frame)
    painter.restore()
    label = QRectF(QPointF(), pill_size(text, font))
    label.moveBottomLeft(frame.topLeft() - QPointF(0, MARGIN / 2))
    below_pills = area.top() + label.height() + 2 * MARGIN
    if label.top() < below_pills:
        label.moveTop(frame.bottom() + MARGIN / 2)
    label.moveLeft(
        max(area.left() + MARGIN, min(label.left(), area.right() - MARGIN - label.width()))
    )
    label.moveTop(max(below_pills, min(label.top(), area.bottom() - MARGIN - label.height())))
    paint_pill(painter, label, text, font)


@cache
def _gradient() -> QImage:
    colors = heat_colors()
    layout = QImage.Format.Format_RGBA8888
    return QImage(colors.data, len(colors), 1, colors.nbytes, layout).copy()
