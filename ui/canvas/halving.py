"""Halving a picture in linear light, as the eye mixes pixels that are too small to be seen.

    uint8 pixels -> light: four 16-bit numbers in one uint64 -> sums of 2 x 2 -> uint8 pixels

The mean of sRGB levels is darker than the pixels together: a checkerboard of black and white looks
like level 188, not 128. So a dithered picture would change its lightness with the zoom.

The light of a pixel is packed: its three colours and alpha take 16 bits each, the first in the
lowest, and hold 0 to 2^14 - 1, so that four of them can be added at once. Colours are multiplied by
alpha: what cannot be seen does not count. The order of the colours is the caller's.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Light = NDArray[np.uint64]

_FULL = 2**14 - 1
"""The number for full light, and for opaque. Neighbouring sRGB levels are 5 apart or more."""
_FULL_SUM = 4 * _FULL


def light_of(pixels: NDArray[np.uint8], *, has_alpha: bool = True) -> Light:
    """Return the light of pixels.

    Parameters
    ----------
    pixels
        uint8 (..., 4), C-contiguous: three colours, and alpha that they are not multiplied by.
    has_alpha
        Whether a pixel may be less than opaque; opaque ones take a third of the time.

    Returns
    -------
    Packed light, uint64 (...).
    """
    if not has_alpha or (pixels[..., 3] == 255).all():
        return _light_of_pairs().take(pixels.view("<u2")).view("<u8")[..., 0]
    alpha = pixels[..., 3].astype(np.uint16) << 8
    place = pixels | alpha[..., None]
    place[..., 3] = alpha | 255
    return _light_by_alpha().take(place).view("<u8")[..., 0]


def halve(light: Light, pixels: NDArray[np.uint8], *, has_alpha: bool = True) -> None:
    """Write the means of blocks of 2 x 2 pixels.

    Parameters
    ----------
    light
        Packed light, uint64 (height, width). An odd last row or column counts twice.
    pixels
        Where to: uint8 (ceil(height / 2), ceil(width / 2), 4), C-contiguous, as for `light_of`.
    has_alpha
        As for `light_of`.
    """
    height, width = light.shape
    if height % 2 or width % 2:
        light = np.pad(light, ((0, height % 2), (0, width % 2)), mode="edge")
    rows = light[0::2] + light[1::2]
    sums = rows[:, 0::2] + rows[:, 1::2]
    lanes = sums[..., None].view("<u2")
    _levels_of_sums().take(lanes, out=pixels, mode="clip")  # no index is out of range
    if has_alpha:
        is_soft = (lanes[..., 3] != _FULL_SUM) & (lanes[..., 3] != 0)
        pixels[is_soft] = _soft_pixels(lanes[is_soft])


def _soft_pixels(lanes: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Return the pixels, uint8 (n, 4), of sums of light, uint16 (n, 4), none fully transparent."""
    sums = lanes.astype(np.uint32)
    pixels = np.empty(lanes.shape, np.uint8)
    colors = np.minimum(sums[:, :3] * _FULL_SUM // sums[:, 3:], _FULL_SUM)
    pixels[:, :3] = _levels_of_sums().take(colors)
    pixels[:, 3] = (sums[:, 3] * 255 + _FULL_SUM // 2) // _FULL_SUM
    return pixels


@cache
def _light_of_pairs() -> NDArray[np.uint32]:
    """Return the light of two neighbouring levels, uint32 (65536,), so that one look-up does."""
    light = np.rint(LINEAR * _FULL).astype("<u2")
    pairs = np.stack(np.broadcast_arrays(light[None, :], light[:, None]), axis=-1)
    return pairs.reshape(-1).view("<u4")


@cache
def _light_by_alpha() -> NDArray[np.uint16]:
    """Return the light of a level times alpha, uint16 (65536,), at ``level + 256 * alpha``."""
    return np.rint(np.outer(np.arange(256) / 255, LINEAR * _FULL)).astype("<u2").reshape(-1)


@cache
def _levels_of_sums() -> NDArray[np.uint8]:
    """Return the sRGB level of the mean, for each sum of the light of four pixels, uint8."""
    means = np.arange(_FULL_SUM + 1) / _FULL_SUM
    return np.rint(255 * srgb_from_linear(means)).astype(np.uint8)
