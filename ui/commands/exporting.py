"""Exports the result: as a file through a dialog, or to the clipboard."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from quantizer.language import tr, tr_n

from ..dialogs.export import ExportDialog
from ..dialogs.palette_export import PaletteExportDialog
from ..document.proposed_format import offered_formats
from ..panels.texts import size
from ..preferences import ExportKind
from .clipboard import ResultClipboard
from .copy_as import CopyAs
from .drag_out import DragOut
from .repeated_export import RepeatedExport
from .result_file import ResultFile

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from quantizer.image_files.formats import FileFormat
    from quantizer.settings.settings import FirmwareSettings

    from ..document.document import Document
    from ..jobs.jobs import ReductionResult, Saved
    from ..preferences import Preferences


_log = logging.getLogger(__name__)


class Exporter(QObject):
    """Exports and copies the result of the document; call `shutdown` before it is destroyed."""

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""
    exported = Signal()
    """An image was written, and the preferences have its format."""

    def __init__(self, window: QWidget, document: Document, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self._firmware: FirmwareSettings | None = None
        """The layout of the file for firmware that was exported last."""
        self.repeated = RepeatedExport(window, document)
        self.repeated.saved.connect(self._tell_saved)
        self.repeated.message.connect(self.message)
        self.repeated.failed.connect(self.failed)
        self.file = ResultFile(document)
        self.copy_as = CopyAs(window, document, self.file)
        self.copy_as.message.connect(self.message)
        self.copy_as.failed.connect(self.failed)
        self.drag_out = DragOut(self.file)
        self.drag_out.message.connect(self.message)
        self.clipboard = ResultClipboard(self)
        self.clipboard.copied.connect(lambda: self.message.emit(tr("Copied the result")))
        self.clipboard.failed.connect(
            lambda error: self.failed.emit(tr("The result was not copied"), error)
        )

    def export_image(self) -> None:
        """Open the dialog that exports the result."""
        if self._document.outcome is not None:
            self.export_outcome(self._document.outcome)

    def export_outcome(self, outcome: ReductionResult) -> None:
        """Open the dialog that exports a result of the open image, such as that of a pin."""
        document = self._document
        if document.read is not None:
            formats = offered_formats(document)
            dialog = ExportDialog(
                self._window,
                document.read,
                outcome,
                self._folder_for,
                formats,
                self._firmware,
            )
            dialog.saved.connect(lambda saved: self._remember_export(dialog, saved))
            self._open(dialog)

    def export_again(self) -> None:
        """Export to the same file as before; through the dialog if there was none."""
        if self.repeated.is_possible:
            self.repeated.run()
        else:
            self.export_image()

    def export_palette(self) -> None:
        """Open the dialog that exports the palette."""
        shown, path = self._document.shown, self._document.path
        if shown is not None:
            stem = f"{path.stem if path else 'image'}-palette"
            folder = self._folder(ExportKind.PALETTE)
            dialog = PaletteExportDialog(self._window, shown.palette, path, folder, stem)
            dialog.saved.connect(partial(self._remember_folder, ExportKind.PALETTE))
            self._open(dialog)

    def copy_result(self) -> None:
        """Copy the result as a PNG; of an animation, the current frame."""
        if self._document.shown is not None:
            self.clipboard.copy(self._document.shown)

    def copy_palette(self) -> None:
        """Copy the hex codes of the palette, one per line."""
        if self._document.shown is not None:
            palette = self._document.shown.palette
            QGuiApplication.clipboard().setText("\n".join(swatch.hex for swatch in palette))
            self.message.emit(tr_n("Copied {n} hex code", "Copied {n} hex codes", len(palette)))

    def copy_text(self, text: str) -> None:
        """Copy a text, such as one hex code."""
        QGuiApplication.clipboard().setText(text)
        self.message.emit(tr("Copied {text}", text=text))

    def shutdown(self) -> None:
        """Stop all exports and copies, and wait for them."""
        for dialog in self._window.findChildren(ExportDialog):
            dialog.reject()
        self.repeated.shutdown()
        self.clipboard.shutdown()
        self.copy_as.shutdown()
        self.file.shutdown()

    def _open(self, dialog: ExportDialog | PaletteExportDialog) -> None:
        dialog.saved.connect(self._tell_saved)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _folder_for(self, file_format: FileFormat) -> Path:
        return self._folder(self._kind_of(file_format))

    def _folder(self, kind: ExportKind) -> Path:
        """Return the folder used last for a kind of file, or that of the image."""
        used = self._preferences.export_folder(kind)
        if used is not None:
            return used
        path = self._document.path
        is_own = path is not None and not self._document.is_sample
        return path.absolute().parent if path is not None and is_own else self._preferences.folder

    def _kind_of(self, file_format: FileFormat) -> ExportKind:
        if file_format.for_firmware:
            return ExportKind.FIRMWARE
        return ExportKind.ANIMATION if self._document.moves else ExportKind.IMAGE

    def _remember_export(self, dialog: ExportDialog, saved: Saved) -> None:
        file_format = dialog.file_format
        if file_format.for_firmware:
            self._firmware = dialog.firmware.value
        self._remember_folder(self._kind_of(file_format), saved)
        self._preferences.set_file_format(file_format, moves=self._document.moves)
        self.repeated.remember(saved, dialog.recipe)
        self.exported.emit()

    def _remember_folder(self, kind: ExportKind, saved: Saved) -> None:
        self._preferences.set_export_folder(kind, saved.path.absolute().parent)

    def _tell_saved(self, saved: Saved) -> None:
        _log.info("exported %s: %d bytes", saved.path, saved.size)
        self.message.emit(tr("Saved {name}, {size}", name=saved.path.name, size=size(saved.size)))
