"""The part of a chart that pyqtgraph draws: axes, grid, lines, marks, legend and readout.

`Chart` imports this module in a thread, see `loading`. It tells the places of the mouse and draws
what it is told; it keeps no values of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF

from .label_rows import free_place
from .series import Ink
from .ticked_axis import TickedAxis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QResizeEvent, QWheelEvent

    from .axis import Axis
    from .series import Mark, Series
    from .tones import Tones

_PADDING = 0.04
"""Room around the data, as a share of the axis."""
_GAP = 4.0
_LABEL_MARGIN = 2.0
"""Room around the text of a mark's label, in pixels."""
_DOT, _CROSS, _READOUT_DOT = 5, 9, 9
_GRID = 0.35


class Plot(pg.PlotWidget):  # type: ignore[misc] # pyqtgraph has no types
    """Draws series and marks between two axes."""

    hovered = Signal(QPointF)
    left = Signal()
    pressed = Signal(QPointF)
    dragged = Signal(QPointF)
    released = Signal()

    def __init__(self, x: Axis, y: Axis, tones: Tones, font: QFont) -> None:
        self._axes = {side: TickedAxis(side, axis) for side, axis in (("bottom", x), ("left", y))}
        self._marks: Sequence[Mark] = ()
        self._span = (0.0, 1.0)
        self._read: tuple[tuple[float, float] | None, str, Ink] = (None, "", Ink.ACCENT)
        super().__init__(axisItems=self._axes)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.showGrid(x=True, y=True, alpha=_GRID)
        self._box = item.getViewBox()
        self._box.disableAutoRange()
        self._lines: list[Any] = []
        self._mark_items: list[Any] = []
        self._legend = item.addLegend(offset=(-12, 4), verSpacing=-6)
        self._entries: list[tuple[str, Ink]] = []
        self._crosses = pg.ScatterPlotItem(symbol="x", size=_CROSS, antialias=True)
        self._dot = pg.ScatterPlotItem(size=_READOUT_DOT, antialias=True)
        self._readout = pg.TextItem(anchor=(0, 0))
        for part, depth in ((self._crosses, 6), (self._dot, 20), (self._readout, 21)):
            part.setZValue(depth)
            self._box.addItem(part, ignoreBounds=True)
        self._tones = tones
        self.set_tones(tones, font)

    def set_tones(self, tones: Tones, font: QFont) -> None:
        """Take other colours, and another font."""
        self._tones = tones
        small = QFont(font)
        small.setPointSizeF(max(7.0, font.pointSizeF() - 1))
        self._small = small
        self._axes["bottom"].setHeight(round(2 * QFontMetricsF(small).height() + 2 * _GAP))
        self.setBackground(tones.ground)
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(tones.line))
            axis.setTextPen(pg.mkPen(tones.muted))
            axis.setTickFont(small)
            axis.setLabel(
                axis.labelText, color=tones.muted.name(), **{"font-size": f"{small.pointSizeF()}pt"}
            )
        self._legend.setLabelTextColor(tones.text)
        self._legend.setLabelTextSize(f"{small.pointSizeF()}pt")
        self._entries = []
        self._readout.fill = pg.mkBrush(tones.ground)
        self._readout.border = pg.mkPen(tones.muted)
        self._readout.setFont(small)
        self._readout.setColor(tones.text)

    def draw(self, x: Axis, y: Axis, series: Sequence[Series], marks: Sequence[Mark]) -> None:
        """Draw series and marks; the axes fit them."""
        self._marks = marks
        placed = [(x.place(one.x), y.place(one.y)) for one in series]
        self._fit(x, y, placed, marks)
        for axis, side, values in (
            (x, "bottom", [one.x for one in series]),
            (y, "left", [one.y for one in series]),
        ):
            largest = max(
                (float(np.nanmax(np.abs(part))) for part in values if len(part)), default=0.0
            )
            self._axes[side].show_axis(axis, largest)
        while len(self._lines) < len(series):
            line = pg.PlotDataItem(antialias=True)
            self.addItem(line)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(series))
        for line, one, (across, up) in zip(self._lines, series, placed, strict=False):
            self._draw_line(line, one, across, up)
        self._draw_crosses(series, placed)
        self._draw_legend(series)
        self._draw_marks(x)

    def _draw_line(
        self, line: Any, one: Series, across: NDArray[np.float64], up: NDArray[np.float64]
    ) -> None:
        color = self._tones.ink(one.ink)
        line.setData(
            across,
            up,
            pen=pg.mkPen(color, width=one.width),
            symbol="o" if one.has_dots else None,
            symbolSize=_DOT,
            symbolBrush=pg.mkBrush(color),
            symbolPen=None,
        )
        line.setZValue(5 if one.ink is Ink.ACCENT else 4)

    def _draw_crosses(self, series: Sequence[Series], placed: Sequence[tuple[Any, Any]]) -> None:
        """Mark the ends of the series that were given up."""
        ends = [
            (one, places)
            for one, places in zip(series, placed, strict=True)
            if one.has_cross and len(places[0])
        ]
        self._crosses.setData(
            [across[-1] for _, (across, _) in ends],
            [up[-1] for _, (_, up) in ends],
            brush=[pg.mkBrush(self._tones.ink(one.ink)) for one, _ in ends],
            pen=None,
        )

    def _fit(
        self, x: Axis, y: Axis, placed: Sequence[tuple[Any, Any]], marks: Sequence[Mark]
    ) -> None:
        """Fit the axes to the data, with room above them for the labels of the marks."""
        across = [places for places, _ in placed] + [x.place([mark.x for mark in marks])]
        self._span = _span(
            [places for _, places in placed] if y.span is None else [y.place(y.span)]
        )
        x_span = _span(across if x.span is None else [x.place(x.span)])
        self._box.setXRange(*x_span, padding=0)

    def _draw_legend(self, series: Sequence[Series]) -> None:
        entries = list(dict.fromkeys((one.legend, one.ink) for one in series if one.legend))
        if entries == self._entries:
            return
        self._entries = entries
        self._legend.clear()
        for text, ink in entries:
            sample = pg.PlotDataItem(pen=pg.mkPen(self._tones.ink(ink), width=2))
            self._legend.addItem(sample, text)
        self._legend.setVisible(bool(entries))

    def _draw_marks(self, x: Axis) -> None:
        for part in self._mark_items:
            self._box.removeItem(part)
        self._mark_items = []
        labels = self._placed_labels(x)
        height = QFontMetricsF(self._small).height() + 2 * _LABEL_MARGIN
        area = self._box.sceneBoundingRect()
        low, high = self._span
        if labels:
            rows = 1 + max(row for _, row, _ in labels)
            room = min(0.5, rows * height / max(1.0, area.height()))
            high = low + (high - low) / (1 - room)
        self._box.setYRange(low, high, padding=0)
        self._axes["left"].fit_width(low, high, area.height(), self._small)
        for (place, row, anchor), mark in zip(labels, self._marks, strict=True):
            color = self._tones.ink(mark.ink)
            style = Qt.PenStyle.DashLine if mark.is_dashed else Qt.PenStyle.SolidLine
            line = pg.InfiniteLine(place, pen=pg.mkPen(color, width=1.5, style=style))
            line.setZValue(3)
            ground = pg.mkBrush(self._tones.ground)
            label = pg.TextItem(mark.label, color=color, anchor=(anchor, 0), fill=ground)
            label.setFont(self._small)
            label.textItem.document().setDocumentMargin(_LABEL_MARGIN)
            label.setZValue(10)
            top = area.top() + row * height - _GAP
            label.setPos(place, self._box.mapSceneToView(QPointF(0, top)).y())
            for part in (line, label):
                self._box.addItem(part, ignoreBounds=True)
                self._mark_items.append(part)

    def _placed_labels(self, x: Axis) -> list[tuple[float, int, int]]:
        """Return place, row, and side of the label of each mark: 0 right of its line, 1 left."""
        area, metrics = self._box.sceneBoundingRect(), QFontMetricsF(self._small)
        taken: list[list[tuple[float, float]]] = []
        found = []
        for mark in self._marks:
            place = float(x.place([mark.x])[0])
            spot = self.pixels(np.array([place]), np.zeros(1))[0, 0]
            width = metrics.horizontalAdvance(mark.label) + 3 * _GAP
            sides = [(0, spot, spot + width), (1, spot - width, spot)]
            inside = [one for one in sides if one[1] >= area.left() and one[2] <= area.right()]
            row, side = free_place(taken, inside or sides[:1])
            found.append((place, row, side))
        return found

    def show_readout(self, place: tuple[float, float] | None, text: str, ink: Ink) -> None:
        """Show a text beside a point, given by its places along the axes; None hides it."""
        self._read = place, text, ink
        self._readout.setVisible(place is not None)
        self._dot.setVisible(place is not None)
        if place is None:
            return
        self._dot.setData([place[0]], [place[1]])
        self._dot.setBrush(pg.mkBrush(self._tones.ink(ink)))
        self._dot.setPen(pg.mkPen(self._tones.ground, width=1.5))
        self._readout.setText(text)
        area = self._box.sceneBoundingRect()
        spot = self.pixels(np.array([place[0]]), np.array([place[1]]))[0]
        size = self._readout.textItem.boundingRect()
        right = spot[0] + 3 * _GAP + size.width() > area.right()
        below = spot[1] - 3 * _GAP - size.height() < area.top()
        left = spot[0] - 3 * _GAP - size.width() if right else spot[0] + 3 * _GAP
        top = spot[1] + 2 * _GAP if below else spot[1] - 2 * _GAP - size.height()
        top = min(top, area.bottom() - size.height())
        self._readout.setPos(self._box.mapSceneToView(QPointF(max(left, area.left()), top)))

    def pixels(self, across: NDArray[np.float64], up: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places along the axes as pixels, float64 (n, 2)."""
        area, view = self._box.sceneBoundingRect(), self._box.viewRect()
        x = area.left() + (across - view.left()) * (area.width() / view.width())
        y = area.bottom() - (up - view.top()) * (area.height() / view.height())
        return np.stack([x, y], axis=-1)

    def place_at(self, spot: QPointF) -> float:
        """Return the place along the horizontal axis at a pixel."""
        view = self._box.viewRect()
        place = float(self._box.mapSceneToView(spot).x())
        return min(max(place, float(view.left())), float(view.right()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Place the labels anew."""
        super().resizeEvent(event)
        if self._marks:
            self._draw_marks(self._axes["bottom"].axis)
        if self._read[0] is not None:
            self.show_readout(*self._read)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell where the mouse was pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell where the mouse is."""
        is_drag = bool(event.buttons() & Qt.MouseButton.LeftButton)
        (self.dragged if is_drag else self.hovered).emit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell that a drag has ended."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the second click like the first."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Tell that the mouse has left."""
        super().leaveEvent(event)
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to what is around the chart: charts do not zoom."""
        event.ignore()


def _span(parts: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Return the range of places with some room around it."""
    places = np.concatenate(parts) if parts else np.empty(0)
    places = places[np.isfinite(places)]
    if not len(places):
        return 0.0, 1.0
    low, high = float(places.min()), float(places.max())
    room = _PADDING * (high - low) or 0.02 * abs(high) or 1.0
    return low - room, high + room
