"""An animated GIF: each frame only where it differs from the one before.

    frames -> where pixels become clear, the frame before is disposed of
           -> what differs, within its bounding box; what does not is transparent there
           -> compressed by Pillow, one image at a time -> put together

Source: GIF89a specification; the NETSCAPE 2.0 looping extension.
"""

from __future__ import annotations

import io
import struct
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.files import gif
from quantizer.files.picture import Box, Picture, box_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.progress import Progress

_KEEP, _TO_BACKGROUND = 1, 2
_MOST = 256
_LONGEST = 0xFFFF
_HAS_TABLE, _EIGHT_BITS = 0x80, 0x70


def encode_gif(pictures: Sequence[Picture], plays: int, progress: Progress) -> bytes:
    """Return the bytes of an animated GIF.

    Parameters
    ----------
    pictures
        Frames of one size; each pixel opaque or clear, and at most one entry clear.
    plays
        How often it plays in all; 0 for endlessly.
    progress
        Told the share of frames done.
    """
    common = all(np.array_equal(one.colors, pictures[0].colors) for one in pictures)
    height, width = pictures[0].indices.shape
    parts = [b"GIF89a", struct.pack("<HH", width, height)]
    table = _table(pictures[0].colors) if common else b""
    flags = _EIGHT_BITS | (_HAS_TABLE | _size(table) if common else 0)
    parts.append(struct.pack("<BBB", flags, 0, 0))
    parts.append(table)
    if plays != 1:
        repeats = max(0, plays - 1)
        parts.append(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", repeats, 0))
    packed = [one.packed for one in pictures]
    clears = [_becomes_clear(one, two) for one, two in pairwise(packed)]
    base = np.zeros_like(packed[0])
    elapsed = 0
    for number, picture in enumerate(pictures):
        progress.report(number / len(pictures))
        is_disposed = number < len(clears) and clears[number]
        changed = packed[number] != base
        box = picture.whole if is_disposed else box_of(changed)
        delay = _hundredths(elapsed + picture.duration) - _hundredths(elapsed)
        elapsed += picture.duration
        disposal = _TO_BACKGROUND if is_disposed else _KEEP
        parts.append(_image(picture, changed, box, disposal, min(delay, _LONGEST), common))
        base = np.zeros_like(base) if is_disposed else packed[number]
    return b"".join([*parts, b";"])


def _becomes_clear(before: NDArray[np.uint32], after: NDArray[np.uint32]) -> bool:
    return bool(((before != 0) & (after == 0)).any())


def _hundredths(milliseconds: int) -> int:
    return (milliseconds + 5) // 10


def _image(
    picture: Picture,
    changed: NDArray[np.bool_],
    box: Box,
    disposal: int,
    delay: int,
    common: bool,
) -> bytes:
    colors = picture.colors
    clear = np.flatnonzero(colors[:, 3] == 0)
    transparent = int(clear[0]) if len(clear) else len(colors) if len(colors) < _MOST else -1
    table = _table(colors)
    if transparent >= len(table) // 3:
        transparent = -1  # there is no room for it in the table
    indices = picture.indices[box.slices]
    if transparent >= 0:
        indices = np.where(changed[box.slices], indices, np.uint8(transparent))
    flags = disposal << 2 | int(transparent >= 0)
    control = struct.pack("<4BHBB", 0x21, 0xF9, 4, flags, delay, max(0, transparent), 0)
    own = b"" if common else table
    local = 0 if common else _HAS_TABLE | _size(own)
    head = struct.pack("<B4HB", 0x2C, *box, local)
    return b"".join((control, head, own, _compressed(indices)))


def _compressed(indices: NDArray[np.uint8]) -> bytes:
    image = Pillow.fromarray(np.ascontiguousarray(indices))
    image.putpalette(bytes(level for n in range(256) for level in (n, 255 - n, 0)))
    file = io.BytesIO()
    image.save(file, "GIF", optimize=False, interlace=0)
    return gif.parse(file.getvalue()).blocks[0].data


def _table(colors: NDArray[np.uint8]) -> bytes:
    """Return a colour table of 2 to 256 entries, with one to spare if there is room."""
    entries = len(colors) + int(bool((colors[:, 3] != 0).all()) and len(colors) < _MOST)
    length = max(2, 1 << (entries - 1).bit_length())
    table = np.zeros((length, 3), np.uint8)
    table[: len(colors)] = colors[:, :3]
    return table.tobytes()


def _size(table: bytes) -> int:
    """Return the size field of a colour table."""
    return (len(table) // 3).bit_length() - 2
