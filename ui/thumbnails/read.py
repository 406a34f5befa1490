"""Reads a small version of an image file as fast as its format allows; no Qt.

A JPEG is decoded at down to an eighth of its size. Colours and orientation are the same as those
that `quantizer.image_files.read` returns.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PIL import Image as Pillow

from quantizer.errors import ReadError
from quantizer.image_files.metadata import read_orientation
from quantizer.image_files.modes import Converter, Header
from quantizer.image_files.opening import open_stream
from quantizer.image_files.pillow import libtiff_messages, pillow_limits
from quantizer.image_files.read_errors import as_read_error
from quantizer.image_files.stream import open_file
from quantizer.image_files.upright import convert_upright
from quantizer.language import tr
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_MOST_PIXELS = 64_000_000
"""Largest image that gets a thumbnail: decoding more takes seconds and a gigabyte."""


def read_thumbnail(
    path: Path, side: int, progress: Progress = SILENT, data: bytes | None = None
) -> NDArray[np.uint8]:
    """Return an image, shrunk to at most `side` pixels each way.

    Parameters
    ----------
    path
        An image file.
    side
        Largest width and height in pixels; smaller images are not enlarged.
    progress
        Checked for cancellation.
    data
        The bytes of the file, if they are in memory; messages call it `path`.

    Returns
    -------
    uint8 (height, width, 4) in sRGB, straight alpha.

    Raises
    ------
    ReadError
        If the file cannot be read or is larger than 64 megapixels.
    Cancelled
        If `progress` was cancelled.
    """
    with (
        open_file(path, progress, data) as stream,
        pillow_limits(_MOST_PIXELS),
        as_read_error(path, stream),
    ):
        file = open_stream(stream)
        header = Header.of(file)
        orientation = read_orientation(file)
        file.draft(None, (2 * side, 2 * side))  # decodes a JPEG at a fraction of its size
        width, height = file.size
        if width * height > _MOST_PIXELS:
            raise ReadError(path, tr("is too large for a thumbnail"))
        is_tiff = header.format == "TIFF"
        # Pillow cannot average 16-bit grey.
        is_deep = file.mode.startswith("I;16")
        way = Pillow.Resampling.NEAREST if is_deep else Pillow.Resampling.BILINEAR
        with libtiff_messages() if is_tiff else contextlib.nullcontext():
            file.thumbnail((side, side), way, reducing_gap=None if is_deep else 2.0)
        progress.check()
        return convert_upright(file, Converter(file, header), orientation)
