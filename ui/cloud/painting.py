"""Paints a whole cloud: cells and points, axes, trails and centroids, legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt

from .axes import paint_box, paint_gizmo, paint_grid
from .marks import paint_centroids, paint_trails
from .size_legend import paint_size_legend

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from .camera import Camera
    from .point_layer import PointLayer
    from .scene import Look, Scene

EMPTY = "No points to show"


def paint_cloud(
    painter: QPainter,
    layer: PointLayer,
    scene: Scene,
    camera: Camera,
    size: QSize,
    ratio: float,
    look: Look,
    font: QFont,
) -> None:
    """Paint a scene over an area of `size`, with `ratio` device pixels per pixel."""
    painter.fillRect(QRect(0, 0, size.width(), size.height()), look.ground)
    if scene.points is None:
        painter.setPen(look.muted)
        painter.setFont(font)
        area = QRect(0, 0, size.width(), size.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, EMPTY)
        return
    projection = camera.projection(scene.bounds, size.width(), size.height())
    layer.paint_cells(painter, scene, camera, size, look)
    if camera.axes is None:
        paint_box(painter, scene, projection, look)
    else:
        paint_grid(painter, scene, projection, camera.axes, size, look, font)
    layer.paint_points(painter, scene, camera, size, ratio, look)
    paint_trails(painter, scene, projection, look)
    paint_centroids(painter, scene, projection, look, font)
    if camera.axes is None:
        paint_gizmo(painter, scene, projection, size, look, font)
    paint_size_legend(painter, scene, size, look, font)
