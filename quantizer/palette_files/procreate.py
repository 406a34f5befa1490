"""Procreate palettes (.swatches): a ZIP archive of ``Swatches.json``.

The JSON is an array of palettes ``{"name": ..., "swatches": [...]}``; a swatch has hue, saturation
and brightness, each 0 to 1, and an alpha that Procreate does not use. A palette has 30 places, some
of which may be null. A single object instead of the array is read, too. Several palettes in one
file become the groups of one. The format has neither names of colours nor alpha.

There is no specification. Source: files of Procreate 4 and 5 and the package procreate-swatches.
"""

from __future__ import annotations

import colorsys
import json
import math
from typing import Any

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import _color_models as models
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    demand_entries,
    demand_room,
    encode_text,
    one_line,
)
from quantizer.palette_files._json_text import load_json
from quantizer.palette_files._zip import read_member, write_archive

from ..language import tr

_MEMBER = "Swatches.json"
_PLACES = 30


def read(data: bytes) -> Palette:
    """Decode a Procreate palette."""
    document = load_json(read_member(data, _MEMBER))
    palettes = document if isinstance(document, list) else [document]
    swatches: list[Swatch] = []
    names = []
    for entry in palettes:
        if not isinstance(entry, dict) or not isinstance(entry.get("swatches"), list):
            raise PaletteFormatError(tr("it has no list of swatches"))
        name = entry.get("name")
        names.append(one_line(name) if isinstance(name, str) else "")
        group = names[-1] if len(palettes) > 1 else ""
        for place, fields in enumerate(entry["swatches"], start=1):
            if fields is not None:
                swatches.append(_swatch(fields, group, place))
                demand_room(len(swatches))
    demand_entries(len(swatches))
    return Palette(tuple(swatches), names[0])


def _swatch(fields: object, group: str, place: int) -> Swatch:
    if not isinstance(fields, dict):
        raise PaletteFormatError(tr("place {place} is neither a colour nor empty", place=place))
    hue, saturation, brightness = (
        _number(fields, key, place) for key in ("hue", "saturation", "brightness")
    )
    rgb = models.from_hsv(hue, saturation, brightness)
    return Swatch((*models.levels(rgb), 255), group=group)


def _number(fields: dict[str, Any], key: str, place: int) -> float:
    value: object = fields.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < math.inf:
        raise PaletteFormatError(tr('place {place}: "{key}" is not a number', place=place, key=key))
    return float(value)


def write(palette: Palette) -> bytes:
    """Encode a palette as a Procreate palette."""
    swatches = [_fields(swatch) for swatch in palette]
    document = [{"name": one_line(palette.name) or "Palette", "swatches": swatches}]
    text = json.dumps(document, ensure_ascii=False)
    return write_archive({_MEMBER: encode_text(text)})


def _fields(swatch: Swatch) -> dict[str, float]:
    red, green, blue = (level / 255 for level in swatch.color[:3])
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    return {
        "hue": hue,
        "saturation": saturation,
        "brightness": brightness,
        "alpha": 1,
        "colorSpace": 0,
    }


def sniff(data: bytes) -> Match:
    """Return whether the bytes are a ZIP archive with a member Swatches.json."""
    is_zip = data[:4] == b"PK\3\4"
    name = _MEMBER.encode()
    return Match.YES if is_zip and (name in data[:128] or name in data[-4096:]) else Match.NO


CODEC = PaletteCodec(
    "procreate",
    "Procreate",
    (".swatches",),
    read,
    write,
    sniff,
    names=False,
    max_entries=_PLACES,
    is_text=False,
)
