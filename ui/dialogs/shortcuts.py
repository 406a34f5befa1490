"""The sheet of all keys, in groups; what is typed above it finds rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
)

from quantizer.language import tr

from ..panels.parts import offer_clearing, vbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    Group = tuple[str, Sequence[tuple[str, str]]]
    """A heading, and rows of a command and its keys."""

_WIDTH, _HEIGHT = 560, 620
_GAP = 24


class ShortcutsDialog(QDialog):
    """The sheet.

    Parameters
    ----------
    groups
        Heading and rows of each group; a row is a command and its keys.
    """

    def __init__(self, parent: QWidget | None, groups: Sequence[Group]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("Find a command or a key"))
        self.edit.setAccessibleName(tr("Find a command or a key"))
        offer_clearing(self.edit)
        self.tree = self._make_tree(groups)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        vbox(self, self.edit, (self.tree, 1), buttons, margins=(16, 16, 16, 16), spacing=12)
        self.edit.textChanged.connect(self.search)
        self.resize(_WIDTH, _HEIGHT)
        self.edit.setFocus()

    def _make_tree(self, groups: Sequence[Group]) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName(tr("Keyboard shortcuts"))
        tree.setColumnCount(2)
        tree.setHeaderLabels([tr("Command"), tr("Key")])
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setIndentation(0)
        tree.setStyleSheet("QTreeView::item { padding: 3px 8px; }")
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        bold = tree.font()
        bold.setBold(True)
        for title, rows in groups:
            group = QTreeWidgetItem(tree, [title, ""])
            group.setFont(0, bold)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFirstColumnSpanned(True)
            for what, keys in rows:
                item = QTreeWidgetItem(group, [what, keys])
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        tree.expandAll()
        return tree

    def search(self, typed: str) -> None:
        """Show only the rows that contain what was typed, and the groups that have any."""
        wanted = typed.strip().casefold()
        for place in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(place)
            assert group is not None
            is_whole = wanted in group.text(0).casefold()
            rows = [one for row in range(group.childCount()) if (one := group.child(row))]
            for item in rows:
                words = f"{item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not is_whole and wanted not in words)
            group.setHidden(all(item.isHidden() for item in rows))
