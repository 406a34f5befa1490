"""Quantizer's library: colours of an image, clustered with K-means.

The way of an image: a path, an array or a `PIL.Image` -> `quantize` -> `Quantized`, which has
indices and palette, and can be saved. The names below are imported when they are first used, so
that ``import quantizer`` costs nothing.

Examples
--------
>>> from quantizer import quantize
>>> result = quantize("photo.jpg", colors=16)
>>> result.save("photo-16.png")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.animation.quantized_animation import QuantizedAnimation
    from quantizer.api.extract import extract_palette, shared_palette
    from quantizer.api.image import as_image
    from quantizer.api.measure import adjust_image, measure
    from quantizer.api.palette import as_palette
    from quantizer.api.quantize import quantize, quantize_animation
    from quantizer.built_in_palettes import built_in_names, built_in_palette
    from quantizer.errors import (
        Cancelled,
        DataError,
        DataTypeError,
        FileError,
        KeywordError,
        QualityError,
        QuantizerError,
        ReadError,
        SettingsError,
        SizeError,
        WriteError,
    )
    from quantizer.image.image import (
        Animation,
        Frame,
        Image,
        IndexedAnimation,
        IndexedFrame,
        IndexedImage,
    )
    from quantizer.image.palette import Palette, Swatch
    from quantizer.image_files.read import read_image
    from quantizer.image_files.read_animation import read_animation
    from quantizer.image_files.save import write_animation, write_image
    from quantizer.kmeans import KMeans
    from quantizer.metrics.metrics import Metrics
    from quantizer.palette_files import read_palette, write_palette
    from quantizer.progress import Progress, Stage
    from quantizer.reduction.quantized import Quantized
    from quantizer.settings.enums import (
        AlphaMode,
        BitDepth,
        DeviceFormat,
        DitherSpace,
        Effort,
        Fit,
        FramePalettes,
        Init,
        Metric,
        RareColors,
        ResizeFilter,
        Selector,
        Space,
        Weights,
    )
    from quantizer.settings.settings import (
        AdjustSettings,
        AlphaSettings,
        AnimationSettings,
        ClusterSettings,
        DitherSettings,
        FirmwareSettings,
        ImageSize,
        IndexedSettings,
        Settings,
        TargetSettings,
    )
    from quantizer.swatches.order import SwatchOrder

__version__ = "0.1.0"

_ROOMS = {
    "animation.quantized_animation": "QuantizedAnimation",
    "api.extract": "extract_palette shared_palette",
    "api.image": "as_image",
    "api.measure": "adjust_image measure",
    "api.palette": "as_palette",
    "api.quantize": "quantize quantize_animation",
    "built_in_palettes": "built_in_names built_in_palette",
    "errors": "Cancelled DataError FileError DataTypeError KeywordError QualityError "
    "QuantizerError ReadError SettingsError SizeError WriteError",
    "image.image": "Animation Frame Image IndexedAnimation IndexedFrame IndexedImage",
    "image.palette": "Palette Swatch",
    "image_files.read": "read_image",
    "image_files.read_animation": "read_animation",
    "image_files.save": "write_animation write_image",
    "kmeans": "KMeans",
    "metrics.metrics": "Metrics",
    "palette_files": "read_palette write_palette",
    "progress": "Progress Stage",
    "reduction.quantized": "Quantized",
    "settings.enums": "AlphaMode BitDepth DeviceFormat DitherSpace Effort Fit FramePalettes Init "
    "Metric RareColors ResizeFilter Selector Space Weights",
    "settings.settings": "AdjustSettings AlphaSettings AnimationSettings ClusterSettings "
    "DitherSettings FirmwareSettings ImageSize IndexedSettings Settings TargetSettings",
    "swatches.order": "SwatchOrder",
}
"""The public names of each module."""

_MODULES = {name: room for room, names in _ROOMS.items() for name in names.split()}

__all__ = [  # noqa: RUF022 - in the order of use
    "quantize",
    "Quantized",
    "extract_palette",
    "shared_palette",
    "measure",
    "Metrics",
    "read_image",
    "write_image",
    "as_image",
    "adjust_image",
    "Image",
    "IndexedImage",
    "read_animation",
    "quantize_animation",
    "write_animation",
    "Animation",
    "Frame",
    "IndexedAnimation",
    "IndexedFrame",
    "QuantizedAnimation",
    "Palette",
    "Swatch",
    "SwatchOrder",
    "as_palette",
    "built_in_palette",
    "built_in_names",
    "read_palette",
    "write_palette",
    "Progress",
    "Stage",
    "Settings",
    "ClusterSettings",
    "DitherSettings",
    "TargetSettings",
    "AlphaSettings",
    "IndexedSettings",
    "AnimationSettings",
    "AdjustSettings",
    "FirmwareSettings",
    "ImageSize",
    "AlphaMode",
    "BitDepth",
    "DeviceFormat",
    "DitherSpace",
    "Effort",
    "Fit",
    "FramePalettes",
    "Init",
    "Metric",
    "RareColors",
    "ResizeFilter",
    "Selector",
    "Space",
    "Weights",
    "KMeans",
    "QuantizerError",
    "Cancelled",
    "DataError",
    "FileError",
    "DataTypeError",
    "KeywordError",
    "QualityError",
    "ReadError",
    "SettingsError",
    "SizeError",
    "WriteError",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'quantizer' has no attribute {name!r}")
    return getattr(importlib.import_module(f"quantizer.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
