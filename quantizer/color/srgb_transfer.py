"""The sRGB transfer function and its inverse (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np

Features = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Reals = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Levels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_LEVELS = np.arange(256) / 255
LINEAR: Reals = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)
"""Linear light, 0 to 1, of each of the 256 sRGB levels, float64 (256,)."""


def srgb_from_linear(linear: Reals) -> Reals:
    """Return the sRGB values, float64, of linear light, float64 of any shape, clipped at 0."""
    linear = np.maximum(linear, 0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def linear_forward(levels: Levels) -> Features:
    """Return linear light, float32 (n, 3), 255 being white, of uint8 sRGB levels (n, 3)."""
    table: Features = (255 * LINEAR).astype(np.float32)
    return table.take(levels)


def linear_inverse(coordinates: Reals) -> Reals:
    """Return sRGB values, float64 (n, 3), 1 being white, of linear light, 255 being white."""
    return srgb_from_linear(coordinates / 255)
