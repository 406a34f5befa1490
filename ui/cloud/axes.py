"""Paints axes: with ticks and names in two dimensions; a box and a gizmo in three."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

if TYPE_CHECKING:
    from .camera import Projection
    from .scene import Look, Scene

_TICK_GAP = 90.0
"""Least distance of two ticks, in pixels."""
_GIZMO = 34.0
"""Length of the gizmo's axes, in pixels."""
_PADDING = 8.0


def paint_grid(
    painter: QPainter,
    scene: Scene,
    projection: Projection,
    axes: tuple[int, int],
    size: QSize,
    look: Look,
    font: QFont,
) -> None:
    """Draw grid lines with their values along the edges, and the names of the two axes."""
    painter.setFont(font)
    line = QFontMetricsF(font).height()
    width, height = float(size.width()), float(size.height())
    grid = QPen(look.line, 1)
    x_scale, y_scale = projection.matrix[0, axes[0]], projection.matrix[1, axes[1]]
    left, bottom = projection.position(0, height)[list(axes)]
    right, top = projection.position(width, 0)[list(axes)]
    for value in ticks(left, right, _TICK_GAP / x_scale):
        x = (value - projection.middle[axes[0]]) * x_scale + projection.origin[0]
        painter.setPen(grid)
        painter.drawLine(QLineF(x, 0, x, height))
        painter.setPen(look.muted)
        if 3 * line < x < width - 12 * line:
            box = QRectF(x + 4, height - line - 2, 80, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, f"{value:g}")
    for value in ticks(bottom, top, _TICK_GAP / 1.5 / y_scale):
        y = projection.origin[1] - (value - projection.middle[axes[1]]) * y_scale
        painter.setPen(grid)
        painter.drawLine(QLineF(0, y, width, y))
        painter.setPen(look.muted)
        if 3 * line < y < height - 2 * line:
            painter.drawText(
                QRectF(4, y - line, 80, line), Qt.AlignmentFlag.AlignLeft, f"{value:g}"
            )
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(look.text)
    box = QRectF(_PADDING, 0, width - 2 * _PADDING, height - 2)
    ends = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
    painter.drawText(box, ends, f"{scene.axes[axes[0]]} →")
    start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    painter.drawText(box.adjusted(0, 4, 0, 0), start, f"↑ {scene.axes[axes[1]]}")


def ticks(low: float, high: float, gap: float) -> list[float]:
    """Return the multiples of 1, 2 or 5 times a power of ten, at least `gap` apart, in a range."""
    power = 10.0 ** math.floor(math.log10(gap))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= gap * 0.999)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [index * step for index in range(first, last + 1)]


def paint_box(painter: QPainter, scene: Scene, projection: Projection, look: Look) -> None:
    """Draw the edges of the box around the data."""
    bounds = scene.bounds
    corners = np.array(list(itertools.product(*zip(bounds.low, bounds.high, strict=True))))
    places = [QPointF(x, y) for x, y in projection.points(corners).tolist()]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.line, 1))
    for one, other in itertools.combinations(range(len(corners)), 2):
        if np.count_nonzero(corners[one] != corners[other]) == 1:
            painter.drawLine(places[one], places[other])


def paint_gizmo(
    painter: QPainter, scene: Scene, projection: Projection, size: QSize, look: Look, font: QFont
) -> None:
    """Draw the directions of the three axes in the lower left corner, with names and ranges."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = QFontMetricsF(font)
    middle = QPointF(_GIZMO + 4 * _PADDING, size.height() - _GIZMO - 4 * _PADDING)
    bold = QFont(font)
    bold.setBold(True)
    lengths = np.linalg.norm(projection.matrix, axis=0)
    directions = projection.matrix / lengths * _GIZMO
    for axis in np.argsort(directions[2]).tolist():
        end = middle + QPointF(float(directions[0, axis]), -float(directions[1, axis]))
        painter.setPen(QPen(look.ground, 4))
        painter.drawLine(middle, end)
        painter.setPen(QPen(look.text if directions[2, axis] >= 0 else look.muted, 2))
        painter.drawLine(middle, end)
        painter.setFont(bold)
        away = end + (end - middle) * (10 / _GIZMO)
        name = scene.axes[axis]
        box = QRectF(0, 0, metrics.horizontalAdvance(name) + 12, metrics.height())
        box.moveCenter(away)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.setFont(font)
    painter.setPen(look.muted)
    low, high = scene.bounds.low, scene.bounds.high
    for index, name in enumerate(scene.axes[:3]):
        top = size.height() - _PADDING - (3 - index) * metrics.height()
        box = QRectF(middle.x() + _GIZMO + 4 * _PADDING, top, 260, metrics.height())
        text = f"{name}: {low[index]:.4g} to {high[index]:.4g}"
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, text)
