"""Microsoft RIFF palettes (.pal): a ``RIFF`` file of kind ``PAL`` with one chunk ``data``.

Little-endian. The chunk holds the version 0x0300, the number of entries in 16 bits, and red, green,
blue and flags of each entry; the flags are not alpha. Other chunks are skipped. The format has
neither names nor alpha.

Source: Microsoft, Multimedia Programming Interface and Data Specifications 1.0 (1991), RIFF PAL.
"""

from __future__ import annotations

import struct

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files._byte_reader import ByteReader
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    demand_entries,
)

from ..language import tr

_VERSION = 0x0300


def read(data: bytes) -> Palette:
    """Decode a RIFF palette."""
    file = ByteReader(data, "<")
    if file.take(4) != b"RIFF":
        raise PaletteFormatError(tr("it does not begin with 'RIFF'"))
    chunks = file.part(file.u32())
    if chunks.take(4) != b"PAL ":
        raise PaletteFormatError(tr("it is a RIFF file of another kind"))
    while chunks.left:
        kind, size = chunks.take(4), chunks.u32()
        body = chunks.part(size)
        if kind == b"data":
            return _palette(body)
        chunks.take(min(size % 2, chunks.left))
    raise PaletteFormatError(tr("it has no chunk 'data'"))


def _palette(body: ByteReader) -> Palette:
    version, count = body.u16(), body.u16()
    if version != _VERSION:
        raise PaletteFormatError(
            tr(
                "its version is {version:#06x}, not {known:#06x}",
                version=version,
                known=_VERSION,
            )
        )
    demand_entries(count)
    if body.left != 4 * count:
        raise PaletteFormatError(
            tr("it names {count:,} colours and holds {left:,g}", count=count, left=body.left / 4)
        )
    entries = struct.iter_unpack("4B", body.rest())
    return Palette(tuple(Swatch((red, green, blue, 255)) for red, green, blue, _ in entries))


def write(palette: Palette) -> bytes:
    """Encode a palette as a RIFF palette."""
    entries = b"".join(bytes((*swatch.color[:3], 0)) for swatch in palette)
    body = struct.pack("<HH", _VERSION, len(palette)) + entries
    chunk = b"PAL data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk)) + chunk


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin as a RIFF file of kind PAL does."""
    return Match.YES if data[:4] == b"RIFF" and data[8:12] == b"PAL " else Match.NO


CODEC = PaletteCodec(
    "riff",
    "Microsoft RIFF",
    (".pal",),
    read,
    write,
    sniff,
    names=False,
    max_entries=0xFFFF,
    is_text=False,
)
