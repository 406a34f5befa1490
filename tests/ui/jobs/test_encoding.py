from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.image.image import IndexedAnimation, IndexedFrame, IndexedImage
from quantizer.image.palette import Palette
from quantizer.image_files.formats import format_by_name
from quantizer.progress import SILENT
from ui.jobs.encoding import encode_frames, encode_now, frames_size, size_now

SOFT = IndexedImage(
    np.array([[0, 1, 2]], np.uint8),
    Palette.from_colors(np.array([[0, 0, 0, 0], [255, 0, 0, 51], [0, 0, 255, 255]], np.uint8)),
)


def shown(data: bytes) -> list[tuple[int, ...]]:
    with PillowImage.open(io.BytesIO(data)) as image:
        pixels = np.asarray(image.convert("RGBA"))
    return [tuple(map(int, pixel)) for pixel in pixels[0]]


def test_bmp_puts_transparency_on_the_matte_of_the_settings() -> None:
    bmp = format_by_name("bmp")
    encoded = encode_now(SOFT, bmp, False, (10, 20, 30), progress=SILENT)
    assert shown(encoded.data) == [(10, 20, 30, 255), (59, 16, 24, 255), (0, 0, 255, 255)]
    assert encoded.notices == (
        "This format cannot hold transparency; the image was put on #0a141e.",
    )
    assert size_now(SOFT, bmp, (10, 20, 30), progress=SILENT) == len(encoded.data)


def test_bmp_without_a_matte_is_put_on_white_and_tells_what_else_there_is() -> None:
    encoded = encode_now(SOFT, format_by_name("bmp"), False, None, progress=SILENT)
    assert shown(encoded.data)[:2] == [(255, 255, 255, 255), (255, 204, 204, 255)]
    assert "white" in encoded.notices[0]
    assert "Filled" in encoded.notices[1]


@pytest.mark.parametrize("matte", [None, (1, 2, 3)])
def test_gif_tells_where_soft_edges_are_decided_on(matte: tuple[int, int, int] | None) -> None:
    encoded = encode_now(SOFT, format_by_name("gif"), False, matte, progress=SILENT)
    assert "opaque or clear" in encoded.notices[0]
    assert "Hard, Dithered or Filled" in encoded.notices[1]
    moving = IndexedAnimation((IndexedFrame(SOFT, 100), IndexedFrame(SOFT, 100)))
    animated = encode_frames(moving, format_by_name("gif"), progress=SILENT)
    assert animated.notices == encoded.notices
    size = frames_size(moving, format_by_name("gif"), progress=SILENT)
    assert size == len(animated.data)


def test_what_a_format_holds_needs_no_word() -> None:
    for name in ("png", "webp", "tiff"):
        encoded = encode_now(SOFT, format_by_name(name), False, (9, 9, 9), progress=SILENT)
        assert not encoded.notices
        assert shown(encoded.data)[1] == (255, 0, 0, 51)
