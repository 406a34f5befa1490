"""Paints the tint of cells, and the points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from .cells import majority_cells, tinted, voronoi_cells
from .coloring import packed
from .splat import front_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .camera import Projection
    from .scene import Scene
    from .target import Target

_FEW = 2000
"""Points up to which each is painted as a smooth disc, at some microseconds each."""


class PointLayer:
    """Paints the points of a scene; remembers their colours while the scene stays the same."""

    def __init__(self) -> None:
        self._colored: tuple[Scene, QColor] | None = None
        self._pixels = np.zeros(1, np.uint32)
        self._diameters = np.zeros(0, np.float32)

    def paint(
        self, painter: QPainter, scene: Scene, projection: Projection, target: Target
    ) -> None:
        """Paint the points, nearer ones in front."""
        assert scene.points is not None
        self._color(scene, target)
        ratio = target.ratio
        if len(scene.points.positions) <= _FEW:
            x, y, depth = projection.screen(scene.points.columns)
            self._paint_discs(painter, x, y, depth + _raised(scene, depth), target)
            return
        x, y, depth = projection.scaled(ratio).screen(scene.points.columns)
        depth = depth + _raised(scene, depth)
        diameters = np.rint(self._diameters * ratio).astype(np.uint8)
        front = front_points(x, y, depth, diameters, target.shape)
        _draw(painter, self._pixels[front], ratio, QImage.Format.Format_ARGB32_Premultiplied)

    def _color(self, scene: Scene, target: Target) -> None:
        if self._colored == (scene, target.look.ground):
            return
        colors = scene.point_colors(target.look.ground_levels)
        self._pixels = np.append(packed(colors), np.uint32(0))  # index -1 is no point
        self._diameters = scene.point_diameters()
        self._colored = scene, target.look.ground

    def _paint_discs(
        self,
        painter: QPainter,
        x: NDArray[np.floating],
        y: NDArray[np.floating],
        depth: NDArray[np.floating],
        target: Target,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(target.look.ground, 0.75))
        for index in np.argsort(depth, kind="stable").tolist():
            radius = float(self._diameters[index]) / 2 + 0.5
            painter.setBrush(QColor.fromRgb(int(self._pixels[index])))
            painter.drawEllipse(QPointF(float(x[index]), float(y[index])), radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _raised(scene: Scene, depth: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return what brings the points of the selected cluster in front of all others, (n,) or ()."""
    if scene.selected is None or scene.labels is None:
        return np.zeros((), np.float32)
    return np.where(scene.labels == scene.selected, np.ptp(depth) + 1, 0).astype(np.float32)


def paint_cells(
    painter: QPainter,
    scene: Scene,
    projection: Projection,
    axes: tuple[int, int],
    target: Target,
) -> None:
    """Tint the clusters' cells: exact for data of two axes, else the cluster of most points."""
    if scene.points is None or not len(scene.centroids):
        return
    shape = target.height, target.width
    if scene.dimensions == 2:
        cells = voronoi_cells(projection, axes, scene.centroids, scene.metric, shape)
    elif scene.labels is not None:
        x, y, _ = projection.screen(scene.points.columns)
        labels = np.minimum(scene.labels, len(scene.centroids) - 1)
        cells = majority_cells(x, y, labels, scene.points.weights, shape)
    else:
        return
    if scene.selected is not None and scene.dimensions > 2:
        cells = np.where(cells == scene.selected, cells, np.int32(-1))
    levels = tinted(cells, scene.centroid_colors, target.look.ground_levels)
    pixels = packed(levels.reshape(-1, 3)).reshape(shape)
    _draw(painter, pixels, 1.0, QImage.Format.Format_RGB32)


def _draw(
    painter: QPainter, pixels: NDArray[np.uint32], ratio: float, format_: QImage.Format
) -> None:
    height, width = pixels.shape
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, width, height, 4 * width, format_)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(0, 0, image)
