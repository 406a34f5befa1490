"""JASC palettes (.pal) of Paint Shop Pro, which most editors of pixel art read and write.

Four header lines ``JASC-PAL``, ``0100`` and the number of entries, then one line ``red green blue``
for each entry. All lines end with CR LF, by which GIMP and Krita split them. The format has neither
names nor alpha; a fourth number, which some programs write, is read as alpha.

Source: https://liero.nl/lierohack/docformats/other-jasc.html and the readers of GIMP
(gimppalette-load.c) and Krita (KoColorSet.cpp).
"""

from __future__ import annotations

import re

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    decode_text,
    demand_entries,
    encode_text,
    numbered_lines,
)

from ..language import tr

_MAGIC = b"JASC-PAL"
_ENTRY = re.compile(r"([0-9]{1,3})\s+([0-9]{1,3})\s+([0-9]{1,3})(?:\s+([0-9]{1,3}))?")


def read(data: bytes) -> Palette:
    """Decode a JASC palette."""
    lines = numbered_lines(decode_text(data))
    magic, version, count = (next(lines, (0, ""))[1] for _ in range(3))
    if magic != _MAGIC.decode() or version != "0100":
        raise PaletteFormatError(tr("it does not begin with the lines JASC-PAL and 0100"))
    if not re.fullmatch("[0-9]{1,9}", count):
        raise PaletteFormatError(tr("line 3: the number of colours was expected"))
    demand_entries(int(count))
    swatches: list[Swatch] = []
    for number, line in lines:
        if len(swatches) == int(count):
            raise PaletteFormatError(
                tr(
                    "line {number}: there are more colours than the {count} named",
                    number=number,
                    count=count,
                )
            )
        swatches.append(_swatch(number, line))
    if len(swatches) < int(count):
        raise PaletteFormatError(
            tr(
                "it names {named:,} colours and holds {count:,}",
                named=int(count),
                count=len(swatches),
            )
        )
    return Palette(tuple(swatches))


def _swatch(number: int, line: str) -> Swatch:
    match = _ENTRY.fullmatch(line)
    if match is None:
        raise PaletteFormatError(tr("line {number}: three numbers were expected", number=number))
    red, green, blue, alpha = (int(level) if level else 255 for level in match.groups())
    largest = max(red, green, blue, alpha)
    if largest > 255:
        raise PaletteFormatError(
            tr("line {number}: {largest} is above 255", number=number, largest=largest)
        )
    return Swatch((red, green, blue, alpha))


def write(palette: Palette) -> bytes:
    """Encode a palette as a JASC palette."""
    entries = (" ".join(map(str, swatch.color[:3])) for swatch in palette)
    lines = (_MAGIC.decode(), "0100", str(len(palette)), *entries)
    return encode_text("".join(f"{line}\r\n" for line in lines))


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin with 'JASC-PAL'."""
    start = data.removeprefix(b"\xef\xbb\xbf")[: len(_MAGIC)]
    return Match.YES if start == _MAGIC else Match.NO


CODEC = PaletteCodec("jasc", "JASC (Paint Shop Pro)", (".pal",), read, write, sniff, names=False)
