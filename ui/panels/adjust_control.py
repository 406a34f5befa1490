"""Size and tone, which are adjusted before the colours are chosen: a group that opens on demand.

It opens by itself if one of its settings is not at its default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from quantizer.language import mark, tr
from quantizer.settings.option import options_of
from quantizer.settings.settings import OPTIONS, AdjustSettings, ImageSize

from .disclosure import Disclosure
from .number_slider import NumberSlider
from .parts import labelled, notice, vbox
from .setting_fields import setting_field

if TYPE_CHECKING:
    from quantizer.settings.settings import Settings

_RESIZE = OPTIONS["adjust.resize"]
_SIZES = ("50%", "800x480", "600x448", "400x300", "320x240", "240x240", "160x144", "128x128")
_SAME_SIZE = mark("Same size")


class SizeBox(QComboBox):
    """A box for the new size: one of the usual ones, or any that is typed."""

    changed = Signal(object)
    """The new `ImageSize`; None keeps the size."""
    refused = Signal(str)
    """Why a text is no size; empty once it is one."""

    def __init__(self) -> None:
        super().__init__()
        self.size_shown: ImageSize | None = None
        """The size, whatever is being typed."""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # it would turn 80 into 800x480
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr(_RESIZE.label))
        self.setToolTip(tr(_RESIZE.tooltip))
        self.addItem(tr(_SAME_SIZE), "")
        for text in _SIZES:
            self.addItem(text.replace("x", " \N{MULTIPLICATION SIGN} ").replace("%", " %"), text)
        self.activated.connect(lambda _: self._take())
        edit = self.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(tr(_SAME_SIZE))
        edit.editingFinished.connect(self._take)

    def set_value(self, size: ImageSize | None) -> None:
        """Show a size without emitting `changed`."""
        self.size_shown = size
        with QSignalBlocker(self):
            place = self.findData(size or "")
            self.setCurrentIndex(place)
            if place < 0:
                self.setEditText(str(size))

    def _take(self) -> None:
        text = self.currentText().strip()
        try:
            size = None if text in {"", tr(_SAME_SIZE)} else ImageSize(text)
        except ValueError:
            self.refused.emit(tr("Enter {allowed}.", allowed=ImageSize.allowed))
            return
        self.refused.emit("")
        if size != self.size_shown:
            self.set_value(size)
            self.changed.emit(size)


class AdjustControl(QWidget):
    """The control; `changed` carries new `AdjustSettings`.

    Attributes
    ----------
    fields
        The control of each setting but the size, by the name of its field in `AdjustSettings`.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._adjust = AdjustSettings()
        self.size_box = SizeBox()
        self.refusal = notice()
        names = [name for name in options_of(AdjustSettings) if name != "resize"]
        self.fields = {name: setting_field(f"adjust.{name}") for name in names}
        content = QWidget()
        column = vbox(content)
        column.addLayout(labelled(tr(_RESIZE.label), self.size_box))
        column.addWidget(self.refusal)
        for name, field in self.fields.items():
            column.addLayout(labelled(tr(OPTIONS[f"adjust.{name}"].label), field))
            field.changed.connect(lambda value, name=name: self._change(name, value))
        self.group = Disclosure(tr("Size and tone"), content)
        vbox(self, self.group)
        self.size_box.changed.connect(lambda size: self._change("resize", size))
        self.size_box.refused.connect(self._show_refusal)

    def show_settings(self, settings: Settings) -> None:
        """Show how images are adjusted."""
        self._adjust = adjust = settings.adjust
        if adjust.resize != self.size_box.size_shown:  # else something may be being typed
            self._show_refusal("")
            self.size_box.set_value(adjust.resize)
        for name, field in self.fields.items():
            field.set_value(getattr(adjust, name))
        size = adjust.resize
        self.fields["filter"].setEnabled(size is not None)
        self.fields["fit"].setEnabled(size is not None and None not in {size.width, size.height})
        if not adjust.is_neutral:
            self.group.open()

    def _show_refusal(self, text: str) -> None:
        self.refusal.setText(text)
        self.refusal.setVisible(bool(text))

    def _change(self, name: str, value: object) -> None:
        if isinstance(self.fields.get(name), NumberSlider):
            value = round(value, 2)  # type: ignore[call-overload]  # a float
        self.changed.emit(replace(self._adjust, **{name: value}))  # type: ignore[arg-type]
