"""`CloudView`: points and centroids as a cloud to turn, zoom, point at and edit.

The view knows no document. Its owner sets points, labels and centroids; each setter replaces a
part of an immutable `Scene`, and the next paint draws it. Mouse and keys change the `Camera`, or,
where centroids can be edited, report new positions. The view moves no centroid by itself: the
owner answers `centroid_dragged` with `set_centroids`.

Keys: arrows turn (in two dimensions: move) the cloud, + and - zoom, Home resets. N and Shift+N
choose the next and the previous centroid. With editing on, arrows move the chosen centroid, with
Shift by more, Delete asks to remove it, and Esc ends the choice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from .camera import Camera, Projection
from .coloring import Coloring, Colors, categorical_colors
from .painting import paint_cloud
from .point_layer import PointLayer
from .pointing import centroid_at, point_at
from .points import Points
from .scene import Look, Scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.settings.enums import Metric

__all__ = ["CloudView", "Coloring"]

_CLICK = 4.0
"""Pixels that the pointer may move in a click."""
_TURN = 0.5
"""Degrees for each pixel of a drag."""
_KEY_TURN = 6.0
_KEY_PAN = 24.0
_KEY_MOVE = (2.0, 16.0)
"""Degrees, and pixels without and with Shift, for each press of an arrow key."""
_ZOOM_STEP = 1.2
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class CloudView(QWidget):
    """A cloud of points in two or three dimensions, see the module."""

    point_picked = Signal(int)
    centroid_picked = Signal(int)
    centroid_dragged = Signal(int, object)
    """A centroid is being moved: its index and new position, float64 (d,)."""
    centroid_dropped = Signal(int, object)
    """A centroid has been moved: its index and new position, float64 (d,)."""
    centroid_removed = Signal(int)
    """Delete was pressed on a chosen centroid."""
    spot_picked = Signal(object)
    """A click into empty space, in two dimensions: the position, float64 (d,)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene()
        self._camera = Camera(axes=(0, 1))
        self._layer = PointLayer()
        self._editable = False
        self._chosen: int | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragged: int | None = None
        self._is_click = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Cloud of points")
        self._change()

    @property
    def scene(self) -> Scene:
        """What is shown."""
        return self._scene

    @property
    def camera(self) -> Camera:
        """Where it is seen from."""
        return self._camera

    def set_points(
        self,
        positions: NDArray[np.floating],
        weights: NDArray[np.floating],
        colors: Colors | None,
    ) -> None:
        """Show other points; labels and probabilities of the earlier ones are dropped.

        Parameters
        ----------
        positions
            (n, d), d being 2 or 3. With n = 0 the view is empty.
        weights
            (n,), none below 0: the sizes of the points.
        colors
            uint8 (n, 3), sRGB; None for a grey.
        """
        if colors is None:
            colors = np.full((len(positions), 3), 128, np.uint8)
        points = (
            Points(positions, np.asarray(weights, np.float64), colors) if len(positions) else None
        )
        self._change(points=points, labels=None, probabilities=None)
        if points is not None and (points.dimensions == 2 or self._camera.axes is None):
            self.set_axes_shown(None)

    def set_axes(self, names: Sequence[str]) -> None:
        """Name the axes, with their units."""
        self._change(axes=tuple(names))

    def set_labels(self, labels: NDArray[np.int32] | None) -> None:
        """Set the cluster of each point: int32 (n,), or None."""
        self._change(labels=labels)

    def set_centroids(self, positions: NDArray[np.floating], colors: Colors | None) -> None:
        """Show centroids, (k, d), in colours, uint8 (k, 3); None for a palette of categories."""
        if colors is None:
            colors = categorical_colors(len(positions))
        if self._chosen is not None and self._chosen >= len(positions):
            self._chosen = None
        self._change(centroids=np.asarray(positions, np.float64), centroid_colors=colors)

    def set_trails(self, trails: Sequence[NDArray[np.floating]]) -> None:
        """Show earlier positions of the centroids: each (k, d), oldest first."""
        self._change(trails=tuple(np.asarray(step, np.float64) for step in trails))

    def set_coloring(self, coloring: Coloring) -> None:
        """Choose what the colour of a point shows."""
        self._change(coloring=coloring)

    def set_cells_shown(self, shown: bool) -> None:
        """Show the clusters' cells: a tint in two dimensions, outlines in three."""
        self._change(cells_shown=shown)

    def set_metric(self, metric: Metric) -> None:
        """Choose the distance that makes the cells of two-dimensional data."""
        self._change(metric=metric)

    def set_probabilities(self, probabilities: NDArray[np.floating] | None) -> None:
        """Draw points by the probability of being the next centroid: (n,), or None."""
        self._change(probabilities=probabilities)

    def set_selected(self, cluster: int | None) -> None:
        """Let the points of a cluster stand out, or of none."""
        self._change(selected=cluster)

    def set_weight_unit(self, unit: str) -> None:
        """Say what weights count, in the plural, for the legend."""
        self._change(weight_unit=unit)

    def set_editable(self, editable: bool) -> None:
        """Let centroids be dragged and moved by keys, and ask for their removal."""
        self._editable = editable

    def set_axes_shown(self, axes: tuple[int, int] | None) -> None:
        """Show two axes, to the right and up, or all three to be turned (None).

        Data of two axes always show these; None then means the first to the right.
        """
        points = self._scene.points
        if axes is None and points is not None and points.dimensions == 2:
            axes = (0, 1)
        if axes != self._camera.axes:
            self._look_from(Camera(axes=axes))

    def reset_view(self) -> None:
        """Show all data from the first direction again."""
        self._look_from(Camera(axes=self._camera.axes))

    def render_to(self, size: QSize) -> QImage:
        """Return a picture of the cloud as it is seen now, of `size` pixels."""
        image = QImage(size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        self._paint(painter, size, 1.0)
        painter.end()
        return image

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        """Paint the cloud, and a frame while it has the focus."""
        painter = QPainter(self)
        self._paint(painter, self.size(), self.devicePixelRatioF())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(QPen(Look.of(self.palette()).accent, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of a centroid, or of the cloud."""
        if event.button() != Qt.MouseButton.LeftButton or self._scene.points is None:
            event.ignore()
            return
        self._pressed = self._last = event.position()
        self._is_click = True
        self._dragged = self._centroid_at(event.position()) if self._editable else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the centroid that is held, or turn or move the cloud."""
        if self._pressed is None:
            return
        if self._is_click and (event.position() - self._pressed).manhattanLength() < _CLICK:
            return
        self._is_click = False
        delta = event.position() - self._last
        self._last = event.position()
        if self._dragged is not None:
            position = self._moved(self._dragged, delta)
            self._choose(self._dragged)
            self.centroid_dragged.emit(self._dragged, position)
        elif self._camera.axes is None:
            self._look_from(self._camera.turned(-_TURN * delta.x(), _TURN * delta.y()))
        else:
            self._look_from(self._camera.moved(delta.x(), delta.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a drag, or pick what is under the pointer."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, self._dragged, self._pressed = self._dragged, None, None
        if self._is_click:
            self._pick(event.position())
        elif dragged is not None and dragged < len(self._scene.centroids):
            self.centroid_dropped.emit(dragged, self._scene.centroids[dragged].copy())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002
        """Reset the view."""
        self.reset_view()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom with Ctrl or the focus; else let the parent scroll."""
        is_ours = self.hasFocus() or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if not is_ours or not event.angleDelta().y():
            event.ignore()
            return
        self._zoom(_ZOOM_STEP ** (event.angleDelta().y() / 120), event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Turn, zoom, choose and move, see the module."""
        key = Qt.Key(event.key())
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _ARROWS:
            self._press_arrow(*_ARROWS[key], is_shifted=is_shifted)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1 / _ZOOM_STEP)
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        elif key == Qt.Key.Key_N and len(self._scene.centroids):
            self._choose_next(-1 if is_shifted else 1)
        elif key == Qt.Key.Key_Delete and self._editable and self._chosen is not None:
            self.centroid_removed.emit(self._chosen)
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Draw the frame of the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Remove the frame of the focus."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size in which a cloud is easy to read."""
        return QSize(480, 320)

    def _change(self, **parts: Any) -> None:
        self._scene = replace(self._scene, **parts)
        self.setAccessibleDescription(self._scene.essence())
        self.update()

    def _look_from(self, camera: Camera) -> None:
        self._camera = camera
        self.update()

    def _paint(self, painter: QPainter, size: QSize, ratio: float) -> None:
        scene = self._scene
        look = Look.of(self.palette())
        paint_cloud(painter, self._layer, scene, self._camera, size, ratio, look, self.font())

    def _projection(self) -> Projection:
        return self._camera.projection(self._scene.bounds, self.width(), self.height())

    def _centroid_at(self, place: QPointF) -> int | None:
        return centroid_at(self._scene, self._projection(), place.x(), place.y())

    def _pick(self, place: QPointF) -> None:
        centroid = self._centroid_at(place)
        if centroid is not None:
            self._choose(centroid)
            self.centroid_picked.emit(centroid)
            return
        point = point_at(self._scene, self._projection(), place.x(), place.y())
        if point is not None:
            self.point_picked.emit(point)
        elif self._camera.axes is not None:
            self.spot_picked.emit(self._projection().position(place.x(), place.y()))

    def _zoom(self, factor: float, place: QPointF | None = None) -> None:
        middle = QPointF(self.width() / 2, self.height() / 2)
        anchor = QPointF() if place is None else place - middle
        self._look_from(self._camera.zoomed(factor, (anchor.x(), anchor.y())))

    def _press_arrow(self, right: int, down: int, *, is_shifted: bool) -> None:
        if self._editable and self._chosen is not None:
            by = QPointF(right, down) * _KEY_MOVE[is_shifted]
            position = self._moved(self._chosen, by)
            self.centroid_dragged.emit(self._chosen, position)
            self.centroid_dropped.emit(self._chosen, position)
        elif self._camera.axes is None:
            self._look_from(self._camera.turned(-_KEY_TURN * right, _KEY_TURN * down))
        else:
            self._look_from(self._camera.moved(-_KEY_PAN * right, -_KEY_PAN * down))

    def _moved(self, centroid: int, delta: QPointF) -> NDArray[np.float64]:
        position = self._scene.centroids[centroid]
        return self._projection().moved(position, delta.x(), delta.y())

    def _choose_next(self, step: int) -> None:
        count = len(self._scene.centroids)
        start = self._chosen if self._chosen is not None else (-1 if step > 0 else count)
        chosen = (start + step) % count
        self._choose(chosen)
        self.centroid_picked.emit(chosen)

    def _choose(self, centroid: int | None) -> None:
        if centroid != self._chosen:
            self._chosen = centroid
            self.update()
