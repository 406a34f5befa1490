"""The table of files: draws the visible rows and offers commands on the selected ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from quantizer.batch.outcome import State
from quantizer.image_files.formats import format_by_name
from quantizer.language import tr

from .columns import Column
from .row_painter import ROW_HEIGHT, RowPainter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from quantizer.batch.plan.plan import Entry

    from .table_model import BatchModel
    from .thumbnails import ThumbnailCache

_WIDTHS = {Column.STATE: 136, Column.COLORS: 72, Column.SAVED: 136}
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

    def __init__(self, model: BatchModel, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self._model, self._thumbnails = model, thumbnails
        self.may_retry = False
        """Whether entries can be converted now."""
        self.may_compare = True
        """Whether the originals still exist beside the outputs."""
        self.setModel(model)
        self.setAccessibleName(tr("Files of the batch: Return compares a result with its original"))
        self._shape()
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
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(56)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (Column.FILE, Column.RESULT):
            columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            columns.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            columns.resizeSection(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Request the thumbnails of rows that become visible."""
        super().resizeEvent(event)
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
        """Compare or open the current row with Return."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self.currentIndex())
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
        return menu
