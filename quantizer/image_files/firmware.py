"""Indexed images for firmware as binary files: the palette, then packed pixels.

    palette -> entries in the device's format (`palette_values`), filled up to 2, 4, 16 or 256
    indices -> rows of 1, 2, 4 or 8 bits a pixel, the leftmost in the highest bits, padded (`pack`)

Numbers of several bytes begin with the lowest one. A file for LVGL 9 begins with LVGL's header of
12 bytes; the others have none, so a program must know the size of the image. C source text of the
same content is made by `quantizer.image_files.c_source`.

Source: LVGL 9, ``src/draw/lv_image_dsc.h`` and ``scripts/LVGLImage.py`` (github.com/lvgl/lvgl).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import WriteError
from quantizer.image_files.png_writer import pack_bits
from quantizer.settings.settings import DeviceFormat, FirmwareSettings

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEPTHS = (1, 2, 4, 8)
_LVGL_MAGIC = 0x19
_LVGL_FORMATS = {1: 0x07, 2: 0x08, 4: 0x09, 8: 0x0A}
"""``LV_COLOR_FORMAT_I1`` and so on, by bits a pixel."""
_LARGEST_STRIDE = 65_535


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """An image as it is stored.

    Parameters
    ----------
    width, height, depth
        Sides in pixels, and bits of a pixel.
    rows
        uint8 (height, bytes of a row).
    colors
        The palette, uint8 (k, 4).
    """

    width: int
    height: int
    depth: int
    rows: NDArray[np.uint8]
    colors: NDArray[np.uint8]

    @property
    def stride(self) -> int:
        """Bytes of a row."""
        return int(self.rows.shape[1])

    @property
    def filled(self) -> NDArray[np.uint8]:
        """The palette with as many entries as pixels of that depth can name; new ones are clear."""
        filled = np.zeros((1 << self.depth, 4), np.uint8)
        filled[: len(self.colors)] = self.colors
        return filled


def encode_binary(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    firmware: FirmwareSettings,
    depth: int | None = None,
) -> bytes:
    """Return an image as a binary file.

    Parameters
    ----------
    indices
        uint8 (height, width).
    colors
        The palette, uint8 (k, 4), straight alpha; 1 to 256 entries.
    firmware
        The format of the palette, and the alignment of rows.
    depth
        Bits of a pixel, 1, 2, 4 or 8; None for the fewest that hold the palette.

    Raises
    ------
    WriteError
        If LVGL cannot hold rows of that length.
    """
    packed = pack(indices, colors, firmware, depth)
    head = b""
    if firmware.format is DeviceFormat.LVGL:
        sides = packed.width, packed.height, packed.stride
        head = struct.pack("<2B5H", _LVGL_MAGIC, _LVGL_FORMATS[packed.depth], 0, *sides, 0)
    return b"".join((head, palette_bytes(packed.filled, firmware.format), packed.rows.tobytes()))


def palette_bytes(colors: NDArray[np.uint8], device: DeviceFormat) -> bytes:
    """Return the entries of a palette, uint8 (k, 4), as they stand in a binary file."""
    values = palette_values(colors, device)
    return values.astype(values.dtype.newbyteorder("<")).tobytes()


def palette_values(
    colors: NDArray[np.uint8], device: DeviceFormat
) -> NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]:
    """Return the entries of a palette as numbers.

    Parameters
    ----------
    colors
        uint8 (k, 4).
    device
        The format.

    Returns
    -------
    NDArray
        uint8 (k, 3) for RGB888, uint16 (k,) for RGB565, uint32 (k,) for ARGB8888 and LVGL, and
        uint8 (0, 3) for no palette.
    """
    if device is DeviceFormat.NONE:
        return np.zeros((0, 3), np.uint8)
    if device is DeviceFormat.RGB888:
        return colors[:, :3]
    red, green, blue, alpha = colors.T.astype(np.uint32)
    if device in {DeviceFormat.ARGB8888, DeviceFormat.LVGL}:
        whole: NDArray[np.uint32] = alpha << 24 | red << 16 | green << 8 | blue
        return whole
    red, green, blue = (
        np.rint(level * (top / 255)).astype(np.uint16)
        for level, top in ((red, 31), (green, 63), (blue, 31))
    )
    values: NDArray[np.uint16] = red << 11 | green << 5 | blue
    return values.byteswap() if device is DeviceFormat.RGB565_SWAPPED else values


def is_rounded(colors: NDArray[np.uint8], device: DeviceFormat) -> bool:
    """Return whether a format shows some of these colours, uint8 (k, 4), only roughly."""
    if device not in {DeviceFormat.RGB565, DeviceFormat.RGB565_SWAPPED}:
        return False
    values = palette_values(colors, DeviceFormat.RGB565).astype(np.float64)
    parts = (values // 2048 / 31, values // 32 % 64 / 63, values % 32 / 31)
    shown = np.rint(255 * np.stack(parts, axis=-1))
    return bool((shown != colors[:, :3]).any())


def pack(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    firmware: FirmwareSettings,
    depth: int | None = None,
) -> Packed:
    """Return an image as it is stored; the parameters and errors are those of `encode_binary`."""
    height, width = indices.shape
    depth = depth or next(bits for bits in _DEPTHS if len(colors) <= 1 << bits)
    content = pack_bits(indices, depth)
    stride = -(-content.shape[1] // firmware.row_alignment) * firmware.row_alignment
    if firmware.format is DeviceFormat.LVGL and stride > _LARGEST_STRIDE:
        reason = tr(
            "LVGL holds rows of at most {largest_stride:,} bytes, and these have {stride:,}",
            largest_stride=_LARGEST_STRIDE,
            stride=stride,
        )
        raise WriteError(tr("LVGL 9"), reason)
    rows = np.zeros((height, stride), np.uint8)
    rows[:, : content.shape[1]] = content
    return Packed(width, height, depth, rows, colors)
