"""Paints a whole cloud: cells and points, axes, outlines, trails and centroids, legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from quantizer.language import tr

from .axes import paint_box, paint_gizmo, paint_grid
from .hulls import paint_hulls
from .marks import paint_centroids, paint_trails
from .point_layer import paint_cells
from .size_legend import paint_size_legend

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from .camera import Camera
    from .hulls import Hull
    from .point_layer import PointLayer
    from .scene import Scene
    from .target import Target


def paint_cloud(
    painter: QPainter,
    layer: PointLayer,
    scene: Scene,
    hulls: tuple[Hull, ...],
    camera: Camera,
    target: Target,
) -> None:
    """Paint a scene.

    Parameters
    ----------
    layer
        Paints the points; keep it while the camera moves.
    hulls
        The outlines of the clusters, in three dimensions.
    """
    painter.fillRect(target.area, target.look.ground)
    if scene.points is None:
        painter.setPen(target.look.muted)
        painter.setFont(target.font)
        painter.drawText(target.area, Qt.AlignmentFlag.AlignCenter, tr(scene.message))
        return
    projection = target.projection(camera, scene.bounds)
    if camera.axes is None:
        paint_box(painter, scene, projection, target)
    else:
        if scene.cells_shown:
            paint_cells(painter, scene, projection, camera.axes, target)
        paint_grid(painter, scene, projection, camera.axes, target)
    layer.paint(painter, scene, projection, target)
    if camera.axes is None:
        paint_hulls(painter, scene, hulls, projection, target.look)
    paint_trails(painter, scene, projection, target.look)
    paint_centroids(painter, scene, projection, target)
    if camera.axes is None:
        paint_gizmo(painter, scene, projection, target)
    paint_size_legend(painter, scene, target)
