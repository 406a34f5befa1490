r"""CSS custom properties (.css): ``:root { --color-1: #rrggbb; ... }``.

Written with one declaration per line, whose name contains "color", as GIMP's importer expects. The
name of a swatch follows its declaration in a comment, and that of the palette is in a comment at
the top. Characters that could end the comment, or look like a declaration, are written as CSS
escapes (a backslash and the code point in hexadecimal), so that names are read back exactly.

Read: any ``--name: value;`` whose value is a hex colour or ``rgb()``/``rgba()`` in either syntax.
The swatch is called ``name``, unless that is ``color-`` and a number. Comments, other declarations
and values that refer to other properties are skipped.

Sources: CSS Custom Properties Level 1, CSS Color Module Level 4, CSS Syntax Module Level 3
(escapes).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.palette_files._codec import (
    PaletteCodec,
    PaletteFormatError,
    decode_text,
    demand_entries,
    encode_text,
)

if TYPE_CHECKING:
    from quantizer.image.palette import Color

# An unclosed comment or string matches to the end of the text, which keeps the search linear.
_COMMENT_OR_STRING = re.compile(
    r"""/\*.*?(?:\*/|\Z)|"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?""", re.DOTALL
)
_DECLARATION = re.compile(r"(?<![^\s;{}])--([^\s:;{}]+)\s*+:([^;{}]*+)")
_NUMBERED = re.compile(r"color-[0-9]+")
_TRAILING = re.compile(r";[ \t]*/\*((?:(?!\*/)[^\n])*)\*/")
_TITLE = re.compile(r"\s*/\* Palette ((?:(?!\*/)[^\n])*)\*/")
_NUMBER = r"([+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})%?)"
_RGB = re.compile(
    rf"rgba?\(\s*{_NUMBER}(?:\s*,\s*|\s+){_NUMBER}(?:\s*,\s*|\s+){_NUMBER}"
    rf"(?:\s*[,/]\s*{_NUMBER})?\s*\)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
_PLAIN = " -_.,'()&+!?%"
_LONGEST_VALUE = 200


def read(data: bytes) -> Palette:
    """Decode a style sheet."""
    text = decode_text(data)
    bare = _COMMENT_OR_STRING.sub(lambda match: _blanked(match, text), text)
    swatches = []
    for match in _DECLARATION.finditer(bare):
        color = _color(match[2].strip(), text, match.start())
        if color is not None:
            swatches.append(Swatch(color, name=_swatch_name(match[1], text, match.end())))
    demand_entries(len(swatches))
    title = _TITLE.match(text)
    return Palette(tuple(swatches), _unescaped(title[1].strip(" ")) if title else "")


def _blanked(match: re.Match[str], text: str) -> str:
    """Return spaces of the same length as a comment or string, with its line ends."""
    if match[0].startswith("/*") and (len(match[0]) < 4 or not match[0].endswith("*/")):
        raise PaletteFormatError(f"line {_line(text, match.start())}: this comment has no end")
    return re.sub(r"[^\n]", " ", match[0])


def _color(value: str, text: str, position: int) -> Color | None:
    """Return the colour that a value describes, or None if it is no colour."""
    value = value.removesuffix("!important").strip()
    if value.startswith("#"):
        try:
            return parse_hex(value)
        except SettingsError as error:
            shown = value[:20]
            reason = f"line {_line(text, position)}: {shown!r} is not a colour"
            raise PaletteFormatError(reason) from error
    match = _RGB.fullmatch(value) if len(value) <= _LONGEST_VALUE else None
    if match is None:
        return None
    red, green, blue = (_level(match[i], 255) for i in (1, 2, 3))
    return red, green, blue, 255 if match[4] is None else _level(match[4], 1)


def _level(number: str, largest: float) -> int:
    """Return the level, 0 to 255, of a CSS number from 0 to `largest`, or of a percentage."""
    share = float(number[:-1]) / 100 if number.endswith("%") else float(number) / largest
    return round(min(1.0, max(0.0, share)) * 255)


def _swatch_name(property_name: str, text: str, end: int) -> str:
    if not _NUMBERED.fullmatch(property_name):
        return property_name
    comment = _TRAILING.match(text, end)
    return _unescaped(comment[1].strip(" ")) if comment else ""


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def write(palette: Palette) -> bytes:
    """Encode a palette as a style sheet."""
    lines = [f"/* Palette {_escaped(palette.name)} */"] if palette.name else []
    lines.append(":root {")
    for number, swatch in enumerate(palette.swatches, start=1):
        comment = f" /* {_escaped(swatch.name)} */" if swatch.name else ""
        lines.append(f"  --color-{number}: {swatch.hex};{comment}")
    lines.append("}")
    return encode_text("\n".join(lines) + "\n")


def _escaped(name: str) -> str:
    """Return a name escaped for a comment, its outer spaces included."""
    inner = range(1, len(name) - 1)
    return "".join(
        char if _is_plain(char) and (char != " " or i in inner) else f"\\{ord(char):x} "
        for i, char in enumerate(name)
    )


def _is_plain(char: str) -> bool:
    return char.isalnum() or char in _PLAIN or (ord(char) > 0x7F and char.isprintable())


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return chr(code)


def sniff(data: bytes) -> bool:
    """Return whether the bytes contain a custom property and do not begin like JSON."""
    if data.lstrip()[:1] == b"{":
        return False
    return re.search(rb"(?<![^\s;{}])--[^\s:;{}]+\s*+:", data) is not None


CODEC = PaletteCodec("css", "CSS", (".css",), read, write, sniff)
