"""Shows a `Scene` and takes the mouse and the keys.

    drag, wheel, arrow keys -> another `Camera` -> paint
    click, N -> a signal; with editing on, also drags of centroids, arrow keys and Delete

Keys: arrows turn (in two dimensions: move) the cloud, + and - zoom, Home resets. N and Shift+N
choose the next and the previous centroid, Esc none. With editing on, arrows move the chosen
centroid, with Shift by more, and Delete asks to remove it.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from .camera import Camera, Projection, is_lying
from .painting import paint_cloud
from .point_layer import PointLayer
from .pointing import centroid_at, point_at
from .scene import Scene
from .target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from .hulls import Hull

_CLICK = 4.0
"""Pixels that the pointer may move in a click."""
_TURN = 0.5
"""Degrees for each pixel of a drag."""
_KEY_TURN = 6.0
_KEY_PAN = 24.0
_KEY_MOVE = (2.0, 16.0)
"""Degrees, and pixels without and with Shift, for each press of an arrow key."""
_ZOOM_STEP = 1.2
_SWITCH_INTERVAL = 0.0001
"""Seconds that a paint waits for the interpreter lock at most each time; not tuned. With Python's
own 5 ms and a busy thread of Python, a paint of 225,000 points took 64 ms instead of 16."""
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@contextmanager
def _short_waits() -> Iterator[None]:
    """Let computing threads give way sooner: NumPy asks for the interpreter lock once per call."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, _SWITCH_INTERVAL))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


class CloudSurface(QWidget):
    """The widget that `CloudView` fills."""

    point_picked = Signal(int)
    centroid_picked = Signal(int)
    centroid_dragged = Signal(int, object)
    """A centroid is being moved: its index and new position, float64 (d,)."""
    centroid_dropped = Signal(int, object)
    """A centroid has been moved: its index and new position, float64 (d,)."""
    centroid_removed = Signal(int)
    """Delete was pressed while a centroid was chosen."""
    spot_picked = Signal(object)
    """A click into empty space, in two dimensions: the position, float64 (d,)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = Scene()
        self.camera = Camera()
        self.hulls: tuple[Hull, ...] = ()
        self.is_editable = False
        self._layer = PointLayer()
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._held: tuple[int, NDArray[np.float64]] | None = None
        self._is_click = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 96)

    def show_scene(self, scene: Scene) -> None:
        """Show another scene from where the last one was seen."""
        self.scene = scene
        self.setAccessibleDescription(scene.essence())
        self.update()

    def look_from(self, camera: Camera) -> None:
        """Show the scene from elsewhere."""
        self.camera = camera
        self.update()

    def reset_view(self) -> None:
        """Show all data from the first direction again."""
        self.look_from(Camera(axes=self.camera.axes))

    def choose(self, centroid: int | None) -> None:
        """Let keys move a centroid, or none."""
        if centroid != self.scene.chosen:
            self.show_scene(replace(self.scene, chosen=centroid))

    def paint(self, painter: QPainter, target: Target) -> None:
        """Paint the cloud as it is seen now."""
        paint_cloud(painter, self._layer, self.scene, self.hulls, self.camera, target)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the cloud."""
        painter = QPainter(self)
        with _short_waits():
            self.paint(painter, Target.of(self))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of a centroid, or of the cloud."""
        if event.button() != Qt.MouseButton.LeftButton or self.scene.points is None:
            event.ignore()
            return
        self._pressed = self._last = event.position()
        self._is_click = True
        centroid = self._centroid_at(event.position()) if self.is_editable else None
        self._held = None if centroid is None else (centroid, self.scene.centroids[centroid])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the centroid that is held, or turn or move the cloud."""
        if self._pressed is None:
            return
        if self._is_click and (event.position() - self._pressed).manhattanLength() < _CLICK:
            return
        self._is_click = False
        delta = event.position() - self._last
        self._last = event.position()
        if self._held is not None:
            centroid, position = self._held
            position = self._projection().moved(position, delta.x(), delta.y())
            self._held = centroid, position
            self.choose(centroid)
            self.centroid_dragged.emit(centroid, position.copy())
        elif self.camera.axes is None:
            self._turn(_TURN * delta.x(), _TURN * delta.y())
        else:
            self.look_from(self.camera.moved(delta.x(), delta.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a drag, or pick what is under the pointer."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        held, self._held, self._pressed = self._held, None, None
        if self._is_click:
            self._pick(event.position())
        elif held is not None:
            self.centroid_dropped.emit(*held)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Reset the view."""
        if event.button() == Qt.MouseButton.LeftButton:
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
        key, chosen = event.key(), self.scene.chosen
        is_shifted = bool(event.modifiers() & _SHIFT)
        if event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier):
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._press_arrow(*_ARROWS[Qt.Key(key)], is_shifted=is_shifted)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1 / _ZOOM_STEP)
        elif key == Qt.Key.Key_Home:
            self.reset_view()
        elif key == Qt.Key.Key_N:
            self._choose_next(backward=is_shifted)
        elif key == Qt.Key.Key_Delete and self.is_editable and chosen is not None:
            self.centroid_removed.emit(chosen)
        elif key == Qt.Key.Key_Escape and chosen is not None:
            self.choose(None)
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

    def _projection(self) -> Projection:
        return self.camera.projection(self.scene.bounds, self.width(), self.height())

    def _centroid_at(self, place: QPointF) -> int | None:
        return centroid_at(self.scene, self._projection(), place.x(), place.y())

    def _pick(self, place: QPointF) -> None:
        centroid = self._centroid_at(place)
        if centroid is not None:
            self.choose(centroid)
            self.centroid_picked.emit(centroid)
            return
        point = point_at(self.scene, self._projection(), place.x(), place.y())
        if point is not None:
            self.pick_point(point)
        elif self.camera.axes is not None:
            self.spot_picked.emit(self._projection().position(place.x(), place.y()))

    def pick_point(self, point: int) -> None:
        """Report a point of the scene."""
        self.point_picked.emit(point)

    def _turn(self, right: float, down: float) -> None:
        lies = is_lying(self.scene.bounds, self.width(), self.height())
        self.look_from(self.camera.turned(right, down, is_lying=lies))

    def _zoom(self, factor: float, place: QPointF | None = None) -> None:
        middle = QPointF(self.width() / 2, self.height() / 2)
        anchor = QPointF() if place is None else place - middle
        self.look_from(self.camera.zoomed(factor, (anchor.x(), anchor.y())))

    def _press_arrow(self, right: int, down: int, *, is_shifted: bool) -> None:
        chosen = self.scene.chosen
        if self.is_editable and chosen is not None:
            step = _KEY_MOVE[is_shifted]
            position = self.scene.centroids[chosen]
            position = self._projection().moved(position, step * right, step * down)
            self.centroid_dragged.emit(chosen, position.copy())
            self.centroid_dropped.emit(chosen, position)
        elif self.camera.axes is None:
            self._turn(_KEY_TURN * right, _KEY_TURN * down)
        else:
            self.look_from(self.camera.moved(-_KEY_PAN * right, -_KEY_PAN * down))

    def _choose_next(self, *, backward: bool) -> None:
        there = np.flatnonzero(np.isfinite(self.scene.centroids).all(axis=1))
        if not len(there):
            return
        chosen = self.scene.chosen
        if chosen is None:
            following = there[-1 if backward else 0]
        elif backward:
            following = there[np.searchsorted(there, chosen) - 1]
        else:
            following = there[np.searchsorted(there, chosen, "right") % len(there)]
        self.choose(int(following))
        self.centroid_picked.emit(int(following))
