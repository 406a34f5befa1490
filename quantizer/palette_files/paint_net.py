"""Paint.NET palettes (.txt): comments after ``;``, then one colour ``aarrggbb`` per line.

Alpha comes first. Paint.NET has 96 places in its palette window; it leaves out what is more.
Lines of six digits, which some programs write, are read as opaque colours. The format has no names,
but a comment line ``;Palette Name: ...``, as Lospec writes it, names the palette.

Source: https://www.getpaint.net/doc/latest/WorkingWithPalettes.html.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette, Swatch
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
    one_line,
)

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRY = re.compile(r"(?:[0-9a-fA-F]{2})?[0-9a-fA-F]{6}")
_TITLE = re.compile(r";\s*palette name:\s*(.*)", re.IGNORECASE)
_HEAD = re.compile(r"^;.*paint\.?net", re.IGNORECASE | re.MULTILINE)


def read(data: bytes) -> Palette:
    """Decode a Paint.NET palette."""
    text = decode_text(data)
    return Palette(collected(_swatches(text)), _title(text))


def _swatches(text: str) -> Iterator[Swatch]:
    for number, line in numbered_lines(text):
        entry = line.partition(";")[0].strip()
        if entry:
            if _ENTRY.fullmatch(entry) is None:
                raise PaletteFormatError(tr("line {number}: aarrggbb was expected", number=number))
            alpha, red, green, blue = bytes.fromhex(entry.rjust(8, "f"))
            yield Swatch((red, green, blue, alpha))


def _title(text: str) -> str:
    """Return the name that the comments before the first entry give."""
    head = takewhile(lambda line: line.startswith(";"), (line for _, line in numbered_lines(text)))
    titles = [title[1] for title in map(_TITLE.fullmatch, head) if title]
    return titles[-1] if titles else ""


def write(palette: Palette) -> bytes:
    """Encode a palette as a Paint.NET palette."""
    lines = [";paint.net Palette File"]
    if palette.name:
        lines.append(f";Palette Name: {one_line(palette.name)}")
    lines.append(f";Colors: {len(palette)}")
    for swatch in palette:
        red, green, blue, alpha = swatch.color
        lines.append(bytes((alpha, red, green, blue)).hex().upper())
    return encode_text("\n".join(lines) + "\n")


def sniff(data: bytes) -> Match:
    """Return whether a comment names Paint.NET, or else the first entry has eight digits."""
    text = beginning(data)
    entries = (line for _, line in numbered_lines(text) if not line.startswith(";"))
    first = next(entries, "").partition(";")[0].strip()
    if not re.fullmatch(r"[0-9a-fA-F]{8}", first):
        return Match.NO
    return Match.YES if _HEAD.search(text) else Match.MAYBE


CODEC = PaletteCodec(
    "paint-net",
    "Paint.NET",
    (".txt",),
    read,
    write,
    sniff,
    names=False,
    transparency=Transparency.ALPHA,
    usual_entries=96,
)
