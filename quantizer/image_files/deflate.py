"""Deflating rows of indices with zlib, whole or in pieces.

    piece -> level, by samples of it -> raw deflate stream that may refer back to the piece before

Pieces can be deflated on several threads; their checksums are joined afterwards.

Sources: RFC 1950 (zlib) and RFC 1951 (deflate).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STRATEGIES = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_RLE)

_QUICK, _LAZY = 3, 6
"""Levels of zlib without and with lazy matching. Where pixels are dithered to many colours, the
first gives up to 2 % fewer bytes in 60 % of the time; elsewhere the other gives up to 17 % fewer.
"""

_SAMPLES, _SAMPLE = 2, 1 << 15
"""Samples of a piece that choose its level, and bytes of each. Mosaics of photos, screenshots and
icons with 16 to 256 colours get at most 0.1 % larger than with the better level for each piece.
"""

# No kept benchmark led to the values above. `python -m tests.benchmarks.look` shows the bytes that
# other values give.

WINDOW = 1 << 15
"""Bytes that deflate can refer back to (RFC 1951)."""

ZLIB_HEADER = b"\x78\x9c"
"""Deflate with a window of 32 KiB at the default level (RFC 1950)."""


def deflate(rows: NDArray[np.uint8], *, optimize: bool) -> bytes:
    """Return C-contiguous `rows`, uint8 of any shape, as a zlib stream; see `deflate_piece`."""
    data: memoryview = rows.reshape(-1).data
    piece = deflate_piece(data, data[:0], True, optimize=optimize)
    return b"".join((ZLIB_HEADER, piece, struct.pack(">I", zlib.adler32(data))))


def deflate_piece(
    piece: memoryview, before: memoryview, is_last: bool, *, optimize: bool, stored: bool = False
) -> bytes:
    """Return a raw deflate stream of a piece of data.

    Parameters
    ----------
    piece
        Its bytes.
    before
        Up to `WINDOW` bytes before it, to which the stream may refer back.
    is_last
        Whether the stream ends here; otherwise it goes on at the next byte.
    optimize
        Whether to return the shortest of several streams.
    stored
        Whether to leave the bytes as they are.
    """
    end = zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH
    if stored:
        return _shrink(piece, before, 0, end)
    if optimize:
        streams = [_shrink(piece, before, 9, end, strategy) for strategy in _STRATEGIES]
        return min(_shrink(piece, before, _QUICK, end), *streams, key=len)
    return _shrink(piece, before, _level_of(piece, before), end)


def _level_of(piece: memoryview, before: memoryview) -> int:
    """Return `_QUICK` or `_LAZY`: the level that gives fewer bytes for samples of `piece`."""
    if len(piece) <= _SAMPLES * _SAMPLE:
        samples = [(piece, before)]
    else:
        room = len(piece) - _SAMPLE
        starts = [room * (2 * number + 1) // (2 * _SAMPLES) for number in range(_SAMPLES)]
        samples = [
            (piece[start : start + _SAMPLE], piece[max(0, start - WINDOW) : start])
            for start in starts
        ]

    def size(level: int) -> int:
        return sum(len(_shrink(*sample, level, zlib.Z_SYNC_FLUSH)) for sample in samples)

    return min(_QUICK, _LAZY, key=size)


def _shrink(
    piece: memoryview,
    before: memoryview,
    level: int,
    end: int,
    strategy: int = zlib.Z_DEFAULT_STRATEGY,
) -> bytes:
    """Return `piece`, which follows `before`, deflated by zlib."""
    # Memory level 9 makes longer blocks, which suits data that is alike from end to end.
    options = (level, zlib.DEFLATED, -15, 9, strategy)
    coder = zlib.compressobj(*options, before) if before else zlib.compressobj(*options)
    return coder.compress(piece) + coder.flush(end)


def joined_adler32(first: int, second: int, length: int) -> int:
    """Return the Adler-32 (RFC 1950) of joined data from the checksums of its two pieces.

    The lower half is 1 plus the sum of all bytes; the upper half is the sum of the lower half's
    values after each byte. `length` is the number of bytes of the second piece.
    """
    low, high = first & 0xFFFF, first >> 16
    more = low - 1
    high = (high + (second >> 16) + length * more) % 65521
    low = (more + (second & 0xFFFF)) % 65521
    return high << 16 | low
