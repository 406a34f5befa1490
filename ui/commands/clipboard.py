"""Copies the result to the clipboard as a PNG file, encoded in a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from quantizer.conversion.recipe import Recipe
from quantizer.image.image import IndexedAnimation
from quantizer.image_files.formats import format_by_name

from ..jobs import jobs
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from quantizer.image.image import IndexedImage
    from quantizer.image_files.write import Encoded


class ResultClipboard(QObject):
    """Encodes a result and puts it on the clipboard; call `shutdown` before it is destroyed."""

    copied = Signal()
    """The result is on the clipboard."""
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("quantizer-clipboard", self)
        self._worker.published.connect(self._put)
        self._worker.failed.connect(self.failed)

    def copy(self, indexed: IndexedImage) -> None:
        """Start to copy; `copied` is emitted when it is done."""
        png = format_by_name("png")
        self._worker.start(jobs.encode(IndexedAnimation.still(indexed), Recipe(png)))

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _put(self, encoded: Encoded) -> None:
        data = QMimeData()
        data.setData("image/png", encoded.data)
        QGuiApplication.clipboard().setMimeData(data)
        self.copied.emit()
