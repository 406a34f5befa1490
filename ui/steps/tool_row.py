"""The upper row of the step mode: what is clustered, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from quantizer.settings.settings import MAX_COLORS, Metric, Space

from ..panels.parts import (
    GAP,
    MARGIN,
    button,
    choice,
    hbox,
    labelled,
    show_choice,
    styled,
    whole_number,
)
from .start_control import StartControl

if TYPE_CHECKING:
    from collections.abc import Sequence

IMAGE = "image"
TABLE = "table"
OPENED = "opened table"
_HEIGHT = 30


class ToolRow(QWidget):
    """The row; its signals say what was changed.

    Parameters
    ----------
    data_sets
        Title, name and description of each built-in set.
    """

    source_chosen = Signal(str)
    """`IMAGE`, `OPENED`, `TABLE` to open one, or the name of a built-in set."""
    run_changed = Signal()
    """Another k, start, seed or distance."""
    space_changed = Signal()
    pair_toggled = Signal(bool)
    editing_toggled = Signal(bool)
    save_requested = Signal()
    left = Signal()

    def __init__(self, data_sets: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        styled(self, "panel")
        entries: list[tuple[str, object, str]] = [
            ("This image", IMAGE, "The colours of the open image")
        ]
        entries += data_sets
        entries.append(("Open table…", TABLE, "The rows of a CSV or TSV file"))
        self.source = choice("What is clustered", entries)
        self.source.setFixedWidth(184)
        self.k = whole_number("Number of clusters", 1, MAX_COLORS)
        self.k.setFixedWidth(60)
        self.start = StartControl("the run", with_labels=False)
        self.distance = choice("Distance", [(m.value.capitalize(), m, m.label) for m in Metric])
        self.space = choice("Colour space", [(s.label, s, s.tooltip) for s in Space])
        self.pair = _toggle("Side by side", "Compare two runs from different starts")
        self.editing = _toggle("Edit by hand", "Place, drag and remove centroids (E)")
        self.save = button("Save…", "Save the run as an animation or as pictures")
        self.leave = button("Back to the image", "Leave the step mode (Esc)")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._space_box, self._start_box = QWidget(), QWidget()
        self._space_box.setLayout(labelled("Colour space", self.space))
        self._start_box.setLayout(labelled("Start and seed", self.start))
        row = hbox(
            self,
            labelled("Data", self.source),
            labelled("k", self.k),
            self._start_box,
            labelled("Distance", self.distance),
            self._space_box,
            margins=(MARGIN, GAP, MARGIN, GAP),
            spacing=GAP + 4,
        )
        row.addStretch(1)
        for field in (self.source, self.k, self.start.start, self.start.seed, self.distance):
            field.setFixedHeight(_HEIGHT)
        self.space.setFixedHeight(_HEIGHT)
        for one in (self.pair, self.editing, self.save, self.leave):
            one.setFixedHeight(_HEIGHT)
            row.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)

    def _connect(self) -> None:
        self.source.activated.connect(lambda _i: self.source_chosen.emit(self.source.currentData()))
        self.k.valueChanged.connect(self.run_changed)
        self.start.changed.connect(self.run_changed)
        self.distance.currentIndexChanged.connect(self.run_changed)
        self.space.currentIndexChanged.connect(self.space_changed)
        self.pair.toggled.connect(self.pair_toggled)
        self.editing.toggled.connect(self.editing_toggled)
        self.save.clicked.connect(self.save_requested)
        self.leave.clicked.connect(self.left)

    def name_table(self, name: str) -> None:
        """Offer a table that was opened, by its name, beside the command to open another."""
        place = self.source.findData(OPENED)
        if place < 0:
            place = self.source.findData(TABLE)
            self.source.insertItem(place, name, OPENED)
        self.source.setItemText(place, name)

    def show_source(self, source: str, *, has_image: bool) -> None:
        """Show what is clustered; the image can only be chosen if there is one."""
        show_choice(self.source, source)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        place = self.source.findData(IMAGE)
        self.source.setItemData(
            place, None if has_image else int(flags.value) & 0, Qt.ItemDataRole.UserRole - 1
        )
        self._space_box.setVisible(source == IMAGE)

    def show_run(self, k: int, metric: Metric) -> None:
        """Show a number of clusters and a distance, without emitting signals."""
        with QSignalBlocker(self.k):
            self.k.setValue(k)
        show_choice(self.distance, metric)

    def show_space(self, space: Space) -> None:
        """Show a colour space, without emitting signals."""
        show_choice(self.space, space)

    def show_pair(self, *, is_pair: bool) -> None:
        """Show the start only for a single run: of two, each has its own."""
        self._start_box.setVisible(not is_pair)


def _toggle(text: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName("hold")
    made.setText(text)
    made.setCheckable(True)
    made.setToolTip(tip)
    made.setAccessibleName(text)
    return made
