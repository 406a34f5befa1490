"""The buttons for the view modes of the canvas, and the gain of the difference view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from quantizer.language import mark, tr

from ..canvas.view_mode import GAINS, ViewMode
from .parts import choice, hbox, show_choice
from .segments import Segments

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_TEXTS = {
    ViewMode.SPLIT: ("Split", "Split", mark("Original and result, divided by a movable line")),
    ViewMode.SIDE_BY_SIDE: (
        mark("Side by side"),
        "Side",
        mark("Original and result next to each other"),
    ),
    ViewMode.DIFFERENCE: (
        "Difference",
        "Diff",
        mark("Result minus original, amplified; grey means no difference"),
    ),
    ViewMode.HEAT_MAP: (
        mark("Heat map"),
        "Heat",
        mark("Visible colour difference of each part, from dark (none) to bright (large)"),
    ),
}
"""Label, short label and tooltip of each view mode."""
_SEGMENT = 96
_GAIN = 72


class ViewChoice(QWidget):
    """A button for each view mode, and the box for the gain."""

    view_chosen = Signal(object)
    gain_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        entries = [
            (label, view, f"{tip} (Ctrl+{number})")
            for number, (view, (label, _, tip)) in enumerate(_TEXTS.items(), 1)
        ]
        self.views = Segments(tr("View"), entries)
        self.views.changed.connect(self.view_chosen)
        self.gain = choice(
            tr("Amplification of differences"),
            [
                (f"\N{MULTIPLICATION SIGN} {gain}", gain, tr("Differences are multiplied by this"))
                for gain in GAINS
            ],
        )
        self.gain.setFixedWidth(_GAIN)
        self.gain.activated.connect(lambda _index: self.gain_chosen.emit(self.gain.currentData()))
        hbox(self, (self.views, 1), self.gain, spacing=4)

    def show_view(self, view: ViewMode, gain: int) -> None:
        """Show the current view mode and gain, without emitting signals."""
        self.views.set_value(view)
        show_choice(self.gain, gain)
        self.gain.setVisible(view is ViewMode.DIFFERENCE)
        self._fit_labels()

    def set_roomy(self, roomy: bool) -> None:
        """Reserve room for the full labels, or allow the short ones."""
        self.views.setMinimumWidth(len(_TEXTS) * _SEGMENT if roomy else 0)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Use the short labels if the full ones would be cut off."""
        self._fit_labels()

    def _fit_labels(self) -> None:
        room = self.width() - (0 if self.gain.isHidden() else _GAIN)
        is_short = room < len(_TEXTS) * _SEGMENT
        for view, (label, short, _) in _TEXTS.items():
            self.views.buttons[view].setText(short if is_short else label)
