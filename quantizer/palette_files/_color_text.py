"""Colours in any text: one colour, a list of hex codes, a part of a style sheet, or a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.palette_files._codec import PaletteFormatError

from ..language import tr

if TYPE_CHECKING:
    from quantizer.image.palette import Color
    from quantizer.palette_files._css_color import CssColor

_LONGEST = 1 << 20
"""Characters that are read; more is no list of colours."""
_NOTATION = re.compile(
    r"(?P<function>\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]{1,100}\))"
    r"|(?:#|\b0[xX])(?P<marked>[0-9a-fA-F]{3,8})\b"
    r"|(?<![\w#.-])(?P<bare>[0-9a-fA-F]{8}|[0-9a-fA-F]{6})(?![\w.])"
)
_SHORT = re.compile(r"[0-9a-fA-F]{3,4}")


def parse_color(text: str) -> Color:
    """Return the one colour that a text is: a hex code, ``#`` optional, or a notation of CSS.

    A colour outside sRGB is clipped to it, as browsers do.

    Raises
    ------
    SettingsError
        If it is none, or depends on something else, such as ``currentcolor``.
    """
    try:
        return _parse_hex(text)
    except SettingsError:
        pass
    try:
        found = _parse_css(text)
    except PaletteFormatError as error:
        raise SettingsError(str(error)) from error
    if found is None:
        raise SettingsError(
            tr("{text!r} is not a colour; write it as #rrggbb, red or rgb(227 6 19)", text=text)
        )
    return found.color


def colors_in_text(text: str) -> tuple[Color, ...]:
    """Return the colours that a text names, in its order.

    Known are hex codes with ``#`` or ``0x``, such of six or eight digits without, and the functions
    of CSS. Codes of three or four digits without a mark count only if nothing else is there.
    """
    text = text[:_LONGEST]
    words = re.split(r"[\s,;]+", text.strip())
    if words != [""] and all(_SHORT.fullmatch(word) for word in words):
        return tuple(_parse_hex(word) for word in words)
    found = (_color(match) for match in _NOTATION.finditer(text))
    return tuple(color for color in found if color is not None)


def _color(match: re.Match[str]) -> Color | None:
    digits = match["marked"] or match["bare"]
    if digits is not None:
        return _parse_hex(digits) if len(digits) in {3, 4, 6, 8} else None
    try:
        parsed = _parse_css(match["function"])
    except PaletteFormatError:
        return None
    return parsed.color if parsed is not None else None


def _parse_hex(digits: str) -> Color:
    from quantizer.image.palette import parse_hex  # noqa: PLC0415 - NumPy; a list of formats is light

    return parse_hex(digits)


def _parse_css(text: str) -> CssColor | None:
    from quantizer.palette_files._css_color import parse_css_color  # noqa: PLC0415 - Pillow, too

    return parse_css_color(text)
