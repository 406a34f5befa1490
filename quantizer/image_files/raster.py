"""Encoders of PNG and BMP, written out here since Pillow cannot write what is wanted.

Pillow writes an indexed BMP with 8 bits per pixel only, and its PNG leaves no choice of how the
data is deflated. Both formats store rows of packed indices, so they share `pack`.

Sources: PNG specification, third edition (W3C, 2025); BITMAPINFOHEADER as documented in the
Windows GDI reference.
"""

from __future__ import annotations

import struct
import zlib
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.chunks import SIGNATURE
from quantizer.parallel import run
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

_INCHES_PER_METRE = 1 / 0.0254
_LARGEST_CHUNK = 1 << 30
_STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_RLE)
_QUICK = 3
_DENSE = 0.6
"""Share of its length to which dense data shrinks at least."""

_SMALL = 1 << 22
"""Pixels up to which an image is deflated in one piece; larger ones are shared among threads."""

_USUAL_LEVEL, _SLOW_LEVEL, _SLOWER_LEVEL = 7, 10, 11
"""Levels of libdeflate. For dithered photos 8 and 9 take twice as long as 7 for as many bytes."""

_DRAWN = 0.21
"""Share of its length below which data, deflated at the usual level, is a drawing's."""

_PIECE = 1 << 20
_WINDOW = 1 << 15
"""Bytes that deflate can point back over (RFC 1951)."""

_ZLIB_HEADER = b"\x78\x9c"
"""Deflate with a window of 32 KiB, default level (RFC 1950)."""


def encode_png(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    *,
    icc_profile: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    exif: bytes | None = None,
    optimize: bool = False,
    hurried: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> bytes:
    """Return an indexed PNG at the smallest bit depth that holds the palette.

    Parameters
    ----------
    indices
        uint8 (height, width).
    colors
        Palette, uint8 (k, 4), k from 1 to 256; its order is kept.
    icc_profile, dpi, exif
        Metadata to write, or None.
    optimize
        Whether to try all filters, and to deflate for as long as it gains anything.
    hurried
        Whether drawings, too, are to take little time; they have 1 or 2 % more bytes then.
    threads
        Most threads at work; the bytes do not depend on it.
    progress
        Told the share deflated.
    """
    height, width = indices.shape
    depth = next(bits for bits in (1, 2, 4, 8) if len(colors) <= 1 << bits)
    parts = [SIGNATURE, chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, 3, 0, 0, 0))]
    if icc_profile:
        parts.append(chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(icc_profile, 9)))
    parts.append(chunk(b"PLTE", colors[:, :3].tobytes()))
    translucent = np.flatnonzero(colors[:, 3] < 255)
    if len(translucent):
        parts.append(chunk(b"tRNS", colors[: translucent[-1] + 1, 3].tobytes()))
    if dpi:
        parts.append(chunk(b"pHYs", struct.pack(">2IB", *_per_metre(dpi), 1)))
    if exif:
        parts.append(chunk(b"eXIf", exif.removeprefix(b"Exif\0\0")))
    again = optimize or indices.size <= _SMALL
    scanlines = _Scanlines(indices, depth, stored=again)
    parts += run(scanlines.deflated, range(0, height, scanlines.step), threads, progress)
    parts += scanlines.end()
    parts.append(chunk(b"IEND", b""))
    data = b"".join(parts)
    if not again:
        return data
    if optimize:
        return _deflated_again(data, None)
    found = _deflated_again(data, _USUAL_LEVEL)
    if len(found) >= _DRAWN * scanlines.size:
        return found
    return _deflated_again(data, _SLOW_LEVEL if hurried else _SLOWER_LEVEL)


def _deflated_again(data: bytes, level: int | None) -> bytes:
    """Return a PNG whose data is deflated by libdeflate, through oxipng.

    It is quicker than zlib for the same bytes, but takes the data in one piece. Drawings and
    screenshots, which shrink a lot, are worth its slow levels; without a level all is tried. What
    the indices mean, and every other chunk, stays.
    """
    import oxipng  # noqa: PLC0415 - not wanted by large images

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


def encode_bmp(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    *,
    dpi: tuple[float, float] | None = None,
) -> bytes:
    """Return an uncompressed indexed BMP of 1, 4 or 8 bits per pixel.

    Parameters are as for `encode_png`; the palette's alpha is not written.
    """
    height, width = indices.shape
    depth = next(bits for bits in (1, 4, 8) if len(colors) <= 1 << bits)
    packed = pack(indices[::-1], depth)  # the bottom row comes first
    rows = np.zeros((height, (packed.shape[1] + 3) // 4 * 4), np.uint8)
    rows[:, : packed.shape[1]] = packed
    table = np.zeros((len(colors), 4), np.uint8)
    table[:, :3] = colors[:, 2::-1]
    start = 14 + 40 + table.size
    resolution = _per_metre(dpi) if dpi else (0, 0)
    count = len(colors)
    head = struct.pack("<2sI2HI", b"BM", start + rows.size, 0, 0, start)
    head += struct.pack(
        "<I2i2H2I2i2I", 40, width, height, 1, depth, 0, rows.size, *resolution, count, count
    )
    return b"".join((head, table.tobytes(), rows.tobytes()))


def pack(indices: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    """Return rows of `depth` bits per index as bytes, the leftmost pixel in the highest bits."""
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
    """The rows of a PNG, deflated piece by piece, on several threads.

    Each piece is some whole rows and an IDAT chunk. It may point back into the piece before, and
    ends on a whole byte, so that all make one stream; their size is fixed, so that the bytes do
    not depend on the number of threads.
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
        """Return the piece that begins with row `top` as a chunk; nothing for the last one."""
        piece = self._filtered(top, top + self.step)
        reach = -(-_WINDOW // self._row_bytes)
        before = self._filtered(max(0, top - reach), top)[-_WINDOW:]
        is_last = top + self.step >= len(self._indices)
        data = _deflate_piece(piece, before, is_last, optimize=False, stored=self._stored)
        self._checksums[top] = zlib.adler32(piece), len(piece)
        if top == 0:
            data = _ZLIB_HEADER + data
        if is_last:
            self._last = data
            return b""
        return chunk(b"IDAT", data)

    def end(self) -> list[bytes]:
        """Return the last piece, with the checksum of all, as chunks."""
        checksum = 1
        for top in range(0, len(self._indices), self.step):
            checksum = _joined_adler32(checksum, *self._checksums[top])
        data = self._last + struct.pack(">I", checksum)
        starts = range(0, len(data), _LARGEST_CHUNK)
        return [chunk(b"IDAT", data[start : start + _LARGEST_CHUNK]) for start in starts]

    def _filtered(self, top: int, bottom: int) -> memoryview:
        """Return rows with their filter type in front, which is 0, no filter."""
        packed = pack(self._indices[top:bottom], self._depth)
        rows = np.zeros((len(packed), self._row_bytes), np.uint8)
        rows[:, 1:] = packed
        return rows.reshape(-1).data


def _joined_adler32(first: int, second: int, length: int) -> int:
    """Return the Adler-32 (RFC 1950) of two pieces of data from that of each.

    The lower half is 1 plus the sum of all bytes, the upper one the sum of its values after each
    byte; `length` is that of the second piece.
    """
    low, high = first & 0xFFFF, first >> 16
    more = low - 1
    high = (high + (second >> 16) + length * more) % 65521
    low = (more + (second & 0xFFFF)) % 65521
    return high << 16 | low


def deflate(rows: NDArray[np.uint8], *, optimize: bool) -> bytes:
    """Return C-contiguous `rows` as a zlib stream; `optimize` tries several ways."""
    data: memoryview = rows.reshape(-1).data
    return b"".join(
        (
            _ZLIB_HEADER,
            _deflate_piece(data, data[:0], True, optimize=optimize),
            struct.pack(">I", zlib.adler32(data)),
        )
    )


def _deflate_piece(
    piece: memoryview, before: memoryview, is_last: bool, *, optimize: bool, stored: bool = False
) -> bytes:
    """Return the shortest of some raw deflate streams of `piece`.

    A dithered photo, which is little shorter deflated, is shorter still where zlib does not wait
    for a better match (levels 1 to 3), in half the time. Anything else wants the usual level.
    """

    def shrink(level: int, strategy: int) -> bytes:
        # Memory level 9 keeps longer blocks, which suits data of one kind from end to end.
        options = (level, zlib.DEFLATED, -15, 9, strategy)
        coder = zlib.compressobj(*options, before) if before else zlib.compressobj(*options)
        return coder.compress(piece) + coder.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)

    if stored:
        return shrink(0, zlib.Z_DEFAULT_STRATEGY)
    best = shrink(_QUICK, zlib.Z_DEFAULT_STRATEGY)
    if optimize:
        return min(best, *(shrink(9, strategy) for strategy in _STRATEGIES), key=len)
    if len(best) >= _DENSE * len(piece):
        return best
    return min(best, shrink(6, zlib.Z_DEFAULT_STRATEGY), key=len)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG with its length and checksum."""
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)))


def _per_metre(dpi: tuple[float, float]) -> tuple[int, int]:
    horizontal, vertical = (max(1, min(2**31 - 1, round(v * _INCHES_PER_METRE))) for v in dpi)
    return horizontal, vertical
