"""The Qt model of a batch: one row for each entry of the plan, with its state and outcome.

The model refers to the entries of the plan and keeps lists of their states and outcomes. Rows that
the user removed stay in these lists, but are neither shown nor counted. Changes of several rows are
reported as one range; if only failed and skipped rows are shown, rows are inserted and removed one
by one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from quantizer.batch.outcome import State
from quantizer.language import tr

from .columns import CELLS, HEADINGS, NUMBERS, Column, Row
from .row_order import RowOrder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry

    from ..panels.parts import ModelIndex
    from ..thumbnails.cache import ThumbnailCache
    from .jobs import Planned

_TROUBLE = frozenset({State.FAILED, State.SKIPPED})
_AS_PLANNED = Column.FILE, Qt.SortOrder.AscendingOrder


class BatchModel(QAbstractTableModel):
    """The rows."""

    def __init__(self, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self.only_trouble = False
        self.sorted_by = _AS_PLANNED
        """The column that the rows are sorted by, and the direction."""
        self._thumbnails = thumbnails
        self._fill(None)
        thumbnails.arrived.connect(self._show_picture)

    def _fill(self, planned: Planned | None) -> None:
        self._all = planned.plan.entries if planned else ()
        self._folder = planned.plan.options.destination.folder if planned else None
        self._states = list(planned.states) if planned else []
        self._outcomes: list[Outcome | None] = [None] * len(self._all)
        self._places = planned.places if planned else {}
        self._by_source = planned.by_source if planned else {}
        self._removed: set[int] = set()
        self.counts: Counter[State] = planned.counts.copy() if planned else Counter()
        self._order = RowOrder(len(self._all))
        self._arrange()

    def set_plan(self, planned: Planned | None) -> None:
        """Show the entries of a plan; None for no rows."""
        self.beginResetModel()
        self._fill(planned)
        self.endResetModel()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries in the order of the plan, without those that were removed."""
        if not self._removed:
            return self._all
        return tuple(entry for row, entry in enumerate(self._all) if row not in self._removed)

    def knows(self, entries: Iterable[Entry]) -> bool:
        """Return whether all of these are entries of this plan, removed or not."""
        return all(entry.source in self._by_source for entry in entries)

    def remove(self, entries: Iterable[Entry]) -> None:
        """Remove entries from the rows and the counts."""
        self._set_removed(self._removed | self._rows_of(entries))

    def restore(self, entries: Iterable[Entry]) -> None:
        """Bring entries of this plan back that were removed, with their outcomes."""
        self._set_removed(self._removed - self._rows_of(entries))

    def _rows_of(self, entries: Iterable[Entry]) -> set[int]:
        return {self._by_source[entry.source] for entry in entries}

    def _set_removed(self, removed: set[int]) -> None:
        self.beginResetModel()
        self._removed = removed
        rows = (state for row, state in enumerate(self._states) if row not in removed)
        self.counts = Counter(rows)
        self._order.show(self._is_shown)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by a column; the selection stays with its rows."""
        if self.sorted_by != (Column(column), order):
            self.sorted_by = Column(column), order
            self._sort_again()

    def _sort_again(self) -> None:
        """Sort by the values as they are now."""
        self.layoutAboutToBeChanged.emit()
        before, shown = self.persistentIndexList(), self._order.shown.copy()
        self._arrange()
        places = {row: place for place, row in enumerate(self._order.shown)}
        after = [self.index(places[shown[one.row()]], one.column()) for one in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        """Sort all rows, and show those that are to be shown."""
        column, order = self.sorted_by
        if self.sorted_by == _AS_PLANNED:
            self._order = RowOrder(len(self._all))
            self._order.show(self._is_shown)
            return
        rows = [self._data(row) for row in range(len(self._all))]
        self._order.sort(rows, column, descending=order is Qt.SortOrder.DescendingOrder)
        self._order.show(self._is_shown)

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
        """Show entries that are still running as waiting, because the run has ended; sort again."""
        rows = [row for row, state in enumerate(self._states) if state is State.RUNNING]
        for row in rows:
            self._put(row, State.WAITING, None)
        self._tell(rows)
        self._sort_again()

    def _put(self, row: int, state: State, outcome: Outcome | None) -> None:
        self.counts[self._states[row]] -= 1
        self.counts[state] += 1
        self._states[row], self._outcomes[row] = state, outcome

    def _tell(self, rows: Sequence[int]) -> None:
        if not rows:
            return
        if not self.only_trouble:
            places = [place for place, is_there in map(self._order.place, rows) if is_there]
            if places:
                self._tell_range(min(places), max(places))
            return
        for row in rows:
            place, was_shown = self._order.place(row)
            is_shown = self._is_shown(row)
            if was_shown and is_shown:
                self._tell_range(place, place)
            elif was_shown:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._order.shown[place]
                self.endRemoveRows()
            elif is_shown:
                self.beginInsertRows(QModelIndex(), place, place)
                self._order.shown.insert(place, row)
                self.endInsertRows()

    def _tell_range(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def show_only_trouble(self, only: bool) -> None:
        """Show only the entries that failed or were skipped, or all."""
        self.beginResetModel()
        self.only_trouble = only
        self._order.show(self._is_shown)
        self.endResetModel()

    def _is_shown(self, row: int) -> bool:
        is_wanted = not self.only_trouble or self._states[row] in _TROUBLE
        return is_wanted and row not in self._removed

    def _data(self, row: int) -> Row:
        """Return the data of a row of the plan, without its picture."""
        return Row(self._all[row], self._states[row], self._outcomes[row], None, self._folder)

    def row(self, row: int) -> Row:
        """Return the data of a shown row."""
        data = self._data(self._source_row(row))
        return replace(data, picture=self._thumbnails.picture(data.entry.source))

    def entry(self, row: int) -> Entry:
        """Return the entry of a shown row."""
        return self._all[self._source_row(row)]

    def state(self, row: int) -> State:
        """Return the state of a shown row."""
        return self._states[self._source_row(row)]

    def in_state(self, *states: State) -> tuple[Entry, ...]:
        """Return all entries in these states, shown or not, in the order of the plan."""
        return tuple(
            entry
            for row, entry in enumerate(self._all)
            if self._states[row] in states and row not in self._removed
        )

    def outcomes(self) -> tuple[Outcome | None, ...]:
        """Return the outcome of each of `entries`; None for those not converted."""
        outcomes = enumerate(self._outcomes)
        return tuple(outcome for row, outcome in outcomes if row not in self._removed)

    def _source_row(self, row: int) -> int:
        return self._order.shown[row]

    def _show_picture(self, path: Path) -> None:
        row = self._by_source.get(path)
        if row is None:
            return
        place, is_shown = self._order.place(row)
        if is_shown:
            index = self.index(place, Column.FILE)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of shown rows."""
        if parent.isValid():
            return 0
        return len(self._order.shown)

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
        cell, row = CELLS[Column(index.column())], self._data(self._source_row(index.row()))
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text(row)
        return cell.tip(row) or None if role == Qt.ItemDataRole.ToolTipRole else None
