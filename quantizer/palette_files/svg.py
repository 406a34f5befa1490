"""Sheets of swatches (.svg) to look at, print, or open in a drawing program; written only.

Each colour is a square with its name and its hexadecimal code below; a group has a heading.

Source: Scalable Vector Graphics 2.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from quantizer.palette_files._codec import Match, PaletteCodec, Transparency, encode_text
from quantizer.palette_files._xml import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.image.palette import Palette, Swatch

_COLUMNS = 8
_WIDTH, _HEIGHT, _GAP = 112, 80, 16
"""Size of a square and the distance between them, in pixels."""
_CAPTION = 44
"""Height of name and code below a square."""
_HEADING = 32
_LONGEST_NAME = 16
_FONT = "font-family='system-ui, sans-serif'"


def write(palette: Palette) -> bytes:
    """Encode a palette as a sheet."""
    columns = min(_COLUMNS, len(palette))
    body: list[str] = []
    top = _GAP
    if palette.name:
        body.append(_heading(palette.name, top, 18))
        top += _HEADING
    for group, swatches in groupby(palette, key=lambda swatch: swatch.group):
        if group:
            body.append(_heading(group, top, 14))
            top += _HEADING
        members = list(swatches)
        for place, swatch in enumerate(members):
            row, column = divmod(place, columns)
            left = _GAP + column * (_WIDTH + _GAP)
            body += _square(swatch, left, top + row * (_HEIGHT + _CAPTION))
        top += -(-len(members) // columns) * (_HEIGHT + _CAPTION)
    width = _GAP + columns * (_WIDTH + _GAP)
    size = f"width='{width}' height='{top}' viewBox='0 0 {width} {top}'"
    lines = [
        f"<svg xmlns='http://www.w3.org/2000/svg' {size}>",
        f"<rect width='{width}' height='{top}' fill='#fff'/>",
        *body,
        "</svg>",
    ]
    return encode_text("\n".join(lines) + "\n")


def _heading(text: str, top: int, size: int) -> str:
    return (
        f"<text x='{_GAP}' y='{top + 18}' {_FONT} font-size='{size}' font-weight='600' "
        f"fill='#222'>{escape(xml_text(text))}</text>"
    )


def _square(swatch: Swatch, left: int, top: int) -> Iterator[str]:
    red, green, blue, alpha = swatch.color
    opacity = "" if alpha == 255 else f" fill-opacity='{alpha / 255:.3f}'"
    yield (
        f"<rect x='{left}' y='{top}' width='{_WIDTH}' height='{_HEIGHT}' rx='6' "
        f"fill='#{red:02x}{green:02x}{blue:02x}'{opacity} stroke='#000' stroke-opacity='0.15'/>"
    )
    name = xml_text(swatch.name)
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 1]}…"
    for line, text, color in ((0, name or swatch.hex, "#222"), (1, swatch.hex, "#666")):
        if line == 0 or name:
            yield (
                f"<text x='{left}' y='{top + _HEIGHT + 16 + 15 * line}' {_FONT} font-size='12' "
                f"fill='{color}'>{escape(text)}</text>"
            )


def sniff(_: bytes) -> Match:
    """Return that no file is read as a sheet."""
    return Match.NO


CODEC = PaletteCodec(
    "svg",
    "SVG sheet",
    (".svg",),
    None,
    write,
    sniff,
    groups=True,
    transparency=Transparency.ALPHA,
)
