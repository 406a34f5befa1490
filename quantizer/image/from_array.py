"""An image from an array of samples, as NumPy, scikit-image, OpenCV and Matplotlib hold pictures.

    shape: (height, width) is grey; a third axis of 1, 2, 3 or 4 is grey, grey and alpha, RGB, RGBA
    type:  bool, uint8, uint16 or floating point of 0 to 1, scaled to 8 bits and rounded

Nothing is guessed: samples beyond 0 to 1 are an error, and so are integers of other types, whose
white is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import DataError, DataTypeError
from quantizer.image.frozen import frozen
from quantizer.image.image import Image

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRIP_SAMPLES = 1 << 20
"""Samples that are scaled in one go, so that temporary arrays stay small. Not tuned."""


def image_from_array(samples: NDArray[Any]) -> Image:
    """Return an image of samples; they are copied.

    Parameters
    ----------
    samples
        (height, width), or (height, width, channels) with 1 channel (grey), 2 (grey, alpha),
        3 (red, green, blue) or 4 (red, green, blue, alpha), not premultiplied and in sRGB. bool;
        uint8; uint16, of which 65535 is white; or floating point from 0 to 1.

    Raises
    ------
    DataTypeError
        If no image has that shape or type.
    DataError
        If it has no pixel, or floating-point samples are not finite or not within 0 to 1.
    """
    depth = _depth(samples)
    if not samples.size:
        raise DataError(tr("an array of shape {shape} has no pixels", shape=samples.shape))
    if samples.dtype.kind == "f":
        _check_range(float(samples.min()), float(samples.max()))
    height, width = samples.shape[:2]
    pixels = np.empty((height, width, 4), np.uint8)
    rows = max(1, _STRIP_SAMPLES // (width * depth))
    for top in range(0, height, rows):
        strip = slice(top, top + rows)
        levels = _levels(samples[strip]).reshape(-1, width, depth)
        has_alpha = depth in {2, 4}
        pixels[strip, :, :3] = levels[..., : depth - has_alpha]
        pixels[strip, :, 3] = levels[..., -1] if has_alpha else 255
    return Image(frozen(pixels))


def _depth(samples: NDArray[Any]) -> int:
    """Return the number of channels.

    Raises
    ------
    DataTypeError
        If no image has that shape or type.
    """
    shape = samples.shape
    depth = 1 if samples.ndim == 2 else shape[2] if samples.ndim == 3 else 0
    if not 1 <= depth <= 4:
        raise DataTypeError(
            tr(
                "an image is an array of shape (height, width) or (height, width, 1 to 4), "
                "not {shape}",
                shape=shape,
            )
        )
    kind, size = samples.dtype.kind, samples.dtype.itemsize
    if kind not in "bf" and (kind != "u" or size > 2):
        raise DataTypeError(
            tr(
                "an image is an array of uint8, uint16, bool or floating point from 0 to 1, not "
                "{dtype}; if its values are 0 to 255, pass array.astype('uint8')",
                dtype=samples.dtype,
            )
        )
    return depth


def _check_range(low: float, high: float) -> None:
    """Raise `DataError` if floating-point samples from `low` to `high` are not shares of white."""
    if np.isnan(low):
        raise DataError(tr("an image of floating-point values must not contain NaN"))
    if low < 0 or high > 1:
        raise DataError(
            tr(
                "floating-point values of an image are 0 to 1, but these reach from {low:g} to "
                "{high:g}; divide them by the value of white, or clip them",
                low=low,
                high=high,
            )
        )


def _levels(samples: NDArray[Any]) -> NDArray[np.uint8]:
    """Return samples scaled to levels of 0 to 255, rounded."""
    kind = samples.dtype.kind
    if kind == "b":
        return samples.astype(np.uint8) * np.uint8(255)
    if kind == "f":
        return np.floor(samples.astype(np.float64) * 255 + 0.5).astype(np.uint8)
    if samples.dtype.itemsize == 2:
        return ((samples.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    return samples
