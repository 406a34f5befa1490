"""The input folders and files of a batch, and the bar that shows and changes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from quantizer.image_files.formats import READABLE
from quantizer.language import tr, tr_n

from ..panels.parts import GAP, MARGIN, ElidedLabel, button, hbox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QMimeData

    from ..preferences import Preferences

_LISTED = 20


def dropped_paths(data: QMimeData) -> list[str]:
    """Return the paths of the local folders and files in dropped data."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class SourceBar(QWidget):
    """The bar above the table."""

    changed = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.places: tuple[str, ...] = ()
        """Absolute paths, as strings because `Path` is slow for ten thousand dropped files."""
        self.folder = button(tr("Add folder…"), tr("Add a folder (Ctrl+Shift+O)"))
        self.images = button(tr("Add images…"), tr("Add images (Ctrl+O)"))
        self.clear = button(tr("Clear"), tr("Remove all folders and files from the batch"))
        self.folder.setShortcut("Ctrl+Shift+O")
        self.images.setShortcut("Ctrl+O")
        self.info = ElidedLabel()
        self.trouble = QCheckBox(tr("Only failed and skipped"))
        hbox(
            self,
            self.folder,
            self.images,
            self.clear,
            (self.info, 1),
            self.trouble,
            margins=(MARGIN, GAP, MARGIN, GAP),
        )
        self.folder.clicked.connect(self.ask_folder)
        self.images.clicked.connect(self.ask_images)
        self.clear.clicked.connect(self._clear)
        self.show_trouble(0, 0)
        self._show()

    def add(self, places: Iterable[str]) -> None:
        """Add folders and files; ignore those that are there already."""
        together = tuple(dict.fromkeys((*self.places, *places)))
        if together != self.places:
            self.places = together
            self._show()
            self.changed.emit()

    def ask_folder(self) -> None:
        """Show a dialog and add the chosen folder."""
        at = str(self._preferences.folder)
        name = QFileDialog.getExistingDirectory(self, tr("Add folder"), at)
        if name:
            self._preferences.folder = Path(name)
            self.add([name])

    def ask_images(self) -> None:
        """Show a dialog and add the chosen images."""
        extensions = " ".join(f"*{one}" for entry in READABLE for one in entry.extensions)
        kinds = tr("Images ({extensions});;All files (*)", extensions=extensions)
        at = str(self._preferences.folder)
        names, _ = QFileDialog.getOpenFileNames(self, tr("Add images"), at, kinds)
        if names:
            self._preferences.folder = Path(names[0]).parent
            self.add(names)

    def ask_report(self) -> Path | None:
        """Ask for the path of a report; return None if the user cancels."""
        proposal = str(self._preferences.folder / "report.csv")
        kinds = tr("CSV (*.csv);;JSON (*.json)")
        name, kind = QFileDialog.getSaveFileName(self, tr("Save report"), proposal, kinds)
        if not name:
            return None
        path = Path(name)
        ending = ".json" if kind.startswith("JSON") else ".csv"
        return path if path.suffix.lower() in {".csv", ".json"} else Path(f"{path}{ending}")

    def show_trouble(self, failed: int, skipped: int) -> None:
        """Show the number of failed and skipped files."""
        number = failed + skipped
        self.trouble.setText(tr("Only failed and skipped ({number:,})", number=number))
        self.trouble.setEnabled(number > 0 or self.trouble.isChecked())

    def _clear(self) -> None:
        self.places = ()
        self.trouble.setChecked(False)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        first = self.places[0] if self.places else ""
        more = len(self.places) - 1
        self.info.show_parts(
            first, tr_n(" and {n} other", " and {n} others", more) if more > 0 else ""
        )
        self.info.setToolTip("\n".join(self.places[:_LISTED]))
        self.clear.setEnabled(bool(self.places))
