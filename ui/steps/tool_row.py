"""The upper row of the step mode: what is clustered, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLayout, QToolButton, QWidget

from quantizer.language import mark, tr
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

    from PySide6.QtGui import QResizeEvent

IMAGE = "image"
TABLE = "table"
OPENED = mark("opened table")
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
            (tr("This image"), IMAGE, tr("The colours of the open image"))
        ]
        entries += data_sets
        entries.append((tr("Open table…"), TABLE, tr("The rows of a CSV or TSV file")))
        self.source = choice(tr("What is clustered"), entries)
        self.source.setFixedWidth(184)
        self.k = whole_number(tr("Number of clusters"), 1, MAX_COLORS)
        self.k.setFixedWidth(60)
        self.start = StartControl(tr("the run"), with_labels=False)
        self.distance = choice(
            tr("Distance"), [(tr(m.label).partition(" (")[0], m, m.label) for m in Metric]
        )
        self.space = choice(tr("Colour space"), [(s.label, s, s.tooltip) for s in Space])
        self.pair = _toggle(tr("Side by side"), tr("Compare two runs from different starts"))
        self.editing = _toggle(tr("Edit by hand"), tr("Place, drag and remove centroids (E)"))
        self.save = button(tr("Save…"), tr("Save the run as an animation or as pictures"))
        self.leave = button(tr("Back to the image"), tr("Leave the step mode (Esc)"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._space_box, self._start_box = QWidget(), QWidget()
        self._space_box.setLayout(labelled(tr("Colour space"), self.space))
        self._start_box.setLayout(labelled(tr("Start and seed"), self.start))
        fields = hbox(
            None,
            labelled(tr("Data"), self.source),
            labelled("k", self.k),
            self._start_box,
            labelled(tr("Distance"), self.distance),
            self._space_box,
            spacing=GAP + 4,
        )
        fields.addStretch(1)
        commands = hbox(None, spacing=GAP + 4)
        for field in (self.source, self.k, self.start.start, self.start.seed, self.distance):
            field.setFixedHeight(_HEIGHT)
        self.space.setFixedHeight(_HEIGHT)
        for one in (self.pair, self.editing, self.save, self.leave):
            one.setFixedHeight(_HEIGHT)
            commands.addWidget(one, 0, Qt.AlignmentFlag.AlignBottom)
        commands.addStretch(1)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self._rows.setSpacing(GAP + 4)
        self._rows.addLayout(fields, 1)
        self._rows.addLayout(commands)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the room of the longer of the two rows that a narrow window has."""
        widths = [row.minimumSize().width() for row in self._parts()]
        return QSize(max(widths) + 2 * MARGIN, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the buttons below the fields if there is no room beside them."""
        super().resizeEvent(event)
        needed = sum(row.minimumSize().width() for row in self._parts()) + GAP + 4 + 2 * MARGIN
        direction = QBoxLayout.Direction
        is_wide = self.width() >= needed
        self._rows.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)

    def _parts(self) -> list[QLayout]:
        """Return the layouts of the fields and of the buttons."""
        return self._rows.findChildren(QLayout, options=Qt.FindChildOption.FindDirectChildrenOnly)

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
