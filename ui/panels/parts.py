"""Widgets and layouts that the panels share: labels, boxes, a slider with a number field."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
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


def vbox(
    owner: QWidget | None = None,
    *,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    spacing: int = GAP,
) -> QVBoxLayout:
    """Return a layout from top to bottom, in `owner` if it is given; lengths in pixels."""
    column = QVBoxLayout() if owner is None else QVBoxLayout(owner)
    column.setContentsMargins(*margins)
    column.setSpacing(spacing)
    return column


def hbox(
    owner: QWidget | None = None,
    *,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    spacing: int = GAP,
) -> QHBoxLayout:
    """Return a layout from left to right, in `owner` if it is given; lengths in pixels."""
    row = QHBoxLayout() if owner is None else QHBoxLayout(owner)
    row.setContentsMargins(*margins)
    row.setSpacing(spacing)
    return row


def styled(widget: QWidget, name: str) -> None:
    """Let the style sheet paint the background of `widget` as that of ``#name``."""
    widget.setObjectName(name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def heading(text: str) -> QLabel:
    """Return the heading of a section."""
    label = QLabel(text)
    label.setObjectName("heading")
    return label


def muted(text: str = "") -> QLabel:
    """Return a label in a muted colour."""
    label = QLabel(text)
    label.setObjectName("muted")
    return label


def notice(text: str = "") -> QLabel:
    """Return a label with a coloured background for a warning, hidden at first."""
    label = QLabel(text)
    label.setObjectName("notice")
    label.setWordWrap(True)
    label.hide()
    return label


def rule() -> QFrame:
    """Return a thin line between sections."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def divide(column: QVBoxLayout) -> None:
    """Add a line that separates two sections."""
    column.addSpacing(GAP // 2)
    column.addWidget(rule())
    column.addSpacing(GAP // 2)


def labelled(text: str, control: QWidget) -> QVBoxLayout:
    """Return a control with its label above it."""
    label = muted(text)
    label.setBuddy(control)
    column = vbox(spacing=4)
    column.addWidget(label)
    column.addWidget(control)
    return column


def choice(name: str, entries: Iterable[tuple[str, object, str]]) -> QComboBox:
    """Return a drop-down box.

    Parameters
    ----------
    name
        Name for screen readers.
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
    """Select the entry with `value`, without emitting signals."""
    with QSignalBlocker(box):
        box.setCurrentIndex(max(0, box.findData(value)))


def whole_number(name: str, low: int, high: int) -> QSpinBox:
    """Return a field for a whole number that emits its signal once the input is complete."""
    field = QSpinBox()
    field.setRange(low, high)
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    return field


def color_icon(color: Color, owner: QWidget) -> QIcon:
    """Return a small tile of a colour, at the pixel density of the screen of `owner`."""
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


class SidePanel(QScrollArea):
    """A scrolled column of controls at the side of a window.

    Add the controls to `column`, then call `fit_width`.

    Parameters
    ----------
    name
        Name for screen readers.
    width
        Preferred width in pixels.
    """

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self._width = width
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self._content = QWidget()
        self._content.setObjectName("panel")
        self.setWidget(self._content)
        self.column = vbox(self._content, margins=(MARGIN, MARGIN, MARGIN, MARGIN))

    def fit_width(self) -> None:
        """Set the minimum width to what the controls need."""
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self._content.minimumSizeHint().width() + bar)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the preferred size."""
        return QSize(self._width, 600)


class Gauge(QWidget):
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
        self.slider.setAccessibleName(f"{name} slider")
        self.number = _number(low, high, decimals)
        self.number.setSuffix(suffix)
        self.number.setAccessibleName(name)
        self.number.setFixedWidth(72)
        self.number.setKeyboardTracking(False)
        self.slider.valueChanged.connect(self._follow_slider)
        self.number.valueChanged.connect(self._follow_number)
        self.setFocusProxy(self.number)
        layout = hbox(self)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.number)

    @property
    def value(self) -> float:
        """The number."""
        return float(self.number.value())

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
