"""The path of a file to write: a proposal that replaces no file, and a field to edit it."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget

from quantizer.language import tr

from ..panels.parts import hbox


def free_path(folder: Path, stem: str, extension: str) -> Path:
    """Return the first unused path in `folder`: ``stem.png``, ``stem-2.png``, ..."""
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(path for name in names if not (path := folder / f"{name}{extension}").exists())


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same file; the paths of missing files are compared."""
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


class TargetField(QWidget):
    """A text field for a path, with a button that opens a file dialog."""

    changed = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.edit = QLineEdit(str(path))
        self.edit.setAccessibleName(tr("Save to"))
        self.edit.setMinimumWidth(200)
        self.edit.textChanged.connect(self.changed)
        self.edit.setCursorPosition(len(str(path)))
        self.browse = QPushButton(tr("Browse…"))
        self.browse.setAccessibleName(tr("Choose where to save"))
        self.browse.clicked.connect(self._browse)
        self.setFocusProxy(self.edit)
        hbox(self, (self.edit, 1), self.browse)

    @property
    def path(self) -> Path:
        """The path in the field."""
        return Path(self.edit.text().strip()).expanduser()

    def set_path(self, path: Path) -> None:
        """Replace the path in the field."""
        self.edit.setText(str(path))

    def problem(self, source: Path | None) -> str:
        """Return why no file can be saved at the path; `source` is never overwritten."""
        path = self.path
        if not self.edit.text().strip() or not path.name:
            return tr("Enter a file name.")
        if source is not None and is_same_file(path, source):
            return tr(
                "This is the original image, which is never overwritten. Choose another name."
            )
        if not path.parent.is_dir():
            return tr("There is no folder {parent}.", parent=path.parent)
        return tr("This is a folder. Enter a file name.") if path.is_dir() else ""

    def _browse(self) -> None:
        keep = QFileDialog.Option.DontConfirmOverwrite  # the export dialog asks when it saves
        name, _ = QFileDialog.getSaveFileName(self, tr("Save to"), str(self.path), options=keep)
        if name:
            self.set_path(Path(name))


def may_replace(parent: QWidget, path: Path, reason: str = "") -> bool:
    """Ask whether the file at `path` may be replaced; `reason` says more, in a sentence."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Replace file?"))
    box.setText(tr("“{name}” already exists. Replace it?", name=path.name))
    where = tr("In {folder}", folder=path.parent)
    box.setInformativeText(f"{reason}\n{where}" if reason else where)
    replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.exec()
    return box.clickedButton() is replace
