"""An axis as pyqtgraph draws it, with the ticks and the title of an `Axis`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF

from .axis import common_exponent, tick_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont

    from .axis import Axis

_GAP = 4.0
_PIXELS_PER_TICK = {"bottom": 56.0, "left": 36.0}
"""Least distance of the labels of two ticks."""


class TickedAxis(pg.AxisItem):  # type: ignore[misc] # pyqtgraph has no types
    """An axis whose ticks are those of an `Axis`."""

    def __init__(self, side: str, axis: Axis) -> None:
        super().__init__(side)
        self._side = side
        self._exponent = 0
        self.axis = axis
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, maxTickLevel=0)

    def show_axis(self, axis: Axis, largest: float) -> None:
        """Show another axis, whose largest value is given."""
        exponent = 0 if axis.is_whole or axis.ticks else common_exponent(largest)
        if self.labelText != axis.title(exponent):  # a label lays out the plot anew
            self.setLabel(axis.title(exponent), **self.labelStyle)
        self.axis, self._exponent = axis, exponent
        self.picture = None  # the ticks may be others for the same range
        self.update()

    def fit_width(self, low: float, high: float, length: float, font: QFont) -> None:
        """Make room for the ticks between two places of an upright axis, and for its title."""
        metrics = QFontMetricsF(font)
        [(_, places)] = self.tickValues(low, high, length)
        texts = self.tickStrings(places, 1, 1)
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        self.setWidth(round(widest + metrics.height() + 4 * _GAP))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Any:  # noqa: N802, N803
        """Return the places of the ticks, as pyqtgraph asks for them."""
        low, high = self.axis.value(minVal), self.axis.value(maxVal)
        ticks = self.axis.tick_values(low, high, int(size / _PIXELS_PER_TICK[self._side]))
        return [(maxVal - minVal, self.axis.place(ticks).tolist())]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:  # noqa: N802, ARG002
        """Return the texts of ticks."""
        return [tick_text(self.axis.value(place), self._exponent) for place in values]
