"""The input folders and files of a batch, and the bar that shows and changes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFileDialog, QWidget

from quantizer.image_files.formats import READABLE
from quantizer.language import tr, tr_n

from ..panels.parts import GAP, MARGIN, ElidedLabel, button, hbox

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QResizeEvent

    from ..preferences import Preferences

_LISTED = 20
_INFO_WIDTH = 96
"""Least width of the path beside the buttons, in pixels (chosen by eye)."""


def dropped_paths(data: QMimeData) -> list[str]:
    """Return the paths of the local folders and files in dropped data."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class SourceBar(QWidget):
    """The bar above the table."""

    changed = Signal()
    cleared = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.places: tuple[str, ...] = ()
        """Absolute paths, as strings because `Path` is slow for ten thousand dropped files."""
        self.left_out: frozenset[str] = frozenset()
        """Absolute paths of files that the user removed from the batch."""
        self.folder = button(tr("Add folder…"), tr("Add a folder (Ctrl+Shift+O)"))
        self.images = button(tr("Add images…"), tr("Add images (Ctrl+O)"))
        self.clear = button(tr("Clear"), tr("Remove all folders and files from the batch"))
        self.folder.setShortcut("Ctrl+Shift+O")
        self.images.setShortcut("Ctrl+O")
        self.info = ElidedLabel()
        self.trouble = QCheckBox(tr("Only failed and skipped"))
        buttons = hbox(None, self.folder, self.images, self.clear)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self._row.setSpacing(GAP)
        self._parts = (buttons, hbox(None, (self.info, 1), self.trouble))
        self._row.addLayout(self._parts[0])
        self._row.addLayout(self._parts[1], 1)
        self.folder.clicked.connect(self.ask_folder)
        self.images.clicked.connect(self.ask_images)
        self.clear.clicked.connect(self._clear)
        self.show_trouble(0, 0)
        self._show()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size of the buttons above the rest."""
        buttons = self._parts[0].minimumSize()
        return QSize(buttons.width() + 2 * MARGIN, buttons.height() + 2 * GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the rest below the buttons where there is no room beside them."""
        super().resizeEvent(event)
        first, second = (part.minimumSize().width() for part in self._parts)
        is_wide = self.width() >= first + second + _INFO_WIDTH + 2 * MARGIN + GAP
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    def add(self, places: Iterable[str]) -> None:
        """Add folders and files, also those that were removed; ignore those that are there."""
        added = tuple(places)
        together = tuple(dict.fromkeys((*self.places, *added)))
        left_out = self.left_out.difference(added)
        if (together, left_out) != (self.places, self.left_out):
            self.places, self.left_out = together, left_out
            self._show()
            self.changed.emit()

    def leave_out(self, files: Iterable[str]) -> None:
        """Leave files out of the batch, wherever they are found."""
        self.left_out = self.left_out.union(files)

    def take_back(self, files: Iterable[str]) -> None:
        """Take files into the batch again that were left out."""
        self.left_out = self.left_out.difference(files)

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
        self.places, self.left_out = (), frozenset()
        self.cleared.emit()
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
