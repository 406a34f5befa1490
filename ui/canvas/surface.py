"""Draws the canvas: pictures of equal size, arranged by the view mode.

    pictures, overlay, view mode -> panes -> each picture drawn in its pane -> labels

All panes share one position and zoom. Only the visible part of a picture is drawn, from the
pyramid level that fits the scale.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPalette

from quantizer.color.color_vision_kind import ColorVision
from quantizer.language import mark, number, tr

from .checkerboard import is_dark
from .content import CanvasContent
from .layout import Pane, lay_out, pane_size
from .legend import paint_legend, paint_region
from .magnifier import Magnifier, Seen, paint_magnifier
from .picture import draw_level, paint_picture, paint_preview
from .pill import MARGIN, paint_labels, pill_size
from .preview import VisiblePart
from .sides import Side
from .split import paint_split
from .view import View
from .view_mode import ViewMode
from .vision import simulate_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from .preview import Preview
    from .pyramid import Pyramid

_FIT_MARGIN = 24.0
_FIT_MARGIN_BESIDE = 12.0
_EMPTY = mark("Drop an image here, paste one with Ctrl+V,\nor open one with Ctrl+O")


class CanvasSurface(CanvasContent):
    """The widget that draws; `ui.canvas.canvas.Canvas` adds mouse and keyboard."""

    zoom_changed = Signal(float)
    """The new scale in device pixels per picture pixel."""
    part_changed = Signal()
    """Another part of the result may be in view."""
    split_changed = Signal()
    """The split was moved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: View | None = None
        """Position and scale of the picture in each pane; None without a picture."""
        self.mode = ViewMode.SPLIT
        self.split = 0.5
        """Position of the split as a fraction of the canvas's width."""
        self.magnifier: Magnifier | None = None
        """The lens; None while there is none."""
        self.describe_pixel: Callable[[Side, QPoint], tuple[str, str]] = lambda *_: ("", "")
        """Returns the colour of a pixel of a side and its palette entry in words, for the lens."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_pictures(self, original: Pyramid | None, result: Pyramid | None) -> None:
        """Show these pictures; keep the position and zoom if their size is unchanged."""
        size_before = self.view.picture if self.view else None
        self._original, self._result = original, result
        if original is None:
            self.view = None
        else:
            size = QSizeF(original.width, original.height)
            if size != size_before:
                self.view = View(size, self._pane_size(), ratio=self.devicePixelRatioF())
                self.fit()
        self.update()

    def set_preview(self, preview: Preview | None) -> None:
        """Draw a preview over the result, and mark it as one; None removes it."""
        if preview is not self.preview:
            self.preview = preview
            for pane in self._panes():
                if pane.side is Side.RESULT:
                    self.update(pane.clip.toAlignedRect())

    def visible_part(self, most: int) -> VisiblePart | None:
        """Return the part of the original beside or under the visible result.

        Parameters
        ----------
        most
            Most pixels of the part.

        Returns
        -------
        VisiblePart or None
            None if no result is in view.
        """
        shown = [pane for pane in self._panes() if pane.side is Side.RESULT]
        if self.view is None or self._original is None or not shown:
            return None
        clip = shown[0].clip.translated(-shown[0].area.topLeft())
        return VisiblePart.of(self._original, self.view, clip, most)

    def set_mode(self, mode: ViewMode) -> None:
        """Switch to another view of the same part of the picture."""
        self.mode = mode
        self._follow_size()
        self.update()

    def set_split(self, fraction: float) -> None:
        """Move the split to a fraction, 0 to 1, of the width."""
        self.split = min(1.0, max(0.0, fraction))
        self.split_changed.emit()
        self.part_changed.emit()
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        if self.view is not None:
            self._look(self.view.fit(self._margin()))

    def zoom_to(self, scale: float) -> None:
        """Show the picture at `scale` and keep its centre."""
        if self.view is not None:
            self._look(self.view.zoom(scale))

    def zoom_in(self) -> None:
        """Zoom in by one step."""
        if self.view is not None:
            self._look(self.view.step(1))

    def zoom_out(self) -> None:
        """Zoom out by one step."""
        if self.view is not None:
            self._look(self.view.step(-1))

    def zoom_onto(self, part: QRectF) -> None:
        """Zoom to a part of the picture, with some of its surroundings."""
        if self.view is not None:
            self._look(self.view.onto(part))

    def _look(self, view: View) -> None:
        self.view = view
        self.zoom_changed.emit(view.scale)
        self.part_changed.emit()
        self.update()

    def _follow_size(self) -> None:
        """Adapt the position and zoom to the size of the widget."""
        if self.view is not None:
            size, ratio = self._pane_size(), self.devicePixelRatioF()
            self._look(self.view.resized(size, ratio, self._margin()))

    def _margin(self) -> float:
        return _FIT_MARGIN_BESIDE if self.mode is ViewMode.SIDE_BY_SIDE else _FIT_MARGIN

    def _pane_size(self) -> QSizeF:
        return pane_size(self.mode, QSizeF(self.size()))

    def _panes(self) -> tuple[Pane, ...]:
        sides = self.shown_sides()
        overlay = self.overlay if sides[1] is not None else None
        is_overlaid = bool(self.view and overlay and overlay.fits(self.view.picture))
        size = QSizeF(self.size())
        return lay_out(self.mode, size, self._split_x(), sides, is_overlaid=is_overlaid)

    def _pane_at(self, point: QPointF) -> Pane:
        panes = self._panes()
        return next((pane for pane in panes if pane.clip.contains(point)), panes[0])

    def _split_x(self) -> float:
        return round(self.split * self.width())

    def _has_split(self) -> bool:
        return self.mode is ViewMode.SPLIT and self.shown_sides()[1] is not None

    def _is_split_highlighted(self) -> bool:
        return False

    def _seen(self) -> list[Seen]:
        """Return what the lens shows: the left and the right side."""
        lens, view = self.magnifier, self.view
        if lens is None or view is None or self._original is None:
            return []
        spot = view.to_picture(lens.place - self._pane_at(lens.place).area.topLeft())
        seen = []
        for side in self.shown_sides():
            picture = self.picture_of(side) if side is not None else None
            if side is not None and picture is not None:
                seen.append(self._seen_of(side, picture, spot))
        return seen

    def _seen_of(self, side: Side, picture: Pyramid, spot: QPointF) -> Seen:
        assert self.view is not None
        own_view = self.view.of_size(QSizeF(picture.width, picture.height))
        own_spot = own_view.to_picture(self.view.to_widget(spot))
        pixel = QPoint(math.floor(own_spot.x()), math.floor(own_spot.y()))
        is_inside = QRect(0, 0, picture.width, picture.height).contains(pixel)
        color, entry = self.describe_pixel(side, pixel) if is_inside else ("", "")
        return Seen(picture, own_spot, self.caption_of(side), color, entry)

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the canvas, as somebody with the chosen colour vision sees it."""
        painter = QPainter(self)
        is_difference = any(pane.side is Side.OVERLAY for pane in self._panes())
        if self.vision is ColorVision.USUAL or is_difference:
            self._paint(painter)
            return
        ratio = self.devicePixelRatioF()
        seen = QImage((QSizeF(self.size()) * ratio).toSize(), QImage.Format.Format_RGB32)
        seen.setDevicePixelRatio(ratio)
        with QPainter(seen) as inner:
            inner.setFont(self.font())
            self._paint(inner)
        simulate_picture(seen, self.vision)
        painter.drawImage(0, 0, seen)

    def _paint(self, painter: QPainter) -> None:
        """Draw the panes, the split and the labels."""
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self.view is None or self._original is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr(_EMPTY))
            return
        panes = self._panes()
        for pane in panes:
            painter.save()
            painter.setClipRect(pane.clip)
            painter.translate(pane.area.topLeft())
            self._paint_pane(painter, pane)
            painter.restore()
        if self._has_split():
            accent = self.palette().color(QPalette.ColorRole.Highlight)
            highlighted = self._is_split_highlighted()
            paint_split(painter, self._split_x(), self.height(), accent, highlighted=highlighted)
        elif len(panes) > 1:
            gap = QRectF(panes[0].clip.topRight(), panes[1].clip.bottomLeft())
            painter.fillRect(gap, self.palette().color(QPalette.ColorRole.Mid))
        self._paint_labels(painter, panes)
        if self.magnifier is not None:
            dark, ratio = is_dark(self.palette()), self.devicePixelRatioF()
            area, seen = QRectF(self.rect()), self._seen()
            paint_magnifier(painter, area, self.magnifier, seen, ratio=ratio, dark=dark)

    def _paint_pane(self, painter: QPainter, pane: Pane) -> None:
        view, overlay, dark = self.view, self.overlay, is_dark(self.palette())
        assert view is not None
        if pane.side is not Side.OVERLAY:
            picture = self.picture_of(pane.side)
            assert picture is not None
            own_view = view.of_size(QSizeF(picture.width, picture.height))
            paint_picture(painter, picture, own_view, dark=dark)
            if (veil := self.veil_of(pane.side)) is not None:
                draw_level(painter, veil, own_view)
            if pane.side is Side.RESULT and (preview := self.fitting_preview()) is not None:
                paint_preview(painter, preview, view, dark=dark)
            return
        assert overlay is not None
        paint_picture(painter, overlay.picture, view, overlay.cell, dark=dark)
        area, region = QRectF(QPointF(), pane.area.size()), overlay.region
        if region is not None:
            corner = view.to_widget(QPointF(region.x, region.y))
            size = QSizeF(region.width, region.height) * view.factor
            text = f"ΔE {number(region.delta_e, '.1f')}"
            paint_region(painter, area, QRectF(corner, size), text, self.font())
        if overlay.has_legend:
            paint_legend(painter, area, self.font())

    def _paint_labels(self, painter: QPainter, panes: tuple[Pane, ...]) -> None:
        area, sides = QRectF(self.rect()), [pane.side for pane in panes]
        if len(panes) > 1:
            is_waiting = self.shown_sides()[1] is None and not self._flipped
            second = self._caption if is_waiting else ""
            texts = (self.caption_of(sides[0]), second or self.caption_of(sides[1]))
            paint_labels(painter, area, panes[1].clip.left(), self.font(), texts)
            return
        state = self.overlay_state() if self.mode is not ViewMode.SPLIT else ""
        room = pill_size(state, self.font()).width() + 3 * MARGIN if state else 0
        is_overlaid = sides == [Side.OVERLAY]
        label = self.overlay_caption() if is_overlaid else self.caption_of(sides[0])
        paint_labels(painter, area, area.right() - room, self.font(), (label, state))
