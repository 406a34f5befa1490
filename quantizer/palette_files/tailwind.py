"""Themes of Tailwind CSS: ``@theme { --color-name: #rrggbb; }`` of version 4.

Written with one variable per line, named after the swatch, or its number. A comment has the exact
name where the variable has not, and one at the top that of the palette. Read: the variables
``--color-...`` of a style sheet, and the object ``colors: {...}`` of a configuration in JavaScript
or TypeScript (version 3), in which ``red: { 500: "#f00" }`` is named ``red-500``. What is no
colour, or is computed, is named in a notice; what is written like a colour, but wrongly, is an
error.

Source: https://tailwindcss.com/docs/colors and https://v3.tailwindcss.com/docs/customizing-colors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    Transparency,
    beginning,
    decode_text,
    encode_text,
)
from quantizer.palette_files._object_literal import object_entries
from quantizer.palette_files._style_sheet import (
    ColorDeclarations,
    escaped,
    identifiers,
    unescaped,
    without_comments,
)
from quantizer.palette_files.css import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLE = re.compile(r"(?<![^\s;{}])--color-([\w\\./-]+)\s*+:([^;{}]*+)")
_THEME = re.compile(r"@theme\b[^{}]*+\{")
_COLORS = re.compile(r"""(?<![\w$.-])["']?colors["']?\s*+:\s*+\{""")
_NAME = re.compile(r";[ \t]*/\* name: ((?:(?!\*/)[^\n])*)\*/")


def read(data: bytes) -> Palette:
    """Decode a theme."""
    text = decode_text(data)
    declarations = ColorDeclarations(text)
    entries = _of_theme(text) if _is_theme(text) else _of_configuration(text)
    colors = ((name, declarations.color(name, value, at)) for name, value, at in entries)
    swatches = (Swatch(color, name=name) for name, color in colors if color is not None)
    return declarations.palette(swatches, TITLE)


def _is_theme(text: str) -> bool:
    return _THEME.search(text) is not None or _COLORS.search(text) is None


def _of_theme(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, value and position of the variables of a style sheet."""
    for match in _VARIABLE.finditer(without_comments(text)):
        comment = _NAME.match(text, match.end())
        name = "" if match[1].isdigit() else match[1]
        yield unescaped(comment[1]) if comment else name, match[2], match.start()


def _of_configuration(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, value and position of the colours in the objects ``colors`` of a script."""
    bare = without_comments(text, line_comments=True, keep_strings=True)
    for match in _COLORS.finditer(bare):
        for path, value, position in object_entries(bare, match.end()):
            yield "-".join(key for key in path if key != "DEFAULT"), value, position


def write(palette: Palette) -> bytes:
    """Encode a palette as a theme."""
    lines = [f"/* Palette {escaped(palette.name)} */"] if palette.name else []
    lines.append("@theme {")
    names = [swatch.name for swatch in palette]
    for swatch, identifier in zip(palette, identifiers(names), strict=True):
        is_exact = swatch.name == ("" if identifier.isdigit() else identifier)
        comment = "" if is_exact else f" /* name: {escaped(swatch.name)} */"
        lines.append(f"  --color-{identifier}: {swatch.hex};{comment}")
    lines.append("}")
    return encode_text("\n".join(lines) + "\n")


def sniff(data: bytes) -> Match:
    """Return whether the bytes contain ``@theme {``, or ``colors: {`` as a script has it."""
    text = beginning(data)
    if _THEME.search(text):
        return Match.YES
    is_script = text.lstrip()[:1] not in ("{", "[") and _COLORS.search(text)
    return Match.MAYBE if is_script else Match.NO


CODEC = PaletteCodec(
    "tailwind",
    "Tailwind theme",
    (".css",),
    read,
    write,
    sniff,
    transparency=Transparency.ALPHA,
)
