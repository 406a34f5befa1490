"""How a file for firmware is laid out: the format of its palette, and the alignment of rows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from quantizer.settings.settings import OPTIONS, DeviceFormat, FirmwareSettings

from ..panels.parts import hbox, muted
from ..panels.setting_fields import ChoiceBox, NumberBox

_FORMAT, _ALIGNMENT = OPTIONS["firmware.format"], OPTIONS["firmware.row_alignment"]


class FirmwareFields(QWidget):
    """Both fields side by side."""

    changed = Signal()

    def __init__(self, value: FirmwareSettings) -> None:
        super().__init__()
        self.value = value
        """The settings that are shown."""
        self.format, self.alignment = ChoiceBox(_FORMAT), NumberBox(_ALIGNMENT)
        self.format.set_value(value.format)
        self.alignment.set_value(value.row_alignment)
        label = muted(_ALIGNMENT.label)
        label.setBuddy(self.alignment)
        hbox(self, (self.format, 1), label, self.alignment)
        self.alignment.setSuffix(" bytes")
        self.alignment.setSpecialValueText("1 byte")
        self.format.changed.connect(
            lambda word: self._change(replace(self.value, format=DeviceFormat(word)))
        )
        self.alignment.changed.connect(
            lambda count: self._change(replace(self.value, row_alignment=count))
        )
        self.setFocusProxy(self.format)

    def _change(self, value: FirmwareSettings) -> None:
        if value != self.value:
            self.value = value
            self.changed.emit()
