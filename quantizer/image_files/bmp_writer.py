"""Encode an indexed BMP of 1, 4 or 8 bits per pixel; Pillow writes 8 bits only.

Source: BITMAPFILEHEADER and BITMAPINFOHEADER in Microsoft's Windows GDI reference.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.png_writer import dots_per_metre, pack_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray


def encode_bmp(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    *,
    dpi: tuple[float, float] | None = None,
    depth: int | None = None,
) -> bytes:
    """Return the bytes of an uncompressed indexed BMP.

    The parameters are those of `quantizer.image_files.png_writer.encode_png`; alpha is not written.
    """
    height, width = indices.shape
    depth = depth or next(bits for bits in (1, 4, 8) if len(colors) <= 1 << bits)
    packed = pack_bits(indices[::-1], depth)  # the bottom row comes first
    rows = np.zeros((height, (packed.shape[1] + 3) // 4 * 4), np.uint8)
    rows[:, : packed.shape[1]] = packed
    table = np.zeros((len(colors), 4), np.uint8)
    table[:, :3] = colors[:, 2::-1]
    start = 14 + 40 + table.size
    resolution = dots_per_metre(dpi) if dpi else (0, 0)
    count = len(colors)
    head = struct.pack("<2sI2HI", b"BM", start + rows.size, 0, 0, start)
    head += struct.pack(
        "<I2i2H2I2i2I", 40, width, height, 1, depth, 0, rows.size, *resolution, count, count
    )
    return b"".join((head, table.tobytes(), rows.tobytes()))
