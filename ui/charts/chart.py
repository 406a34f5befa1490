"""A chart in the colours of the theme: series over a horizontal axis, with a readout.

The mouse or the arrow keys move the readout from point to point; in a chart whose values can be
picked, a click, a drag or Enter picks one. A chart has an accessible name, and its essence in
words as its accessible description, to which the readout is added.

This module is quick to import. What draws the chart (`plot`) is loaded in a thread when the first
chart is shown, and until then the chart is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from quantizer.language import number

from .axis import tick_text
from .loading import loader
from .points import MOVES, moved, nearest_point
from .series import Ink, Mark, Series
from .tones import Tones

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject, QPointF
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent

    from .axis import Axis
    from .plot import Plot

_BREATH_MS = 10
"""Between the steps of making a chart, of which each takes some 20 ms; the loop goes on there."""


class Chart(QWidget):
    """The chart.

    Parameters
    ----------
    name
        Name for screen readers.
    x, y
        The axes.
    """

    picked = Signal(float)
    """The value of the horizontal axis that the user picks; again and again during a drag."""
    released = Signal()
    """A click or drag has ended."""
    read = Signal(object)
    """The index of the series and of the point that is read out, or None."""

    def __init__(self, name: str, x: Axis, y: Axis) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 120)
        self._x, self._y = x, y
        self._series: tuple[Series, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._is_pickable = False
        self._summary = ""
        self._point: tuple[int, int] | None = None
        self._texts: Callable[[int, int], str] = self._plain_text
        self._plot: Plot | None = None
        self._build = _soon(self, self._make_plot)
        self._first_draw = _soon(self, self._draw)
        self._empty = QLabel()
        self._empty.setObjectName("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(self._empty)

    @property
    def is_ready(self) -> bool:
        """Whether the chart is drawn: what draws it has been loaded."""
        return self._plot is not None

    @property
    def point(self) -> tuple[int, int] | None:
        """The index of the series and of the point that is read out, or None."""
        return self._point

    @property
    def readout(self) -> str:
        """The text of the readout; empty if there is none."""
        return "" if self._point is None else self._texts(*self._point)

    def set_axes(self, x: Axis, y: Axis) -> None:
        """Show other axes, or the same in another scale."""
        self._x, self._y = x, y
        self._draw()

    def set_content(self, series: Sequence[Series], marks: Sequence[Mark] = ()) -> None:
        """Show series and marks in place of those before."""
        self._series, self._marks = tuple(series), tuple(marks)
        point = self._point
        if point is not None:
            is_there = point[0] < len(self._series) and point[1] < len(self._series[point[0]].x)
            self._point = point if is_there else None
            if not is_there:
                self.read.emit(None)
        self._draw()

    def set_empty(self, text: str) -> None:
        """Show a sentence in place of the chart."""
        self._empty.setText(text)
        self._empty.setAccessibleName(text)
        self.set_content(())
        self.set_summary(text)

    def set_summary(self, text: str) -> None:
        """Say what the chart shows, in words, for screen readers."""
        self._summary = text
        self._describe()

    def set_readout(self, texts: Callable[[int, int], str]) -> None:
        """Take the text of a readout from a function of the indices of series and point."""
        self._texts = texts
        self.refresh_readout()

    def set_pickable(self, pickable: bool) -> None:
        """Let a click, a drag or Enter pick a value of the horizontal axis."""
        self._is_pickable = pickable
        self.setCursor(Qt.CursorShape.SizeHorCursor if pickable else Qt.CursorShape.ArrowCursor)

    def read_out(self, point: tuple[int, int] | None) -> None:
        """Read out a point, given by the indices of its series and of the point; None for none."""
        if point != self._point:
            self._point = point
            self.refresh_readout()
            self.read.emit(point)

    def refresh_readout(self) -> None:
        """Show the readout anew: its text may have changed."""
        self._describe()
        if self._plot is None:
            return
        place, ink = None, Ink.ACCENT
        if self._point is not None:
            one, index = self._series[self._point[0]], self._point[1]
            ink = one.ink
            spot = float(self._x.place(one.x)[index]), float(self._y.place(one.y)[index])
            place = spot if np.isfinite(spot).all() else None
        self._plot.show_readout(place, self.readout, ink)

    def _describe(self) -> None:
        text = " ".join(part for part in (self._summary, self.readout.replace("\n", ", ")) if part)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def _plain_text(self, series: int, point: int) -> str:
        one = self._series[series]
        x, y = tick_text(float(one.x[point])), number(float(one.y[point]), ",.4g")
        return f"{one.name}\n{self._x.name} {x}\n{self._y.name} {y}"

    def _make_plot(self) -> None:
        if self._plot is not None:
            return
        from .plot import Plot  # noqa: PLC0415 - it takes 0.4 s, and `loading` has loaded it

        plot = self._plot = Plot(self._x, self._y, Tones(self.palette()), self.font())
        plot.hovered.connect(self._follow_mouse)
        plot.left.connect(self._leave)
        plot.pressed.connect(self._press)
        plot.dragged.connect(self._pick_at)
        plot.released.connect(self._release)
        self._stack.addWidget(plot)
        self._first_draw.start()

    def _draw(self) -> None:
        if self._plot is None:
            return
        self._stack.setCurrentWidget(self._plot if self._series else self._empty)
        if self._series:
            self._plot.draw(self._x, self._y, self._series, self._marks)
        self.refresh_readout()

    def _follow_mouse(self, spot: QPointF) -> None:
        assert self._plot is not None
        places = [
            self._plot.pixels(self._x.place(one.x), self._y.place(one.y)) for one in self._series
        ]
        self.read_out(nearest_point(places, spot))

    def _leave(self) -> None:
        if not self.hasFocus():
            self.read_out(None)

    def _press(self, spot: QPointF) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pick_at(spot)

    def _pick_at(self, spot: QPointF) -> None:
        self._follow_mouse(spot)
        if self._is_pickable and self._series and self._plot is not None:
            self.picked.emit(self._x.value(self._plot.place_at(spot)))

    def _release(self) -> None:
        if self._is_pickable:
            self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the readout with the arrow keys, Home and End; pick its value with Enter."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if self._point is not None and self._is_pickable:
                series, point = self._point
                self.picked.emit(float(self._series[series].x[point]))
                self.released.emit()
                return
        elif key == Qt.Key.Key_Escape and self._point is not None:
            self.read_out(None)
            return
        elif key in MOVES:
            target = moved(self._point, key, [len(one.x) for one in self._series])
            if target is not None:
                self.read_out(target)
                return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Load what draws the chart, at the first time."""
        super().showEvent(event)
        if self._plot is not None:
            return
        loading = loader()
        if loading.is_loaded:
            self._build.start()
        else:
            loading.loaded.connect(self._build.start)
            loading.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        """Draw the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the colours and the font of another theme."""
        super().changeEvent(event)
        kinds = {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}
        if event.type() in kinds and self._plot is not None:
            self._plot.set_tones(Tones(self.palette()), self.font())
            self._draw()


def _soon(owner: QObject, slot: Callable[[], None]) -> QTimer:
    """Return a timer that calls `slot` in an event of its own, so that each one is short."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(_BREATH_MS)
    timer.timeout.connect(slot)
    return timer
