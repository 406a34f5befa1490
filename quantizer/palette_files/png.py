"""PNG images (.png) as palettes: a strip of one pixel a colour, or the palette of an indexed image.

Written as a true-colour strip, one pixel high. Read: an image of one row or one column gives the
colour of each pixel, in order; another indexed image the entries of its palette; any other image
its colours in the order in which they appear, each once, if there are at most 256, so that strips
with larger squares, such as Lospec's, can be read. The format has no names.

There is no standard of palettes in images. Source: Portable Network Graphics Specification, third
edition (W3C, 2025), 11.2.2 (PLTE) and 11.3.1.1 (tRNS), and the downloads of
https://lospec.com/palette-list.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import ReadError
from quantizer.image.palette import Palette
from quantizer.image_files.png_chunks import SIGNATURE, iterate_chunks, make_chunk
from quantizer.image_files.read import read_bytes
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    PaletteFormatError,
    Transparency,
    demand_entries,
)
from quantizer.settings.file_limits import Limits

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LIMITS = Limits(max_megapixels=1.0)
"""Largest image that is decoded to look for colours."""
_INDEXED = 3
_RGBA = 6


def read(data: bytes) -> Palette:
    """Decode the palette of an image."""
    indexed = _indexed_palette(data)
    colors = _pixel_colors(data) if indexed is None else indexed
    demand_entries(len(colors))
    return Palette.from_colors(colors)


def _indexed_palette(data: bytes) -> NDArray[np.uint8] | None:
    """Return the palette, uint8 (n, 4), of an indexed image that is no strip; None for others."""
    opacities = b""
    entries: bytes | None = None
    try:
        for kind, content, checksum in iterate_chunks(data):
            if kind == b"IHDR":
                if len(content) != 13:
                    raise PaletteFormatError(tr("its header is damaged"))
                width, height, _, color_type = struct.unpack(">IIBB", content[:10])
                if color_type != _INDEXED or min(width, height) == 1:
                    _check_size(width, height)
                    return None
            if kind in (b"IHDR", b"PLTE", b"tRNS"):
                if zlib.crc32(content, zlib.crc32(kind)) != int.from_bytes(checksum, "big"):
                    raise PaletteFormatError(
                        tr("its {decode} chunk is damaged", decode=kind.decode())
                    )
                entries = content if kind == b"PLTE" else entries
                opacities = content if kind == b"tRNS" else opacities
    except ValueError as error:
        raise PaletteFormatError(str(error)) from error
    if entries is None or len(entries) % 3 or not 0 < len(entries) // 3 <= 256:
        raise PaletteFormatError(tr("it has no usable palette"))
    levels = np.frombuffer(entries, np.uint8).reshape(-1, 3)
    alpha = np.full(len(levels), 255, np.uint8)
    known = np.frombuffer(opacities[: len(levels)], np.uint8)
    alpha[: len(known)] = known
    return np.column_stack([levels, alpha])


def _check_size(width: int, height: int) -> None:
    if width * height > _LIMITS.max_pixels:
        raise PaletteFormatError(
            tr(
                "it is a picture of {width} by {height} pixels, not a palette",
                width=width,
                height=height,
            )
        )


def _pixel_colors(data: bytes) -> NDArray[np.uint8]:
    """Return the colours of pixels, uint8 (n, 4)."""
    try:
        image = read_bytes(data, "it", limits=_LIMITS)
    except ReadError as error:
        raise PaletteFormatError(error.reason) from error
    pixels = image.pixels.reshape(-1, 4)
    if min(image.width, image.height) == 1:
        return pixels
    _, first = np.unique(image.packed.ravel(), return_index=True)
    if len(first) > 256:
        raise PaletteFormatError(
            tr(
                "it is a picture of {count:,} colours; a palette in an image has at most 256, "
                "or one pixel for each colour in a single row",
                count=len(first),
            )
        )
    return pixels[np.sort(first)]


def write(palette: Palette) -> bytes:
    """Encode a palette as a strip."""
    header = struct.pack(">IIBBBBB", len(palette), 1, 8, _RGBA, 0, 0, 0)
    row = b"\0" + palette.colors.tobytes()
    chunks = ((b"IHDR", header), (b"sRGB", b"\0"), (b"IDAT", zlib.compress(row, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(make_chunk(kind, content) for kind, content in chunks)


def sniff(data: bytes) -> Match:
    """Return whether the bytes begin as a PNG does."""
    return Match.YES if data.startswith(SIGNATURE) else Match.NO


CODEC = PaletteCodec(
    "png",
    "PNG strip",
    (".png",),
    read,
    write,
    sniff,
    names=False,
    transparency=Transparency.ALPHA,
    is_text=False,
)
