"""Colour tables of LibreOffice and OpenOffice (.soc): XML with one element for each colour.

``<draw:color draw:name="..." draw:color="#rrggbb"/>`` in ``<ooo:color-table>``. A colour without a
name gets its hexadecimal code for one, since the programs show nothing else, and is read back
without. The format has neither alpha nor a name of the palette.

Source: OpenDocument 1.2, 14.1 (draw:color), and LibreOffice's files in extras/source/palettes.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.palette_files._codec import (
    MAX_TEXT,
    Match,
    PaletteCodec,
    PaletteFormatError,
    beginning,
    demand_entries,
    demand_room,
    encode_text,
)
from quantizer.palette_files._xml import parse_xml, xml_text

from ..language import tr

_SPACES = {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "ooo": "http://openoffice.org/2004/office",
}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def read(data: bytes) -> Palette:
    """Decode a colour table."""
    if len(data) > MAX_TEXT:
        raise PaletteFormatError(tr("it is larger than {max_text} MB", max_text=MAX_TEXT >> 20))
    swatches: list[Swatch] = []

    def take(element: str, attributes: dict[str, str]) -> None:
        if element != "draw:color":
            return
        code = attributes.get("draw:color", "")
        if _HEX.fullmatch(code) is None:
            raise PaletteFormatError(
                tr("colour {count} is not written as #rrggbb", count=len(swatches) + 1)
            )
        name = attributes.get("draw:name", "")
        swatches.append(Swatch(parse_hex(code), name="" if name == code.lower() else name))
        demand_room(len(swatches))

    parse_xml(data, take)
    demand_entries(len(swatches))
    return Palette(tuple(swatches))


def write(palette: Palette) -> bytes:
    """Encode a palette as a colour table."""
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _SPACES.items())
    entries = (
        f"  <draw:color draw:name={quoteattr(xml_text(swatch.name) or swatch.hex)} "
        f'draw:color="{swatch.hex}"/>'
        for swatch in palette
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    lines = (head, f"<ooo:color-table {spaces}>", *entries, "</ooo:color-table>")
    return encode_text("\n".join(lines) + "\n")


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin as such a table does."""
    return Match.YES if "color-table" in beginning(data, 2048) else Match.NO


CODEC = PaletteCodec("soc", "LibreOffice", (".soc",), read, write, sniff)
