"""Colours that are in the space of a file's own profile, and what they are in sRGB.

An image that keeps its profile holds colours as they are in its file. What shows them, and formats
that cannot hold a profile, need them in sRGB; they get there by the same transform that an image
goes through which is read without keeping its profile. Most images are in sRGB already.

No Qt here: processes that encode import it.
"""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.image.image import IndexedImage
from quantizer.image.palette import Palette
from quantizer.image_files.conversion import Conversion, find_conversion
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRIP_PIXELS = 1 << 17


def in_srgb(
    pixels: NDArray[np.uint8], icc_profile: bytes | None, progress: Progress = SILENT
) -> NDArray[np.uint8]:
    """Return pixels, uint8 (height, width, 4), in sRGB: themselves if they are."""
    conversion = _conversion(icc_profile)
    if conversion.transform is None:
        return pixels
    converted = np.empty_like(pixels)
    rows = max(1, _STRIP_PIXELS // pixels.shape[1])
    for top in range(0, len(pixels), rows):
        progress.check()
        strip = np.ascontiguousarray(pixels[top : top + rows])
        height, width = strip.shape[:2]
        colors = Pillow.frombytes("RGB", (width, height), strip, "raw", "RGBX")
        # Four bytes a pixel on both ways: three would be gathered and scattered one by one.
        data = conversion.apply(colors).tobytes("raw", "RGBX")
        part = converted[top : top + rows]
        part[...] = np.frombuffer(data, np.uint8).reshape(strip.shape)
        part[..., 3] = strip[..., 3]
    return converted


def palette_in_srgb(palette: Palette, icc_profile: bytes | None) -> Palette:
    """Return a palette with its colours in sRGB: itself if they are."""
    if not len(palette) or _conversion(icc_profile).transform is None:
        return palette
    colors = in_srgb(palette.colors[np.newaxis], icc_profile)[0]
    swatches = tuple(
        replace(swatch, color=(int(red), int(green), int(blue), int(alpha)))
        for swatch, (red, green, blue, alpha) in zip(palette, colors, strict=True)
    )
    return Palette(swatches, palette.name)


def image_in_srgb(indexed: IndexedImage) -> IndexedImage:
    """Return an image with its palette in sRGB, and without its profile; itself if it is so."""
    palette = palette_in_srgb(indexed.palette, indexed.metadata.icc_profile)
    if palette is indexed.palette:
        return indexed
    return IndexedImage(indexed.indices, palette, replace(indexed.metadata, icc_profile=None))


def profile_name(icc_profile: bytes) -> str:
    """Return what a profile calls itself, such as ``Display P3``; nothing if it does not say."""
    from PIL import ImageCms  # noqa: PLC0415 - few images need it

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
        return " ".join(ImageCms.getProfileDescription(profile).split())
    except (ImageCms.PyCMSError, OSError, ValueError):
        return ""


@lru_cache(maxsize=4)
def _conversion(icc_profile: bytes | None) -> Conversion:
    return find_conversion("RGB", icc_profile)
