"""What a device or a program demands of the palette and the file; behind a button, as few need it.

It opens by itself if one of these settings is not at its default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from quantizer.language import tr
from quantizer.settings.settings import OPTIONS, IndexedSettings

from .disclosure import Disclosure
from .parts import labelled, vbox
from .setting_fields import ChoiceBox

if TYPE_CHECKING:
    from quantizer.settings.settings import Settings

_BITS = OPTIONS["indexed.bits"]
_KEEP = OPTIONS["indexed.keep_indices"]
_USUAL_BITS = ((5, 6, 5), (5, 5, 5), (4, 4, 4), (3, 3, 3), (3, 3, 2), (2, 2, 2), (1, 1, 1))
"""Devices in the list: RGB565 displays, and consoles and computers of the eighties and nineties."""


class BitsBox(QComboBox):
    """A box with the usual numbers of bits per channel; others are added when they are shown."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr(_BITS.label))
        self.setToolTip(tr(_BITS.tooltip))
        self.addItem(tr("8, 8, 8 (any colour)"), None)
        for bits in _USUAL_BITS:
            self._add(bits)
        self.activated.connect(lambda place: self.changed.emit(self._values[place]))

    @property
    def _values(self) -> list[tuple[int, int, int] | None]:
        """The values of the entries; Qt would hand back lists for tuples."""
        values = (self.itemData(place) for place in range(self.count()))
        return [None if value is None else (value[0], value[1], value[2]) for value in values]

    def _add(self, bits: tuple[int, int, int]) -> None:
        self.addItem(", ".join(map(str, bits)), bits)

    def set_value(self, bits: tuple[int, int, int] | None) -> None:
        """Show numbers of bits without emitting `changed`."""
        if bits is not None and bits not in self._values:
            self._add(bits)
        self.setCurrentIndex(self._values.index(bits))


class IndexedControl(QWidget):
    """The control; `changed` carries new `IndexedSettings`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._indexed = IndexedSettings()
        self._is_indexed = True
        self.bits = BitsBox()
        self.bit_depth = ChoiceBox(OPTIONS["indexed.bit_depth"])
        self.keep = QCheckBox(tr(_KEEP.label))
        self.keep.setAccessibleName(tr(_KEEP.label))
        self.keep.setToolTip(tr(_KEEP.tooltip))
        content = QWidget()
        inner = vbox(content)
        inner.addLayout(labelled(tr(_BITS.label), self.bits))
        inner.addLayout(labelled(tr(OPTIONS["indexed.bit_depth"].label), self.bit_depth))
        inner.addWidget(self.keep)
        self.more = Disclosure(tr("Device and file"), content)
        vbox(self, self.more)
        self.bits.changed.connect(lambda value: self._change(bits=value))
        self.bit_depth.changed.connect(lambda value: self._change(bit_depth=value))
        self.keep.clicked.connect(lambda value: self._change(keep_indices=value))

    def show_settings(self, settings: Settings) -> None:
        """Show what is demanded."""
        self._indexed = settings.indexed
        self.bits.set_value(settings.indexed.bits)
        self.bit_depth.set_value(settings.indexed.bit_depth)
        self.keep.setChecked(settings.indexed.keep_indices)
        self._follow()
        if settings.indexed != IndexedSettings():
            self.more.open()

    def show_kind(self, *, is_indexed: bool) -> None:
        """Offer to keep indices only where there are some."""
        self._is_indexed = is_indexed
        self._follow()

    def _follow(self) -> None:
        self.keep.setVisible(self._is_indexed or self._indexed.keep_indices)

    def _change(self, **changes: object) -> None:
        self.changed.emit(replace(self._indexed, **changes))  # type: ignore[arg-type]
