"""A small line chart for files and help pages, painted with Qt in any thread.

The charts of the window (`ui.charts`) are widgets, which only the window's thread may paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ..charts.axis import Axis, common_exponent, tick_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..cloud.target import Look

_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 16.0, 10.0, 40.0
"""Room for the ticks and names, in pixels at the usual font size."""
_PIXELS_PER_TICK = (56.0, 32.0)


def paint_line_chart(
    painter: QPainter,
    area: QRectF,
    points: NDArray[np.float64],
    axes: tuple[Axis, Axis],
    look: Look,
    *,
    marked: int | None = None,
) -> None:
    """Draw a line with dots over two axes.

    Parameters
    ----------
    painter
        Its font is that of the labels.
    area
        Where to draw.
    points
        float64 (n, 2), n at least 1.
    axes
        The horizontal and the vertical axis.
    look
        The colours.
    marked
        The point to mark with a ring; None for none.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    low[1] = min(low[1], 0.0)
    span = np.where(high > low, high - low, 1.0)
    inner = area.adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def place(x: float, y: float) -> QPointF:
        across, up = (x - low[0]) / span[0], (y - low[1]) / span[1]
        return QPointF(inner.left() + across * inner.width(), inner.bottom() - up * inner.height())

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_axes(painter, area, inner, low, high, axes, look)
    line = [place(float(x), float(y)) for x, y in points]
    painter.setPen(QPen(look.accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(line))
    painter.setBrush(look.accent)
    for at in line:
        painter.drawEllipse(at, 2.5, 2.5)
    if marked is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(look.text), 2))
        painter.drawEllipse(line[marked], 8, 8)


def _paint_axes(
    painter: QPainter,
    area: QRectF,
    inner: QRectF,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    axes: tuple[Axis, Axis],
    look: Look,
) -> None:
    """Draw ticks with grid lines, and the names."""
    metrics = QFontMetricsF(painter.font())
    span = np.where(high > low, high - low, 1.0)
    for number, (axis, length) in enumerate(
        zip(axes, (inner.width(), inner.height()), strict=True)
    ):
        exponent = 0 if axis.is_whole else common_exponent(float(np.abs(high[number])))
        count = max(2, int(length / _PIXELS_PER_TICK[number]))
        for value in axis.tick_values(float(low[number]), float(high[number]), count):
            share = (value - low[number]) / span[number]
            text = tick_text(value, exponent)
            painter.setPen(QPen(look.line, 1))
            if number == 0:
                x = inner.left() + share * inner.width()
                painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))
                at = QRectF(x - 40, inner.bottom() + 3, 80, metrics.height())
                flags = Qt.AlignmentFlag.AlignHCenter
            else:
                y = inner.bottom() - share * inner.height()
                painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
                at = QRectF(area.left(), y - metrics.height() / 2, _LEFT - 6, metrics.height())
                flags = Qt.AlignmentFlag.AlignRight
            painter.setPen(look.muted)
            painter.drawText(at, flags, text)
        painter.setPen(look.muted)
        title = axis.title(exponent)
        if number == 0:
            row = QRectF(inner.left(), area.bottom() - metrics.height() - 2, inner.width(), 99)
            painter.drawText(row, Qt.AlignmentFlag.AlignHCenter, title)
        else:
            painter.save()
            painter.translate(area.left() + 2, inner.center().y())
            painter.rotate(-90)
            painter.drawText(QRectF(-200, 0, 400, 99), Qt.AlignmentFlag.AlignHCenter, title)
            painter.restore()
