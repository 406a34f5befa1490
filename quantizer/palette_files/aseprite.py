"""Sprites of Aseprite (.aseprite, .ase), of which the palette of the first frame is read.

Little-endian: a header of 128 bytes, then frames, which consist of chunks. Chunk 0x2019 has the
entries with their alpha and names. Older files have chunks 0x0004 (8 bits for each level) and
0x0011 (6 bits) instead, which are ignored beside a newer one. In an indexed sprite without a
background layer, the transparent entry of the header is fully transparent. Sprites are not
written.

Source: Aseprite's docs/ase-file-specs.md.
"""

from __future__ import annotations

from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files._byte_reader import ByteReader
from quantizer.palette_files._codec import (
    MAX_ENTRIES,
    Match,
    PaletteCodec,
    PaletteFormatError,
    Transparency,
    demand_entries,
)

from ..language import tr

_MAGIC, _FRAME_MAGIC = 0xA5E0, 0xF1FA
_OLD_PALETTE, _OLD_PALETTE_6_BITS, _LAYER, _PALETTE = 0x0004, 0x0011, 0x2004, 0x2019
_BACKGROUND = 8
"""Flag of a layer."""
_HAS_NAME = 1
"""Flag of a palette entry."""


def read(data: bytes) -> Palette:
    """Decode the palette of a sprite."""
    file = ByteReader(data, "<")
    file.take(4)
    if file.u16() != _MAGIC:
        raise PaletteFormatError(tr("it does not begin as a sprite of Aseprite does"))
    file.take(6)
    depth = file.u16()
    file.take(14)
    clear = file.u8()
    file.take(128 - 29)
    entries: dict[int, Swatch] = {}
    has_new, has_background = False, False
    for kind, chunk in _chunks(file):
        if kind == _LAYER:
            has_background = has_background or bool(chunk.u16() & _BACKGROUND)
        elif kind == _PALETTE:
            entries = _entries(chunk, entries if has_new else {})
            has_new = True
        elif kind in (_OLD_PALETTE, _OLD_PALETTE_6_BITS) and not has_new:
            _take_packets(chunk, entries, 63 if kind == _OLD_PALETTE_6_BITS else 255)
    demand_entries(len(entries))
    if depth == 8 and not has_background and clear in entries:
        swatch = entries[clear]
        red, green, blue, _ = swatch.color
        entries[clear] = Swatch((red, green, blue, 0), name=swatch.name)
    return Palette(tuple(entries[index] for index in sorted(entries)))


def _chunks(file: ByteReader) -> list[tuple[int, ByteReader]]:
    """Return kind and content of the chunks of the first frame."""
    size = file.u32()
    frame = file.part(max(0, size - 4))
    if frame.u16() != _FRAME_MAGIC:
        raise PaletteFormatError(tr("its first frame does not begin as a frame does"))
    count = frame.u16()
    frame.take(4)
    count = frame.u32() or count
    chunks = []
    for _ in range(count):
        size, kind = frame.u32(), frame.u16()
        if size < 6:
            raise PaletteFormatError(tr("a chunk of it has an impossible size"))
        chunks.append((kind, frame.part(size - 6)))
    return chunks


def _entries(chunk: ByteReader, entries: dict[int, Swatch]) -> dict[int, Swatch]:
    """Return the palette after a chunk has changed a range of it."""
    size, first, last = chunk.u32(), chunk.u32(), chunk.u32()
    chunk.take(8)
    if not first <= last < size <= MAX_ENTRIES:
        raise PaletteFormatError(tr("its palette has an impossible number of colours"))
    changed = {index: swatch for index, swatch in entries.items() if index < size}
    for index in range(first, last + 1):
        flags = chunk.u16()
        red, green, blue, alpha = chunk.take(4)
        name = chunk.take(chunk.u16()).decode("utf-8", "replace") if flags & _HAS_NAME else ""
        changed[index] = Swatch((red, green, blue, alpha), name=name)
    return changed


def _take_packets(chunk: ByteReader, entries: dict[int, Swatch], white: int) -> None:
    """Add the entries of an old chunk, in which `white` is the largest level."""
    index = 0
    for _ in range(chunk.u16()):
        index += chunk.u8()
        for _ in range(chunk.u8() or 256):
            red, green, blue = (min(255, round(255 * level / white)) for level in chunk.take(3))
            if index > 255:
                raise PaletteFormatError(tr("its palette has an impossible number of colours"))
            entries[index] = Swatch((red, green, blue, 255))
            index += 1


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin as a sprite does."""
    is_sprite = data[4:6] == _MAGIC.to_bytes(2, "little") and len(data) >= 128
    return Match.YES if is_sprite else Match.NO


CODEC = PaletteCodec(
    "aseprite",
    "Aseprite",
    (".aseprite", ".ase"),
    read,
    None,
    sniff,
    transparency=Transparency.ALPHA,
    is_text=False,
)
