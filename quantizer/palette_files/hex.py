"""Hex lists (.hex), as Lospec gives them out: one ``rrggbb`` a line and nothing else.

Written in lower case and without ``#``; an entry that is not opaque is ``rrggbbaa``, of which
readers that know six digits only, such as Aseprite, still take the colour. The format has no
names. Read in either case, with ``#`` or ``0x`` before the digits, with blank lines, and with
comment lines that begin with ``;`` or ``//``.
"""

from __future__ import annotations

import re

from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.palette_files._codec import (
    PaletteCodec,
    PaletteFormatError,
    decode_text,
    demand_entries,
    encode_text,
    numbered_lines,
)

_ENTRY = re.compile(r"(?:#|0[xX])?([0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?)")
_COMMENT = (";", "//")


def read(data: bytes) -> Palette:
    """Return the palette in a hex list's bytes."""
    swatches = []
    for number, line in numbered_lines(decode_text(data)):
        if line.startswith(_COMMENT):
            continue
        match = _ENTRY.fullmatch(line)
        if match is None:
            raise PaletteFormatError(f"line {number}: rrggbb or rrggbbaa was expected")
        swatches.append(Swatch(parse_hex(match[1])))
    demand_entries(len(swatches))
    return Palette(tuple(swatches))


def write(palette: Palette) -> bytes:
    """Return a hex list's bytes."""
    return encode_text("".join(f"{swatch.hex[1:]}\n" for swatch in palette.swatches))


def sniff(data: bytes) -> bool:
    """Return whether the first line that is no comment is a colour."""
    try:
        lines = numbered_lines(decode_text(data))
    except PaletteFormatError:
        return False
    first = next((line for _, line in lines if not line.startswith(_COMMENT)), "")
    return _ENTRY.fullmatch(first) is not None


CODEC = PaletteCodec("hex", "Hex list", (".hex",), read, write, sniff, names=False)
