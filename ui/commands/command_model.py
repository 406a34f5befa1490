"""The model of the list of the command palette: a row for each command, or one for a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..panels.parts import ModelIndex
    from .command_palette import Entry

_NO_INDEX = QModelIndex()
_COLUMNS = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CommandModel(QAbstractTableModel):
    """Name, note and key of commands; a command that cannot be run now is disabled.

    Parameters
    ----------
    nothing
        The only row's text while there are no commands.
    """

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self._entries: Sequence[Entry] = ()
        self._nothing = nothing

    def show(self, entries: Sequence[Entry]) -> None:
        """List other commands."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: ModelIndex = _NO_INDEX) -> int:  # noqa: N802
        """Return the number of commands, or 1 for the message."""
        return 0 if parent.isValid() else max(1, len(self._entries))

    def columnCount(self, parent: ModelIndex = _NO_INDEX) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent.isValid() else _COLUMNS

    def flags(self, index: ModelIndex) -> Qt.ItemFlag:
        """Return whether a command can be chosen."""
        if not index.isValid() or not self._entries:
            return Qt.ItemFlag.NoItemFlags
        if not self._entries[index.row()].action.isEnabled():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell, and what a screen reader says of the row."""
        if not index.isValid():
            return None
        texts = self._texts(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return ", ".join(text for text in texts if text)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _COLUMNS - 1:
            return _RIGHT
        return None

    def _texts(self, row: int) -> tuple[str, str, str]:
        if not self._entries:
            return self._nothing, "", ""
        entry = self._entries[row]
        return entry.name, entry.note, entry.keys
