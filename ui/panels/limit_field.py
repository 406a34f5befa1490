"""Fields for a limit of the result: a largest file size, or a lowest PSNR.

A field first proposes the value of the current result. Once the user has entered a number, it
keeps that.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QLabel, QWidget

from quantizer.language import tr
from quantizer.settings.settings import OPTIONS, TargetSettings

from .parts import hbox, muted

_BYTES_PER_KB = 1000
_FIELD_WIDTH = 112


class LimitField(QWidget):
    """A number with text on both sides."""

    changed = Signal()

    def __init__(self, name: str, before: str, after: str, number: QDoubleSpinBox) -> None:
        super().__init__()
        self.is_chosen = False
        """Whether the user entered the number."""
        self.number = number
        number.setAccessibleName(name)
        number.setKeyboardTracking(False)
        number.setFixedWidth(_FIELD_WIDTH)
        self.after = muted(after)
        row = hbox(self)
        label: QLabel = muted(before)
        label.setBuddy(number)
        row.addWidget(label)
        row.addWidget(number)
        row.addWidget(self.after, 1)
        self.setFocusProxy(number)
        number.valueChanged.connect(self._change)

    def set_value(self, value: float) -> None:
        """Show a number that was chosen, without emitting `changed`."""
        self.is_chosen = True
        self._show(value)

    def propose(self, value: float) -> None:
        """Show a number unless the user has entered one."""
        if not self.is_chosen:
            self._show(value)

    def _show(self, value: float) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(value)

    def _change(self) -> None:
        self.is_chosen = True
        self.changed.emit()


class SizeField(LimitField):
    """The largest file that is allowed, in kilobytes of 1000 bytes."""

    def __init__(self) -> None:
        name = tr(OPTIONS["target.max_bytes"].label)
        super().__init__(name, tr("At most"), "", _number(0.1, 1e6, 100.0, " kB"))
        self.number.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.show_format("PNG")

    def show_format(self, label: str) -> None:
        """Show for which format the file size is measured."""
        short = label.split(" ", maxsplit=1)[0]
        self.after.setText(tr("as {format}", format=short))
        tip = tr(
            "Takes the most colours whose {label} file is not larger. This is the format "
            "exported last; the file size below is for the same format",
            label=label,
        )
        self.number.setToolTip(tip)
        self.after.setToolTip(tip)

    @property
    def target(self) -> TargetSettings:
        """The limit, as settings."""
        return TargetSettings(max_bytes=round(self.number.value() * _BYTES_PER_KB))

    def show_bytes(self, count: int) -> None:
        """Show a limit that was chosen."""
        if self.target.max_bytes != count:
            self.set_value(count / _BYTES_PER_KB)
        self.is_chosen = True

    def propose_bytes(self, count: int) -> None:
        """Propose a size of at least `count` bytes."""
        self.propose(math.ceil(count / _BYTES_PER_KB * 10) / 10)


class QualityField(LimitField):
    """The lowest PSNR that is allowed, in decibels."""

    def __init__(self) -> None:
        option = OPTIONS["target.min_psnr"]
        super().__init__(tr(option.label), tr("At least"), "PSNR", _number(1.0, 100.0, 36.0, " dB"))
        self.number.setSingleStep(0.5)
        self.number.setToolTip(tr(option.tooltip))
        self.after.setToolTip(tr(option.tooltip))

    @property
    def target(self) -> TargetSettings:
        """The limit, as settings."""
        return TargetSettings(min_psnr=round(self.number.value(), 1))

    def show_psnr(self, psnr: float) -> None:
        """Show a limit that was chosen."""
        if self.target.min_psnr != psnr:
            self.set_value(psnr)
        self.is_chosen = True

    def propose_psnr(self, psnr: float) -> None:
        """Propose a PSNR of at most `psnr`."""
        if math.isfinite(psnr):
            self.propose(math.floor(psnr * 10) / 10)


def _number(low: float, high: float, value: float, suffix: str) -> QDoubleSpinBox:
    number = QDoubleSpinBox()
    number.setDecimals(1)
    number.setRange(low, high)
    number.setValue(value)
    number.setSuffix(suffix)
    return number
