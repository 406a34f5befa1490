"""GIMP palettes (.gpl), which Inkscape, Krita, Aseprite and many other programs read and write.

Lines of ``red green blue name`` after a header. The file is written so that the strictest reader,
Krita, accepts it: ``Name:`` on the second line, at least 50 bytes. As in GIMP, Krita and Aseprite,
an entry without a name is called ``Untitled``, and is read back without a name. The format has no
alpha. Aseprite's extension (a header ``Channels: RGBA`` and a fourth number) is read, but not
written: GIMP takes that header for a black entry, and a transparent entry for an opaque one.

Source: https://developer.gimp.org/core/standards/gpl/ and Aseprite's gpl-palette-extension.md.
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
    demand_room,
    encode_text,
    numbered_lines,
    one_line,
)

from ..language import tr

_MAGIC = "gimp palette"
_UNNAMED = "Untitled"
_HEADER = re.compile(r"([A-Za-z][A-Za-z ]*):(.*)")
_RGB = re.compile(r"([0-9]{1,9})\s+([0-9]{1,9})\s+([0-9]{1,9})(?:\s+(.*))?")
_RGBA = re.compile(r"([0-9]{1,9})\s+([0-9]{1,9})\s+([0-9]{1,9})\s+([0-9]{1,9})(?:\s+(.*))?")


def read(data: bytes) -> Palette:
    """Decode a GPL file."""
    lines = numbered_lines(decode_text(data))
    _, magic = next(lines, (0, ""))
    if not magic.lower().startswith(_MAGIC):
        raise PaletteFormatError(tr("line 1: it does not begin with 'GIMP Palette'"))
    name, entry = "", _RGB
    swatches: list[Swatch] = []
    for number, line in lines:
        header = None if swatches else _HEADER.fullmatch(line)
        if line.startswith("#"):
            continue
        if header is None:
            swatches.append(_swatch(number, line, entry))
            demand_room(len(swatches))
        elif header[1].lower() == "name":
            name = _named(header[2])
        elif header[1].lower() == "channels" and header[2].strip().upper() == "RGBA":
            entry = _RGBA
    demand_entries(len(swatches))
    return Palette(tuple(swatches), name)


def _swatch(number: int, line: str, entry: re.Pattern[str]) -> Swatch:
    match = entry.fullmatch(line)
    if match is None:
        wanted = "four numbers" if entry is _RGBA else "three numbers"
        raise PaletteFormatError(
            tr("line {number}: {wanted} and a name were expected", number=number, wanted=wanted)
        )
    *channels, name = match.groups()
    red, green, blue, alpha = (*map(int, channels), 255)[:4]
    largest = max(red, green, blue, alpha)
    if largest > 255:
        raise PaletteFormatError(
            tr("line {number}: {largest} is above 255", number=number, largest=largest)
        )
    return Swatch((red, green, blue, alpha), name=_named(name or ""))


def _named(text: str) -> str:
    name = text.strip()
    return "" if name == _UNNAMED else name


def write(palette: Palette) -> bytes:
    """Encode a palette as a GPL file."""
    lines = ["GIMP Palette", f"Name: {one_line(palette.name) or _UNNAMED}"]
    lines.append(f"# Colours: {len(palette)}, written by Quantizer")
    for swatch in palette.swatches:
        numbers = " ".join(f"{channel:3}" for channel in swatch.color[:3])
        lines.append(f"{numbers}\t{one_line(swatch.name) or _UNNAMED}")
    return encode_text("\n".join(lines) + "\n")


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin with 'GIMP Palette' in any case."""
    start = data.removeprefix(b"\xef\xbb\xbf")[:64].lstrip()[: len(_MAGIC)]
    return Match.YES if start.lower() == _MAGIC.encode() else Match.NO


CODEC = PaletteCodec("gpl", "GIMP", (".gpl",), read, write, sniff)
