"""The ways of the result out of the window: files by dialog, the clipboard by key or click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from ui.dialogs.export import ExportDialog
from ui.dialogs.palette_export import PaletteExportDialog
from ui.panels.texts import count_of, size
from ui.result_clipboard import ResultClipboard

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from ui.document import Document
    from ui.jobs import Saved
    from ui.preferences import Preferences


class Outlet(QObject):
    """Exports and copies what the document holds; call `shutdown` at the end.

    Parameters
    ----------
    window
        Parent of the dialogs.
    document
        Whose result it is.
    preferences
        Where the folder used last is kept.
    """

    told = Signal(str)
    """A sentence on what was done."""
    failed = Signal(str, Exception)
    """What was attempted, and why it failed."""

    def __init__(self, window: QWidget, document: Document, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self.clipboard = ResultClipboard(self)
        self.clipboard.copied.connect(lambda: self.told.emit("Copied the result"))
        self.clipboard.failed.connect(
            lambda error: self.failed.emit("The result was not copied", error)
        )

    def export_image(self) -> None:
        """Ask for a format and a place, and write the result there."""
        image, outcome = self._document.image, self._document.outcome
        if image is not None and outcome is not None:
            indexed = outcome.quantized.indexed
            self._open(ExportDialog(self._window, image, indexed, self._folder()))

    def export_palette(self) -> None:
        """Ask for a format and a place, and write the palette there."""
        outcome, path = self._document.outcome, self._document.path
        if outcome is not None:
            palette = outcome.quantized.palette
            stem = f"{path.stem if path else 'image'}-palette"
            self._open(PaletteExportDialog(self._window, palette, path, self._folder(), stem))

    def copy_result(self) -> None:
        """Copy the result as a PNG."""
        if self._document.outcome is not None:
            self.clipboard.copy(self._document.outcome.quantized.indexed)

    def copy_palette(self) -> None:
        """Copy the hex codes of the palette, one per line."""
        if self._document.outcome is not None:
            palette = self._document.outcome.quantized.palette
            QGuiApplication.clipboard().setText("\n".join(swatch.hex for swatch in palette))
            self.told.emit(f"Copied {count_of(len(palette), 'hex code')}")

    def copy_text(self, text: str) -> None:
        """Copy a text, such as one hex code."""
        QGuiApplication.clipboard().setText(text)
        self.told.emit(f"Copied {text}")

    def shutdown(self) -> None:
        """Stop every export and copy, and wait for it."""
        for dialog in self._window.findChildren(ExportDialog):
            dialog.reject()
        self.clipboard.shutdown()

    def _open(self, dialog: ExportDialog | PaletteExportDialog) -> None:
        dialog.saved.connect(self._tell_saved)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _folder(self) -> Path:
        path = self._document.path
        is_own = path is not None and not self._document.is_sample
        return path.absolute().parent if path is not None and is_own else self._preferences.folder

    def _tell_saved(self, saved: Saved) -> None:
        self._preferences.folder = saved.path.absolute().parent
        self.told.emit(f"Saved {saved.path.name}, {size(saved.size)}")
