"""The option which images share a palette, and a preview of the shared palettes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from quantizer.batch.plan.options import Sharing
from quantizer.language import mark, tr

from ..panels.palette_field import PaletteField
from ..panels.parts import heading, vbox
from ..panels.segments import Segments
from .palette_view import PaletteView
from .texts import SHARING_TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quantizer.image.palette import Palette

_GIVEN = "given"
_GIVEN_TEXTS = (mark("Given"), _GIVEN, mark("All images use a palette that you choose"))


class SharingControl(QWidget):
    """The control; it holds the option and emits `changed`."""

    changed = Signal()
    seek_requested = Signal()
    """The user wants to see the shared palettes before the run."""

    def __init__(self) -> None:
        super().__init__()
        entries = [(label, one, tip) for one, (label, tip) in SHARING_TEXTS.items()]
        self.choice = Segments(tr("Palette"), [*entries, _GIVEN_TEXTS])
        self.choice.set_value(Sharing.NONE)
        self.given = PaletteField(None)
        self.seek = QPushButton(tr("Preview palette"))
        self.seek.setToolTip(tr("Compute and show the shared palette before the conversion"))
        self.view = PaletteView()
        vbox(self, heading(tr("Palette")), self.choice, self.given, self.seek, self.view)
        self.choice.changed.connect(self._choose)
        self.seek.clicked.connect(self.seek_requested)
        self._follow()

    @property
    def sharing(self) -> Sharing:
        """Which images share a palette."""
        value = self.choice.value
        return value if isinstance(value, Sharing) else Sharing.NONE

    @property
    def is_given(self) -> bool:
        """Whether all images use a palette that the user chooses."""
        return bool(self.choice.value == _GIVEN)

    def show_given(self, palette: Palette | None) -> None:
        """Show the palette that all images use, without emitting signals; None without one.

        Until a palette is chosen, the choice that one is given stays.
        """
        is_dropped = palette is None and self.given.strip.palette_shown is not None
        self.given.show_palette(palette)
        if palette is not None:
            self.choice.set_value(_GIVEN)
        elif self.is_given and is_dropped:
            self.choice.set_value(Sharing.NONE)
        self._follow()

    def show_palettes(self, palettes: Mapping[str, Palette] | None, *, may_seek: bool) -> None:
        """Show the shared palettes, or the button that computes them."""
        self.view.show_palettes(palettes if self.sharing is not Sharing.NONE else None)
        self.seek.setEnabled(may_seek and palettes is None)

    def _choose(self, _value: object) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        self.given.setVisible(self.is_given)
        self.seek.setVisible(self.sharing is not Sharing.NONE)
        if self.sharing is Sharing.NONE:
            self.view.hide()
