"""Image pyramids: a picture ready to be drawn, at full size and halved again and again.

A worker thread builds them from the library's arrays. The canvas draws from the smallest level
with at least as many pixels as the screen shows, so panning an image of 100 megapixels is as fast
as panning a small one. Level n is 2^n times smaller in each direction. Odd last rows and columns
are repeated before halving, so that coordinates stay exact. Every `QImage` owns its memory.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage, qRgba

from quantizer.image_files.icc import palette_to_srgb, pixels_to_srgb
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.image.image import Image, IndexedImage

    _Packed = NDArray[np.uint32]
    _Rows = Callable[[int, int], _Packed]

_SMALLEST = 512
_STRIP = 32
"""Rows that are halved in one go: few enough for the processor's cache (not tuned)."""
_PAIRS = np.uint32(0x00FF00FF)
"""Mask of every other channel of a packed pixel; the gaps leave room for sums."""


@dataclass(frozen=True, eq=False)
class Pyramid:
    """A picture at full size and in smaller copies.

    Parameters
    ----------
    levels
        The copies, full size first; each has half the size of the one before, rounded up.
    """

    levels: tuple[QImage, ...]

    @property
    def width(self) -> int:
        """Width of the full picture."""
        return self.levels[0].width()

    @property
    def height(self) -> int:
        """Height of the full picture."""
        return self.levels[0].height()

    @property
    def has_alpha(self) -> bool:
        """Whether a pixel may be less than opaque."""
        return self.levels[0].hasAlphaChannel()

    def level_for(self, scale: float) -> int:
        """Return the level to draw from at `scale` device pixels per picture pixel."""
        wanted = math.floor(math.log2(1 / scale)) if scale < 1 else 0
        return min(wanted, len(self.levels) - 1)

    @classmethod
    def of_image(cls, image: Image, progress: Progress = SILENT) -> Pyramid:
        """Return the pyramid of a true-colour image, in sRGB."""
        pixels = pixels_to_srgb(image.pixels, image.metadata.icc_profile, progress)
        straight = QImage.Format.Format_RGBA8888
        opaque = QImage.Format.Format_RGBX8888
        full = true_color_picture(pixels, straight if image.has_alpha else opaque)
        has_alpha = image.has_alpha

        def rows(top: int, bottom: int) -> _Packed:
            strip = pixels[top:bottom]
            return _packed(_premultiplied(strip) if has_alpha else strip)

        return cls((full, *_halvings(rows, image.width, image.height, has_alpha, progress)))

    @classmethod
    def of_indexed(cls, image: IndexedImage, progress: Progress = SILENT) -> Pyramid:
        """Return the pyramid of an indexed image, in sRGB; its first level is indexed as well."""
        indices = image.indices
        height, width = indices.shape
        full = indexed_picture(image)
        colors = palette_to_srgb(image.palette.as_shown(), image.metadata.icc_profile).colors
        table = _packed(_premultiplied(colors))
        has_alpha = bool((colors[:, 3] != 255).any())
        rows = lambda top, bottom: np.take(table, indices[top:bottom])  # noqa: E731
        return cls((full, *_halvings(rows, width, height, has_alpha, progress)))


def indexed_picture(image: IndexedImage) -> QImage:
    """Return an indexed image as an indexed `QImage` that owns its memory, in sRGB."""
    indices = image.indices
    height, width = indices.shape
    view = QImage(indices.data, width, height, width, QImage.Format.Format_Indexed8)
    picture = view.copy()
    colors = palette_to_srgb(image.palette.as_shown(), image.metadata.icc_profile).colors
    picture.setColorTable([qRgba(*map(int, color)) for color in colors])
    return picture


def _halvings(
    rows: _Rows, width: int, height: int, has_alpha: bool, progress: Progress
) -> list[QImage]:
    """Return all smaller levels; ``rows(top, bottom)`` returns premultiplied packed pixels."""
    layout = (
        QImage.Format.Format_RGBA8888_Premultiplied if has_alpha else QImage.Format.Format_RGBX8888
    )
    levels = []
    while max(width, height) > _SMALLEST:
        halved = np.empty(((height + 1) // 2, (width + 1) // 2), np.uint32)
        for top in range(0, height, _STRIP):
            progress.check()
            bottom = min(top + _STRIP, height)
            halved[top // 2 : (bottom + 1) // 2] = _halved(rows(top, bottom))
        levels.append(true_color_picture(halved.view(np.uint8).reshape(*halved.shape, 4), layout))
        rows = lambda top, bottom, source=halved: source[top:bottom]  # type: ignore[misc] # noqa: E731
        height, width = halved.shape
    return levels


def _halved(pixels: _Packed) -> _Packed:
    """Return the means of blocks of 2 x 2 packed pixels, uint32 (ceil(height/2), ceil(width/2)).

    An odd last row or column is counted twice.
    """
    height, width = pixels.shape
    if height % 2 or width % 2:
        pixels = np.pad(pixels, ((0, height % 2), (0, width % 2)), mode="edge")
    return _means(pixels & _PAIRS) | _means((pixels >> np.uint32(8)) & _PAIRS) << np.uint32(8)


def _means(pairs: _Packed) -> _Packed:
    """Return the rounded means of blocks of 2 x 2, for two channels at a time."""
    rows = pairs[0::2] + pairs[1::2]
    total: _Packed = rows[:, 0::2] + rows[:, 1::2]
    total += np.uint32(0x00020002)
    total >>= np.uint32(2)
    total &= _PAIRS
    return total


def _packed(pixels: NDArray[np.uint8]) -> _Packed:
    """Return uint8 pixels (..., 4) as uint32 (...), the first channel in the lowest byte."""
    return np.ascontiguousarray(pixels).view("<u4")[..., 0]


def _premultiplied(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return uint8 pixels (..., 4) with the colour channels multiplied by alpha."""
    alpha = pixels[..., 3:]
    if (alpha == 255).all():
        return pixels
    scaled = pixels.astype(np.uint16)
    scaled[..., :3] = (scaled[..., :3] * alpha + 127) // 255
    return scaled.astype(np.uint8)


def true_color_picture(pixels: NDArray[np.uint8], layout: QImage.Format) -> QImage:
    """Return a `QImage` that owns its memory, in the pixel format that Qt paints fastest.

    Qt holds the interpreter lock while it converts, so it converts few rows at a time.
    """
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    is_opaque = layout == QImage.Format.Format_RGBX8888
    fastest = QImage.Format.Format_RGB32 if is_opaque else QImage.Format.Format_ARGB32_Premultiplied
    picture = QImage(width, height, fastest)
    rows = np.frombuffer(picture.bits(), np.uint8).reshape(height, -1)
    for top in range(0, height, _STRIP):
        strip = pixels[top : top + _STRIP]
        view = QImage(strip.data, width, len(strip), 4 * width, layout)
        converted = view.convertToFormat(fastest)
        rows[top : top + _STRIP] = np.frombuffer(converted.constBits(), np.uint8).reshape(
            len(strip), -1
        )
    return picture
