"""Hex lists (.hex): one colour ``rrggbb`` per line and nothing else, as Lospec offers them.

Written in lower case without ``#``. An entry that is not opaque is written as ``rrggbbaa``; readers
that know six digits only, such as Aseprite, read its colour. The format has no names. Read in
either case, with or without ``#`` or ``0x``, with blank lines, and with comment lines after ``;``
or ``//``.

There is no specification. Source: the palette downloads of https://lospec.com/palette-list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    Transparency,
    beginning,
    collected,
    decode_text,
    encode_text,
    numbered_lines,
)

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRY = re.compile(r"(?:#|0[xX])?([0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?)")
_COMMENT = (";", "//")


def read(data: bytes) -> Palette:
    """Decode a hex list."""
    return Palette(collected(_swatches(decode_text(data))))


def _swatches(text: str) -> Iterator[Swatch]:
    for number, line in numbered_lines(text):
        if line.startswith(_COMMENT):
            continue
        match = _ENTRY.fullmatch(line)
        if match is None:
            raise PaletteFormatError(
                tr("line {number}: rrggbb or rrggbbaa was expected", number=number)
            )
        yield Swatch(parse_hex(match[1]))


def write(palette: Palette) -> bytes:
    """Encode a palette as a hex list."""
    return encode_text("".join(f"{swatch.hex[1:]}\n" for swatch in palette.swatches))


def sniff(data: bytes) -> Match:
    """Return whether the first line that is not a comment is a colour."""
    lines = numbered_lines(beginning(data))
    first = next((line for _, line in lines if not line.startswith(_COMMENT)), "")
    return Match.MAYBE if _ENTRY.fullmatch(first) else Match.NO


CODEC = PaletteCodec(
    "hex",
    "Hex list",
    (".hex",),
    read,
    write,
    sniff,
    names=False,
    transparency=Transparency.ALPHA,
)
