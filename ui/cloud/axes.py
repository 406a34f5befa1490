"""Paints axes: with ticks and names in two dimensions; a box and a gizmo in three."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

if TYPE_CHECKING:
    from .camera import Projection
    from .scene import Scene
    from .target import Target

_TICK_GAPS = (90.0, 50.0)
"""Least distances of two ticks across and down, in pixels."""
_GIZMO = 28.0
"""Length of the gizmo's axes, in pixels."""
_PADDING = 8.0
_LEFT = Qt.AlignmentFlag.AlignLeft


def paint_grid(
    painter: QPainter,
    scene: Scene,
    projection: Projection,
    axes: tuple[int, int],
    target: Target,
) -> None:
    """Draw grid lines with their values along the edges, and the names of the two axes."""
    width, height = target.width, target.height
    low = projection.position(0, height)[list(axes)]
    high = projection.position(width, 0)[list(axes)]
    scales = projection.matrix[0, axes[0]], projection.matrix[1, axes[1]]
    steps = [gap / scale for gap, scale in zip(_TICK_GAPS, scales, strict=True)]
    verticals = ticks(low[0], high[0], steps[0])
    horizontals = ticks(low[1], high[1], steps[1])
    left, top = projection.origin
    middle = projection.middle[list(axes)]
    xs = [left + scales[0] * (value - middle[0]) for value in verticals]
    ys = [top - scales[1] * (value - middle[1]) for value in horizontals]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(target.look.line, 1))
    painter.drawLines([QLineF(x, 0, x, height) for x in xs])
    painter.drawLines([QLineF(0, y, width, y) for y in ys])
    line = QFontMetricsF(target.font).height()
    painter.setFont(target.font)
    painter.setPen(target.look.muted)
    name = f"{scene.axes[axes[0]]} →"
    end = width - QFontMetricsF(target.bold).horizontalAdvance(name) - 5 * _PADDING
    for value, x in zip(verticals, xs, strict=True):
        if 3 * line < x < end:
            painter.drawText(QRectF(x + 3, height - line - 2, 80, line), _LEFT, number(value))
    for value, y in zip(horizontals, ys, strict=True):
        if 2.5 * line < y < height - 1.5 * line:
            painter.drawText(QRectF(_PADDING, y - line, 80, line), _LEFT, number(value))
    painter.setFont(target.bold)
    painter.setPen(target.look.text)
    box = target.area.adjusted(_PADDING, 4, -_PADDING, -2)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, name)
    painter.drawText(box, _LEFT | Qt.AlignmentFlag.AlignTop, f"↑ {scene.axes[axes[1]]}")


def ticks(low: float, high: float, gap: float) -> list[float]:
    """Return the multiples of 1, 2 or 5 times a power of ten, at least `gap` apart, in a range."""
    power = 10.0 ** math.floor(math.log10(gap))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= gap * 0.999)
    return [step * index for index in range(math.ceil(low / step), math.floor(high / step) + 1)]


def number(value: float) -> str:
    """Return a number of at most four digits, with a minus sign."""
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def paint_box(painter: QPainter, scene: Scene, projection: Projection, target: Target) -> None:
    """Draw the edges of the box around the data."""
    bounds = scene.bounds
    corners = np.array(list(itertools.product(*zip(bounds.low, bounds.high, strict=True))))
    places = [QPointF(x, y) for x, y in projection.points(corners).tolist()]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(target.look.line, 1))
    for one, other in itertools.combinations(range(len(corners)), 2):
        if np.count_nonzero(corners[one] != corners[other]) == 1:
            painter.drawLine(places[one], places[other])


def paint_gizmo(painter: QPainter, scene: Scene, projection: Projection, target: Target) -> None:
    """Draw the directions of the three axes in the lower left corner, with names and ranges."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    look = target.look
    metrics = QFontMetricsF(target.bold)
    height, line = target.height, metrics.height()
    reach = _GIZMO + line
    middle = QPointF(reach + _PADDING, height - reach - 3 * line - 2 * _PADDING)
    directions = projection.matrix / np.linalg.norm(projection.matrix, axis=0)
    painter.setFont(target.bold)
    for axis in np.argsort(directions[2]).tolist():
        offset = QPointF(float(directions[0, axis]), -float(directions[1, axis]))
        painter.setPen(QPen(look.ground, 4))
        painter.drawLine(middle, middle + offset * _GIZMO)
        painter.setPen(QPen(look.text if directions[2, axis] >= 0 else look.muted, 2))
        painter.drawLine(middle, middle + offset * _GIZMO)
        name = scene.axes[axis]
        box = QRectF(0, 0, metrics.horizontalAdvance(name) + 4, line)
        box.moveCenter(middle + offset * (_GIZMO + 0.7 * line))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.setFont(target.font)
    painter.setPen(look.muted)
    low, high = scene.bounds.low, scene.bounds.high
    for index, name in enumerate(scene.axes[:3]):
        top = height - _PADDING - (3 - index) * line
        text = f"{name}  {low[index]:.3g} to {high[index]:.3g}".replace("-", "\N{MINUS SIGN}")
        painter.drawText(QRectF(_PADDING, top, 300, line), _LEFT, text)
