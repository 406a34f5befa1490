"""The dithering options of a batch: method and strength, without thumbnails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from quantizer.dither import DITHERERS
from quantizer.language import tr
from quantizer.settings.settings import DitherSettings

from ..panels.dither_gallery import ordered_names
from ..panels.number_slider import NumberSlider
from ..panels.parts import choice, heading, labelled, show_choice, vbox
from ..panels.texts import DITHER_TIPS

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings


class DitherChoice(QWidget):
    """The control; `changed` carries new `DitherSettings`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._dither = DitherSettings()
        self.name = choice(
            tr("Dithering method"),
            [(DITHERERS[name].label, name, DITHER_TIPS.get(name, "")) for name in ordered_names()],
        )
        self.strength = NumberSlider(tr("Dither strength"), 0, 100, suffix=" %")
        vbox(self, heading(tr("Dithering")), self.name, labelled(tr("Strength"), self.strength))
        self.name.activated.connect(lambda: self._tell(name=self.name.currentData(), kernel=None))
        self.strength.changed.connect(lambda value: self._tell(strength=value / 100))

    def show_settings(self, settings: Settings, palette: Palette | None = None) -> None:
        """Show the dithering of these settings, with a given palette if there is one."""
        self._dither = settings.dither
        show_choice(self.name, settings.dither.name)
        strength = settings.dither.strength_with(is_given=palette is not None)
        self.strength.set_value(round(100 * strength))
        self.strength.setEnabled(DITHERERS[settings.dither.name].has_strength)

    def _tell(self, **changes: object) -> None:
        self.changed.emit(replace(self._dither, **changes))  # type: ignore[arg-type]
