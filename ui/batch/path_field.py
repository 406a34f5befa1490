"""A text field for a path, with a button that opens a file or folder dialog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from quantizer.language import tr

from ..panels.parts import hbox

if TYPE_CHECKING:
    from collections.abc import Callable


class PathField(QWidget):
    """The field.

    Parameters
    ----------
    name
        Name for screen readers, and title of the dialog.
    ask
        Opens the dialog, given parent, title and current path; returns the chosen path or "".
    """

    changed = Signal()
    """The user finished entering another path."""

    def __init__(self, name: str, ask: Callable[[QWidget, str, str], str]) -> None:
        super().__init__()
        self._name, self._ask = name, ask
        self._reported = ""
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setMinimumWidth(64)
        self.edit.editingFinished.connect(self._tell)
        self.browse = QPushButton("…")
        self.browse.setFixedWidth(40)
        self.browse.setToolTip(tr("Browse: {name}", name=name))
        self.browse.setAccessibleName(tr("Browse: {name}", name=name))
        self.browse.clicked.connect(self._browse)
        self.setFocusProxy(self.edit)
        hbox(self, (self.edit, 1), self.browse)

    @property
    def path(self) -> Path | None:
        """The absolute path in the field; None if it is empty."""
        text = self.edit.text().strip()
        return Path(text).expanduser().absolute() if text else None

    def set_path(self, path: Path | None) -> None:
        """Replace the path, without emitting signals."""
        self._reported = "" if path is None else str(path)
        self.edit.setText(self._reported)
        self.edit.setToolTip(self._reported)

    def _browse(self) -> None:
        name = self._ask(self, self._name, self.edit.text())
        if name:
            self.edit.setText(name)
            self._tell()

    def _tell(self) -> None:
        if self.edit.text() != self._reported:
            self._reported = self.edit.text()
            self.edit.setToolTip(self._reported)
            self.changed.emit()


def ask_folder(parent: QWidget, title: str, at: str) -> str:
    """Ask for a folder."""
    return QFileDialog.getExistingDirectory(parent, title, at)
