"""Opens images and projects: by dialog, by drag and drop, and from the clipboard.

Dropped or pasted data may contain the path of a file, the bytes of a PNG file, or a picture. The
first of these that is there is opened. A path with the extension of a table is not for the
document: `ImageOpener.table_given` passes it on, and `project_given` that of a project.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from quantizer.image_files.formats import READABLE
from quantizer.language import mark, tr
from quantizer.tables.options import EXTENSIONS as TABLE_EXTENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from ..document.document import Document
    from ..preferences import Preferences

PROJECT = ".quantizer"
"""The ending of the files of projects."""
_CLIPBOARD = mark("Clipboard")


class ImageOpener(QObject):
    """Opens images in the document."""

    message = Signal(str)
    """A sentence for the status bar."""
    table_given = Signal(Path)
    """The path of a table that was dropped or pasted."""
    project_given = Signal(Path)
    """The path of a project that was chosen, dropped or pasted."""

    def __init__(self, window: QWidget, document: Document, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self.ask_first: Callable[[Callable[[], object]], None] = _do
        """Calls a function that closes the open image, perhaps after a question."""

    def choose(self) -> None:
        """Show the dialog for opening an image or a project."""
        extensions = " ".join(f"*{one}" for entry in READABLE for one in entry.extensions)
        folder = self._preferences.folder
        kinds = ";;".join(
            [
                tr("Images and projects ({extensions})", extensions=f"{extensions} *{PROJECT}"),
                tr("Images ({extensions})", extensions=extensions),
                tr("Quantizer projects ({extensions})", extensions=f"*{PROJECT}"),
                tr("All files (*)"),
            ]
        )
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open"), str(folder), kinds)
        if name:
            path = folder.joinpath(name)
            self._preferences.folder = path.parent
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open an image or a project."""
        if path.suffix.lower() == PROJECT:
            self.project_given.emit(path)
        else:
            self.ask_first(partial(self._document.open_path, path))

    def paste(self) -> None:
        """Open the image on the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not self.take(data):
            self.message.emit(tr("There is no image on the clipboard"))

    def take(self, data: QMimeData) -> bool:
        """Open the image or table in `data`; return whether there is one."""
        path = _path(data)
        if path is not None:
            if path.suffix.lower() in TABLE_EXTENSIONS:
                self.table_given.emit(path)
            else:
                self.open_path(path)
            return True
        png = data.data("image/png").data() if data.hasFormat("image/png") else b""
        if png:
            self.ask_first(partial(self._document.open_bytes, bytes(png), tr(_CLIPBOARD)))
            return True
        picture = data.imageData() if data.hasImage() else None
        if isinstance(picture, QImage) and not picture.isNull():
            self.ask_first(partial(self._document.open_picture, picture, tr(_CLIPBOARD)))
            return True
        return False


def _do(action: Callable[[], object]) -> None:
    action()


def can_open(data: QMimeData) -> bool:
    """Whether dropped data contains a file or a picture."""
    return _path(data) is not None or data.hasImage()


def _path(data: QMimeData) -> Path | None:
    """Return the path of the first local file in `data`."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None
