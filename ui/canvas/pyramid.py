"""Image pyramids: a picture ready to be drawn, at full size and halved again and again.

A worker thread builds them from the library's arrays. The canvas draws from the smallest level
with at least as many pixels as the screen shows, so panning an image of 100 megapixels is as fast
as panning a small one. Level n is 2^n times smaller in each direction. Odd last rows and columns
are repeated before halving, so that coordinates stay exact. Pixels are averaged in linear light
(`halving`), so that a dithered picture is as light at any zoom. Every `QImage` owns its memory.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage, qRgba

from quantizer.image_files.icc import palette_to_srgb, pixels_to_srgb
from quantizer.progress import SILENT, Progress

from .halving import halve, light_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.image.image import Image, IndexedImage

    from .halving import Light

    _Rows = Callable[[int, int], Light]

_SMALLEST = 64
"""Longest side of the smallest level: small pictures, too, are averaged in light (not tuned)."""
_OPAQUE_ORDER = [2, 1, 0, 3]
"""Opaque pixels are averaged as blue, green, red and alpha, the order of bytes in Qt's memory."""
_STRIP = 32
"""Rows that are halved in one go: few enough for the processor's cache (not tuned)."""


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
        rows = _light_rows(pixels if has_alpha else _bytes_of(full), has_alpha)
        return cls((full, *_halvings(rows, image.width, image.height, has_alpha, progress)))

    @classmethod
    def of_indexed(cls, image: IndexedImage, progress: Progress = SILENT) -> Pyramid:
        """Return the pyramid of an indexed image, in sRGB; its first level is indexed as well."""
        indices = image.indices
        height, width = indices.shape
        full = indexed_picture(image)
        colors = palette_to_srgb(image.palette.as_shown(), image.metadata.icc_profile).colors
        has_alpha = bool((colors[:, 3] != 255).any())
        light = light_of(np.ascontiguousarray(colors if has_alpha else colors[:, _OPAQUE_ORDER]))
        rows = lambda top, bottom: light.take(indices[top:bottom])  # noqa: E731
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


def _light_rows(pixels: NDArray[np.uint8], has_alpha: bool) -> _Rows:
    """Return the function that returns the light of some rows of uint8 pixels (h, w, 4)."""

    def rows(top: int, bottom: int) -> Light:
        return light_of(np.ascontiguousarray(pixels[top:bottom]), has_alpha=has_alpha)

    return rows


def _bytes_of(picture: QImage) -> NDArray[np.uint8]:
    """Return the memory of a picture of 32 bits for each pixel, uint8 (height, width, 4)."""
    return np.frombuffer(picture.bits(), np.uint8).reshape(picture.height(), picture.width(), 4)


def _halvings(
    rows: _Rows, width: int, height: int, has_alpha: bool, progress: Progress
) -> list[QImage]:
    """Return all smaller levels; ``rows(top, bottom)`` returns the light of some rows.

    Opaque pixels are in `_OPAQUE_ORDER`, others in the usual one.
    """
    levels = []
    while max(width, height) > _SMALLEST:
        level = QImage((width + 1) // 2, (height + 1) // 2, QImage.Format.Format_RGB32)
        pixels = _bytes_of(level)  # opaque pixels are written where they stay
        for top in range(0, height, _STRIP):
            progress.check()
            bottom = min(top + _STRIP, height)
            strip = pixels[top // 2 : (bottom + 1) // 2]
            halve(rows(top, bottom), strip, has_alpha=has_alpha)
        if has_alpha:
            pixels = pixels.copy()  # its picture gives way to one that Qt paints faster
            level = true_color_picture(pixels, QImage.Format.Format_RGBA8888)
        levels.append(level)
        rows = _light_rows(pixels, has_alpha)
        height, width = level.height(), level.width()
    return levels


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
