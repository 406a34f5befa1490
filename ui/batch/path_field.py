"""A path and a button that browses for another: a folder to write to, or a file to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable


class PathField(QWidget):
    """The field; it tells when a path is complete.

    Parameters
    ----------
    name
        What the path is of, for screen readers and as the dialog's title.
    ask
        Given the parent, the title and the path at hand, returns the path chosen, or nothing.
    """

    changed = Signal()

    def __init__(self, name: str, ask: Callable[[QWidget, str, str], str]) -> None:
        super().__init__()
        self._name, self._ask = name, ask
        self._told = ""
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setMinimumWidth(64)
        self.edit.editingFinished.connect(self._tell)
        self.browse = QPushButton("…")
        self.browse.setFixedWidth(40)
        self.browse.setToolTip(f"Browse: {name.lower()}")
        self.browse.setAccessibleName(f"Browse: {name.lower()}")
        self.browse.clicked.connect(self._browse)
        self.setFocusProxy(self.edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.browse)

    @property
    def path(self) -> Path | None:
        """The path as it is written now; None if there is none."""
        text = self.edit.text().strip()
        return Path(text).expanduser().absolute() if text else None

    def set_path(self, path: Path | None) -> None:
        """Write another path, without telling anyone."""
        self._told = "" if path is None else str(path)
        self.edit.setText(self._told)
        self.edit.setToolTip(self._told)

    def _browse(self) -> None:
        name = self._ask(self, self._name, self.edit.text())
        if name:
            self.edit.setText(name)
            self._tell()

    def _tell(self) -> None:
        if self.edit.text() != self._told:
            self._told = self.edit.text()
            self.edit.setToolTip(self._told)
            self.changed.emit()


def ask_folder(parent: QWidget, title: str, at: str) -> str:
    """Ask for a folder."""
    return QFileDialog.getExistingDirectory(parent, title, at)


def ask_file(parent: QWidget, title: str, at: str) -> str:
    """Ask for a file that is there."""
    name, _ = QFileDialog.getOpenFileName(parent, title, at)
    return name
