"""Paints what lies above the points: centroids with their numbers, and their trails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .camera import Projection
    from .scene import Look, Scene

_LIGHT, _DARK = QColor("#ffffff"), QColor("#101114")


def centroid_radius(count: int) -> float:
    """Return the radius in pixels of the marks of `count` centroids (chosen by eye)."""
    if count <= 32:
        return 9.0
    return 6.5 if count <= 96 else 4.5


def paint_trails(painter: QPainter, scene: Scene, projection: Projection, look: Look) -> None:
    """Draw the ways that the centroids have come, with a dot at each earlier position."""
    steps = [step for step in scene.trails if step.shape == scene.centroids.shape]
    if not steps:
        return
    places = np.stack([projection.points(step) for step in (*steps, scene.centroids)], axis=1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for way in places:
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
    painter: QPainter, scene: Scene, projection: Projection, look: Look, font: QFont
) -> None:
    """Draw each centroid as a disc with a light and a dark ring, nearer ones in front.

    The two rings are seen on any ground. The selected centroid is larger, with a ring in the
    theme's accent.
    """
    if not len(scene.centroids):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = centroid_radius(len(scene.centroids))
    places = projection.points(scene.centroids)
    depth = (scene.centroids - projection.middle) @ projection.matrix[2]
    order: list[int] = np.argsort(depth, kind="stable").tolist()
    if scene.selected is not None and scene.selected in order:
        order.remove(scene.selected)
        order.append(scene.selected)
    font = QFont(font)
    font.setBold(True)
    font.setPixelSize(11)
    painter.setFont(font)
    for index in order:
        place = QPointF(*places[index].tolist())
        is_selected = index == scene.selected
        size = max(radius, 9.0) + 2 if is_selected else radius
        outer = look.accent if is_selected else _DARK
        _paint_mark(painter, place, size, scene.centroid_colors[index], outer)
        if size >= 9:
            _paint_number(painter, place, index + 1, scene.centroid_colors[index])


def _paint_mark(
    painter: QPainter, place: QPointF, radius: float, color: NDArray[np.uint8], outer: QColor
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    width = 2.5 if outer is not _DARK else 1.25
    for brush, size in (
        (outer, radius + 2 + width),
        (_LIGHT, radius + 2),
        (QColor(*color.tolist()), radius),
    ):
        painter.setBrush(brush)
        painter.drawEllipse(place, size, size)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_number(painter: QPainter, place: QPointF, number: int, color: NDArray[np.uint8]) -> None:
    luma = float(color @ np.array([0.299, 0.587, 0.114]))
    painter.setPen(_DARK if luma > 140 else _LIGHT)
    box = QRectF(place.x() - 14, place.y() - 10, 28, 20)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
