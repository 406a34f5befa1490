"""The picture of a recent file: of the image, or of the image that a project is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from quantizer.errors import Cancelled, QuantizerError

from ..projects.project import EXTENSION, EmbeddedImage
from ..projects.project_file import read_project
from ..thumbnails.picture import as_picture, file_picture
from ..thumbnails.read import read_thumbnail

if TYPE_CHECKING:
    from quantizer.progress import Progress


def recent_picture(path: Path, side: int, progress: Progress) -> QImage:
    """Return the thumbnail of a recent file, a null image if the file cannot be opened.

    A project whose image is missing gets an empty picture: opened, it asks where the image is.

    Raises
    ------
    Cancelled
        If `progress` was cancelled.
    """
    if path.suffix.lower() != EXTENSION:
        return file_picture(path, side, progress)
    try:
        image = read_project(path).image
    except QuantizerError:
        return QImage()
    if isinstance(image, EmbeddedImage):
        found = _embedded_picture(image, side, progress)
    else:
        found = file_picture(image.path, side, progress)
    return _empty_picture() if found.isNull() else found


def _embedded_picture(image: EmbeddedImage, side: int, progress: Progress) -> QImage:
    try:
        return as_picture(read_thumbnail(Path(image.name), side, progress, image.data))
    except Cancelled:
        raise
    except QuantizerError:
        return QImage()


def _empty_picture() -> QImage:
    made = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(0)
    return made
