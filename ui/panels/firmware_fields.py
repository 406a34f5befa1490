"""How a file for firmware is laid out: the format of its palette, and the alignment of rows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from quantizer.language import tr
from quantizer.settings.settings import OPTIONS, DeviceFormat, FirmwareSettings

from .parts import hbox, labelled
from .setting_fields import ChoiceBox, NumberBox

_FORMAT, _ALIGNMENT = OPTIONS["firmware.format"], OPTIONS["firmware.row_alignment"]


class FirmwareFields(QWidget):
    """Both fields side by side; `changed` carries new `FirmwareSettings`."""

    changed = Signal(object)

    def __init__(self, value: FirmwareSettings | None = None) -> None:
        super().__init__()
        self.format, self.alignment = ChoiceBox(_FORMAT), NumberBox(_ALIGNMENT)
        self.format.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.alignment.setSuffix(tr(" bytes"))
        self.alignment.setSpecialValueText(tr("1 byte"))
        self.alignment.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.alignment.setMinimumWidth(96)
        fields = ((_FORMAT, self.format, 3), (_ALIGNMENT, self.alignment, 2))
        hbox(self, *((labelled(tr(option.label), field), share) for option, field, share in fields))
        self.show_value(value or FirmwareSettings())
        self.format.changed.connect(
            lambda word: self._change(replace(self.value, format=DeviceFormat(word)))
        )
        self.alignment.changed.connect(
            lambda count: self._change(replace(self.value, row_alignment=count))
        )
        self.setFocusProxy(self.format)

    def show_value(self, value: FirmwareSettings) -> None:
        """Show settings without emitting `changed`."""
        self.value = value
        self.format.set_value(value.format)
        self.alignment.set_value(value.row_alignment)

    def _change(self, value: FirmwareSettings) -> None:
        if value != self.value:
            self.value = value
            self.changed.emit(value)
