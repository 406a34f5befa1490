"""Quantizer's library: colours of an image, clustered with K-means.

The way of an image: `image_files.read_image` -> `Image` -> perhaps `adjust_image` -> `quantize` ->
`Quantized` -> `conversion.write_image`. The names below are imported when they are first used, so
that ``import quantizer`` costs nothing.

Examples
--------
>>> from pathlib import Path
>>> from quantizer import ClusterSettings, Settings, quantize, read_image, write_image
>>> image = read_image(Path("photo.jpg"))  # doctest: +SKIP
>>> result = quantize(image, Settings(ClusterSettings(colors=16)))  # doctest: +SKIP
>>> write_image(result.indexed, Path("photo-16.png"))  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.adjust.adjust import adjust_image
    from quantizer.built_in_palettes import built_in_palette
    from quantizer.conversion.write import write_image
    from quantizer.errors import QuantizerError
    from quantizer.image.image import Image, IndexedImage
    from quantizer.image.palette import Palette, Swatch
    from quantizer.image_files.read import read_image
    from quantizer.kmeans import KMeans
    from quantizer.palette_files import read_palette, write_palette
    from quantizer.reduction.pipeline import Quantized, quantize
    from quantizer.settings.settings import (
        AdjustSettings,
        ClusterSettings,
        DitherSettings,
        ImageSize,
        Settings,
    )

__version__ = "0.1.0"

_ROOMS = {
    "QuantizerError": "errors",
    "read_image": "image_files.read",
    "adjust_image": "adjust.adjust",
    "write_image": "conversion.write",
    "Image": "image.image",
    "IndexedImage": "image.image",
    "KMeans": "kmeans",
    "Palette": "image.palette",
    "Swatch": "image.palette",
    "built_in_palette": "built_in_palettes",
    "read_palette": "palette_files",
    "write_palette": "palette_files",
    "Quantized": "reduction.pipeline",
    "quantize": "reduction.pipeline",
    "AdjustSettings": "settings.settings",
    "ClusterSettings": "settings.settings",
    "DitherSettings": "settings.settings",
    "ImageSize": "settings.settings",
    "Settings": "settings.settings",
}

__all__ = [  # noqa: RUF022 - in the order of use
    "read_image",
    "adjust_image",
    "quantize",
    "write_image",
    "built_in_palette",
    "read_palette",
    "write_palette",
    "Image",
    "IndexedImage",
    "Palette",
    "Swatch",
    "Quantized",
    "Settings",
    "AdjustSettings",
    "ClusterSettings",
    "DitherSettings",
    "ImageSize",
    "KMeans",
    "QuantizerError",
]


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(f"module 'quantizer' has no attribute {name!r}")
    return getattr(importlib.import_module(f"quantizer.{_ROOMS[name]}"), name)
