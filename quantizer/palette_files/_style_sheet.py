"""What CSS, SCSS and Tailwind themes share: comments, names in comments, colours by declaration.

Names of swatches are written into comments. Characters that could end the comment, or look like a
declaration, are written as CSS escapes (a backslash and the code point in hexadecimal), so that
names are read back exactly.

Sources: CSS Syntax Module Level 3, https://sass-lang.com/documentation/syntax/comments/.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette
from quantizer.palette_files._codec import (
    MAX_ENTRIES,
    PaletteFormatError,
    collected,
    line_number,
    listed,
)
from quantizer.palette_files._css_color import DependentColorError, parse_css_color

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.image.palette import Color, Swatch

# An unclosed comment or string matches to the end of the text, which keeps the search linear.
_STRINGS = r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?"""
_COMMENT_OR_STRING = re.compile(rf"/\*.*?(?:\*/|\Z)|{_STRINGS}", re.DOTALL)
_COMMENT_LINE_OR_STRING = re.compile(rf"/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*|{_STRINGS}", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
_FLAGS = {"important", "default", "global"}
_PLAIN = " -_.,'()&+!?%"


def without_comments(text: str, *, line_comments: bool = False, keep_strings: bool = False) -> str:
    """Return a text with spaces for comments and strings, so that positions stay the same.

    Parameters
    ----------
    text
        A style sheet or a script.
    line_comments
        Whether ``//`` begins a comment, as in SCSS.
    keep_strings
        Whether strings stay as they are.

    Raises
    ------
    PaletteFormatError
        If a comment has no end.
    """

    def blanked(match: re.Match[str]) -> str:
        found = match[0]
        if found.startswith("/*") and (len(found) < 4 or not found.endswith("*/")):
            line = line_number(text, match.start())
            raise PaletteFormatError(tr("line {line}: this comment has no end", line=line))
        if keep_strings and found[0] in "\"'":
            return found
        return re.sub(r"[^\n]", " ", found)

    pattern = _COMMENT_LINE_OR_STRING if line_comments else _COMMENT_OR_STRING
    return pattern.sub(blanked, text)


class ColorDeclarations:
    """Takes declarations one by one, and remembers those that are no colours.

    Parameters
    ----------
    text
        The style sheet.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._count = 0
        self._dependent: list[str] = []
        self._others: list[str] = []
        self._clipped: list[str] = []

    def color(self, label: str, value: str, position: int) -> Color | None:
        """Return the colour of a value at a position; None if it has none, which is remembered.

        Raises
        ------
        PaletteFormatError
            If the value is written like a colour, but wrongly; or there are too many values.
        """
        self._count += 1
        if self._count > MAX_ENTRIES:
            raise PaletteFormatError(
                tr("it has more than {max_entries:,} declarations", max_entries=MAX_ENTRIES)
            )
        content, _, flag = value.rpartition("!")
        try:
            parsed = parse_css_color(content if flag.strip().lower() in _FLAGS else value)
        except DependentColorError:
            self._dependent.append(label)
            return None
        except PaletteFormatError as error:
            line = line_number(self._text, position)
            raise PaletteFormatError(tr("line {line}: {error}", line=line, error=error)) from error
        if parsed is None:
            self._others.append(label)
            return None
        if parsed.is_clipped:
            self._clipped.append(label)
        return parsed.color

    def palette(self, swatches: Iterable[Swatch], title: re.Pattern[str]) -> Palette:
        """Return the palette of swatches, while they are read.

        Parameters
        ----------
        swatches
            Made of colours that `color` returned.
        title
            Matches the comment with the name of the palette, at the beginning of the text.

        Raises
        ------
        PaletteFormatError
            If there are no swatches, or too many.
        """
        found = iter(swatches)
        first = next(found, None)
        if first is None and self.notices:
            raise PaletteFormatError(
                tr("it holds no colours; {notices}", notices="; ".join(self.notices))
            )
        entries = collected(() if first is None else chain((first,), found))
        named = title.match(self._text)
        return Palette(entries, unescaped(named[1]) if named else "", self.notices)

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about the declarations that are not in the palette as they are."""
        found = (
            (tr("left out, since they depend on other declarations"), self._dependent),
            (tr("left out, since they are no colours"), self._others),
            (tr("outside sRGB and cut to it, as browsers do"), self._clipped),
        )
        return tuple(f"{what}: {listed(labels)}" for what, labels in found if labels)


def escaped(name: str) -> str:
    """Return a name escaped for a comment, its outer spaces included."""
    inner = range(1, len(name) - 1)
    return "".join(
        char if _is_plain(char) and (char != " " or i in inner) else f"\\{ord(char):x} "
        for i, char in enumerate(name)
    )


def _is_plain(char: str) -> bool:
    return char.isalnum() or char in _PLAIN or (ord(char) > 0x7F and char.isprintable())


def unescaped(text: str) -> str:
    """Return the name that `escaped` was given."""
    return _ESCAPE.sub(_character, text.strip(" "))


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return chr(code)


def identifiers(names: list[str]) -> list[str]:
    """Return a different identifier for each name, in lower case with hyphens.

    A name that gives none, or only digits, becomes its number, counted from 1.
    """
    used: set[str] = set()
    found = []
    for number, name in enumerate(names, start=1):
        words = re.findall(r"[a-z0-9]+", name.lower())
        stem = "-".join(words)
        if not re.search("[a-z]", stem):
            stem = str(number)
        identifier, copy = stem, 2
        while identifier in used:
            identifier, copy = f"{stem}-{copy}", copy + 1
        used.add(identifier)
        found.append(identifier)
    return found
