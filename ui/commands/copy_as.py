"""Copies the result as text for web pages, and as a file.

Files are encoded in a worker; what is large as text is copied only if the user agrees.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from quantizer.image_files.data_url import css_background, data_url, web_format
from quantizer.image_files.write import Encoded
from quantizer.language import tr, tr_n
from quantizer.palette_files import CODECS, encode_palette

from ..jobs import jobs
from ..jobs.worker import Worker
from ..panels.texts import size

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from quantizer.image_files.formats import FileFormat

    from ..document.document import Document
    from .result_file import ResultFile

_BETTER_LINKED = 32_000
"""Bytes of text from which a page loads faster if it links the file; not tuned."""
_ASKED_ABOUT = 1_000_000
"""Bytes of text from which editors become slow, so that the user is asked; not tuned."""


class CopyAs(QObject):
    """Copies the document's result; call `shutdown` before it is destroyed.

    Parameters
    ----------
    file
        Makes the file that is copied as such.
    """

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, window: QWidget, document: Document, file: ResultFile) -> None:
        super().__init__(window)
        self._window, self._document, self._file = window, document, file
        self._is_file_wanted = False
        self._format: FileFormat | None = None
        self._as_text: Callable[[str], str] = str
        self._worker = Worker("quantizer-copy", self)
        self._worker.published.connect(self._take)
        for failed in (self._worker.failed, file.failed):
            failed.connect(lambda error: self.failed.emit(tr("The result was not copied"), error))
        file.made.connect(self._take_file)

    def copy_data_url(self) -> None:
        """Copy the file of the result as a data URL."""
        self._encode(str)

    def copy_css(self) -> None:
        """Copy the CSS declaration of a background image that contains the file."""
        self._encode(css_background)

    def copy_palette_as_css(self) -> None:
        """Copy the palette as custom properties of CSS."""
        shown = self._document.shown
        if shown is not None:
            data, losses = encode_palette(shown.palette, CODECS["css"])
            QGuiApplication.clipboard().setText(data.decode())
            count = len(shown.palette)
            words = tr_n("Copied {n} colour as CSS", "Copied {n} colours as CSS", count)
            self.message.emit("; ".join((words, *losses)))

    def copy_file(self) -> None:
        """Copy the file of the result, to be pasted in a file manager or a message."""
        if not self._file.can_make:
            self.message.emit(tr("The result can be copied once it is up to date"))
            return
        self._is_file_wanted = True
        self._file.make()

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _encode(self, as_text: Callable[[str], str]) -> None:
        outcome = self._document.outcome
        if outcome is not None:
            recipe = outcome.fitted.recipe
            self._format, self._as_text = web_format(recipe.file_format), as_text
            recipe = replace(recipe, file_format=self._format)
            self._worker.start(jobs.encode(outcome.reduced.animation, recipe))

    def _take(self, encoded: object) -> None:
        assert isinstance(encoded, Encoded)
        assert self._format is not None
        text = self._as_text(data_url(encoded.data, self._format))
        label, length = tr(self._format.label), len(text)
        if length > _ASKED_ABOUT and not self._may_copy(length):
            return
        QGuiApplication.clipboard().setText(text)
        words = tr("Copied a {format} as text, {size}", format=label, size=size(length))
        if length > _BETTER_LINKED:
            warning = tr("A page with so much text loads slowly; link the file instead.")
            words = f"{words}. {warning}"
        self.message.emit(words)

    def _may_copy(self, length: int) -> bool:
        """Ask whether so much text is to be copied."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Copy so much text?"))
        box.setText(tr("As text the file has {size}.", size=size(length)))
        box.setInformativeText(tr("A page with so much text loads slowly; link the file instead."))
        copy = box.addButton(tr("Copy"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is copy

    def _take_file(self) -> None:
        ready = self._file.ready
        if self._is_file_wanted and ready is not None:
            self._is_file_wanted = False
            QGuiApplication.clipboard().setMimeData(ready.mime_data())
            self.message.emit(tr("Copied the file {name}", name=ready.path.name))
