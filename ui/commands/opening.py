"""The ways of an image into the window: dialog, recent file, drop, clipboard.

A drop or the clipboard brings a file, the bytes of one, or a picture, and is taken in that order.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from quantizer.image_files.formats import READABLE

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from ..document.document import Document
    from ..preferences import Preferences

_CLIPBOARD = "Clipboard"


class Intake(QObject):
    """Opens images in the document.

    Parameters
    ----------
    window
        Parent of the dialog.
    document
        What takes the image.
    preferences
        Where the folder used last is kept.
    """

    told = Signal(str)
    """A sentence on what could not be done."""

    def __init__(self, window: QWidget, document: Document, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences

    def choose(self) -> None:
        """Ask for an image and open it."""
        extensions = " ".join(f"*{one}" for entry in READABLE for one in entry.extensions)
        folder = self._preferences.folder
        kinds = f"Images ({extensions});;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self._window, "Open image", str(folder), kinds)
        if name:
            path = folder.joinpath(name)
            self._preferences.folder = path.parent
            self._document.open_path(path)

    def paste(self) -> None:
        """Open the image in the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not self.take(data):
            self.told.emit("There is no image in the clipboard")

    def take(self, data: QMimeData) -> bool:
        """Open what `data` brings; return whether it brings an image."""
        path = _path(data)
        if path is not None:
            self._document.open_path(path)
            return True
        png = data.data("image/png").data() if data.hasFormat("image/png") else b""
        if png:
            self._document.open_bytes(bytes(png), _CLIPBOARD)
            return True
        picture = data.imageData() if data.hasImage() else None
        if isinstance(picture, QImage) and not picture.isNull():
            self._document.open_picture(picture, _CLIPBOARD)
            return True
        return False


def has_image(data: QMimeData) -> bool:
    """Whether there is anything to open."""
    return _path(data) is not None or data.hasImage()


def _path(data: QMimeData) -> Path | None:
    """Return the first local file that `data` names."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None
