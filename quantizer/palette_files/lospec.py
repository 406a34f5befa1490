"""Lospec JSON (.json): ``{"name": ..., "author": ..., "colors": ["rrggbb", ...]}``.

Written like that, without an author. Read: this; a list of colours; an object of names and
colours, in which an object within is a group; and the same with ``{"$value": ...}`` for a colour,
as design tokens have it. A colour is text in one of the notations of `_css_color`, or hexadecimal
without ``#``, a list of three or four levels, or an object with ``hex``, ``color`` or ``value`` and
perhaps ``name``. Other entries are named in a notice.

Sources: https://lospec.com/palettes/api, Design Tokens Format Module (W3C community group).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    beginning,
    demand_entries,
    demand_room,
    encode_text,
    listed,
    one_line,
)
from quantizer.palette_files._css_color import DependentColorError, parse_css_color
from quantizer.palette_files._json_text import load_json

from ..language import tr

if TYPE_CHECKING:
    from quantizer.image.palette import Color

_DEEPEST = 8
_BARE_HEX = re.compile(r"(?:0[xX])?([0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?)")
_COLOR_KEYS = ("hex", "color", "value", "$value")


class _Collector:
    """Collects the colours of a JSON value and of those within."""

    def __init__(self) -> None:
        self.swatches: list[Swatch] = []
        self.others: list[str] = []

    def take(self, value: object, name: str, group: str, depth: int = 0) -> None:
        """Take a colour, or a list or an object of colours."""
        color = _color(value)
        if color is not None:
            own = value.get("name") if isinstance(value, dict) else None
            text = own if isinstance(own, str) else name
            self.swatches.append(Swatch(color, name=one_line(text), group=one_line(group)))
            demand_room(len(self.swatches))
        elif depth == _DEEPEST:
            raise PaletteFormatError(tr("its objects are nested too deeply"))
        elif isinstance(value, list) and not _is_list_of_numbers(value):
            for entry in value:
                self.take(entry, "", name or group, depth + 1)
        elif isinstance(value, dict):
            for key, entry in value.items():
                if not key.startswith("$"):
                    self.take(entry, key, name, depth + 1)
        else:
            self.others.append(name or f"entry {len(self.swatches) + len(self.others) + 1}")


def read(data: bytes) -> Palette:
    """Decode JSON of colours."""
    document = load_json(data)
    collected, name = _Collector(), ""
    if isinstance(document, dict) and isinstance(document.get("colors"), list):
        title = document.get("name")
        name = one_line(title) if isinstance(title, str) else ""
        for entry in document["colors"]:
            collected.take(entry, "", "")
    else:
        collected.take(document, "", "")
    if not collected.swatches and collected.others:
        raise PaletteFormatError(tr("{listed}: not a colour", listed=listed(collected.others)))
    demand_entries(len(collected.swatches))
    others = collected.others
    notices = (f"left out, since they are no colours: {listed(others)}",) if others else ()
    return Palette(tuple(collected.swatches), name, notices)


def _color(value: object) -> Color | None:
    """Return the colour that a JSON value stands for, or None."""
    if isinstance(value, dict):
        inner = next((value[key] for key in _COLOR_KEYS if key in value), None)
        return None if isinstance(inner, dict) else _color(inner)
    if isinstance(value, list):
        return _of_levels(value) if _is_list_of_numbers(value) else None
    if not isinstance(value, str):
        return None
    bare = _BARE_HEX.fullmatch(value.strip())
    try:
        parsed = parse_css_color(f"#{bare[1]}" if bare else value)
    except DependentColorError:
        return None
    return None if parsed is None else parsed.color


def _is_list_of_numbers(value: list[object]) -> bool:
    return bool(value) and all(type(entry) in (int, float) for entry in value)


def _of_levels(value: list[object]) -> Color | None:
    levels = [entry for entry in value if isinstance(entry, int) and 0 <= entry <= 255]
    if len(levels) != len(value) or len(levels) not in (3, 4):
        return None
    red, green, blue, alpha = (*levels, 255)[:4]
    return red, green, blue, alpha


def write(palette: Palette) -> bytes:
    """Encode a palette as Lospec's JSON."""
    document = {
        "name": palette.name,
        "author": "",
        "colors": [swatch.hex[1:7] for swatch in palette],
    }
    return encode_text(json.dumps(document, ensure_ascii=False) + "\n")


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin like JSON."""
    text = beginning(data).lstrip()
    return Match.MAYBE if text[:1] in ("{", "[") and text else Match.NO


CODEC = PaletteCodec("lospec", "Lospec JSON", (".json",), read, write, sniff, names=False)
