"""Orientation, resolution and EXIF: what a file says about an image beside its pixels.

The orientation is applied to the pixels when they are read and is then reset, so that whoever
writes them with their EXIF does not turn them again.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import ExifTags

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image as Pillow

_UPRIGHT = 1
_PIXEL_TAGS = {254, 255, 256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 320, 322, 323}
_PIXEL_TAGS |= {324, 325, 330, 332, 338, 339, 347, 512, 513, 514, 529, 530, 531, 532, 34675, 700}
_PIXEL_TAGS |= {33723, 34377, 37724}
"""Tags of a TIFF that describe how its own pixels are stored (TIFF 6.0), its thumbnail, its
colour profile (34675) and blocks of other metadata (XMP, IPTC, Photoshop): not EXIF."""

_RESOLUTION_TAGS = {282, 283, 296}
"""Every TIFF has them; on their own they are no reason to keep EXIF."""


def read_orientation(image: Pillow.Image) -> int:
    """Return the EXIF orientation of a decoded image, 1 to 8; 1 if there is none that is valid."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, _UPRIGHT)
        return orientation if orientation in range(1, 9) else _UPRIGHT
    except Exception:  # noqa: BLE001 - Pillow leaks many kinds from broken EXIF; the pixels are good
        return _UPRIGHT


def swaps_axes(orientation: int) -> bool:
    """Tell whether the upright image is as wide as the stored one is high."""
    return orientation >= 5


def as_stored(upright: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Return a view of the upright pixels in which the stored pixels lie in their own order.

    Writing the stored rows into this view turns them upright without a copy.

    Parameters
    ----------
    upright
        Pixels (height, width, 4).
    orientation
        EXIF orientation, 1 to 8: where row 0 and column 0 of the stored image are to be seen
        (EXIF 2.3, tag 0x0112).
    """
    view = upright.swapaxes(0, 1) if swaps_axes(orientation) else upright
    rows = -1 if orientation in {3, 4, 7, 8} else 1
    columns = -1 if orientation in {2, 3, 6, 7} else 1
    if swaps_axes(orientation):
        # Rows of the stored image are columns of the upright one.
        rows, columns = columns, rows
    return view[::rows, ::columns]


def read_exif(image: Pillow.Image, orientation: int) -> bytes | None:
    """Return the EXIF block with its orientation reset and without a thumbnail, or None.

    The thumbnail goes because it shows the image as it was, turned and in all its colours.
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
        # An EXIF block is a classic TIFF, also if it came from a big one.
        exif.bigtiff = False
        return exif.tobytes()
    except Exception:  # noqa: BLE001 - as above
        return None


def read_dpi(image: Pillow.Image, orientation: int) -> tuple[float, float] | None:
    """Return the horizontal and vertical resolution of the upright image, or None."""
    try:
        horizontal, vertical = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not all(math.isfinite(value) and 0 < value < 1e6 for value in (horizontal, vertical)):
        return None
    return (vertical, horizontal) if swaps_axes(orientation) else (horizontal, vertical)
