"""Paints axes: with ticks and names in two dimensions; a box and a gizmo in three."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from quantizer.language import number, tr

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
    columns, rows = _grid(projection, axes, target)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(target.look.line, 1))
    painter.drawLines([QLineF(x, 0, x, height) for _, x in columns])
    painter.drawLines([QLineF(0, y, width, y) for _, y in rows])
    line = QFontMetricsF(target.font).height()
    painter.setFont(target.font)
    painter.setPen(target.look.muted)
    name = f"{scene.axes[axes[0]]} →"
    end = width - QFontMetricsF(target.bold).horizontalAdvance(name) - 5 * _PADDING
    for value, x in columns:
        if 3 * line < x < end:
            painter.drawText(QRectF(x + 3, height - line - 2, 80, line), _LEFT, tick_text(value))
    for value, y in rows:
        if 2.5 * line < y < height - 1.5 * line:
            painter.drawText(QRectF(_PADDING, y - line, 80, line), _LEFT, tick_text(value))
    painter.setFont(target.bold)
    painter.setPen(target.look.text)
    box = target.area.adjusted(_PADDING, 4, -_PADDING, -2)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, name)
    painter.drawText(box, _LEFT | Qt.AlignmentFlag.AlignTop, f"↑ {scene.axes[axes[1]]}")


def _grid(
    projection: Projection, axes: tuple[int, int], target: Target
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return value and pixel of the grid lines that stand, and of those that lie."""
    low = projection.position(0, target.height)
    high = projection.position(target.width, 0)
    lines = []
    for place, (axis, gap) in enumerate(zip(axes, _TICK_GAPS, strict=True)):
        scale = float(projection.matrix[place, axis]) * (1, -1)[place]
        middle, origin = float(projection.middle[axis]), projection.origin[place]
        values = ticks(float(low[axis]), float(high[axis]), gap / abs(scale))
        lines.append([(value, origin + scale * (value - middle)) for value in values])
    return lines[0], lines[1]


def ticks(low: float, high: float, gap: float) -> list[float]:
    """Return the multiples of 1, 2 or 5 times a power of ten, at least `gap` apart, in a range."""
    power = 10.0 ** math.floor(math.log10(gap))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= gap * 0.999)
    return [step * index for index in range(math.ceil(low / step), math.floor(high / step) + 1)]


def tick_text(value: float) -> str:
    """Return a number of at most four digits, with a minus sign."""
    return number(value, ".4g").replace("-", "\N{MINUS SIGN}")


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
        box = QRectF(0, 0, metrics.horizontalAdvance(name) + 8, line)
        away = QPointF(offset.x() * box.width() / 2, offset.y() * line / 2)
        box.moveCenter(middle + offset * (_GIZMO + 2) + away)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.setFont(target.font)
    painter.setPen(look.muted)
    low, high = scene.bounds.low, scene.bounds.high
    for index, name in enumerate(scene.axes[:3]):
        top = height - _PADDING - (3 - index) * line
        ends = {"low": float(low[index]), "high": float(high[index])}
        text = tr("{name}  {low:.3g} to {high:.3g}", name=name, **ends)
        text = text.replace("-", "\N{MINUS SIGN}")
        painter.drawText(QRectF(_PADDING, top, 300, line), _LEFT, text)
