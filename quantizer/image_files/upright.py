"""Convert a decoded image to pixels that are upright, strip by strip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.metadata import as_stored, swaps_axes
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image as Pillow

    from quantizer.image_files.modes import Converter


def convert_upright(
    image: Pillow.Image, converter: Converter, orientation: int, progress: Progress = SILENT
) -> NDArray[np.uint8]:
    """Return the pixels of a decoded image, uint8 (height, width, 4), upright and in sRGB."""
    width, height = image.size
    shape = (width, height, 4) if swaps_axes(orientation) else (height, width, 4)
    pixels = np.empty(shape, np.uint8)
    stored = as_stored(pixels, orientation)
    for top, strip in converter.strips():
        stored[top : top + len(strip)] = strip
        progress.report((top + len(strip)) / height)
    return pixels
