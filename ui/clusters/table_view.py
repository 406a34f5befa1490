"""The view of the table of clusters: selecting, sorting, copying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from quantizer.language import tr

from .columns import COLUMNS
from .table_model import SORT_ROLE, ClusterTableModel, as_csv

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from .columns import ClusterRow

_ROW_HEIGHT = 24
_HEADING_PADDING = 16
"""Pixels beside the text of a heading, as the style sheet has them."""


class ClusterTable(QTableView):
    """The table; sorts by any column."""

    cluster_chosen = Signal(object)
    """The position in the palette of the chosen cluster, or None."""
    copied = Signal(int)
    """Number of rows that were copied."""

    def __init__(self, model: ClusterTableModel) -> None:
        super().__init__()
        self._rows = model
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(SORT_ROLE)
        self._is_showing = False
        self.setModel(self._sorted)
        self.setAccessibleName(
            tr("Clusters: a row shows its pixels on the canvas, Ctrl+C copies rows")
        )
        self._shape()
        self.selectionModel().selectionChanged.connect(self._tell_chosen)

    def _shape(self) -> None:
        self.setObjectName("figures")
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
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(40)
        for place, column in enumerate(COLUMNS):
            needed = columns.fontMetrics().horizontalAdvance(tr(column.heading)) + _HEADING_PADDING
            columns.resizeSection(place, max(column.width, needed))
            if not column.width:
                columns.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    @property
    def selected_rows(self) -> list[ClusterRow]:
        """The selected rows, as they are sorted; all if none is selected."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        shown = places or range(self._sorted.rowCount())
        sources = (self._sorted.mapToSource(self._sorted.index(row, 0)).row() for row in shown)
        return [self._rows.rows[row] for row in sources]

    def copy_rows(self) -> None:
        """Copy the selected rows, or all, as comma-separated values."""
        rows = self.selected_rows
        QGuiApplication.clipboard().setText(as_csv(rows))
        self.copied.emit(len(rows))

    def show_cluster(self, cluster: int | None) -> None:
        """Select the row of a cluster, by its position in the palette; None for no row."""
        if cluster == self._chosen():
            return
        self._is_showing = True
        if cluster is None or cluster >= self._rows.rowCount():
            self.clearSelection()
        else:
            index = self._sorted.mapFromSource(self._rows.index(cluster, 0))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        self._is_showing = False

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select a row; a second click on it ends that."""
        index = self.indexAt(event.position().toPoint())
        chosen = self.selectionModel().selectedRows()
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if is_plain and len(chosen) == 1 and index.isValid() and chosen[0].row() == index.row():
            self.clearSelection()
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Take Ctrl+C before the window does."""
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.matches(QKeySequence.StandardKey.Copy):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy with Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def _chosen(self) -> int | None:
        """Return the position in the palette of the only selected row."""
        chosen = self.selectionModel().selectedRows()
        return self._sorted.mapToSource(chosen[0]).row() if len(chosen) == 1 else None

    def _tell_chosen(self) -> None:
        if not self._is_showing:
            self.cluster_chosen.emit(self._chosen())
