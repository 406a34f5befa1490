"""Encode a deflated TIFF: indexed if the palette is opaque, otherwise RGBA.

Pillow can write neither EXIF into a compressed TIFF nor fewer than 8 bits per pixel. Here Pillow's
class encodes the directory of tags, and the strips of deflated rows follow it.

Source: TIFF 6.0 (Adobe, 1992), with Adobe's technical note on deflate (compression 8).
"""

from __future__ import annotations

import itertools
import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import ExifTags, TiffImagePlugin
from PIL import Image as Pillow

from quantizer.errors import DataError
from quantizer.image_files.deflate import deflate
from quantizer.image_files.png_writer import pack_bits
from quantizer.parallel import run
from quantizer.progress import SILENT, Progress

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEADER = b"II*\0" + struct.pack("<I", 8)
_STRIP_BYTES = 1 << 20
_DEFLATE, _PALETTE, _RGB, _UNASSOCIATED, _INCH = 8, 3, 2, 2, 2
_UNDEFINED, _LONG = 7, 4
_TAG = ExifTags.Base
_LARGEST = 2**32 - 1
_ROOM_FOR_TAGS = 1 << 26


def encode_tiff(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    *,
    icc_profile: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    exif: bytes | None = None,
    depth: int | None = None,
    optimize: bool = False,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> bytes:
    """Return the bytes of a deflated little-endian TIFF.

    The parameters are those of `quantizer.image_files.png_writer.encode_png`. If all entries of the
    palette are opaque it is written in its order, with 4 or 8 bits per pixel; otherwise the pixels
    are written as RGBA.

    Raises
    ------
    DataError
        If the file would be larger than the 4 gigabytes that TIFF can address.
    """
    height, width = indices.shape
    opaque = bool((colors[:, 3] == 255).all())
    depth = depth or (4 if opaque and len(colors) <= 16 else 8)
    row_bytes = -(-width * depth // 8) if opaque else width * 4
    rows = max(1, _STRIP_BYTES // row_bytes)

    def strip(top: int) -> bytes:
        part = indices[top : top + rows]
        return deflate(pack_bits(part, depth) if opaque else colors[part], optimize=optimize)

    strips = run(strip, range(0, height, rows), threads, progress)
    directory = _directory(exif)
    directory[_TAG.ImageWidth] = width
    directory[_TAG.ImageLength] = height
    directory[_TAG.Compression] = _DEFLATE
    directory[_TAG.RowsPerStrip] = rows
    if opaque:
        directory[_TAG.BitsPerSample] = depth
        directory[_TAG.PhotometricInterpretation] = _PALETTE
        directory[_TAG.ColorMap] = _color_map(colors, depth)
    else:
        directory[_TAG.BitsPerSample] = (8, 8, 8, 8)
        directory[_TAG.SamplesPerPixel] = 4
        directory[_TAG.PhotometricInterpretation] = _RGB
        directory[_TAG.ExtraSamples] = _UNASSOCIATED
    if dpi:
        directory[_TAG.XResolution], directory[_TAG.YResolution] = dpi
        directory[_TAG.ResolutionUnit] = _INCH
    if icc_profile:
        directory.tagtype[_TAG.InterColorProfile] = _UNDEFINED
        directory[_TAG.InterColorProfile] = icc_profile
    return _assemble(strips, directory)


def _directory(exif: bytes | None) -> TiffImagePlugin.ImageFileDirectory_v2:
    """Return a directory with the tags of an EXIF block and of its Exif and GPS sub-directories."""
    directory = TiffImagePlugin.ImageFileDirectory_v2(_HEADER)
    if exif:
        block = Pillow.Exif()
        block.load(exif)
        for tag in block:
            is_part = tag in {ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo}
            directory[tag] = block.get_ifd(tag) if is_part else block[tag]
    return directory


def _color_map(colors: NDArray[np.uint8], depth: int) -> tuple[int, ...]:
    """Return the ColorMap tag: all reds, then all greens, then all blues, in 16 bits."""
    table = np.zeros((3, 1 << depth), np.uint16)
    table[:, : len(colors)] = colors[:, :3].T.astype(np.uint16) * 257
    return tuple(table.ravel().tolist())


def _assemble(strips: list[bytes], directory: TiffImagePlugin.ImageFileDirectory_v2) -> bytes:
    sizes = [len(strip) for strip in strips]
    if sum(sizes) + _ROOM_FOR_TAGS > _LARGEST:
        raise DataError(tr("a TIFF holds at most 4 gigabytes"))
    # Pillow takes these offsets as counted from the end of the directory.
    offsets = list(itertools.accumulate(sizes, initial=0))[:-1]
    for tag, values in ((_TAG.StripOffsets, offsets), (_TAG.StripByteCounts, sizes)):
        directory.tagtype[tag] = _LONG
        directory[tag] = tuple(values)
    start = len(_HEADER)
    return b"".join((_HEADER, directory.tobytes(start), *strips))
