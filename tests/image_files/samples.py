"""Small images that are made in code, and files of them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image as Pillow


def gradient(width: int = 40, height: int = 32) -> Pillow.Image:
    """Return an RGB image in which no two rows, columns or channels are alike."""
    y, x = np.mgrid[0:height, 0:width]
    channels = [x * 255 // (width - 1), y * 255 // (height - 1), (x * y) % 256]
    return Pillow.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


def deep(dtype: str = "u2") -> np.ndarray:
    """Return 16-bit samples from 0 to 65520 in equal steps, (64, 64)."""
    return np.arange(0, 65536, 16).astype(dtype).reshape(64, 64)


def scaled(samples: np.ndarray) -> np.ndarray:
    """Return 16-bit samples scaled to 8 bits by the definition."""
    return np.floor(samples.astype(float) * 255 / 65535 + 0.5).astype(np.uint8)


def saved(image: Pillow.Image, pillow: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, pillow, **options)
    return file.getvalue()


def png(width: int, height: int, depth: int, kind: int, rows: bytes, *extra: bytes) -> bytes:
    """Return a PNG of `rows` with their filter bytes; `extra` are chunks before its data."""
    head = struct.pack(">2I5B", width, height, depth, kind, 0, 0, 0)
    chunks = [
        chunk(b"IHDR", head),
        *extra,
        chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


FILES: dict[str, bytes] = {
    "png": saved(gradient(), "PNG"),
    "png palette": saved(gradient().quantize(16), "PNG"),
    "jpeg": saved(gradient(), "JPEG"),
    "jpeg progressive": saved(gradient(), "JPEG", progressive=True),
    "webp": saved(gradient(), "WEBP"),
    "webp lossless": saved(gradient(), "WEBP", lossless=True),
    "gif": saved(gradient().quantize(16), "GIF"),
    "bmp": saved(gradient(), "BMP"),
    "tiff": saved(gradient(), "TIFF"),
    "tiff lzw": saved(gradient(), "TIFF", compression="tiff_lzw"),
    "tiff jpeg": saved(gradient(), "TIFF", compression="jpeg"),
    "ppm": saved(gradient(), "PPM"),
    "pgm": saved(Pillow.fromarray(deep()), "PPM"),
    "pbm": saved(gradient().convert("1"), "PPM"),
    "tga": saved(gradient(), "TGA"),
    "tga rle": saved(gradient().quantize(16), "TGA", rle=True),
    "ico": saved(gradient(), "ICO", sizes=[(16, 12)]),
    "ico bmp": saved(gradient(), "ICO", sizes=[(16, 12)], bitmap_format="bmp"),
    "avif": saved(gradient(), "AVIF"),
    "jpeg2000": saved(gradient(), "JPEG2000"),
    "jpeg2000 stream": saved(gradient(), "JPEG2000", no_jp2=True),
}
"""Files of every readable format, in the variants that different code decodes."""
