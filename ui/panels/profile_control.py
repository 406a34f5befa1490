"""Whether colours stay in the space of the file's own profile."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from .parts import GAP, heading

_MOST_LETTERS = 24
_TIP = (
    "The palette keeps the colours of {name} that sRGB does not have, and exported files carry the "
    "profile, without which they would look wrong. Otherwise all colours are converted to sRGB."
)


class ProfileControl(QWidget):
    """The control; it shows for files with such a profile only."""

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.box = QCheckBox()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading("Colour profile"))
        column.addWidget(self.box)
        self.box.clicked.connect(self.changed)

    def show_profile(self, name: str, *, is_kept: bool) -> None:
        """Show a profile, which may have no name, and whether it is kept."""
        short = name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1].rstrip()}…"
        self.box.setText(f"Keep {short or 'the profile of the file'}")
        self.box.setAccessibleName(f"Keep the colour profile {name}".rstrip())
        self.box.setToolTip(_TIP.format(name=name or "the file"))
        with QSignalBlocker(self.box):
            self.box.setChecked(is_kept)
