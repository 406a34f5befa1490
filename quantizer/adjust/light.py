"""sRGB levels as linear light, and back, through tables.

Linear light is counted in steps of 1/65,535, a twentieth of what the two darkest levels differ by;
so each level is found again exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS = 65_535
"""Linear light of white, in steps."""

_LIGHT = LINEAR.astype(np.float32)
_SHARES = (np.arange(256) / 255).astype(np.float32)
_LEAST_ALPHA = np.float32(1e-6)


def srgb_of_steps() -> NDArray[np.float64]:
    """Return the sRGB value, 0 to 1, of each step of linear light, float64 (65536,)."""
    return srgb_from_linear(np.arange(STEPS + 1) / STEPS)


_LEVELS = np.rint(255 * srgb_of_steps()).astype(np.uint8)


def steps_of(light: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return linear light as steps, cut to 0 to 1; `light` is overwritten."""
    np.clip(light, 0, 1, out=light)
    light *= STEPS
    light += 0.5
    return light.astype(np.uint16)


def decoded(pixels: NDArray[np.uint8], channels: int = 3) -> NDArray[np.float32]:
    """Return the linear light of pixels, 1 being white.

    Parameters
    ----------
    pixels
        uint8 (..., 4).
    channels
        3 for opaque pixels: float32 (..., 3). 4 for light times alpha, and alpha: float32 (..., 4).
    """
    light = _LIGHT.take(pixels[..., :channels])
    if channels == 4:
        alpha = _SHARES.take(pixels[..., 3])
        light[..., :3] *= alpha[..., None]
        light[..., 3] = alpha
    return light


def encoded(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the pixels, uint8 (..., 4), of linear light as `decoded` gives it."""
    pixels = np.full((*light.shape[:-1], 4), 255, np.uint8)
    if light.shape[-1] == 4:
        alpha = np.clip(light[..., 3], 0, 1)
        pixels[..., 3] = np.rint(255 * alpha)
        light = np.divide(light[..., :3], np.maximum(light[..., 3:], _LEAST_ALPHA))
    pixels[..., :3] = _LEVELS.take(steps_of(light))
    return pixels
