"""LZW as in GIFs, checked with an independent decoder."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image as Pillow

from quantizer.errors import Cancelled
from quantizer.image_files import lzw
from quantizer.progress import SILENT, Progress
from tests.image_files.samples import saved

PALETTE = bytes(level for n in range(256) for level in (n, 255 - n, 0))


def decoded(data: bytes, width: int, height: int) -> np.ndarray:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + PALETTE
    file = head + struct.pack("<B4HB", 0x2C, 0, 0, width, height, 0) + data + b";"
    with Pillow.open(io.BytesIO(file)) as image:
        return np.array(image)


@pytest.mark.parametrize("colors", [1, 2, 3, 5, 16, 17, 256])
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (70, 90), (300, 200)])
@pytest.mark.parametrize("is_sorted", [False, True])
def test_indices_survive(colors: int, size: tuple[int, int], is_sorted: bool) -> None:
    width, height = size
    indices = np.random.default_rng(5).integers(0, colors, (height, width)).astype(np.uint8)
    if is_sorted:
        indices = np.sort(indices, axis=1)
    data = lzw.compress(indices, SILENT)
    assert np.array_equal(decoded(data, width, height), indices)
    image = Pillow.fromarray(indices)
    image.putpalette(PALETTE)
    by_pillow = saved(image, "GIF", optimize=False, interlace=0)
    assert len(data) <= len(by_pillow) - by_pillow.index(b",") - 11


def test_a_full_table_may_be_kept() -> None:
    """A repetitive image gets shorter if the full table is kept."""
    row = np.random.default_rng(1).integers(0, 16, 3000).astype(np.uint8)
    indices = np.tile(row, (60, 1))
    data = lzw.compress(indices, SILENT)
    assert np.array_equal(decoded(data, 3000, 60), indices)
    assert len(data) < lzw.estimate_length(indices, SILENT)


def test_few_colours_take_few_bits() -> None:
    indices = np.indices((8, 8)).sum(axis=0).astype(np.uint8) % 2
    assert lzw.compress(indices, SILENT)[0] == 2


def test_compressing_is_cancelled() -> None:
    indices = np.zeros((600, 600), np.uint8)
    with pytest.raises(Cancelled):
        lzw.compress(indices, Progress(cancelled=lambda: True))
