"""The thumbnail of an image file as a picture of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from quantizer.errors import Cancelled, QuantizerError
from quantizer.process.child import call_in_process

from ..jobs.reading import is_read_in_one_call
from .read import read_thumbnail

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.progress import Progress


def file_picture(path: Path, side: int, progress: Progress) -> QImage:
    """Return the thumbnail of an image file, a null image if it cannot be read.

    Raises
    ------
    Cancelled
        If `progress` was cancelled.
    """
    try:
        if is_read_in_one_call(path):
            pixels = call_in_process(read_thumbnail, path, side, progress=progress)
        else:
            pixels = read_thumbnail(path, side, progress)
    except Cancelled:
        raise
    except QuantizerError:
        return QImage()
    return as_picture(pixels)


def as_picture(pixels: NDArray[np.uint8]) -> QImage:
    """Return pixels, uint8 (height, width, 4) with straight alpha, as a picture."""
    height, width = pixels.shape[:2]
    made = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return made.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
