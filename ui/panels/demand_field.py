"""What is demanded of the result where the number of colours follows from it: bytes, or decibels.

A field proposes what the result at hand has, so that one goes on from there; once a person has
written something else, it stays with that.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from quantizer.settings.settings import TargetSettings

from .parts import GAP, muted

_BYTES_PER_KB = 1000
_FIELD_WIDTH = 112


class DemandField(QWidget):
    """One number with words on both sides.

    Parameters
    ----------
    name
        What is demanded, for screen readers.
    before, after
        The words.
    number
        The field.
    """

    changed = Signal()

    def __init__(self, name: str, before: str, after: str, number: QDoubleSpinBox) -> None:
        super().__init__()
        self.is_chosen = False
        """Whether a person wrote the number."""
        self.number = number
        number.setAccessibleName(name)
        number.setKeyboardTracking(False)
        number.setFixedWidth(_FIELD_WIDTH)
        self.after = muted(after)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        label: QLabel = muted(before)
        label.setBuddy(number)
        row.addWidget(label)
        row.addWidget(number)
        row.addWidget(self.after, 1)
        self.setFocusProxy(number)
        number.valueChanged.connect(self._tell)

    def set_value(self, value: float) -> None:
        """Show a number that was chosen, without telling anyone."""
        self.is_chosen = True
        self._show(value)

    def propose(self, value: float) -> None:
        """Show a number unless one was chosen."""
        if not self.is_chosen:
            self._show(value)

    def _show(self, value: float) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(value)

    def _tell(self) -> None:
        self.is_chosen = True
        self.changed.emit()


class SizeField(DemandField):
    """The largest file that is allowed, in kilobytes of 1000 bytes."""

    def __init__(self) -> None:
        super().__init__("Largest file size", "At most", "", _number(0.1, 1e6, 100.0, " kB"))
        self.number.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.show_format("PNG")

    def show_format(self, label: str) -> None:
        """Say as which format the file is measured."""
        short = label.split(" ", maxsplit=1)[0]
        self.after.setText(f"as {short}")
        tip = (
            f"The most colours whose file fits, made as {label}: the format that was exported "
            "last, in which the file size below is given, too"
        )
        self.number.setToolTip(tip)
        self.after.setToolTip(tip)

    @property
    def target(self) -> TargetSettings:
        """The demand."""
        return TargetSettings(max_bytes=round(self.number.value() * _BYTES_PER_KB))

    def show_bytes(self, count: int) -> None:
        """Show what was demanded."""
        if self.target.max_bytes != count:
            self.set_value(count / _BYTES_PER_KB)
        self.is_chosen = True

    def propose_bytes(self, count: int) -> None:
        """Propose a size that `count` bytes fit into."""
        self.propose(math.ceil(count / _BYTES_PER_KB * 10) / 10)


class QualityField(DemandField):
    """The lowest PSNR that is allowed, in decibels."""

    def __init__(self) -> None:
        super().__init__("Lowest PSNR", "At least", "PSNR", _number(1.0, 100.0, 36.0, " dB"))
        self.number.setSingleStep(0.5)
        tip = (
            "The fewest colours that come so near to the original, pixel by pixel: from 40 dB on "
            "it is hard to see a difference. A dither looks better than its PSNR says: it takes "
            "more colours to the same number"
        )
        self.number.setToolTip(tip)
        self.after.setToolTip(tip)

    @property
    def target(self) -> TargetSettings:
        """The demand."""
        return TargetSettings(min_psnr=round(self.number.value(), 1))

    def show_psnr(self, psnr: float) -> None:
        """Show what was demanded."""
        if self.target.min_psnr != psnr:
            self.set_value(psnr)
        self.is_chosen = True

    def propose_psnr(self, psnr: float) -> None:
        """Propose a PSNR that a result of `psnr` reaches."""
        if math.isfinite(psnr):
            self.propose(math.floor(psnr * 10) / 10)


def _number(low: float, high: float, value: float, suffix: str) -> QDoubleSpinBox:
    number = QDoubleSpinBox()
    number.setDecimals(1)
    number.setRange(low, high)
    number.setValue(value)
    number.setSuffix(suffix)
    return number
