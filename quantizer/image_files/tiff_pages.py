"""Count the pages of a TIFF by following its chain of image file directories, and nothing else.

Sources: TIFF 6.0, section 2 (image file directory); BigTIFF design, AWare Systems.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.image_files.stream import Stream

_BYTE_ORDERS = {b"II": "<", b"MM": ">"}
_BIG = 43
"""Version number of a BigTIFF; that of a TIFF is 42."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a directory's parts are.

    Parameters
    ----------
    first
        Place of the offset of the first directory, in bytes.
    count, offset
        `struct` patterns of the number of entries and of an offset.
    entry_bytes
        Bytes of an entry.
    """

    first: int
    count: str
    offset: str
    entry_bytes: int


def count_pages(stream: Stream, most: int) -> int:
    """Return the number of pages of a TIFF, up to `most`; a chain that forms a loop ends there.

    Raises
    ------
    ValueError
        If a directory has no entries, or lies beyond the end of the file.
    """
    stream.seek(0)
    head = stream.read(4)
    order = _BYTE_ORDERS.get(head[:2], "<")
    is_big = head[2:] == struct.pack(f"{order}H", _BIG)
    layout = (
        _Layout(8, f"{order}Q", f"{order}Q", 20)
        if is_big
        else _Layout(4, f"{order}H", f"{order}I", 12)
    )
    seen: set[int] = set()
    place = _number(stream, layout.first, layout.offset)
    while place and place not in seen and len(seen) < most:
        seen.add(place)
        entries = _number(stream, place, layout.count)
        if not entries:
            raise ValueError("a page has no entries")
        end = place + struct.calcsize(layout.count) + entries * layout.entry_bytes
        place = _number(stream, end, layout.offset)
    return len(seen)


def _number(stream: Stream, place: int, pattern: str) -> int:
    """Return the number that is stored at a place of the file."""
    stream.seek(place)
    data = stream.read(struct.calcsize(pattern))
    if len(data) < struct.calcsize(pattern):
        raise ValueError("its end is missing")
    (number,) = struct.unpack(pattern, data)
    return int(number)
