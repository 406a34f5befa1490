"""What happens to soft edges, the matte colour for edges that become opaque, and the bleed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QCheckBox, QColorDialog, QSizePolicy, QToolButton, QWidget

from quantizer.image.palette import format_hex
from quantizer.language import tr
from quantizer.settings.settings import OPTIONS, AlphaMode, AlphaSettings

from ..document.effect import without_effect
from .parts import color_icon, enable_unless, hbox, heading, labelled, vbox
from .segments import segment
from .setting_fields import segments

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings

_MATTE = OPTIONS["alpha.matte"]
_BLEED = OPTIONS["alpha.bleed"]


class MatteField(QWidget):
    """A matte colour, or none: soft edges then keep their own colour."""

    changed = Signal(object)
    """Red, green and blue, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._matte: tuple[int, int, int] | None = None
        self.none = segment(
            tr("None"), tr("No matte colour"), tr("Soft edges keep their own colour")
        )
        self.pick = QToolButton()
        self.pick.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.pick.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pick.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pick.setToolTip(tr(_MATTE.tooltip))
        self.none.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        hbox(self, (self.none, 1), (self.pick, 2), spacing=4)
        self.none.clicked.connect(self._choose_none)
        self.pick.clicked.connect(self._ask)
        self.set_value(None)

    def set_value(self, matte: tuple[int, int, int] | None) -> None:
        """Show a colour without emitting `changed`."""
        self._matte = matte
        self.none.setChecked(matte is None)
        text = tr("Colour…") if matte is None else format_hex((*matte, 255))
        self.pick.setText(text)
        self.pick.setAccessibleName(
            tr("Choose a matte colour") if matte is None else tr("Matte {color}", color=text)
        )
        self.pick.setIcon(QIcon() if matte is None else color_icon((*matte, 255), self))

    def _choose_none(self) -> None:
        self.set_value(None)
        self.changed.emit(None)

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(*(self._matte or (255, 255, 255))), self)
        dialog.setWindowTitle(tr("Matte colour"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._take)
        dialog.open()

    def _take(self, color: QColor) -> None:
        matte = (color.red(), color.green(), color.blue())
        self.set_value(matte)
        self.changed.emit(matte)


class AlphaControl(QWidget):
    """The control; `changed` carries new `AlphaSettings`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._alpha = AlphaSettings()
        self.mode = segments("alpha.mode")
        self.matte = MatteField()
        column = vbox(
            self, heading(tr("Transparency")), labelled(tr(OPTIONS["alpha.mode"].label), self.mode)
        )
        self._matte_row = QWidget()
        inner = labelled(tr(_MATTE.label), self.matte)
        inner.setContentsMargins(0, 0, 0, 0)
        self._matte_row.setLayout(inner)
        column.addWidget(self._matte_row)
        self.bleed = QCheckBox(tr(_BLEED.label))
        self.bleed.setAccessibleName(tr(_BLEED.label))
        self.bleed.setToolTip(tr(_BLEED.tooltip))
        column.addWidget(self.bleed)
        self.mode.changed.connect(lambda value: self._change(mode=value))
        self.matte.changed.connect(lambda value: self._change(matte=value))
        self.bleed.clicked.connect(lambda value: self._change(bleed=value))

    def show_settings(self, settings: Settings, palette: Palette | None = None) -> None:
        """Show what happens to soft edges, also with a given palette."""
        self._alpha = settings.alpha
        self.mode.set_value(settings.alpha.mode)
        self.matte.set_value(settings.alpha.matte)
        self.bleed.setChecked(settings.alpha.bleed)
        enable_unless(self.bleed, without_effect("alpha.bleed", settings, palette))
        self._matte_row.setVisible(settings.alpha.mode is not AlphaMode.FULL)

    def _change(self, **changes: object) -> None:
        self.changed.emit(replace(self._alpha, **changes))  # type: ignore[arg-type]
