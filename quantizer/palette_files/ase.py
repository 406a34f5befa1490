"""Adobe Swatch Exchange (.ase), which Photoshop, Illustrator, InDesign and Affinity read.

Big-endian: ``ASEF``, a version, the number of blocks, and the blocks. A block is a colour, the
start of a group or its end. A colour has a name in UTF-16, one of four models and float32 values.
RGB is written; CMYK, Lab (D50) and grey are read, too, and converted without a profile. The format
has no alpha and no name of the palette.

Adobe never published it. Sources: https://www.cyotek.com/blog/reading-adobe-swatch-exchange-ase-
files-using-csharp, http://carl.camera/default.aspx?id=109 and ase.ksy of anypalette.js.
"""

from __future__ import annotations

import math
import struct
from itertools import groupby
from typing import TYPE_CHECKING

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import _color_models as models
from quantizer.palette_files._byte_reader import ByteReader
from quantizer.palette_files._codec import (
    MAX_ENTRIES,
    Match,
    PaletteCodec,
    PaletteFormatError,
    demand_entries,
    demand_room,
)

from ..language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable

_MAGIC = b"ASEF"
_GROUP_START, _GROUP_END, _COLOR = 0xC001, 0xC002, 0x0001
_NORMAL = 2
"""Kind of a colour that is neither global nor a spot colour."""
_LONGEST_NAME = 0xFFFE


_MODELS: dict[str, tuple[int, Callable[..., models.Rgb]]] = {
    "rgb": (3, lambda *rgb: rgb),
    "cmyk": (4, models.from_cmyk),
    "lab": (3, lambda lightness, a, b: models.from_lab(100 * lightness, a, b)),
    "gray": (1, lambda grey: (grey, grey, grey)),
}
"""How many numbers a colour of each model has, and what they stand for."""


def read(data: bytes) -> Palette:
    """Decode a swatch exchange file."""
    file = ByteReader(data, ">")
    if file.take(4) != _MAGIC:
        raise PaletteFormatError(tr("it does not begin with 'ASEF'"))
    file.take(4)
    blocks = file.u32()
    if blocks > 3 * MAX_ENTRIES:  # each colour in a group of its own
        raise PaletteFormatError(
            tr("it names {blocks:,} blocks, more than a palette has", blocks=blocks)
        )
    swatches: list[Swatch] = []
    used: set[str] = set()
    group = ""
    for number in range(1, blocks + 1):
        kind = file.u16()
        body = file.part(file.u32())
        if kind == _GROUP_START:
            group = body.utf16(body.u16())
        elif kind == _GROUP_END:
            group = ""
        elif kind == _COLOR:
            swatches.append(_swatch(body, group, used, number))
            demand_room(len(swatches))
        else:
            raise PaletteFormatError(
                tr("block {number} is of the unknown kind {kind:#06x}", number=number, kind=kind)
            )
    if file.left:
        raise PaletteFormatError(tr("it names {blocks:,} blocks and holds more", blocks=blocks))
    demand_entries(len(swatches))
    converted = ", ".join(sorted(model for model in used if model.lower() in {"cmyk", "lab"}))
    notices = (
        (tr("colours in {converted} were converted without a profile", converted=converted),)
        if converted
        else ()
    )
    return Palette(tuple(swatches), notices=notices)


def _swatch(body: ByteReader, group: str, used: set[str], number: int) -> Swatch:
    name = body.utf16(body.u16())
    model = body.take(4).decode("latin-1").strip()
    if model.lower() not in _MODELS:
        raise PaletteFormatError(
            tr("block {number}: its colour model {model!r} is unknown", number=number, model=model)
        )
    used.add(model)
    count, convert = _MODELS[model.lower()]
    values = [body.float32() for _ in range(count)]
    if not all(map(math.isfinite, values)):
        raise PaletteFormatError(tr("block {number}: its colour is not a number", number=number))
    return Swatch((*models.levels(convert(*values)), 255), name=name, group=group)


def write(palette: Palette) -> bytes:
    """Encode a palette as a swatch exchange file."""
    blocks = []
    for group, swatches in groupby(palette, key=lambda swatch: swatch.group):
        if group:
            blocks.append(_block(_GROUP_START, _text(group)))
        blocks += [_block(_COLOR, _color(swatch)) for swatch in swatches]
        if group:
            blocks.append(_block(_GROUP_END, b""))
    return _MAGIC + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)


def _block(kind: int, body: bytes) -> bytes:
    return struct.pack(">HI", kind, len(body)) + body


def _text(text: str) -> bytes:
    encoded = text.replace("\0", " ").encode("utf-16-be", "replace")[: 2 * _LONGEST_NAME]
    return struct.pack(">H", len(encoded) // 2 + 1) + encoded + b"\0\0"


def _color(swatch: Swatch) -> bytes:
    values = (level / 255 for level in swatch.color[:3])
    return _text(swatch.name) + b"RGB " + struct.pack(">3fH", *values, _NORMAL)


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin with 'ASEF'."""
    return Match.YES if data[:4] == _MAGIC else Match.NO


CODEC = PaletteCodec(
    "ase", mark("Adobe Swatch Exchange"), (".ase",), read, write, sniff, groups=True, is_text=False
)
