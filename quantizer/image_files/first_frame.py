"""Files with several frames, pages or images, of which the first one is read."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from quantizer.errors import Cancelled

from ..language import tr

if TYPE_CHECKING:
    from PIL import Image as Pillow

    from quantizer.image_files.modes import Header
    from quantizer.image_files.stream import Stream

_SINGLE = {"ICO"}
"""Formats that hold one image in several sizes, of which the largest is read."""


def logical_screen(image: Pillow.Image, header: Header, stream: Stream) -> Pillow.Image:
    """Return a GIF cropped to its logical screen, which Pillow extends to hold all of a frame.

    Source: GIF89a specification, 18 (logical screen descriptor).
    """
    if header.format != "GIF":
        return image
    stream.seek(6)
    width, height = struct.unpack("<2H", stream.read(4))
    if image.size == (width, height) or not width or not height:
        return image
    return image.crop((0, 0, width, height))


def frames_notice(image: Pillow.Image, header: Header) -> tuple[str, ...]:
    """Return a sentence about what is left out; none if the first frame is the only one."""
    if header.format in _SINGLE:
        return ()
    try:
        count = getattr(image, "n_frames", 1)
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001 - a later frame is damaged; the first one was read
        return (tr("It has more frames, and they are damaged; only the first is used."),)
    if count < 2:
        return ()
    if header.format == "TIFF":
        return (tr("It has {count} pages; only the first is used.", count=count),)
    if header.format == "MPO":
        return (tr("It has {count} images; only the first is used.", count=count),)
    return (tr("It has {count} frames; only the first is used.", count=count),)
