"""A slider with a number field beside it."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QSlider, QSpinBox, QWidget

from quantizer.language import tr

from .parts import hbox

_TICKS = 1000
_NUMBER_WIDTH = 80
"""Width that most numbers fit in, so that those below each other are aligned."""
_NUMBER_CHROME = 34
"""Borders, padding and arrows of a number field, in pixels."""


class NumberSlider(QWidget):
    """A slider and a number field with the same value.

    Parameters
    ----------
    name
        Name for screen readers.
    low, high
        The range, both included.
    decimals
        Decimal places of the number; 0 for whole numbers.
    logarithmic
        Whether the slider's scale is logarithmic.
    suffix
        Unit after the number.
    """

    changed = Signal(float)

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        *,
        decimals: int = 0,
        logarithmic: bool = False,
        suffix: str = "",
    ) -> None:
        super().__init__()
        self._low, self._high, self._logarithmic = low, high, logarithmic
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _TICKS)
        self.slider.setPageStep(_TICKS // 8)
        self.slider.setSingleStep(_TICKS // 100)
        self.slider.setAccessibleName(tr("{name} slider", name=name))
        self.number = _number(low, high, decimals)
        self.number.setSuffix(suffix)
        words = self.number.fontMetrics().horizontalAdvance(f"{high:.{decimals}f}{suffix}")
        self.number.setFixedWidth(max(_NUMBER_WIDTH, words + _NUMBER_CHROME))
        self.number.setAccessibleName(name)
        self.number.setKeyboardTracking(False)
        self.slider.valueChanged.connect(self._follow_slider)
        self.number.valueChanged.connect(self._follow_number)
        hbox(self, (self.slider, 1), self.number)

    @property
    def value(self) -> float:
        """The number."""
        return float(self.number.value())

    def set_high(self, high: float) -> None:
        """Change the upper end of the range, without emitting signals."""
        self._high = high
        with QSignalBlocker(self.number):
            self.number.setMaximum(high)  # type: ignore[arg-type]
        self._move_slider()

    def set_value(self, value: float) -> None:
        """Show `value`, without emitting signals."""
        with QSignalBlocker(self.number):
            self.number.setValue(value)  # type: ignore[arg-type]
        self._move_slider()

    def _follow_slider(self, tick: int) -> None:
        part = tick / _TICKS
        if self._logarithmic:
            value = self._low * (self._high / self._low) ** part
        else:
            value = self._low + (self._high - self._low) * part
        whole = isinstance(self.number, QSpinBox)
        with QSignalBlocker(self.number):
            before = self.number.value()
            self.number.setValue(round(value) if whole else value)
        if self.number.value() != before:
            self.changed.emit(self.value)

    def _follow_number(self) -> None:
        self._move_slider()
        self.changed.emit(self.value)

    def _move_slider(self) -> None:
        if self._high == self._low:
            part = 1.0
        elif self._logarithmic:
            part = math.log(self.value / self._low) / math.log(self._high / self._low)
        else:
            part = (self.value - self._low) / (self._high - self._low)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(part * _TICKS))


def _number(low: float, high: float, decimals: int) -> QSpinBox | QDoubleSpinBox:
    if not decimals:
        whole = QSpinBox()
        whole.setRange(int(low), int(high))
        return whole
    real = QDoubleSpinBox()
    real.setDecimals(decimals)
    real.setRange(low, high)
    real.setSingleStep(10.0**-decimals * 5)
    return real
