"""A table of a few rows with figures, of which one row is chosen; it is as high as its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_ROW_HEIGHT = 28
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


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
        self._items = QStandardItemModel(0, len(headers), self)
        self._items.setHorizontalHeaderLabels(list(headers))
        for column in range(len(headers)):
            header = self._items.horizontalHeaderItem(column)
            header.setTextAlignment(_RIGHT if column else _LEFT)
        self.setModel(self._items)
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
        row = self.keys.index(key)
        for column, text in enumerate(texts):
            item = self._items.item(row, column)
            if item is None:
                item = QStandardItem()
                if column:
                    item.setTextAlignment(_RIGHT)
                self._items.setItem(row, column, item)
            item.setText(text)
            item.setToolTip(tip)
        if is_new:
            self.updateGeometry()

    def texts(self, key: Hashable) -> list[str]:
        """Return the label and the figures of a row."""
        row = self.keys.index(key)
        return [self._items.item(row, one).text() for one in range(self._items.columnCount())]

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of all rows."""
        height = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        width = sum(self.sizeHintForColumn(one) + 16 for one in range(self._items.columnCount()))
        return QSize(width, height + _ROW_HEIGHT * self._items.rowCount() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the width of all texts, and the height of all rows."""
        return self.sizeHint()

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.current)
