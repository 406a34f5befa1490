"""Adobe colour tables (.act): 256 RGB triplets, then the count and the transparent entry.

768 bytes, padded with zeros, and optionally 4 more: the number of entries and the index of the
transparent one, 16 bits each, big-endian, 0xFFFF for none. They are left out for 256 opaque
entries, because GIMP knows the format by its 768 bytes. The format has neither names nor partial
transparency. A table of 768 bytes is read as 256 entries.

Source: Adobe Photoshop File Formats Specification (2019), Color Table.
"""

from __future__ import annotations

import struct

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    Transparency,
    demand_entries,
)

from ..language import tr

_TABLE = 768
_NONE = 0xFFFF
_SIZES = (_TABLE, _TABLE + 4)


def read(data: bytes) -> Palette:
    """Decode a colour table."""
    if len(data) not in _SIZES:
        raise PaletteFormatError(tr("it has {count:,} bytes, not 768 or 772", count=len(data)))
    count, clear = 256, _NONE
    if len(data) > _TABLE:
        count, clear = struct.unpack(">HH", data[_TABLE:])
    if count > 256:
        raise PaletteFormatError(tr("it names {count:,} colours and holds 256", count=count))
    demand_entries(count)
    rows = struct.iter_unpack("3B", data[: 3 * count])
    swatches = (
        Swatch((red, green, blue, 0 if index == clear else 255))
        for index, (red, green, blue) in enumerate(rows)
    )
    return Palette(tuple(swatches))


def write(palette: Palette) -> bytes:
    """Encode a palette as a colour table."""
    table = b"".join(bytes(swatch.color[:3]) for swatch in palette).ljust(_TABLE, b"\0")
    clear = [index for index, swatch in enumerate(palette) if swatch.color[3] == 0]
    if len(palette) == 256 and not clear:
        return table
    return table + struct.pack(">HH", len(palette), *(clear or [_NONE])[:1])


def sniff(data: bytes) -> Match:
    """Return whether the number of bytes is that of a table."""
    return Match.MAYBE if len(data) in _SIZES else Match.NO


CODEC = PaletteCodec(
    "act",
    "Adobe colour table",
    (".act",),
    read,
    write,
    sniff,
    names=False,
    transparency=Transparency.ONE_ENTRY,
    max_entries=256,
    is_text=False,
)
