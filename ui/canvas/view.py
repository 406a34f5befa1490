"""Position and zoom of the picture on the canvas; no widgets.

A `View` maps picture coordinates to widget coordinates (device-independent pixels) by a scale and
an offset. It is immutable: each movement returns a new one. Offsets are rounded to device pixels,
so that at 100 % every picture pixel is exactly one pixel of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

MIN_SCALE = 1 / 64
MAX_SCALE = 64.0
_NEAREST = 16.0
"""Largest scale that `View.onto` chooses."""
_AROUND = 0.6
"""Share of the viewport that `View.onto` gives to the part (chosen by eye)."""
_STEPS = (
    *(1 / 64, 1 / 48, 1 / 32, 1 / 24, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0),
)


@dataclass(frozen=True)
class View:
    """A position and a scale.

    Parameters
    ----------
    picture
        Size of the picture in its own pixels.
    viewport
        Size of the widget.
    scale
        Device pixels of the screen per picture pixel; 1 is 100 %.
    offset
        Position of the picture's top left corner in the widget.
    ratio
        Device pixels per device-independent pixel.
    fitted
        Whether the picture is fitted again when the widget's size changes.
    """

    picture: QSizeF
    viewport: QSizeF
    scale: float = 1.0
    offset: QPointF = field(default_factory=QPointF)
    ratio: float = 1.0
    fitted: bool = True

    @property
    def factor(self) -> float:
        """Widget units per picture pixel."""
        return self.scale / self.ratio

    @property
    def target(self) -> QRectF:
        """The rectangle of the whole picture in the widget."""
        return QRectF(self.offset, self.picture * self.factor)

    def to_picture(self, point: QPointF) -> QPointF:
        """Return the picture coordinates under a point of the widget."""
        return (point - self.offset) * (1 / self.factor)

    def to_widget(self, point: QPointF) -> QPointF:
        """Return the point of the widget that shows picture coordinates."""
        return point * self.factor + self.offset

    def visible(self) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of the visible part, in whole picture pixels."""
        first = self.to_picture(QPointF(0, 0))
        last = self.to_picture(QPointF(self.viewport.width(), self.viewport.height()))
        left, top = max(0, int(first.x())), max(0, int(first.y()))
        right = min(int(self.picture.width()), int(last.x()) + 1)
        bottom = min(int(self.picture.height()), int(last.y()) + 1)
        return left, top, max(left, right), max(top, bottom)

    def fit(self, margin: float = 0.0) -> View:
        """Return the view of the whole picture, centred; above 100 % only at whole factors."""
        room_x = max(1.0, self.viewport.width() - 2 * margin) * self.ratio
        room_y = max(1.0, self.viewport.height() - 2 * margin) * self.ratio
        scale = min(room_x / self.picture.width(), room_y / self.picture.height())
        if scale > 1:
            scale = min(MAX_SCALE, float(int(scale)))  # whole steps keep pixels square
        return self._at(scale, QPointF(), fitted=True)._placed()

    def zoom(self, scale: float, anchor: QPointF | None = None) -> View:
        """Return the view at `scale` that keeps the picture point under `anchor` in place."""
        if anchor is None:
            anchor = QPointF(self.viewport.width() / 2, self.viewport.height() / 2)
        scale = min(MAX_SCALE, max(MIN_SCALE, scale))
        offset = anchor - self.to_picture(anchor) * (scale / self.ratio)
        return self._at(scale, offset)._placed()

    def step(self, direction: int, anchor: QPointF | None = None) -> View:
        """Return the view zoomed in (`direction` 1) or out (-1) by one step."""
        if direction > 0:
            scale = next((step for step in _STEPS if step > self.scale * 1.001), MAX_SCALE)
        else:
            scale = next((step for step in _STEPS[::-1] if step < self.scale * 0.999), MIN_SCALE)
        return self.zoom(scale, anchor)

    def pan(self, delta: QPointF) -> View:
        """Return the view moved by `delta` widget units."""
        return self._at(self.scale, self.offset + delta)._placed()

    def onto(self, part: QRectF) -> View:
        """Return the view of a part of the picture, centred, with some of its surroundings."""
        room_x, room_y = self.viewport.width() * self.ratio, self.viewport.height() * self.ratio
        scale = _AROUND * min(room_x / part.width(), room_y / part.height())
        step = max((step for step in _STEPS if step <= min(scale, _NEAREST)), default=MIN_SCALE)
        near = self.zoom(max(step, self.fit().scale))
        centre = QPointF(self.viewport.width() / 2, self.viewport.height() / 2)
        return near.pan(centre - near.to_widget(part.center()))

    def resized(self, viewport: QSizeF, ratio: float, margin: float = 0.0) -> View:
        """Return the view for a widget of another size: fitted again, or with the same centre."""
        centre = QPointF(self.viewport.width() / 2, self.viewport.height() / 2)
        moved = View(self.picture, viewport, self.scale, self.offset, ratio, self.fitted)
        if self.fitted:
            return moved.fit(margin)
        now = QPointF(viewport.width() / 2, viewport.height() / 2)
        offset = now - self.to_picture(centre) * moved.factor
        return moved._at(self.scale, offset)._placed()

    def of_size(self, size: QSizeF) -> View:
        """Return the view of a picture of another size that is drawn as large, in its own shape.

        It fills the width or the height of this picture and is centred in the other direction.
        """
        if size == self.picture:
            return self
        room = self.picture
        share = min(room.width() / size.width(), room.height() / size.height())
        free = (room - size * share) / 2
        corner = self.offset + QPointF(free.width(), free.height()) * self.factor
        return View(size, self.viewport, self.scale * share, corner, self.ratio, self.fitted)

    def _at(self, scale: float, offset: QPointF, *, fitted: bool = False) -> View:
        return View(self.picture, self.viewport, scale, offset, self.ratio, fitted)

    def _placed(self) -> View:
        """Return the view moved so that a small picture is centred and a large one has no gap."""
        size = self.picture * self.factor
        x = _placed(self.offset.x(), size.width(), self.viewport.width())
        y = _placed(self.offset.y(), size.height(), self.viewport.height())
        offset = QPointF(round(x * self.ratio) / self.ratio, round(y * self.ratio) / self.ratio)
        return View(self.picture, self.viewport, self.scale, offset, self.ratio, self.fitted)


def _placed(offset: float, length: float, room: float) -> float:
    if length <= room:
        return (room - length) / 2
    return min(0.0, max(room - length, offset))
