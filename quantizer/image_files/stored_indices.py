"""The indices and the palette of an indexed file, such as a PNG of 256 colours.

Pixels are read as true colour, and most reductions need no more. But a sprite may have the same
colour twice, so that a game can exchange one of them; such indices do not follow from colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.image.frozen import frozen
from quantizer.image.image import IndexedImage
from quantizer.image.palette import Palette
from quantizer.image_files.metadata import rotate_upright
from quantizer.image_files.modes import Converter

if TYPE_CHECKING:
    from quantizer.image_files.modes import Header

_GREY_PALETTES = {"BMP", "GIF"}
"""Formats whose palettes Pillow reads as grey, if they hold nothing but even steps of grey."""
_SIZES = (2, 4, 16, 256)


def stored_indices(
    image: Pillow.Image, header: Header, orientation: int, *, keep_profile: bool = False
) -> IndexedImage | None:
    """Return a decoded image as its file stores it; None if that has no palette.

    Parameters
    ----------
    image
        The decoded image.
    header
        `Header.of` the image before it was decoded.
    orientation
        EXIF orientation; the indices are upright.
    keep_profile
        Whether the colours of an image with an RGB profile stay in the profile's space.

    Returns
    -------
    IndexedImage
        Its colours are those of the pixels that are read; a palette of even greys may have more
        entries than in the file. None, too, if an index is beyond the palette.
    """
    is_grey = image.mode in {"1", "L"} and header.format in _GREY_PALETTES
    if image.mode != "P" and not is_grey:
        return None
    indices = np.asarray(image).astype(np.uint8, copy=False)
    most = int(indices.max())
    row = _greys(image.mode, most) if is_grey else _entries(image)
    if most >= row.width:
        return None
    row.info = dict(image.info)
    (_, colors), *_ = Converter(row, header, keep_profile=keep_profile).strips()
    upright = rotate_upright(indices[..., None], orientation)[..., 0]
    return IndexedImage(frozen(upright), Palette.from_colors(colors[0]))


def _entries(image: Pillow.Image) -> Pillow.Image:
    """Return all entries of a palette as an image of one row."""
    assert image.palette is not None
    mode = image.palette.mode
    count = min(256, len(image.palette.palette) // len(mode))
    row = Pillow.frombytes("P", (max(1, count), 1), bytes(range(max(1, count))))
    row.putpalette(bytes(image.palette.palette), image.palette.rawmode or mode)
    return row


def _greys(mode: str, most: int) -> Pillow.Image:
    """Return all greys of a palette, in which `most` is the largest index, as an image of a row."""
    if mode == "1":
        return Pillow.fromarray(np.array([[False, True]]))
    size = next(size for size in _SIZES if most < size)
    return Pillow.fromarray(np.arange(size, dtype=np.uint8)[None])
