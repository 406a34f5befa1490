"""Draws the canvas: pictures of equal size, arranged by the view mode.

    pictures, overlay, view mode -> panes -> each picture drawn in its pane -> labels

All panes share one position and zoom. Only the visible part of a picture is drawn, from the
pyramid level that fits the scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QWidget

from .checkerboard import is_dark
from .layout import Pane, Side, lay_out, pane_size
from .legend import paint_legend, paint_region
from .picture import paint_picture, paint_preview
from .pill import MARGIN, paint_labels, pill_size
from .preview import VisiblePart
from .split import paint_split
from .view import View
from .view_mode import ViewMode

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from .highlight import Highlight
    from .overlay import Overlay
    from .preview import Preview
    from .pyramid import Pyramid

_FIT_MARGIN = 24.0
_FIT_MARGIN_BESIDE = 12.0
_EMPTY = "Drop an image here, paste one with Ctrl+V,\nor open one with Ctrl+O"
_ORIGINAL = "Original"
_RESULT = "Result"
_PREVIEW = "Preview"
_COMPUTING = "Computing…"


class CanvasSurface(QWidget):
    """The widget that draws; `ui.canvas.canvas.Canvas` adds mouse and keyboard."""

    zoom_changed = Signal(float)
    """The new scale in device pixels per picture pixel."""
    part_changed = Signal()
    """Another part of the result may be in view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._original: Pyramid | None = None
        self._result: Pyramid | None = None
        self.preview: Preview | None = None
        """Drawn over the result while the exact one is being computed."""
        self.overlay: Overlay | None = None
        """The difference or heat map; None if there is none yet."""
        self.highlight: Highlight | None = None
        """Drawn in place of the pictures while some pixels are lit."""
        self.view: View | None = None
        """Position and scale of the picture in each pane; None without a picture."""
        self.mode = ViewMode.SPLIT
        self.split = 0.5
        """Position of the split as a fraction of the canvas's width."""
        self._flipped = False
        self._caption = _RESULT
        self._original_caption = _ORIGINAL
        self._is_computing = False
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

    def _fitting_preview(self) -> Preview | None:
        """Return the preview if it belongs to the picture that is shown, not to another frame."""
        preview = self.preview
        return preview if preview and preview.part.picture is self._original else None

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

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Show this difference or heat map in the views for them; None if there is none yet."""
        self.overlay = overlay
        self.update()

    def set_highlight(self, highlight: Highlight | None) -> None:
        """Show other pictures of the same size, in which some pixels are lit; None shows all."""
        if highlight is not self.highlight:
            self.highlight = highlight
            self.update()

    def set_computing(self, computing: bool) -> None:
        """Show whether the overlay is being computed."""
        if computing != self._is_computing:
            self._is_computing = computing
            self.update()

    def set_mode(self, mode: ViewMode) -> None:
        """Switch to another view of the same part of the picture."""
        self.mode = mode
        self._follow_size()
        self.update()

    def set_caption(self, text: str) -> None:
        """Set the text of the result's label."""
        self._caption = text
        self.update()

    def set_original_caption(self, text: str) -> None:
        """Set the text of the original's label."""
        self._original_caption = text
        self.update()

    def set_split(self, fraction: float) -> None:
        """Move the split to a fraction, 0 to 1, of the width."""
        self.split = min(1.0, max(0.0, fraction))
        self.part_changed.emit()
        self.update()

    def set_flipped(self, flipped: bool) -> None:
        """Show only the original while `flipped` is true."""
        self._flipped = flipped
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
        sides = {Side.ORIGINAL}
        if not self._flipped and self._result is not None:
            sides.add(Side.RESULT)
            if self.view and self.overlay and self.overlay.fits(self.view.picture):
                sides.add(Side.OVERLAY)
        return lay_out(self.mode, QSizeF(self.size()), self._split_x(), sides)

    def _pane_at(self, point: QPointF) -> Pane:
        panes = self._panes()
        return next((pane for pane in panes if pane.clip.contains(point)), panes[0])

    def _split_x(self) -> float:
        return round(self.split * self.width())

    def _has_split(self) -> bool:
        is_split = self.mode is ViewMode.SPLIT
        return is_split and self._result is not None and not self._flipped

    def _is_split_highlighted(self) -> bool:
        return False

    # ---- painting

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the panes, the split and the labels."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self.view is None or self._original is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _EMPTY)
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

    def _paint_pane(self, painter: QPainter, pane: Pane) -> None:
        view, overlay, lit = self.view, self.overlay, self.highlight
        shown = (lit.original, lit.result) if lit else (self._original, self._result)
        picture = shown[0] if pane.side is Side.ORIGINAL else shown[1]
        assert view is not None
        if pane.side is not Side.OVERLAY:
            assert picture is not None
            dark = is_dark(self.palette())
            paint_picture(painter, picture, view, dark=dark)
            if pane.side is Side.RESULT and (preview := self._fitting_preview()) is not None:
                paint_preview(painter, preview, view, dark=dark)
            return
        assert overlay is not None
        paint_picture(painter, overlay.picture, view, overlay.cell, dark=is_dark(self.palette()))
        area, region = QRectF(QPointF(), pane.area.size()), overlay.region
        if region is not None:
            corner = view.to_widget(QPointF(region.x, region.y))
            size = QSizeF(region.width, region.height) * view.factor
            text = f"ΔE {region.delta_e:.1f}"
            paint_region(painter, area, QRectF(corner, size), text, self.font())
        if overlay.has_legend:
            paint_legend(painter, area, self.font())

    def _paint_labels(self, painter: QPainter, panes: tuple[Pane, ...]) -> None:
        area, sides = QRectF(self.rect()), [pane.side for pane in panes]
        if len(panes) > 1:
            is_waiting = self._result is None and self._caption == _RESULT
            is_current = self._caption == _RESULT
            result = self.highlight.label if self.highlight and is_current else self._caption
            shown = result if self._fitting_preview() is None else _PREVIEW
            first = self._original_caption
            second = first if self._flipped or is_waiting else shown
            paint_labels(painter, area, panes[1].clip.left(), self.font(), (first, second))
            return
        overlay = self.overlay if sides == [Side.OVERLAY] else None
        state = self._state() if self.mode is not ViewMode.SPLIT else ""
        room = pill_size(state, self.font()).width() + 3 * MARGIN if state else 0
        texts = (overlay.label if overlay else self._original_caption, state)
        paint_labels(painter, area, area.right() - room, self.font(), texts)

    def _state(self) -> str:
        """Return the label that says why the overlay is not up to date; empty if it is."""
        if self._flipped:
            return ""
        if self._is_computing:
            return _COMPUTING
        return "" if self._caption == _RESULT else self._caption
