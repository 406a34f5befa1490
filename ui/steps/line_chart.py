"""A small line chart for files and help pages, painted with Qt in any thread.

The charts of the window (`ui.charts`) are widgets, which only the window's thread may paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from ..charts.axis import common_exponent, tick_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..charts.axis import Axis
    from ..cloud.target import Look

_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 16.0, 10.0, 40.0
"""Room for the ticks and names, in pixels at the usual font size."""
_PIXELS_PER_TICK = (56.0, 32.0)
"""Least distance of two ticks on the horizontal and the vertical axis."""
_DOT, _RING = 2.5, 8.0


def paint_line_chart(
    painter: QPainter,
    area: QRectF,
    points: NDArray[np.float64],
    axes: tuple[Axis, Axis],
    look: Look,
    *,
    marked: int | None = None,
    top: float | None = None,
) -> None:
    """Draw a line with dots over two axes; the vertical one begins at 0 or below.

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
    top
        Where the vertical axis ends; None for the largest value.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    low[1], high[1] = min(low[1], 0.0), high[1] if top is None else top
    high = np.where(high > low, high, low + 1)
    inner = area.adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_horizontal(painter, area, inner, axes[0], (low[0], high[0]), look)
    _paint_vertical(painter, area, inner, axes[1], (low[1], high[1]), look)
    shares = (points - low) / (high - low)
    across = inner.left() + shares[:, 0] * inner.width()
    down = inner.bottom() - shares[:, 1] * inner.height()
    line = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
    painter.setPen(QPen(look.accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(line))
    if marked is not None:
        painter.drawEllipse(line[marked], _RING, _RING)
    painter.setBrush(look.accent)
    for at in line:
        painter.drawEllipse(at, _DOT, _DOT)


def _paint_horizontal(
    painter: QPainter,
    area: QRectF,
    inner: QRectF,
    axis: Axis,
    span: tuple[float, float],
    look: Look,
) -> None:
    """Draw ticks with grid lines below `inner`, and the name."""
    height = QFontMetricsF(painter.font()).height()
    exponent = _exponent(axis, span)
    for value in axis.tick_values(*span, int(inner.width() / _PIXELS_PER_TICK[0])):
        x = inner.left() + (value - span[0]) / (span[1] - span[0]) * inner.width()
        painter.setPen(QPen(look.line, 1))
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))
        painter.setPen(look.muted)
        at = QRectF(x - 40, inner.bottom() + 3, 80, height)
        painter.drawText(at, Qt.AlignmentFlag.AlignHCenter, tick_text(value, exponent))
    row = QRectF(inner.left(), area.bottom() - height - 2, inner.width(), height)
    painter.drawText(row, Qt.AlignmentFlag.AlignHCenter, axis.title(exponent))


def _paint_vertical(
    painter: QPainter,
    area: QRectF,
    inner: QRectF,
    axis: Axis,
    span: tuple[float, float],
    look: Look,
) -> None:
    """Draw ticks with grid lines to the left of `inner`, and the name upright."""
    height = QFontMetricsF(painter.font()).height()
    exponent = _exponent(axis, span)
    for value in axis.tick_values(*span, int(inner.height() / _PIXELS_PER_TICK[1])):
        y = inner.bottom() - (value - span[0]) / (span[1] - span[0]) * inner.height()
        painter.setPen(QPen(look.line, 1))
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
        painter.setPen(look.muted)
        at = QRectF(area.left(), y - height / 2, _LEFT - 6, height)
        painter.drawText(at, Qt.AlignmentFlag.AlignRight, tick_text(value, exponent))
    painter.save()
    painter.translate(area.left() + 2, inner.center().y())
    painter.rotate(-90)
    row = QRectF(-area.height(), 0, 2 * area.height(), height)
    painter.drawText(row, Qt.AlignmentFlag.AlignHCenter, axis.title(exponent))
    painter.restore()


def _exponent(axis: Axis, span: tuple[float, float]) -> int:
    return 0 if axis.is_whole else common_exponent(max(abs(span[0]), abs(span[1])))
