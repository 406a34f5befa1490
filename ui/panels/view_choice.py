"""The buttons for the view modes of the canvas, and the gain of the difference view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from quantizer.language import mark, tr

from ..canvas.view_mode import GAINS, ViewMode
from .parts import choice, hbox, show_choice
from .segments import Segments

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_TEXTS = {
    ViewMode.SPLIT: (
        mark("Split"),
        mark("Split"),
        mark("Original and result, divided by a movable line"),
    ),
    ViewMode.SIDE_BY_SIDE: (
        mark("Side by side"),
        mark("Side"),
        mark("Original and result next to each other"),
    ),
    ViewMode.DIFFERENCE: (
        mark("Difference"),
        mark("Diff"),
        mark("Result minus original, amplified; grey means no difference"),
    ),
    ViewMode.HEAT_MAP: (
        mark("Heat map"),
        mark("Heat"),
        mark("Visible colour difference of each part, from dark (none) to bright (large)"),
    ),
}
"""Label, short label and tooltip of each view mode."""
_FULL, _SHORT = 0, 1
_GAIN = 72
_CHROME = 16
"""Padding of a label and the gap to the next, in pixels."""


class ViewChoice(QWidget):
    """A button for each view mode, and the box for the gain."""

    view_chosen = Signal(object)
    gain_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        entries = [
            (label, view, f"{tr(tip)} ({_keys(number)})")
            for number, (view, (label, _, tip)) in enumerate(_TEXTS.items(), 1)
        ]
        self.views = Segments(tr("View"), entries)
        for view, (_, short, _) in _TEXTS.items():
            least = self.fontMetrics().horizontalAdvance(tr(short)) + _CHROME - 4
            self.views.buttons[view].setMinimumWidth(least)
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

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the room of the short labels."""
        gain = 0 if self.gain.isHidden() else _GAIN + 4
        return QSize(self._room(_SHORT) + gain, super().minimumSizeHint().height())

    @property
    def full_width(self) -> int:
        """The width of all buttons with their full labels, and of the box for the gain."""
        return self._room(_FULL) + (0 if self.gain.isHidden() else _GAIN + 4)

    def _room(self, kind: int) -> int:
        """Return the width of all buttons with their full or short labels (`_FULL`, `_SHORT`)."""
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(tr(texts[kind])) for texts in _TEXTS.values())
        return len(_TEXTS) * (widest + _CHROME)

    def show_view(self, view: ViewMode, gain: int) -> None:
        """Show the current view mode and gain, without emitting signals."""
        self.views.set_value(view)
        show_choice(self.gain, gain)
        self.gain.setVisible(view is ViewMode.DIFFERENCE)
        self._fit_labels()

    def set_roomy(self, roomy: bool) -> None:
        """Reserve room for the full labels, or allow the short ones."""
        self.views.setMinimumWidth(self._room(_FULL) if roomy else 0)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Use the short labels if the full ones would be cut off."""
        self._fit_labels()

    def _fit_labels(self) -> None:
        room = self.width() - (0 if self.gain.isHidden() else _GAIN)
        is_short = room < self._room(_FULL)
        for view, (label, short, _) in _TEXTS.items():
            self.views.buttons[view].setText(tr(short if is_short else label))


def _keys(number: int) -> str:
    """Return the shortcut of a view as it is written on the keyboard."""
    keys = QKeySequence(f"Ctrl+{number}")
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
