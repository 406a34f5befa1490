"""Quantizer's own palette format (.json): a versioned JSON object that keeps everything.

``{"format": "quantizer-palette", "version": 1, "name": ..., "colors": [...]}``, with one colour per
line: ``{"hex": "#rrggbb", "alpha": 255, "locked": false, "name": "", "share": null}``. Only ``hex``
is required. Reading is strict: an unknown key, a wrong type or a newer version is an error, so that
nothing is lost silently.
"""

from __future__ import annotations

import json
import re
from typing import Any

from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.palette_files._codec import (
    PaletteCodec,
    PaletteFormatError,
    decode_text,
    demand_entries,
    encode_text,
)

_FORMAT = "quantizer-palette"
_VERSION = 1
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def read(data: bytes) -> Palette:
    """Decode a JSON file."""
    try:
        document = json.loads(decode_text(data))
    except json.JSONDecodeError as error:
        raise PaletteFormatError(f"line {error.lineno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # numbers too long, brackets too deep
        raise PaletteFormatError("line 1: this JSON cannot be read") from error
    document = _object(document, "the file", {"format", "version", "name", "colors"})
    if document.get("format") != _FORMAT:
        raise PaletteFormatError(f'"format" is not "{_FORMAT}"')
    version = document.get("version")
    if type(version) is not int or version != _VERSION:
        raise PaletteFormatError(f'"version" is not {_VERSION}, the one this program reads')
    colors = document.get("colors")
    if not isinstance(colors, list):
        raise PaletteFormatError('"colors" is not a list')
    demand_entries(len(colors))
    swatches = tuple(_swatch(entry, f"colour {i}") for i, entry in enumerate(colors, start=1))
    return Palette(swatches, _name(document, "the file"))


def _swatch(entry: object, place: str) -> Swatch:
    fields = _object(entry, place, {"hex", "alpha", "locked", "name", "share"})
    digits, alpha = fields.get("hex"), fields.get("alpha", 255)
    locked, share = fields.get("locked", False), fields.get("share")
    if not isinstance(digits, str) or not _HEX.fullmatch(digits):
        raise PaletteFormatError(f'{place}: "hex" is not written as #rrggbb')
    if type(alpha) is not int or not 0 <= alpha <= 255:
        raise PaletteFormatError(f'{place}: "alpha" is not a whole number from 0 to 255')
    if type(locked) is not bool:
        raise PaletteFormatError(f'{place}: "locked" is neither true nor false')
    if share is not None and (type(share) not in (int, float) or not 0 <= share <= 1):
        raise PaletteFormatError(f'{place}: "share" is neither null nor a number from 0 to 1')
    red, green, blue, _ = parse_hex(digits)
    share = None if share is None else float(share)
    return Swatch((red, green, blue, alpha), locked, _name(fields, place), share)


def _object(value: object, place: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PaletteFormatError(f"{place} is not a JSON object")
    unknown = sorted(set(value) - keys)
    if unknown:
        raise PaletteFormatError(f"{place} has an unknown key {unknown[0]!r}")
    return value


def _name(fields: dict[str, Any], place: str) -> str:
    name = fields.get("name", "")
    if not isinstance(name, str):
        raise PaletteFormatError(f'{place}: "name" is not text')
    return encode_text(name).decode()


def write(palette: Palette) -> bytes:
    """Encode a palette as a JSON file."""
    entries = (
        {
            "hex": swatch.hex[:7],
            "alpha": swatch.color[3],
            "locked": swatch.locked,
            "name": swatch.name,
            "share": swatch.share,
        }
        for swatch in palette.swatches
    )
    colors = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
    name = json.dumps(palette.name, ensure_ascii=False)
    return encode_text(
        f'{{\n  "format": "{_FORMAT}",\n  "version": {_VERSION},\n  "name": {name},\n'
        f'  "colors": [\n{colors}\n  ]\n}}\n'
    )


def sniff(data: bytes) -> bool:
    """Return whether the bytes begin like a JSON object."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


CODEC = PaletteCodec("json", "JSON", (".json",), read, write, sniff)
