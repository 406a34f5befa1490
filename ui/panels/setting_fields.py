"""Controls for single settings, built from their declarations in `quantizer.settings`.

    Option -> setting_field -> Segments, ChoiceBox, NumberSlider or NumberBox, by its type

Each of the four has a signal `changed`, which carries a new value, and `set_value`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox

from quantizer.language import mark, tr
from quantizer.settings.settings import OPTIONS

from .number_slider import NumberSlider
from .segments import Segments

if TYPE_CHECKING:
    from quantizer.settings.option import Option

_SEGMENTS_LETTERS = 24
"""Longest labels, all together, that fit beside each other as buttons."""
_AUTOMATIC = mark("Automatic")
_AUTO = mark("Auto")
_NUMBER_WIDTH = 112
_LARGEST = 2**31 - 1  # of a spin box


class ChoiceBox(QComboBox):
    """A box with the choices of an enum, and Automatic for None if that is allowed."""

    changed = Signal(object)
    """The value, where Qt hands back a plain word for the member of an enum."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.setAccessibleName(tr(option.label))
        self.setToolTip(tr(option.tooltip))
        for label, value, tip in _entries(option, _AUTOMATIC):
            self.addItem(tr(label), value)
            self.setItemData(self.count() - 1, tr(tip) or None, Qt.ItemDataRole.ToolTipRole)
        self.activated.connect(lambda _: self.changed.emit(self.currentData()))

    def set_value(self, value: object) -> None:
        """Show a choice without emitting `changed`."""
        self.setCurrentIndex(max(0, self.findData(value)))


class NumberBox(QSpinBox):
    """A field for a whole number, where 0 stands for None if that is allowed."""

    changed = Signal(object)

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._is_optional = option.is_optional
        low, high = option.range
        self.setRange(0 if option.is_optional else int(low), int(min(high, _LARGEST)))
        self.setSpecialValueText(tr(_AUTOMATIC) if option.is_optional else "")
        self.setAccessibleName(tr(option.label))
        self.setToolTip(tr(option.tooltip))
        self.setKeyboardTracking(False)
        self.setMinimumWidth(_NUMBER_WIDTH)  # a long number does not widen the panel
        self.valueChanged.connect(lambda value: self.changed.emit(self._or_none(value)))

    def _or_none(self, value: int) -> int | None:
        return None if self._is_optional and not value else value

    def set_value(self, value: int | None) -> None:
        """Show a number without emitting `changed`."""
        with QSignalBlocker(self):
            self.setValue(value or 0)


SettingField = Segments | ChoiceBox | NumberSlider | NumberBox


def setting_field(name: str) -> SettingField:
    """Return a control for the setting with a dotted name, such as ``cluster.space``."""
    option = OPTIONS[name]
    if option.choices:
        return segments(name) if _fits(option) else ChoiceBox(option)
    if option.kind is int:
        return NumberBox(option)
    low, high = option.range
    # A range that starts above 0 spans factors, such as a gamma; the others are percentages.
    decimals = 2 if low > 0 else 0
    slider = NumberSlider(tr(option.label), low, high, decimals=decimals, logarithmic=low > 0)
    slider.setToolTip(tr(option.tooltip))
    return slider


def segments(name: str) -> Segments:
    """Return a row of buttons for a setting that is one of few choices."""
    option = OPTIONS[name]
    return Segments(tr(option.label), _entries(option, _AUTO))


def _fits(option: Option) -> bool:
    return sum(len(tr(label)) for label, _, _ in _entries(option, _AUTO)) <= _SEGMENTS_LETTERS


def _entries(option: Option, automatic: str) -> list[tuple[str, object, str]]:
    """Return label, value and tooltip of each choice, None first."""
    tip = tr(option.automatic)
    tip = tip[:1].upper() + tip[1:]
    first = [(automatic, None, tip)] if option.is_optional else []
    return [*first, *((one.label, one, one.tooltip) for one in option.choices)]
