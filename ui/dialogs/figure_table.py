"""A table of a few rows with figures, of which one row is chosen; it is as high as its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from ..panels.parts import ModelIndex

_ROW_HEIGHT = 28
_NO_INDEX = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FigureModel(QAbstractTableModel):
    """The texts of the rows, and their tips; the keys of rows are the table's.

    Parameters
    ----------
    headers
        Headers of the columns.
    """

    def __init__(self, headers: Sequence[str]) -> None:
        super().__init__()
        self._headers = tuple(headers)
        self.rows: list[tuple[tuple[str, ...], str]] = []
        """The texts and the tip of each row."""

    def show_row(self, row: int, texts: tuple[str, ...], tip: str) -> None:
        """Show other texts in a row, or add it if it is the next one."""
        if row == len(self.rows):
            self.beginInsertRows(QModelIndex(), row, row)
            self.rows.append((texts, tip))
            self.endInsertRows()
        else:
            self.rows[row] = texts, tip
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(texts) - 1))

    def rowCount(self, parent: ModelIndex = _NO_INDEX) -> int:  # noqa: N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: ModelIndex = _NO_INDEX) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the text of a header, and its alignment."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        return self._headers[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell, its tip and its alignment."""
        if not index.isValid():
            return None
        texts, tip = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()] if index.column() < len(texts) else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if index.column() else _LEFT
        return tip or None if role == Qt.ItemDataRole.ToolTipRole else None


class FigureTable(QTableView):
    """The table.

    Parameters
    ----------
    name
        Name for screen readers.
    headers
        Headers of the columns: first that of the rows' labels, then those of the figures.
    """

    chosen = Signal(object)
    """The key of the row that the user, or `choose`, has chosen."""

    def __init__(self, name: str, headers: Sequence[str]) -> None:
        super().__init__()
        self.keys: list[Hashable] = []
        """The keys of all rows, from top to bottom."""
        self._figures = FigureModel(headers)
        self.setModel(self._figures)
        self.setAccessibleName(name)
        self.setObjectName("choices")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._tell_chosen)

    @property
    def current(self) -> Hashable:
        """The key of the chosen row; None without one."""
        index = self.currentIndex()
        return self.keys[index.row()] if index.isValid() else None

    def choose(self, key: Hashable) -> None:
        """Choose the row with a key; `chosen` is emitted if it was another."""
        self.selectRow(self.keys.index(key))

    def show_row(self, key: Hashable, texts: Sequence[str], tip: str = "") -> None:
        """Show the label and the figures of a row, which is added if there is none with `key`."""
        is_new = key not in self.keys
        if is_new:
            self.keys.append(key)
        self._figures.show_row(self.keys.index(key), tuple(texts), tip)
        if is_new:
            self.updateGeometry()

    def texts(self, key: Hashable) -> list[str]:
        """Return the label and the figures of a row."""
        return list(self._figures.rows[self.keys.index(key)][0])

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of all rows."""
        height = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        width = sum(self.sizeHintForColumn(one) + 16 for one in range(self._figures.columnCount()))
        return QSize(width, height + _ROW_HEIGHT * self._figures.rowCount() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the width of all texts, and the height of all rows."""
        return self.sizeHint()

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.current)
