"""The choice of the canvas's view, and of the gain where the view has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ..canvas.view_mode import GAINS, CanvasView
from .parts import choice, show_choice
from .segments import Segments

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_TEXTS = {
    CanvasView.SPLIT: ("Split", "Split", "Original and result divided by a line that moves"),
    CanvasView.SIDE_BY_SIDE: ("Side by side", "Side", "The same part of original and result"),
    CanvasView.DIFFERENCE: (
        "Difference",
        "Diff",
        "Result minus original, amplified; grey is equal",
    ),
    CanvasView.HEAT_MAP: (
        "Heat map",
        "Heat",
        "How far each part of the result is off, as it looks",
    ),
}
"""Label, label where there is little room, and tooltip of each view."""
_SEGMENT = 96
_GAIN = 72


class ViewChoice(QWidget):
    """A button for each view."""

    view_chosen = Signal(object)
    gain_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        entries = [
            (label, view, f"{tip} (Ctrl+{number})")
            for number, (view, (label, _, tip)) in enumerate(_TEXTS.items(), 1)
        ]
        self.views = Segments("View", entries)
        self.views.changed.connect(self.view_chosen)
        self.gain = choice(
            "Amplification of differences",
            [
                (f"\N{MULTIPLICATION SIGN} {gain}", gain, "What differences are multiplied by")
                for gain in GAINS
            ],
        )
        self.gain.setFixedWidth(_GAIN)
        self.gain.activated.connect(lambda _index: self.gain_chosen.emit(self.gain.currentData()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.views, 1)
        row.addWidget(self.gain)

    def show_view(self, view: CanvasView, gain: int) -> None:
        """Show a choice without telling anyone."""
        self.views.set_value(view)
        show_choice(self.gain, gain)
        self.gain.setVisible(view is CanvasView.DIFFERENCE)
        self._fit_labels()

    def set_roomy(self, roomy: bool) -> None:
        """Be as wide as the labels want, or as narrow as it has to."""
        self.views.setMinimumWidth(len(_TEXTS) * _SEGMENT if roomy else 0)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Shorten the labels where they would be cut off."""
        self._fit_labels()

    def _fit_labels(self) -> None:
        room = self.width() - (0 if self.gain.isHidden() else _GAIN)
        is_short = room < len(_TEXTS) * _SEGMENT
        for view, (label, short, _) in _TEXTS.items():
            self.views.buttons[view].setText(short if is_short else label)
