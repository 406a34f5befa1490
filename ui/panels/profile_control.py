"""A box to keep the colour profile of the file instead of converting to sRGB."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from quantizer.language import mark, tr

from .parts import heading, vbox

_MOST_LETTERS = 24
_TIP = mark(
    "Keeps colours of {name} that sRGB does not have, and embeds the profile in "
    "exported files. Otherwise all colours are converted to sRGB."
)


class ProfileControl(QWidget):
    """The control; it is visible only for files with a profile."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.box = QCheckBox()
        vbox(self, heading(tr("Colour profile")), self.box)
        self.box.clicked.connect(self.changed)

    def show_profile(self, name: str, *, is_kept: bool) -> None:
        """Show the name of a profile, which may be empty, and whether it is kept."""
        short = name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1].rstrip()}…"
        self.box.setText(
            tr("Keep {name}", name=short) if short else tr("Keep the profile of the file")
        )
        self.box.setAccessibleName(tr("Keep the colour profile {name}", name=name).rstrip())
        self.box.setToolTip(tr(_TIP, name=name or tr("the file")))
        with QSignalBlocker(self.box):
            self.box.setChecked(is_kept)
