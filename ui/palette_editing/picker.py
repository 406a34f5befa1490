"""The colour picker: a field, a strip of hues, numbers in three models, a hex code.

It does not block the window: each change is told at once (`changed`), so that the picture shows it.
*Cancel* and Esc tell the colour from before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QColor, QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from quantizer.color.oklch import LARGEST_CHROMA
from quantizer.errors import SettingsError
from quantizer.image.palette import format_hex, parse_hex
from quantizer.language import mark, tr

from ..panels.parts import button, hbox, muted, vbox
from .color_field import ColorField, HueStrip
from .color_values import ColorValues

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.palette import Color

_SWATCH_HEIGHT = 32


@dataclass(frozen=True)
class _Model:
    """A colour model: its name, and for each value its letter, name, largest value and decimals."""

    name: str
    values: tuple[tuple[str, str, float, int], ...]


_MODELS = (
    _Model(
        "sRGB",
        (
            ("R", mark("Red"), 255, 0),
            ("G", mark("Green"), 255, 0),
            ("B", mark("Blue"), 255, 0),
        ),
    ),
    _Model(
        "HSV",
        (
            ("H", mark("Hue, in degrees"), 360, 1),
            ("S", mark("Saturation, in percent"), 100, 1),
            ("V", mark("Value, in percent"), 100, 1),
        ),
    ),
    _Model(
        "OKLCH",
        (
            ("L", mark("Lightness, in percent"), 100, 1),
            ("C", mark("Chroma"), LARGEST_CHROMA, 3),
            ("H", mark("Hue, in degrees"), 360, 1),
        ),
    ),
)
_RGB, _HSV, _OKLCH = range(3)


class ColorPicker(QDialog):
    """Changes one colour."""

    changed = Signal(object)
    """The colour, at each change."""
    released = Signal()
    """A drag has ended; the next change is a step of its own."""
    eyedropper_requested = Signal()

    def __init__(self, parent: QWidget, color: Color) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Change colour"))
        self.setModal(False)
        self._before, self._values = color, ColorValues.of(color)
        self.model = QComboBox()
        self.model.setAccessibleName(tr("Colour model of the field"))
        self.model.addItems(["HSV", "OKLCH"])
        self.model.setCurrentIndex(1)
        self.field = ColorField(tr("Saturation and value, or chroma and lightness"))
        self.strip = HueStrip(tr("Hue"))
        self.numbers = [self._number_fields(model) for model in _MODELS]
        self.hex = QLineEdit()
        self.hex.setAccessibleName(tr("Hex code"))
        self.hex.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.alpha = _number(tr("Alpha"), 255, 0)
        self.before, self.after = _tile(tr("Colour before")), _tile(tr("Colour now"))
        self.eyedropper = button(tr("Pick from the picture"), tr("Take the colour of a pixel"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._lay_out()
        self._connect()
        _fill(self.before, color)
        self._show()
        self.hex.setFocus()
        self.hex.selectAll()

    @property
    def color(self) -> Color:
        """The colour as it is now."""
        return self._values.color

    def set_color(self, color: Color) -> None:
        """Take another colour, such as that of a pixel; alpha stays."""
        self._take(self._values.with_color((*color[:3], self.color[3])))

    def reject(self) -> None:
        """Go back to the colour from before, and close."""
        if self.color != self._before:
            self.changed.emit(self._before)
        super().reject()

    def _number_fields(self, model: _Model) -> list[QDoubleSpinBox]:
        return [
            _number(f"{model.name}: {tr(name)}", most, decimals)
            for _, name, most, decimals in model.values
        ]

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        for row, (model, fields) in enumerate(zip(_MODELS, self.numbers, strict=True)):
            grid.addWidget(muted(model.name), row, 0)
            for place, (value, field) in enumerate(zip(model.values, fields, strict=True)):
                letter = QLabel(value[0])
                letter.setBuddy(field)
                grid.addWidget(letter, row, 2 * place + 1)
                grid.addWidget(field, row, 2 * place + 2)
                grid.setColumnStretch(2 * place + 2, 1)
        self._alpha_label = muted(tr("Alpha"))
        code = hbox(None, muted(tr("Hex")), (self.hex, 1), self._alpha_label, self.alpha)
        tiles = hbox(None, (self.before, 1), (self.after, 1), spacing=0)
        for part in (self._alpha_label, self.alpha):
            part.setVisible(self.color[3] != 255)
        top = hbox(None, (muted(tr("Field")), 1), self.model)
        column = vbox(
            self,
            top,
            self.field,
            self.strip,
            tiles,
            code,
            grid,
            self.eyedropper,
            margins=(16, 16, 16, 16),
            spacing=10,
        )
        column.addStretch(1)
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.eyedropper.clicked.connect(self.eyedropper_requested)
        self.model.currentIndexChanged.connect(self._show)
        self.field.chosen.connect(self._take_place)
        self.strip.chosen.connect(lambda x, _y: self._take_hue(360 * x))
        self.field.released.connect(self.released)
        self.strip.released.connect(self.released)
        self.hex.textEdited.connect(self._take_code)
        self.alpha.valueChanged.connect(self._take_alpha)
        takes: tuple[Callable[[], None], ...] = (self._take_rgb, self._take_hsv, self._take_oklch)
        for fields, take in zip(self.numbers, takes, strict=True):
            for field in fields:
                field.valueChanged.connect(lambda _value, take=take: take())

    @property
    def _is_oklch(self) -> bool:
        return self.model.currentIndex() == 1

    def _take_place(self, x: float, y: float) -> None:
        if self._is_oklch:
            hue = self._values.oklch[2]
            self._take(self._values.with_oklch(y, x * LARGEST_CHROMA, hue))
        else:
            self._take(self._values.with_hsv(self._values.hsv[0], x, y))

    def _take_hue(self, hue: float) -> None:
        if self._is_oklch:
            self._take(self._values.with_oklch(*self._values.oklch[:2], hue))
        else:
            self._take(self._values.with_hsv(hue, *self._values.hsv[1:]))

    def _take_code(self, text: str) -> None:
        digits = len(text.strip().lstrip("#"))
        if digits not in {3, 6, 8}:
            return  # while it is being typed
        try:
            color = parse_hex(text)
        except SettingsError:
            return
        self._take(self._values.with_color(color if digits == 8 else (*color[:3], self.color[3])))

    def _take_alpha(self) -> None:
        self._take(self._values.with_color((*self.color[:3], int(self.alpha.value()))))

    def _take_rgb(self) -> None:
        red, green, blue = (int(field.value()) for field in self.numbers[_RGB])
        self._take(self._values.with_color((red, green, blue, self.color[3])))

    def _take_hsv(self) -> None:
        hue, saturation, value = (field.value() for field in self.numbers[_HSV])
        self._take(self._values.with_hsv(hue, saturation / 100, value / 100))

    def _take_oklch(self) -> None:
        lightness, chroma, hue = (field.value() for field in self.numbers[_OKLCH])
        self._take(self._values.with_oklch(lightness / 100, chroma, hue))

    def _take(self, values: ColorValues) -> None:
        is_other = values.color != self.color
        self._values = values
        self._show()
        if is_other:
            self.changed.emit(values.color)

    def _show(self) -> None:
        values = self._values
        if self._is_oklch:
            self.field.show_oklch(values.oklch)
            self.strip.show_hue(values.oklch[2], is_oklch=True)
        else:
            self.field.show_hsv(values.hsv)
            self.strip.show_hue(values.hsv[0], is_oklch=False)
        hue, saturation, value = values.hsv
        lightness, chroma, angle = values.oklch
        shown = (
            values.color[:3],
            (hue, 100 * saturation, 100 * value),
            (100 * lightness, chroma, angle),
        )
        for fields, own in zip(self.numbers, shown, strict=True):
            for field, number in zip(fields, own, strict=True):
                _set(field, number)
        _set(self.alpha, values.color[3])
        if not self.hex.hasFocus() or not self.hex.isModified():
            self.hex.setText(format_hex(values.color))
        _fill(self.after, values.color)


def _number(name: str, most: float, decimals: int) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(0, most)
    field.setDecimals(decimals)
    field.setSingleStep(10.0**-decimals if decimals > 1 else 1)
    field.setAccessibleName(name)
    field.setToolTip(name)
    return field


def _set(field: QDoubleSpinBox, value: float) -> None:
    """Show a number, but do not change one that is being typed and means the same."""
    if abs(field.value() - value) >= 0.5 * 10.0 ** -field.decimals():
        with QSignalBlocker(field):
            field.setValue(value)


def _tile(name: str) -> QFrame:
    tile = QFrame()
    tile.setAccessibleName(name)
    tile.setToolTip(name)
    tile.setAutoFillBackground(True)
    tile.setFixedHeight(_SWATCH_HEIGHT)
    return tile


def _fill(tile: QFrame, color: Color) -> None:
    palette = tile.palette()
    palette.setColor(tile.backgroundRole(), QColor(*color[:3]))
    tile.setPalette(palette)
    tile.setAccessibleDescription(format_hex(color))
