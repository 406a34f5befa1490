"""Paints what lies above the points: centroids with their numbers, and their trails."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .camera import Projection
    from .scene import Scene
    from .target import Look, Target

_NUMBERED = 9.0
"""Radius from which a disc has room for a number."""
_LIGHT, _DARK = QColor("#ffffff"), QColor("#101114")


_LOW = 260
"""Height of an area, in pixels, in which numbered discs would hide the points (chosen by eye)."""


def centroid_radius(count: int, height: float = math.inf) -> float:
    """Return the radius in pixels of the marks of `count` centroids (chosen by eye).

    Parameters
    ----------
    count
        Number of centroids.
    height
        Height of the area in pixels.
    """
    if count <= 32 and (height >= _LOW or count <= 8):
        return 9.0
    return 6.5 if count <= 96 else 4.5


def paint_trails(painter: QPainter, scene: Scene, projection: Projection, look: Look) -> None:
    """Draw the ways that the centroids have come, with a dot at each earlier position."""
    steps = [step for step in scene.trails if step.shape == scene.centroids.shape]
    if not steps:
        return
    places = np.stack([projection.points(step) for step in (*steps, scene.centroids)], axis=1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for way in places[np.isfinite(places).all(axis=(1, 2))]:
        line = [QPointF(x, y) for x, y in way.tolist()]
        for color, width in ((look.ground, 4.0), (look.text, 1.5)):
            pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(line))
        painter.setPen(QPen(look.ground, 1))
        painter.setBrush(look.text)
        for place in line[:-1]:
            painter.drawEllipse(place, 2.5, 2.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_centroids(
    painter: QPainter, scene: Scene, projection: Projection, target: Target
) -> None:
    """Draw each centroid as a disc with a light and a dark ring, nearer ones in front.

    The two rings are seen on any ground. The selected and the chosen centroid are larger, with a
    ring in the theme's accent.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = target.bold
    font.setPixelSize(11)
    painter.setFont(font)
    radius = centroid_radius(len(scene.centroids), target.height)
    places = projection.points(scene.centroids)
    for index in _back_to_front(scene, projection):
        place = QPointF(*places[index].tolist())
        color = scene.centroid_colors[index]
        if index in (scene.selected, scene.chosen):
            size = max(radius, _NUMBERED) + 2
            _paint_disc(painter, place, size + 6, target.look.accent)
        else:
            size = radius
        _paint_disc(painter, place, size + 3.25, _DARK)
        _paint_disc(painter, place, size + 2, _LIGHT)
        _paint_disc(painter, place, size, QColor(*color.tolist()))
        if size >= _NUMBERED:
            _paint_number(painter, place, index + 1, color)


def _back_to_front(scene: Scene, projection: Projection) -> list[int]:
    """Return the centroids that are there, the selected and the chosen one last."""
    depth = (scene.centroids - projection.middle) @ projection.matrix[2]
    order: list[int] = [
        index for index in np.argsort(depth, kind="stable").tolist() if np.isfinite(depth[index])
    ]
    for last in (scene.selected, scene.chosen):
        if last in order:
            order.remove(last)
            order.append(last)
    return order


def _paint_disc(painter: QPainter, place: QPointF, radius: float, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(place, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_number(painter: QPainter, place: QPointF, number: int, color: NDArray[np.uint8]) -> None:
    luma = float(color @ np.array([0.299, 0.587, 0.114]))
    painter.setPen(_DARK if luma > 140 else _LIGHT)
    box = QRectF(place.x() - 14, place.y() - 10, 28, 20)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
