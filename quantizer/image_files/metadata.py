"""Read orientation, resolution and EXIF of an image file.

The EXIF orientation is applied to the pixels when they are read, and is then reset in the EXIF
block, so that a viewer does not rotate the written image again.

Source: EXIF 2.3 (CIPA DC-008), tags as in TIFF 6.0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import ExifTags

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image as Pillow

_UPRIGHT = 1
_PIXEL_TAGS = {254, 255, 256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 320, 322, 323}
_PIXEL_TAGS |= {324, 325, 330, 332, 338, 339, 347, 512, 513, 514, 529, 530, 531, 532, 34675, 700}
_PIXEL_TAGS |= {33723, 34377, 37724}
"""Tags of a TIFF that are not EXIF: how its pixels are stored (TIFF 6.0), its thumbnail, its colour
profile (34675), and blocks of other metadata (XMP, IPTC, Photoshop)."""

_RESOLUTION_TAGS = {282, 283, 296}
"""Tags that every TIFF has. If there are no others, there is no EXIF to keep."""


def read_orientation(image: Pillow.Image) -> int:
    """Return the EXIF orientation of a decoded image, 1 to 8; 1 if it is missing or invalid."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, _UPRIGHT)
        return orientation if orientation in range(1, 9) else _UPRIGHT
    except Exception:  # noqa: BLE001 - Pillow leaks many kinds from broken EXIF; the pixels are good
        return _UPRIGHT


def swaps_axes(orientation: int) -> bool:
    """Return whether the orientation swaps width and height."""
    return orientation >= 5


def as_stored(upright: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Return a view of upright pixels in the order in which the file stores them.

    Writing the stored rows into this view rotates them upright without a copy.

    Parameters
    ----------
    upright
        uint8 (height, width, 4).
    orientation
        EXIF orientation, 1 to 8: the sides at which row 0 and column 0 of the stored image appear
        (EXIF 2.3, tag 0x0112).

    Returns
    -------
    NDArray[np.uint8]
        (height, width, 4), or (width, height, 4) if the orientation swaps them.
    """
    view = upright.swapaxes(0, 1) if swaps_axes(orientation) else upright
    rows = -1 if orientation in {3, 4, 7, 8} else 1
    columns = -1 if orientation in {2, 3, 6, 7} else 1
    if swaps_axes(orientation):
        # Rows of the stored image are columns of the upright one.
        rows, columns = columns, rows
    return view[::rows, ::columns]


def rotate_upright(stored: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Return stored pixels, uint8 (height, width, c), upright; themselves if they are so."""
    if orientation == _UPRIGHT:
        return stored
    height, width, depth = stored.shape
    shape = (width, height, depth) if swaps_axes(orientation) else stored.shape
    upright = np.empty(shape, np.uint8)
    as_stored(upright, orientation)[...] = stored
    return upright


def read_exif(image: Pillow.Image, orientation: int) -> bytes | None:
    """Return the EXIF block with the orientation reset and without the thumbnail, or None.

    The thumbnail is left out because it shows the image rotated and with all its colours.
    """
    try:
        exif = image.getexif()
        for tag in _PIXEL_TAGS & set(exif):
            del exif[tag]
        if not set(exif) - _RESOLUTION_TAGS:
            return None
        exif[ExifTags.Base.Orientation] = _UPRIGHT
        details = exif.get_ifd(ExifTags.IFD.Exif)
        width, height = ExifTags.Base.ExifImageWidth, ExifTags.Base.ExifImageHeight
        if swaps_axes(orientation) and width in details and height in details:
            details[width], details[height] = details[height], details[width]
        # An EXIF block is a classic TIFF even if its source is a BigTIFF.
        exif.bigtiff = False
        return exif.tobytes()
    except Exception:  # noqa: BLE001 - as above
        return None


def read_dpi(image: Pillow.Image, orientation: int) -> tuple[float, float] | None:
    """Return the resolution across and down the upright image in pixels per inch, or None."""
    try:
        horizontal, vertical = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not all(math.isfinite(value) and 0 < value < 1e6 for value in (horizontal, vertical)):
        return None
    return (vertical, horizontal) if swaps_axes(orientation) else (horizontal, vertical)
