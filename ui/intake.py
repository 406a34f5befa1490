"""What a drop or the clipboard brings: a file, the bytes of one, or a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from ui.document import Document

_CLIPBOARD = "Clipboard"


def dropped_path(data: QMimeData) -> Path | None:
    """Return the first local file that `data` names."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None


def has_image(data: QMimeData) -> bool:
    """Whether there is anything to open."""
    return dropped_path(data) is not None or data.hasImage()


def take(document: Document, data: QMimeData) -> bool:
    """Open what `data` brings; return whether it brings an image."""
    path = dropped_path(data)
    if path is not None:
        document.open_path(path)
        return True
    png = data.data("image/png").data() if data.hasFormat("image/png") else b""
    if png:
        document.open_bytes(bytes(png), _CLIPBOARD)
        return True
    picture = data.imageData() if data.hasImage() else None
    if isinstance(picture, QImage) and not picture.isNull():
        document.open_picture(picture, _CLIPBOARD)
        return True
    return False
