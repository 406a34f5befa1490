"""Compress the indices of a GIF image by LZW, in sub-blocks of up to 255 bytes.

    indices -> phrases, from a table that grows -> codes of 3 to 12 bits -> sub-blocks

After some 4000 phrases the table is full. It may then be cleared or kept. Which gives fewer bytes
depends on the image, so both are tried. Pillow's stream always has room for 256 colours; it is used
where it is not longer, and for large images, for which it is quicker.

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

_MAX_TABLE = 4096
_MAX_CODE_BITS = 12
_MIN_BITS = 2
_BLOCK = 255
_PILLOW_BITS = 8
_PIECE = 1 << 18
"""Indices between two checks for a cancel. Not tuned."""

_DENSE = 0.75
"""Bytes per index from which on keeping a full table is not tried, as in dithered photos."""

_LARGE = 1 << 22
"""Indices above which Pillow alone compresses: Python would take a second for a few percent."""

_SMALL = 1 << 15
"""Most indices for which a length is not estimated, but found by compressing. Not tuned."""

_IMAGE = 0x2C
_HEAD = 13 + 3 * 256
"""Bytes of Pillow's file before the image."""

ANY_PALETTE = bytes(level for n in range(256) for level in (n, 255 - n, 0))
"""Any palette that is not grey: with a grey one Pillow does not return indices."""


def compress(indices: NDArray[np.uint8], progress: Progress) -> bytes:
    """Return the image data of a GIF: minimum code size, sub-blocks and terminator.

    Parameters
    ----------
    indices
        uint8 (height, width).
    progress
        Checked for a cancel.
    """
    if indices.size > _LARGE:
        return _by_pillow(indices)
    data = indices.tobytes()
    bits = max(_MIN_BITS, int(indices.max()).bit_length())
    progress.check()
    if bits == _PILLOW_BITS and len(data) > _SMALL:
        found = _by_pillow(indices)  # gives the same stream, but quicker
    else:
        found = _blocks(bits, _packed(_codes(data, bits, progress, renews=True), bits))
    if _MAX_TABLE < len(found) < _DENSE * len(data):
        codes = _codes(data, bits, progress, renews=False)
        found = min(found, _blocks(bits, _packed(codes, bits)), _by_pillow(indices), key=len)
    return found


def estimate_length(indices: NDArray[np.uint8], progress: Progress) -> int:
    """Return about how many bytes `compress` gives, to compare images of one size."""
    if indices.size <= _SMALL:
        return len(compress(indices, progress))
    return len(_by_pillow(indices))


def _codes(data: bytes, bits: int, progress: Progress, *, renews: bool) -> NDArray[np.int32]:
    """Return all codes, int32 (n,); `renews` clears the table when it is full."""
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
            if free < _MAX_TABLE:
                table[key] = free
                free += 1
            elif renews:
                codes.append(clear)
                table.clear()
                free = clear + 2
    codes += [prefix, clear + 1]
    return np.array(codes, np.int32)


def _packed(codes: NDArray[np.int32], bits: int) -> bytes:
    """Return the codes as bits, each as wide as the size of the table at its place requires."""
    clear = 1 << bits
    places = np.arange(len(codes))
    cleared = np.maximum.accumulate(np.where(codes == clear, places, 0))
    # A clear code is as wide as the code before it.
    since = np.ones(len(codes), np.int64)
    since[1:] = places[1:] - cleared[:-1]
    widths = np.minimum(_MAX_CODE_BITS, np.frexp(clear + since)[1]).astype(np.int64)
    ends = np.cumsum(widths)
    starts = ends - widths
    stream = np.zeros(int(ends[-1]), np.uint8)
    for bit in range(_MAX_CODE_BITS):
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
    image.putpalette(ANY_PALETTE)
    file = io.BytesIO()
    image.save(file, "GIF", optimize=False, interlace=0)
    data = file.getvalue()
    start = data.index(struct.pack("<B4H", _IMAGE, 0, 0, image.width, image.height), _HEAD)
    return data[start + 10 : -1]
