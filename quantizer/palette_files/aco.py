"""Adobe Photoshop swatches (.aco), versions 1 and 2.

Big-endian numbers of 16 bits: the version, the number of colours, and for each its colour space and
four components; version 2 adds a name in UTF-16. Both are written one after the other, as Photoshop
does, because some readers know version 1 only. Version 2 is read if it is there. RGB is written.
RGB, HSB, CMYK, Lab (D50) and grey are read; colours of a colour book are left out and counted in a
notice. Grey is 0 for black, as Krita reads it; GIMP takes it the other way round. The format has
neither alpha nor a name of the palette.

Source: Adobe Photoshop File Formats Specification (2019), Color Swatches;
http://www.nomodes.com/aco.html.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import _color_models as models
from quantizer.palette_files._byte_reader import ByteReader
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    demand_entries,
)

from ..language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_NAME = 0xFFFE


def read(data: bytes) -> Palette:
    """Decode a swatches file."""
    file = ByteReader(data, ">")
    version, count = file.u16(), file.u16()
    if version not in (1, 2):
        raise PaletteFormatError(tr("its version is {version}, not 1 or 2", version=version))
    demand_entries(count)
    entries = _entries(file, version, count)
    # Newer versions of Photoshop add blocks for groups behind the colours.
    if version == 1 and file.left and (rest := file.rest())[:4] != b"8BIM":
        file = ByteReader(rest, ">")
        if (file.u16(), file.u16()) != (2, count):
            raise PaletteFormatError(tr("it names {count:,} colours and holds more", count=count))
        entries = _entries(file, 2, count)
    if file.left and file.rest()[:4] != b"8BIM":
        raise PaletteFormatError(tr("it names {count:,} colours and holds more", count=count))
    swatches = tuple(entry for entry in entries if entry is not None)
    left_out = len(entries) - len(swatches)
    if left_out and not swatches:
        raise PaletteFormatError(
            tr("its colours are of colour books, which this program does not have")
        )
    notices = (
        (tr("{left_out:,} colours of colour books are left out", left_out=left_out),)
        if left_out
        else ()
    )
    return Palette(swatches, notices=notices)


def _entries(file: ByteReader, version: int, count: int) -> list[Swatch | None]:
    """Return the colours; None for those in a colour space that is not known."""
    entries = []
    for _ in range(count):
        rgb = _color(*struct.unpack(">5H", file.take(10)))
        name = file.utf16(file.u32()) if version == 2 else ""
        entries.append(None if rgb is None else Swatch((*models.levels(rgb), 255), name=name))
    return entries


def _color(space: int, w: int, x: int, y: int, z: int) -> models.Rgb | None:
    convert = _SPACES.get(space)
    return None if convert is None else convert(w, x, y, z)


def _signed(value: int) -> int:
    return value - 0x10000 if value >= 0x8000 else value


_FULL = 0xFFFF
_SPACES: dict[int, Callable[[int, int, int, int], models.Rgb]] = {
    0: lambda red, green, blue, _: (red / _FULL, green / _FULL, blue / _FULL),
    1: lambda h, s, b, _: models.from_hsv(h / (_FULL + 1), s / _FULL, b / _FULL),
    2: lambda c, m, y, k: models.from_cmyk(
        1 - c / _FULL, 1 - m / _FULL, 1 - y / _FULL, 1 - k / _FULL
    ),
    7: lambda lightness, a, b, _: models.from_lab(
        lightness / 100, _signed(a) / 100, _signed(b) / 100
    ),
    8: lambda grey, *_: (grey / 10_000,) * 3,
    9: lambda *inks: models.from_cmyk(*(ink / 10_000 for ink in inks)),
}
"""What the four numbers of each colour space stand for; the others are colour books."""


def write(palette: Palette) -> bytes:
    """Encode a palette as a swatches file of version 1 followed by version 2."""
    count = len(palette)
    first = b"".join(map(_components, palette))
    second = b"".join(_components(swatch) + _text(swatch.name) for swatch in palette)
    return struct.pack(">HH", 1, count) + first + struct.pack(">HH", 2, count) + second


def _components(swatch: Swatch) -> bytes:
    return struct.pack(">5H", 0, *(257 * level for level in swatch.color[:3]), 0)


def _text(text: str) -> bytes:
    encoded = text.replace("\0", " ").encode("utf-16-be", "replace")[: 2 * _LONGEST_NAME]
    return struct.pack(">I", len(encoded) // 2 + 1) + encoded + b"\0\0"


def sniff(data: bytes) -> Match:
    """Return whether version and number of colours fit to the number of bytes."""
    if len(data) < 14 or data[0] != 0:
        return Match.NO
    version, count = struct.unpack(">HH", data[:4])
    size = {1: 10, 2: 16}.get(version)
    return Match.MAYBE if size and count and 4 + size * count <= len(data) else Match.NO


CODEC = PaletteCodec(
    "aco",
    mark("Adobe Photoshop"),
    (".aco",),
    read,
    write,
    sniff,
    max_entries=0xFFFF,
    is_text=False,
)
