"""Quantizer's own palette format (.json): a versioned JSON object that keeps everything.

``{"format": "quantizer-palette", "version": 1, "name": ..., "colors": [...]}``, with one colour per
line: ``{"hex": "#rrggbb", "alpha": 255, "locked": false, "name": "", "share": null}``, and
``"group"`` for one that is in a group. Only ``hex`` is required. Reading is strict: an unknown key,
a wrong type or a newer version is an error, so that nothing is lost silently. The JSON of other
programs is read by `lospec`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    Transparency,
    beginning,
    demand_entries,
    encode_text,
)
from quantizer.palette_files._json_text import load_json

from ..language import tr

_FORMAT = "quantizer-palette"
_VERSION = 1
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def read(data: bytes) -> Palette:
    """Decode a JSON file."""
    document = _object(load_json(data), "the file", {"format", "version", "name", "colors"})
    if document.get("format") != _FORMAT:
        raise PaletteFormatError(tr('"format" is not "{format}"', format=_FORMAT))
    version = document.get("version")
    if type(version) is not int or version != _VERSION:
        raise PaletteFormatError(
            tr('"version" is not {version}, the one this program reads', version=_VERSION)
        )
    colors = document.get("colors")
    if not isinstance(colors, list):
        raise PaletteFormatError(tr('"colors" is not a list'))
    demand_entries(len(colors))
    swatches = tuple(_swatch(entry, f"colour {i}") for i, entry in enumerate(colors, start=1))
    return Palette(swatches, _text(document, "name", "the file"))


def _swatch(entry: object, place: str) -> Swatch:
    fields = _object(entry, place, {"hex", "alpha", "locked", "name", "share", "group"})
    digits, alpha = fields.get("hex"), fields.get("alpha", 255)
    locked, share = fields.get("locked", False), fields.get("share")
    if not isinstance(digits, str) or not _HEX.fullmatch(digits):
        raise PaletteFormatError(tr('{place}: "hex" is not written as #rrggbb', place=place))
    if type(alpha) is not int or not 0 <= alpha <= 255:
        raise PaletteFormatError(
            tr('{place}: "alpha" is not a whole number from 0 to 255', place=place)
        )
    if type(locked) is not bool:
        raise PaletteFormatError(tr('{place}: "locked" is neither true nor false', place=place))
    if share is not None and (type(share) not in (int, float) or not 0 <= share <= 1):
        raise PaletteFormatError(
            tr('{place}: "share" is neither null nor a number from 0 to 1', place=place)
        )
    red, green, blue, _ = parse_hex(digits)
    share = None if share is None else float(share)
    name, group = _text(fields, "name", place), _text(fields, "group", place)
    return Swatch((red, green, blue, alpha), locked, name, share, group)


def _object(value: object, place: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PaletteFormatError(tr("{place} is not a JSON object", place=place))
    unknown = sorted(set(value) - keys)
    if unknown:
        raise PaletteFormatError(
            tr("{place} has an unknown key {unknown!r}", place=place, unknown=unknown[0])
        )
    return value


def _text(fields: dict[str, Any], key: str, place: str) -> str:
    text = fields.get(key, "")
    if not isinstance(text, str):
        raise PaletteFormatError(tr('{place}: "{key}" is not text', place=place, key=key))
    return encode_text(text).decode()


def write(palette: Palette) -> bytes:
    """Encode a palette as a JSON file."""
    entries = (
        {
            "hex": swatch.hex[:7],
            "alpha": swatch.color[3],
            "locked": swatch.locked,
            "name": swatch.name,
            "share": swatch.share,
            **({"group": swatch.group} if swatch.group else {}),
        }
        for swatch in palette.swatches
    )
    colors = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
    name = json.dumps(palette.name, ensure_ascii=False)
    return encode_text(
        f'{{\n  "format": "{_FORMAT}",\n  "version": {_VERSION},\n  "name": {name},\n'
        f'  "colors": [\n{colors}\n  ]\n}}\n'
    )


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin like a JSON object that names this format."""
    text = beginning(data).lstrip()
    return Match.YES if text.startswith("{") and f'"{_FORMAT}"' in text else Match.NO


CODEC = PaletteCodec(
    "json",
    "Quantizer JSON",
    (".json",),
    read,
    write,
    sniff,
    groups=True,
    transparency=Transparency.ALPHA,
)
