"""An animated PNG: one palette, each frame only where it differs from the one before.

    frames -> bounding box of what differs -> a PNG of its own (`raster`) -> its image data as
    IDAT (the first) or fdAT, behind an fcTL that says where and how long

Source: PNG specification, third edition (W3C, 2025), 11.3.6 (acTL, fcTL, fdAT).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from quantizer.image_files.chunks import SIGNATURE
from quantizer.image_files.picture import Picture, box_of
from quantizer.image_files.raster import chunk, encode_png

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quantizer.progress import Progress

_LONGEST = 0xFFFF


def encode_apng(
    pictures: Sequence[Picture],
    plays: int,
    *,
    icc_profile: bytes | None,
    optimize: bool,
    threads: int | None,
    progress: Progress,
) -> bytes:
    """Return the bytes of an animated PNG.

    Parameters
    ----------
    pictures
        Frames of one size with one palette.
    plays
        How often it plays in all; 0 for endlessly.
    icc_profile
        Profile to embed, or None.
    optimize
        Whether to deflate in several ways.
    threads
        Most threads at work.
    progress
        Told the share of frames done.
    """
    parts: list[bytes] = [SIGNATURE]
    sequence = 0
    before = None
    for number, picture in enumerate(pictures):
        progress.report(number / len(pictures))
        packed = picture.packed
        box = picture.whole if before is None else box_of(packed != before)
        before = packed
        file = encode_png(
            picture.indices[box.slices],
            picture.colors,
            icc_profile=icc_profile if number == 0 else None,
            optimize=optimize,
            threads=threads,
        )
        chunks = list(_chunks(file))
        if number == 0:
            head = [(kind, data) for kind, data in chunks if kind not in {b"IDAT", b"IEND"}]
            parts.append(chunk(*head[0]))
            parts.append(chunk(b"acTL", struct.pack(">II", len(pictures), plays)))
            parts += [chunk(kind, data) for kind, data in head[1:]]
        control = struct.pack(
            ">5IHHBB",
            *(sequence, box.width, box.height, box.left, box.top),
            *_delay(picture.duration),
            *(0, 0),
        )
        parts.append(chunk(b"fcTL", control))
        sequence += 1
        for kind, data in chunks:
            if kind == b"IDAT" and number == 0:
                parts.append(chunk(kind, data))
            elif kind == b"IDAT":
                parts.append(chunk(b"fdAT", struct.pack(">I", sequence) + data))
                sequence += 1
    parts.append(chunk(b"IEND", b""))
    return b"".join(parts)


def _delay(milliseconds: int) -> tuple[int, int]:
    """Return a duration as a fraction of seconds."""
    for per_second in (1000, 100, 10):
        if milliseconds * per_second <= _LONGEST * 1000:
            return round(milliseconds * per_second / 1000), per_second
    return min(_LONGEST, round(milliseconds / 1000)), 1


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(SIGNATURE)
    while position < len(file):
        length, kind = struct.unpack(">I4s", file[position : position + 8])
        yield kind, file[position + 8 : position + 8 + length]
        position += 12 + length
