"""Building blocks that the panels share: headings, rules, a slider with a number beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.image.palette import Color

GAP = 8
MARGIN = 16
_TICKS = 1000
_ICON = 16


def heading(text: str) -> QLabel:
    """Return the heading of a section."""
    label = QLabel(text)
    label.setObjectName("heading")
    return label


def muted(text: str = "") -> QLabel:
    """Return a label in the background."""
    label = QLabel(text)
    label.setObjectName("muted")
    return label


def rule() -> QFrame:
    """Return a thin line between sections."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def divide(column: QVBoxLayout) -> None:
    """Begin a new section."""
    column.addSpacing(GAP // 2)
    column.addWidget(rule())
    column.addSpacing(GAP // 2)


def labelled(text: str, control: QWidget) -> QVBoxLayout:
    """Return a control with its label above it."""
    label = muted(text)
    label.setBuddy(control)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(label)
    column.addWidget(control)
    return column


def choice(name: str, entries: Iterable[tuple[str, object, str]]) -> QComboBox:
    """Return a box to choose from.

    Parameters
    ----------
    name
        What is chosen, for screen readers.
    entries
        Label, value and tooltip of each choice. A member of a `StrEnum` comes back as a string.
    """
    box = QComboBox()
    box.setAccessibleName(name)
    for label, value, tip in entries:
        box.addItem(label, value)
        box.setItemData(box.count() - 1, tip or None, Qt.ItemDataRole.ToolTipRole)
    return box


def show_choice(box: QComboBox, value: object) -> None:
    """Let a box show the choice of `value`, without telling anyone."""
    with QSignalBlocker(box):
        box.setCurrentIndex(max(0, box.findData(value)))


def whole_number(name: str, low: int, high: int) -> QSpinBox:
    """Return a field for a whole number, which tells it when it is complete."""
    field = QSpinBox()
    field.setRange(low, high)
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    return field


def color_icon(color: Color, owner: QWidget) -> QIcon:
    """Return a small tile of a colour, sharp on the screen of `owner`."""
    ratio = owner.devicePixelRatioF()
    picture = QPixmap(round(_ICON * ratio), round(_ICON * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(owner.palette().color(QPalette.ColorRole.PlaceholderText))
    painter.setBrush(QColor(*color))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _ICON - 1, _ICON - 1), 4, 4)
    painter.end()
    return QIcon(picture)


class Gauge(QWidget):
    """A slider and a number that say the same.

    Parameters
    ----------
    name
        What is set, for screen readers.
    low, high
        The range, both included.
    decimals
        Places of the number; 0 for whole numbers.
    logarithmic
        Whether equal ways on the slider are equal factors.
    suffix
        Unit behind the number.
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
        self.slider.setAccessibleName(f"{name} slider")
        self.number = _number(low, high, decimals)
        self.number.setSuffix(suffix)
        self.number.setAccessibleName(name)
        self.number.setFixedWidth(72)
        self.number.setKeyboardTracking(False)
        self.slider.valueChanged.connect(self._follow_slider)
        self.number.valueChanged.connect(self._follow_number)
        self.setFocusProxy(self.number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)

    @property
    def value(self) -> float:
        """The number."""
        return float(self.number.value())

    def set_value(self, value: float) -> None:
        """Show `value` without telling anyone."""
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
        if self._logarithmic:
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
