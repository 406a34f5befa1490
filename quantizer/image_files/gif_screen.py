"""The logical screen of a GIF, to which an image that extends beyond is clipped.

Rows below the screen are not decoded; columns beyond its right edge are cut off afterwards.

Source: GIF89a specification, 18 (logical screen descriptor).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image as Pillow

    from quantizer.image_files.modes import Header
    from quantizer.image_files.stream import Stream


def crop_to_screen(image: Pillow.Image, header: Header, stream: Stream) -> Pillow.Image:
    """Return a GIF cropped to its logical screen, which Pillow extends to hold all of a frame.

    Source: GIF89a specification, 18 (logical screen descriptor).
    """
    if header.format != "GIF":
        return image
    width, height = _screen_size(stream)
    if image.size == (width, height) or not width or not height:
        return image
    return image.crop((0, 0, width, height))


def clip_rows(file: Pillow.Image, stream: Stream) -> None:
    """Leave out the rows of a GIF that lie below its logical screen, before they are decoded."""
    tiles = getattr(file, "tile", None)
    if file.format != "GIF" or not tiles:
        return
    position = stream.tell()
    _, height = _screen_size(stream)
    stream.seek(position)
    is_interlaced = tiles[0].args[1]
    left, top, right, bottom = tiles[0].extents
    if is_interlaced or not top < height < file.height:
        return
    gif: Any = file
    gif._size = (file.width, height)
    gif.tile = [tiles[0]._replace(extents=(left, top, right, min(bottom, height)))]


def _screen_size(stream: Stream) -> tuple[int, int]:
    """Return the width and height of a GIF's logical screen."""
    stream.seek(6)
    width, height = struct.unpack("<2H", stream.read(4))
    return width, height
