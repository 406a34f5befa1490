"""Encode an indexed PNG with the bit depth and the deflate settings of our choice.

The rows are packed to 1, 2, 4 or 8 bits per pixel. Large images are deflated by zlib in pieces, on
several threads. Small ones are stored first, and then deflated in one piece by libdeflate (through
oxipng), which is quicker for the same number of bytes.

Sources: PNG specification, third edition (W3C, 2025); RFC 1950 (zlib) and RFC 1951 (deflate).
"""

from __future__ import annotations

import struct
import zlib
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.deflate import (
    WINDOW,
    ZLIB_HEADER,
    deflate_piece,
    joined_adler32,
)
from quantizer.image_files.png_chunks import SIGNATURE, make_chunk
from quantizer.parallel import run
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

_INCHES_PER_METRE = 1 / 0.0254
_LARGEST_CHUNK = 1 << 30
_SMALL = 1 << 22
"""Most pixels of an image that libdeflate takes in one piece."""

_USUAL_LEVEL, _TINY_LEVEL, _SLOW_LEVEL, _SLOWER_LEVEL = 7, 8, 10, 11
"""Levels of libdeflate. For dithered photos 8 and 9 take twice as long as 7 for as many bytes.
Crops of icons with 64 colours get 6 % smaller at level 10 than at 8, but deflating them then takes
three times as long, nearly a third of the whole conversion; ``--optimize`` does still better.
"""

_DRAWING = 0.26
"""Compression ratio of zlib's level 1 below which an image is taken for a drawing."""

_TINY = 1 << 17
"""Bytes of rows up to which a drawing is deflated at `_TINY_LEVEL`."""

_BANDS, _BAND = 4, 1 << 15
"""Bands of rows that tell whether a large image is a drawing, and bytes of each."""

_FEW_BITS = 4
"""Bits per index up to which photos are worth the slow level: with 16 colours it takes 4 % of the
bytes off, and half the time that it takes with 8 bits."""

# No kept benchmark led to the values above. `python -m tests.benchmarks.look` shows the bytes that
# other values give, and `python -m tests.benchmarks.cli` and `tests.benchmarks.batch` their time.

_PIECE = 1 << 20
"""Bytes of rows that are deflated together. Not tuned."""


def encode_png(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    *,
    icc_profile: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    exif: bytes | None = None,
    depth: int | None = None,
    optimize: bool = False,
    fast: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> bytes:
    """Return the bytes of an indexed PNG at the smallest bit depth that holds the palette.

    Parameters
    ----------
    indices
        uint8 (height, width).
    colors
        Palette, uint8 (k, 4), k from 1 to 256; its order is kept.
    icc_profile, dpi, exif
        Metadata to write, or None. The resolution is in pixels per inch.
    depth
        Bits of an index; None for the fewest that hold the palette.
    optimize
        Whether to try all row filters and the slowest levels, for fewer bytes.
    fast
        Whether to save time on drawings; they get 1 to 2 % larger.
    threads
        Largest number of threads; the bytes do not depend on it.
    progress
        Receives the share of rows that are deflated.
    """
    height, width = indices.shape
    depth = depth or next(bits for bits in (1, 2, 4, 8) if len(colors) <= 1 << bits)
    parts = [SIGNATURE, make_chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, 3, 0, 0, 0))]
    if icc_profile:
        parts.append(make_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(icc_profile, 9)))
    parts.append(make_chunk(b"PLTE", colors[:, :3].tobytes()))
    translucent = np.flatnonzero(colors[:, 3] < 255)
    if len(translucent):
        parts.append(make_chunk(b"tRNS", colors[: translucent[-1] + 1, 3].tobytes()))
    if dpi:
        parts.append(make_chunk(b"pHYs", struct.pack(">2IB", *dots_per_metre(dpi), 1)))
    if exif:
        parts.append(make_chunk(b"eXIf", exif.removeprefix(b"Exif\0\0")))
    in_one_piece = optimize or indices.size <= _SMALL
    scanlines = _Scanlines(indices, depth, stored=in_one_piece)
    parts += run(scanlines.deflated, range(0, height, scanlines.step), threads, progress)
    parts += scanlines.end()
    parts.append(make_chunk(b"IEND", b""))
    data = b"".join(parts)
    if not in_one_piece:
        return data
    if optimize:
        return _deflated_by_oxipng(data, None)
    return _deflated_by_oxipng(data, _level_for(scanlines, depth, fast=fast))


def _level_for(scanlines: _Scanlines, depth: int, *, fast: bool) -> int:
    """Return the level of libdeflate that an image is worth."""
    if scanlines.rough_ratio() < _DRAWING:
        if scanlines.size <= _TINY:
            return _TINY_LEVEL
        return _SLOW_LEVEL if fast else _SLOWER_LEVEL
    return _SLOW_LEVEL if depth <= _FEW_BITS and not fast else _USUAL_LEVEL


def _deflated_by_oxipng(data: bytes, level: int | None) -> bytes:
    """Return the PNG `data` with its image data deflated at a level of libdeflate.

    Without a level, oxipng tries filters and levels. Palette, bit depth and all other chunks stay.
    """
    import oxipng  # noqa: PLC0415 - large images do not need it

    same = partial(
        oxipng.optimize_from_memory,
        bit_depth_reduction=False,
        color_type_reduction=False,
        palette_reduction=False,
        grayscale_reduction=False,
    )
    if level is None:
        return bytes(same(data, level=4))
    deflater = oxipng.Deflaters.libdeflater(level)
    return bytes(same(data, level=1, filter=[oxipng.RowFilter.NoOp], deflate=deflater))


def pack_bits(indices: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    """Pack indices into rows of bytes, the leftmost pixel in the highest bits.

    Parameters
    ----------
    indices
        uint8 (height, width), each below ``2**depth``.
    depth
        Bits per index: 1, 2, 4 or 8.

    Returns
    -------
    NDArray[np.uint8]
        uint8 (height, ceil(width * depth / 8)); `indices` itself for 8 bits.
    """
    if depth == 8:
        return indices
    per_byte = 8 // depth
    height, width = indices.shape
    rows = np.zeros((height, -(-width // per_byte)), np.uint8)
    for place in range(per_byte):
        part = indices[:, place::per_byte]
        rows[:, : part.shape[1]] |= part << np.uint8(8 - depth * (place + 1))
    return rows


class _Scanlines:
    """The rows of a PNG, deflated in pieces that threads can work on at the same time.

    A piece has a fixed number of rows, so that the bytes do not depend on the number of threads. It
    becomes one IDAT chunk. Each piece may refer back to the one before and ends at a byte boundary;
    so the pieces form one zlib stream.
    """

    def __init__(self, indices: NDArray[np.uint8], depth: int, *, stored: bool) -> None:
        self._indices = indices
        self._depth = depth
        self._stored = stored
        self._row_bytes = 1 + -(-indices.shape[1] * depth // 8)
        self._checksums: dict[int, tuple[int, int]] = {}
        self._last = b""
        self.step = max(1, _PIECE // self._row_bytes)
        self.size = self._row_bytes * len(indices)

    def deflated(self, top: int) -> bytes:
        """Return the piece from row `top` on as an IDAT chunk; nothing for the last, see `end`."""
        piece = self._filtered(top, top + self.step)
        reach = -(-WINDOW // self._row_bytes)
        before = self._filtered(max(0, top - reach), top)[-WINDOW:]
        is_last = top + self.step >= len(self._indices)
        data = deflate_piece(piece, before, is_last, optimize=False, stored=self._stored)
        self._checksums[top] = zlib.adler32(piece), len(piece)
        if top == 0:
            data = ZLIB_HEADER + data
        if is_last:
            self._last = data
            return b""
        return make_chunk(b"IDAT", data)

    def end(self) -> list[bytes]:
        """Return the last piece and the checksum of the stream as IDAT chunks."""
        checksum = 1
        for top in range(0, len(self._indices), self.step):
            checksum = joined_adler32(checksum, *self._checksums[top])
        data = self._last + struct.pack(">I", checksum)
        starts = range(0, len(data), _LARGEST_CHUNK)
        return [make_chunk(b"IDAT", data[start : start + _LARGEST_CHUNK]) for start in starts]

    def rough_ratio(self) -> float:
        """Return the compression ratio of zlib's quickest level, of large images on four bands."""
        height, rows = len(self._indices), max(1, _BAND // self._row_bytes)
        tops = range(0, height, rows)
        if len(tops) > _BANDS:
            tops = range(0, height - rows + 1, (height - rows) // (_BANDS - 1))
        data = b"".join(self._filtered(top, top + rows) for top in tops)
        return len(zlib.compress(data, 1)) / len(data)

    def _filtered(self, top: int, bottom: int) -> memoryview:
        """Return rows as bytes, each after its filter type 0 (no filter)."""
        packed = pack_bits(self._indices[top:bottom], self._depth)
        rows = np.zeros((len(packed), self._row_bytes), np.uint8)
        rows[:, 1:] = packed
        return rows.reshape(-1).data


def dots_per_metre(dpi: tuple[float, float]) -> tuple[int, int]:
    """Return a resolution in pixels per metre from one in pixels per inch, from 1 to 2**31 - 1."""
    horizontal, vertical = (max(1, min(2**31 - 1, round(v * _INCHES_PER_METRE))) for v in dpi)
    return horizontal, vertical
