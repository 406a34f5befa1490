"""The table of files: draws the visible rows and offers commands on the selected ones.

A click on a heading sorts by its column, and so does Ctrl with the number of the column.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from quantizer.batch.outcome import State
from quantizer.image_files.formats import format_by_name
from quantizer.language import tr

from .columns import HEADINGS, Column
from .row_painter import ROW_HEIGHT, RowPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from quantizer.batch.plan.plan import Entry

    from ..thumbnails.cache import ThumbnailCache
    from .table_model import BatchModel

_WIDTHS = {Column.STATE: 136, Column.COLORS: 72, Column.SAVED: 136}
_LEAST = 168
"""Least width of a column of paths; the table scrolls sideways if that is too much."""
_AHEAD = 4
"""Number of rows above and below the visible ones whose thumbnails are made as well."""
_WITH_RESULT = frozenset({State.DONE, State.COPIED})


class BatchTable(QTableView):
    """The view of a `BatchModel`."""

    compare_requested = Signal(object)
    """The `Entry` to compare with its original."""
    open_requested = Signal(object)
    """The `Entry` whose original should be opened in the main window."""
    folder_requested = Signal(object)
    """The `Entry` whose output folder should be shown."""
    retry_requested = Signal(object)
    """The entries to convert again."""
    remove_requested = Signal(object)
    """The entries to remove from the batch."""

    def __init__(self, model: BatchModel, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self._model, self._thumbnails = model, thumbnails
        self.may_retry = False
        """Whether entries can be converted now."""
        self.may_remove = False
        """Whether entries can be removed now."""
        self.may_compare = True
        """Whether the originals still exist beside the outputs."""
        self.setModel(model)
        self.setAccessibleName(tr("Files of the batch: Return compares a result with its original"))
        self._shape()
        self._sort_by_click()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.doubleClicked.connect(self._choose)
        self.verticalScrollBar().valueChanged.connect(self.want_pictures)
        model.modelReset.connect(self.want_pictures)
        model.rowsInserted.connect(self.want_pictures)
        model.rowsRemoved.connect(self.want_pictures)

    def _shape(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # so that Qt measures no row
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(56)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in _WIDTHS.items():
            columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            columns.resizeSection(column, width)

    def _sort_by_click(self) -> None:
        self.horizontalHeader().setSortIndicator(*self._model.sorted_by)
        self.setSortingEnabled(True)
        self._model.layoutChanged.connect(self.want_pictures)
        for column in Column:
            keys = QKeySequence(f"Ctrl+{column + 1}")
            QShortcut(keys, self).activated.connect(partial(self.sort_by, column))

    def sort_by(self, column: Column) -> None:
        """Sort by a column; if the rows are sorted by it already, the other way round."""
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        is_ascending = self._model.sorted_by == (column, ascending)
        self.sortByColumn(column, descending if is_ascending else ascending)

    def remove_chosen(self) -> None:
        """Ask to remove the selected entries."""
        chosen = self.chosen()
        if self.may_remove and chosen:
            self.remove_requested.emit(chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Share the width among the columns of paths; request thumbnails of visible rows."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        others = sum(header.sectionSize(column) for column in _WIDTHS)
        free = self.viewport().width() - others
        for column in (Column.FILE, Column.RESULT):
            header.resizeSection(column, max(_LEAST, free // 2))
        self.want_pictures()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the visible rows."""
        columns = {
            column: (self.columnViewportPosition(column), self.columnWidth(column))
            for column in Column
        }
        painter = QPainter(self.viewport())
        rows = RowPainter(painter, self.palette(), self.font(), columns)
        width, count = self.viewport().width(), self._model.rowCount()
        row = self.rowAt(event.rect().top())
        top = self.rowViewportPosition(row)
        chosen = self.selectionModel()
        while 0 <= row < count and top <= event.rect().bottom():
            is_chosen = chosen.isRowSelected(row, QModelIndex())
            line = QRect(0, top, width, ROW_HEIGHT)
            rows.paint(self._model.row(row), line, is_chosen=is_chosen)
            row, top = row + 1, top + ROW_HEIGHT
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Compare or open the current row with Return; remove the selected rows with Delete."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self.currentIndex())
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove_chosen()
        else:
            super().keyPressEvent(event)

    def want_pictures(self) -> None:
        """Request the thumbnails of the visible rows, then of the rows around them."""
        count = self._model.rowCount()
        if not count:
            return
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        last = count - 1 if last < 0 else last
        rows = [*range(first, last + 1)]
        rows += range(last + 1, min(count, last + 1 + _AHEAD))
        rows += range(max(0, first - _AHEAD), first)
        self._thumbnails.want(self._model.entry(row).source for row in rows)

    def chosen(self) -> tuple[Entry, ...]:
        """Return the entries of the selected rows."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._model.entry(row) for row in rows)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self._model.entry(index.row())
            has_result = self._may_compare(entry, self._model.state(index.row()))
            (self.compare_requested if has_result else self.open_requested).emit(entry)

    def _may_compare(self, entry: Entry, state: State) -> bool:
        """Whether there is a result that can be shown beside its original."""
        return self.may_compare and state in _WITH_RESULT and format_by_name(entry.format).reads

    def _open_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.menu(index, self.chosen()).popup(self.viewport().mapToGlobal(place))

    def menu(self, index: QModelIndex, chosen: Sequence[Entry]) -> QMenu:
        """Return the context menu of a row; `chosen` are the entries of the selected rows."""
        entry, state = self._model.entry(index.row()), self._model.state(index.row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        compare = menu.addAction(tr("Compa&re with original"))
        compare.setEnabled(self._may_compare(entry, state))
        compare.triggered.connect(lambda: self.compare_requested.emit(entry))
        menu.addAction(tr("&Open original")).triggered.connect(
            lambda: self.open_requested.emit(entry)
        )
        folder = menu.addAction(tr("Show output &folder"))
        folder.setEnabled(state in _WITH_RESULT)
        folder.triggered.connect(lambda: self.folder_requested.emit(entry))
        menu.addSeparator()
        again = menu.addAction(tr("&Convert again"))
        again.setEnabled(self.may_retry and state in {State.FAILED, State.WAITING})
        again.triggered.connect(lambda: self.retry_requested.emit(tuple(chosen)))
        remove = menu.addAction(tr("Re&move from the batch"))
        remove.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        remove.setEnabled(self.may_remove)
        remove.triggered.connect(lambda: self.remove_requested.emit(tuple(chosen)))
        menu.addSeparator()
        sorting = menu.addMenu(tr("&Sort by"))
        for column in Column:
            by = sorting.addAction(tr(HEADINGS[column]))
            by.setShortcut(QKeySequence(f"Ctrl+{column + 1}"))
            by.triggered.connect(partial(self.sort_by, column))
        return menu
