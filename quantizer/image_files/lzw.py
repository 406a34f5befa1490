"""Indices as a GIF holds them: compressed by LZW, in blocks of up to 255 bytes.

    indices -> phrases, from a table that grows with them -> codes of 3 to 12 bits -> blocks

The table is full after some 4000 phrases. It may then begin anew, or stay as it is; which is
shorter depends on the picture, so both are tried. Pillow's own stream, which has room for 256
colours even where there are two, is taken if neither is shorter.

Source: GIF89a specification, 22 and appendix F; T. A. Welch, "A Technique for High-Performance
Data Compression", IEEE Computer 17 (6), 1984.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.progress import Progress

_FULL = 4096
_WIDEST = 12
_FEWEST_BITS = 2
_BLOCK = 255
_PIECE = 1 << 18
"""Indices between two looks at whether the job is still wanted."""

_DENSE = 0.75
"""Bytes per index beyond which a table that stays makes nothing shorter: dithered photos."""

_LARGE = 1 << 22
"""Indices beyond which only Pillow is asked: here they would take a second for a few percent."""

_PILLOW_BITS = 8
_SMALL = 1 << 15
"""Indices up to which a length is found by compressing in full."""

_IMAGE = 0x2C
_HEAD = 13 + 3 * 256
"""Bytes of Pillow's file before the image."""

_ANY_PALETTE = bytes(level for n in range(256) for level in (n, 255 - n, 0))


def compressed(indices: NDArray[np.uint8], progress: Progress) -> bytes:
    """Return code size, blocks and terminator of an image.

    Parameters
    ----------
    indices
        uint8 (height, width).
    progress
        Asked whether the job is still wanted.
    """
    if indices.size > _LARGE:
        return _by_pillow(indices)
    data = indices.tobytes()
    bits = max(_FEWEST_BITS, int(indices.max()).bit_length())
    progress.check()
    if bits == _PILLOW_BITS and len(data) > _SMALL:
        found = _by_pillow(indices)  # the same stream, sooner
    else:
        found = _blocks(bits, _packed(_codes(data, bits, progress, renews=True), bits))
    if _FULL < len(found) < _DENSE * len(data):
        codes = _codes(data, bits, progress, renews=False)
        found = min(found, _blocks(bits, _packed(codes, bits)), _by_pillow(indices), key=len)
    return found


def length(indices: NDArray[np.uint8], progress: Progress) -> int:
    """Return about how many bytes an image takes; for comparison with others of its size."""
    if indices.size <= _SMALL:
        return len(compressed(indices, progress))
    return len(_by_pillow(indices))


def _codes(data: bytes, bits: int, progress: Progress, *, renews: bool) -> NDArray[np.int32]:
    """Return the codes of all phrases, with a first one that clears the table and one that ends."""
    clear = 1 << bits
    codes = [clear]
    table: dict[int, int] = {}
    free = clear + 2
    prefix = data[0]
    for start in range(1, len(data), _PIECE):
        progress.check()
        for index in data[start : start + _PIECE]:
            key = prefix << 8 | index
            longer = table.get(key)
            if longer is not None:
                prefix = longer
                continue
            codes.append(prefix)
            prefix = index
            if free < _FULL:
                table[key] = free
                free += 1
            elif renews:
                codes.append(clear)
                table.clear()
                free = clear + 2
    codes += [prefix, clear + 1]
    return np.array(codes, np.int32)


def _packed(codes: NDArray[np.int32], bits: int) -> bytes:
    """Return the codes as bits, each as wide as the table was when it was read."""
    clear = 1 << bits
    places = np.arange(len(codes))
    cleared = np.maximum.accumulate(np.where(codes == clear, places, 0))
    # A code that clears is as wide as what comes before it.
    since = np.ones(len(codes), np.int64)
    since[1:] = places[1:] - cleared[:-1]
    widths = np.minimum(_WIDEST, np.frexp(clear + since)[1]).astype(np.int64)
    ends = np.cumsum(widths)
    starts = ends - widths
    stream = np.zeros(int(ends[-1]), np.uint8)
    for bit in range(_WIDEST):
        has = widths > bit
        stream[starts[has] + bit] = codes[has] >> bit & 1
    return np.packbits(stream, bitorder="little").tobytes()


def _blocks(bits: int, data: bytes) -> bytes:
    parts = [bytes([bits])]
    for start in range(0, len(data), _BLOCK):
        part = data[start : start + _BLOCK]
        parts += [bytes([len(part)]), part]
    return b"".join([*parts, b"\0"])


def _by_pillow(indices: NDArray[np.uint8]) -> bytes:
    image = Pillow.fromarray(np.ascontiguousarray(indices))
    image.putpalette(_ANY_PALETTE)
    file = io.BytesIO()
    image.save(file, "GIF", optimize=False, interlace=0)
    data = file.getvalue()
    start = data.index(struct.pack("<B4H", _IMAGE, 0, 0, image.width, image.height), _HEAD)
    return data[start + 10 : -1]
