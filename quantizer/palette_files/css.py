r"""CSS custom properties (.css): ``:root { --color-1: #rrggbb; ... }``.

Written with one declaration per line, whose name contains "color", as GIMP's importer expects. The
name of a swatch follows its declaration in a comment, and that of the palette is in a comment at
the top.

Read: any ``--name: value;`` whose value is a colour in one of the notations of `_css_color`. The
swatch is called ``name``, unless that is ``color-`` and a number. A style sheet without such
properties gives the colours of its other declarations instead, each once, named by the selector of
the rule. What is no colour, or depends on something else, is named in a notice; what is written
like a colour, but wrongly, is an error.

Sources: CSS Custom Properties Level 1, CSS Color Module Level 4, CSS Syntax Module Level 3.
"""

from __future__ import annotations

import re
from itertools import chain
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
    unescaped,
    without_comments,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.image.palette import Color

_CUSTOM = re.compile(r"(?<![^\s;{}])--([^\s:;{}]+)\s*+:([^;{}]*+)")
_RULE = re.compile(r"(?:\A|(?<=[{};]))([^{};]*+)\{([^{}]*+)\}")
_DECLARATION = re.compile(r"([a-z-]++)\s*+:([^;]*+)", re.IGNORECASE)
_COLORED = re.compile(r"color|^(?:background|border|fill|outline|stroke)|shadow", re.IGNORECASE)
"""Properties whose values have colours."""
_SELECTOR = re.compile(r"[.#]([\w-]+)")
_NUMBERED = re.compile(r"color-[0-9]+")
_TRAILING = re.compile(r";[ \t]*/\*((?:(?!\*/)[^\n])*)\*/")
TITLE = re.compile(r"\s*/\* Palette ((?:(?!\*/)[^\n])*)\*/")
"""The comment with the name of the palette."""


def read(data: bytes) -> Palette:
    """Decode a style sheet."""
    text = decode_text(data)
    bare = without_comments(text)
    declarations = ColorDeclarations(text)
    swatches = _of_properties(text, bare, declarations)
    first = next(swatches, None)
    if first is None:
        return declarations.palette(_of_rules(bare, declarations), TITLE)
    return declarations.palette(chain((first,), swatches), TITLE)


def _of_properties(text: str, bare: str, declarations: ColorDeclarations) -> Iterator[Swatch]:
    """Yield the colours of custom properties."""
    for match in _CUSTOM.finditer(bare):
        color = declarations.color(f"--{match[1]}", match[2], match.start())
        if color is not None:
            yield Swatch(color, name=_swatch_name(match[1], text, match.end()))


def _of_rules(bare: str, declarations: ColorDeclarations) -> Iterator[Swatch]:
    """Yield the colours of declarations that are no custom properties, each once."""
    found: set[Color] = set()
    for rule in _RULE.finditer(bare):
        selector = _SELECTOR.fullmatch(rule[1].strip())
        for match in _DECLARATION.finditer(rule[2]):
            if not _COLORED.search(match[1]):
                continue
            position = rule.start(2) + match.start()
            color = declarations.color(match[1], match[2].strip(), position)
            if color is not None and color not in found:
                found.add(color)
                yield Swatch(color, name=selector[1] if selector else "")


def _swatch_name(property_name: str, text: str, end: int) -> str:
    if not _NUMBERED.fullmatch(property_name):
        return property_name
    comment = _TRAILING.match(text, end)
    return unescaped(comment[1]) if comment else ""


def write(palette: Palette) -> bytes:
    """Encode a palette as a style sheet."""
    lines = [f"/* Palette {escaped(palette.name)} */"] if palette.name else []
    lines.append(":root {")
    for number, swatch in enumerate(palette.swatches, start=1):
        comment = f" /* {escaped(swatch.name)} */" if swatch.name else ""
        lines.append(f"  --color-{number}: {swatch.hex};{comment}")
    lines.append("}")
    return encode_text("\n".join(lines) + "\n")


def sniff(data: bytes) -> Match:
    """Return whether the bytes contain a declaration in braces and do not begin like JSON."""
    text = beginning(data)
    if text.lstrip()[:1] in ("{", "["):
        return Match.NO
    is_css = _CUSTOM.search(text) or re.search(r"\{\s*+[a-zA-Z-]++\s*+:[^{}]*+[;}]", text)
    return Match.MAYBE if is_css else Match.NO


CODEC = PaletteCodec("css", "CSS", (".css",), read, write, sniff, transparency=Transparency.ALPHA)
