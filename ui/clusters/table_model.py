"""The Qt model of the table of clusters, and its text for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QFontDatabase, QIcon

from quantizer.language import tr

from .columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..panels.parts import ModelIndex
    from .columns import ClusterRow

SORT_ROLE = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClusterTableModel(QAbstractTableModel):
    """One row for each entry of the palette, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ClusterRow, ...] = ()
        self._make_icon: Callable[[int], QIcon] = lambda _row: QIcon()
        self._icons: dict[int, QIcon] = {}
        self._digits = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)

    def set_rows(self, rows: tuple[ClusterRow, ...], make_icon: Callable[[int], QIcon]) -> None:
        """Show other clusters; `make_icon` returns the tile of a row when it is first painted."""
        self.beginResetModel()
        self.rows, self._make_icon, self._icons = rows, make_icon, {}
        self.endResetModel()

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of clusters."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return heading, explanation and alignment of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        return {
            Qt.ItemDataRole.DisplayRole: tr(column.heading),
            Qt.ItemDataRole.ToolTipRole: tr(column.tip),
            Qt.ItemDataRole.TextAlignmentRole: _alignment(section),
        }.get(Qt.ItemDataRole(role))

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the data of a cell for a role."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        is_code = index.column() == 0
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(index.row()) if is_code else None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.words(row)
        if role == SORT_ROLE:
            value = column.value(row)
            return -1.0 if value is None else value
        return {
            Qt.ItemDataRole.TextAlignmentRole: _alignment(index.column()),
            Qt.ItemDataRole.FontRole: self._digits if column.is_number or is_code else None,
            Qt.ItemDataRole.ToolTipRole: (
                tr("Outlier: {outlier}.", outlier=row.outlier) if row.outlier else row.name
            ),
        }.get(Qt.ItemDataRole(role))

    def _icon(self, row: int) -> QIcon:
        if row not in self._icons:
            self._icons[row] = self._make_icon(row)
        return self._icons[row]


def _alignment(column: int) -> Qt.AlignmentFlag:
    """Return how a column is aligned: numbers right, the last one, a mark, in the middle."""
    if column == len(COLUMNS) - 1:
        return _CENTRE
    return _RIGHT if COLUMNS[column].is_number else _LEFT


def as_csv(rows: Iterable[ClusterRow]) -> str:
    """Return clusters as comma-separated values with a header; a figure that is absent is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.heading for column in COLUMNS)
    for row in rows:
        writer.writerow(["" if (one := column.value(row)) is None else one for column in COLUMNS])
    return text.getvalue()
