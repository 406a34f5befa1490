"""Encode an animated PNG: one palette, and of each frame only what differs from the one before.

    frames -> bounding box of the difference -> encoded as a PNG of its own (`png_writer`)
           -> its image data becomes IDAT (first frame) or fdAT chunks after an fcTL chunk

Source: PNG specification, third edition (W3C, 2025), 11.3.6 (acTL, fcTL, fdAT).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from quantizer.image_files.png_chunks import SIGNATURE, iterate_chunks, make_chunk
from quantizer.image_files.png_writer import encode_png
from quantizer.image_files.raw_frame import RawFrame, bounding_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.progress import Progress

_LARGEST = 0xFFFF
"""Largest numerator and denominator of a delay."""

_SMALL = 64
"""Pixels of a box whose file is kept, in case that a later frame has the same. Not tuned."""


def encode_apng(
    frames: Sequence[RawFrame],
    plays: int,
    *,
    icc_profile: bytes | None,
    depth: int | None = None,
    optimize: bool,
    threads: int | None,
    progress: Progress,
) -> bytes:
    """Return the bytes of an animated PNG.

    Parameters
    ----------
    frames
        Frames of one size with the same palette.
    plays
        How often the animation plays; 0 for endlessly.
    icc_profile
        Profile to embed, or None.
    depth, optimize, threads
        As for `quantizer.image_files.png_writer.encode_png`.
    progress
        Receives the share of frames that are encoded.
    """
    parts: list[bytes] = [SIGNATURE]
    sequence = 0
    before = None
    small: dict[object, bytes] = {}  # the files of small boxes, which often repeat
    for number, frame in enumerate(frames):
        progress.report(number / len(frames))
        packed = frame.packed
        box = frame.full_box if before is None else bounding_box(packed != before)
        before = packed
        indices = frame.indices[box.slices]
        key = (indices.shape, indices.tobytes()) if number and indices.size <= _SMALL else None
        file = small.get(key) or encode_png(
            indices,
            frame.colors,
            icc_profile=icc_profile if number == 0 else None,
            depth=depth,
            optimize=optimize,
            threads=threads,
        )
        if key is not None:
            small[key] = file
        chunks = [(kind, data) for kind, data, _ in iterate_chunks(file)]
        if number == 0:
            head = [(kind, data) for kind, data in chunks if kind not in {b"IDAT", b"IEND"}]
            parts.append(make_chunk(*head[0]))
            parts.append(make_chunk(b"acTL", struct.pack(">II", len(frames), plays)))
            parts += [make_chunk(kind, data) for kind, data in head[1:]]
        place = (box.width, box.height, box.left, box.top)
        control = struct.pack(">5IHHBB", sequence, *place, *_delay(frame.duration), 0, 0)
        parts.append(make_chunk(b"fcTL", control))
        sequence += 1
        for kind, data in chunks:
            if kind == b"IDAT" and number == 0:
                parts.append(make_chunk(kind, data))
            elif kind == b"IDAT":
                parts.append(make_chunk(b"fdAT", struct.pack(">I", sequence) + data))
                sequence += 1
    parts.append(make_chunk(b"IEND", b""))
    return b"".join(parts)


def _delay(milliseconds: int) -> tuple[int, int]:
    """Return a duration as the numerator and denominator of a fraction of a second."""
    for per_second in (1000, 100, 10):
        if milliseconds * per_second <= _LARGEST * 1000:
            return round(milliseconds * per_second / 1000), per_second
    return min(_LARGEST, round(milliseconds / 1000)), 1
