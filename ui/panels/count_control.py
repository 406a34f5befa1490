"""The number of colours: chosen by hand, or, with *Auto*, by the image.

With *Auto* the gauge shows the number that was found. Whoever moves it, picks a number or lifts
*Auto* goes on from there by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from quantizer.settings import MAX_COLORS, Selector
from ui.color_count import is_automatic
from ui.panels.parts import GAP, Gauge, heading, muted
from ui.panels.segments import Segments, segment
from ui.panels.texts import REASON_LABELS, SELECTOR_TEXTS, count_of

if TYPE_CHECKING:
    from quantizer.kmeans.selection import Selection
    from quantizer.settings import Settings

QUICK_PICKS = (2, 4, 8, 16, 32, 64, 128, 256)


class CountControl(QWidget):
    """The control; it tells what the user chose and keeps no settings."""

    counted = Signal(int)
    """The number of colours chosen by hand."""
    asked = Signal(object)
    """The `Selector` that is to find the number."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = Selector.ELBOW
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.auto = segment("Auto", "Automatic number of colours", "")
        self.auto.setToolTip("Let the image say how many colours it takes (A)")
        self.auto.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.auto.setFixedWidth(72)  # as wide as the number below it
        self.gauge = Gauge("Number of colours", 1, MAX_COLORS, logarithmic=True)
        self.picks = [
            segment(str(count), f"{count} colours", f"{count} colours") for count in QUICK_PICKS
        ]
        self.selector = Segments(
            "Suited to", [(label, one, tip) for one, (label, tip) in SELECTOR_TEXTS.items()]
        )
        self.note = muted()
        self._lay_out()
        self.auto.clicked.connect(self._toggle)
        self.gauge.changed.connect(lambda value: self.counted.emit(int(value)))
        for count, pick in zip(QUICK_PICKS, self.picks, strict=True):
            pick.clicked.connect(lambda _checked=False, k=count: self.counted.emit(k))
        self.selector.changed.connect(self.asked)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        top = QHBoxLayout()
        top.addWidget(heading("Colours"), 1)
        top.addWidget(self.auto)
        column.addLayout(top)
        column.addWidget(self.gauge)
        picks = QHBoxLayout()
        picks.setSpacing(4)
        for pick in self.picks:
            picks.addWidget(pick, 1)
        column.addLayout(picks)
        column.addWidget(self.selector)
        column.addWidget(self.note)

    def show_settings(self, settings: Settings) -> None:
        """Show who chooses, and the number chosen by hand."""
        automatic = is_automatic(settings)
        self.auto.setChecked(automatic)
        for count, pick in zip(QUICK_PICKS, self.picks, strict=True):
            pick.setChecked(not automatic and count == settings.cluster.colors)
        if automatic:
            self._selector = settings.target.selector
        else:
            self.gauge.set_value(settings.cluster.colors)
        self.selector.set_value(self._selector)
        self.selector.setVisible(automatic)
        self.note.setVisible(automatic)

    def show_selection(self, selection: Selection | None, waiting: str) -> None:
        """Show the number that was found and why, or else the text `waiting`."""
        if selection is None:
            self.note.setText(waiting)
            self.note.setToolTip("")
            return
        colors = count_of(selection.k, "colour")
        self.gauge.set_value(selection.k)
        self.note.setText(f"Auto: {colors} ({REASON_LABELS[selection.reason]})")
        self.note.setToolTip(f"The image suggests {colors}: {selection.reason.value}")

    def _toggle(self, automatic: bool) -> None:
        if automatic:
            self.asked.emit(self._selector)
        else:
            self.counted.emit(int(self.gauge.value))
