"""SCSS variables (.scss): ``$name: #rrggbb;``.

Written with one variable per line, named after the swatch, or ``color-`` and its number. A comment
``// name: ...`` has the exact name where the variable has not, and the first line that of the
palette. Read: variables and the entries of maps, in the notations of `_css_color`; the map is the
group of its entries. What is no colour, or is computed, is named in a notice; what is written like
a colour, but wrongly, is an error.

Source: https://sass-lang.com/documentation/variables/ and /values/maps/.
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
from quantizer.palette_files._style_sheet import (
    ColorDeclarations,
    escaped,
    identifiers,
    unescaped,
    without_comments,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLE = re.compile(r"(?<![^\s;{}])\$([\w-]+)\s*+:([^;{}]*+)")
_NUMBERED = re.compile(r"color-[0-9]+")
_NAME = re.compile(r";[ \t]*// name: ([^\n]*)")
_TITLE = re.compile(r"\s*// Palette ([^\n]*)")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*+:""")


def read(data: bytes) -> Palette:
    """Decode a file of variables."""
    text = decode_text(data).replace("\r\n", "\n")
    declarations = ColorDeclarations(text)
    return declarations.palette(_swatches(text, declarations), _TITLE)


def _swatches(text: str, declarations: ColorDeclarations) -> Iterator[Swatch]:
    """Yield the colours of variables, and those of maps as a group."""
    for match in _VARIABLE.finditer(without_comments(text, line_comments=True, keep_strings=True)):
        name, value = match[1], match[2]
        if value.lstrip().startswith("("):
            entries = _map_entries(value, match.start(2))
            group = name
        else:
            entries = iter([(_exact_name(name, text, match.end()), value, match.start())])
            group = ""
        for key, content, position in entries:
            label = f"${name}" if not group else f"${name}.{key}"
            color = declarations.color(label, content, position)
            if color is not None:
                yield Swatch(color, name=key, group=group)


def _exact_name(variable: str, text: str, end: int) -> str:
    comment = _NAME.match(text, end)
    if comment:
        return unescaped(comment[1])
    return "" if _NUMBERED.fullmatch(variable) else variable


def _map_entries(value: str, start: int) -> Iterator[tuple[str, str, int]]:
    """Yield key, value and position of the entries of a map."""
    opened = value.index("(") + 1
    depth, begin = 1, opened
    for position in range(opened, len(value)):
        character = value[position]
        depth += (character == "(") - (character == ")")
        if depth == 0 or (depth == 1 and character == ","):
            key = _KEY.match(value, begin, position)
            if key:
                name = next(part for part in key.groups() if part is not None)
                yield name, value[key.end() : position], start + key.start()
            begin = position + 1
        if depth == 0:
            return


def write(palette: Palette) -> bytes:
    """Encode a palette as variables."""
    lines = [f"// Palette {escaped(palette.name)}"] if palette.name else []
    names = [swatch.name for swatch in palette]
    for swatch, identifier in zip(palette, identifiers(names), strict=True):
        variable = f"color-{identifier}" if identifier.isdigit() else identifier
        is_exact = swatch.name == ("" if _NUMBERED.fullmatch(variable) else variable)
        comment = "" if is_exact else f" // name: {escaped(swatch.name)}"
        lines.append(f"${variable}: {swatch.hex};{comment}")
    return encode_text("\n".join(lines) + "\n")


def sniff(data: bytes) -> Match:
    """Return whether the bytes contain a variable."""
    return Match.MAYBE if _VARIABLE.search(beginning(data)) else Match.NO


CODEC = PaletteCodec(
    "scss", "SCSS", (".scss",), read, write, sniff, transparency=Transparency.ALPHA
)
