"""The Qt model of a batch: one row for each entry of the plan, with its state and outcome.

The model refers to the entries of the plan and keeps lists of their states and outcomes. Changes
of several rows are reported as one range; if only failed and skipped rows are shown, rows are
inserted and removed one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from quantizer.batch.outcome import State
from quantizer.language import tr

from .columns import CELLS, HEADINGS, NUMBERS, Column
from .row_painter import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry

    from ..panels.parts import ModelIndex
    from .jobs import Planned
    from .thumbnails import ThumbnailCache

_TROUBLE = frozenset({State.FAILED, State.SKIPPED})


class BatchModel(QAbstractTableModel):
    """The rows."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.only_trouble = False
        self.counts: Counter[State] = Counter()
        self._outcomes: list[Outcome | None] = []
        self._states: list[State] = []
        self._shown: list[int] | None = None
        self._places: dict[int, int] = {}
        self._by_source: dict[Path, int] = {}
        self._thumbnails = thumbnails
        thumbnails.arrived.connect(self._show_picture)

    def set_plan(self, planned: Planned | None) -> None:
        """Show the entries of a plan; None for no rows."""
        self.beginResetModel()
        self.entries = planned.plan.entries if planned else ()
        self._states = list(planned.states) if planned else []
        self._outcomes = [None] * len(self.entries)
        self._places = planned.places if planned else {}
        self._by_source = planned.by_source if planned else {}
        self.counts = planned.counts.copy() if planned else Counter()
        self._shown = self._troubled() if self.only_trouble else None
        self.endResetModel()

    def take(self, changes: Iterable[tuple[Entry, Outcome]]) -> None:
        """Show the outcomes of some entries."""
        rows = []
        for entry, outcome in changes:
            row = self._places.get(entry.number)
            if row is not None:
                self._put(row, outcome.state, outcome)
                rows.append(row)
        self._tell(rows)

    def wait(self, entries: Iterable[Entry]) -> None:
        """Show these entries as waiting, and drop their earlier outcomes."""
        places = (self._places[entry.number] for entry in entries)
        rows = [row for row in places if self._states[row] is not State.WAITING]
        for row in rows:
            self._put(row, State.WAITING, None)
        self._tell(rows)

    def settle(self) -> None:
        """Show entries that are still running as waiting, because the run has ended."""
        rows = [row for row, state in enumerate(self._states) if state is State.RUNNING]
        for row in rows:
            self._put(row, State.WAITING, None)
        self._tell(rows)

    def _put(self, row: int, state: State, outcome: Outcome | None) -> None:
        self.counts[self._states[row]] -= 1
        self.counts[state] += 1
        self._states[row], self._outcomes[row] = state, outcome

    def _tell(self, rows: Sequence[int]) -> None:
        if not rows:
            return
        if self._shown is None:
            self._tell_range(min(rows), max(rows))
            return
        for row in rows:
            place = bisect_left(self._shown, row)
            was_shown = place < len(self._shown) and self._shown[place] == row
            if was_shown and self._states[row] in _TROUBLE:
                self._tell_range(place, place)
            elif was_shown:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._shown[place]
                self.endRemoveRows()
            elif self._states[row] in _TROUBLE:
                self.beginInsertRows(QModelIndex(), place, place)
                self._shown.insert(place, row)
                self.endInsertRows()

    def _tell_range(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def show_only_trouble(self, only: bool) -> None:
        """Show only the entries that failed or were skipped, or all."""
        self.beginResetModel()
        self.only_trouble = only
        self._shown = self._troubled() if only else None
        self.endResetModel()

    def _troubled(self) -> list[int]:
        return [row for row, state in enumerate(self._states) if state in _TROUBLE]

    def row(self, row: int) -> Row:
        """Return the data of a shown row."""
        place = self._source_row(row)
        entry = self.entries[place]
        picture = self._thumbnails.picture(entry.source)
        return Row(entry, self._states[place], self._outcomes[place], picture)

    def entry(self, row: int) -> Entry:
        """Return the entry of a shown row."""
        return self.entries[self._source_row(row)]

    def state(self, row: int) -> State:
        """Return the state of a shown row."""
        return self._states[self._source_row(row)]

    def in_state(self, *states: State) -> tuple[Entry, ...]:
        """Return all entries in these states, shown or not."""
        pairs = zip(self.entries, self._states, strict=True)
        return tuple(entry for entry, state in pairs if state in states)

    def outcomes(self) -> tuple[Outcome | None, ...]:
        """Return the outcome of each entry; None for those not converted."""
        return tuple(self._outcomes)

    def _source_row(self, row: int) -> int:
        return row if self._shown is None else self._shown[row]

    def _show_picture(self, path: Path) -> None:
        row = self._by_source.get(path)
        if row is None:
            return
        place = row if self._shown is None else bisect_left(self._shown, row)
        if self._shown is None or (place < len(self._shown) and self._shown[place] == row):
            index = self.index(place, Column.FILE)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of shown rows."""
        if parent.isValid():
            return 0
        return len(self.entries) if self._shown is None else len(self._shown)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADINGS[Column(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the data of a cell for a role."""
        if not index.isValid():
            return None
        row = self._source_row(index.row())
        entry, state = self.entries[row], self._states[row]
        found: object = None
        if role == Qt.ItemDataRole.DisplayRole:
            found = CELLS[Column(index.column())].text(entry, state, self._outcomes[row])
        elif role == Qt.ItemDataRole.ToolTipRole:
            found = CELLS[Column(index.column())].tip(entry, state, self._outcomes[row]) or None
        return found
