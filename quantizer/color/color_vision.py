"""Colours as they look to people who lack one of the three kinds of cones.

Source: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15
(2009), the matrices of severity 1.0. They apply to linear light; greys stay as they are.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.color_vision_kind import ColorVision
from quantizer.color.srgb_transfer import LINEAR, Levels, srgb_from_linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BITS = 14
"""Bits of linear light: neighbouring sRGB levels are 5 apart or more."""
_FULL = 2**_BITS - 1
_BIAS = 2**12
"""More than any part of the light is negative; three of them and the light fit in 16 bits."""


_MATRICES = {
    ColorVision.PROTANOPIA: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    ColorVision.DEUTERANOPIA: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    ColorVision.TRITANOPIA: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def simulate(colors: Levels, vision: ColorVision, *, is_bgr: bool = False) -> Levels:
    """Return colours as somebody sees them.

    Parameters
    ----------
    colors
        uint8 (..., 4), sRGB; alpha stays.
    vision
        The kind of colour vision.
    is_bgr
        Whether blue comes first, as in Qt's pictures.

    Returns
    -------
    uint8 (..., 4), a copy. What would be outside sRGB is clipped to it.
    """
    if vision is ColorVision.USUAL:
        return colors.copy()
    first, second, third = _parts(vision, is_bgr)
    light = first.take(colors[..., 0])
    light += second.take(colors[..., 1])
    light += third.take(colors[..., 2])
    seen: Levels = _levels_of_sums().take(light[..., None].view("<u2"))
    seen[..., 3] = colors[..., 3]
    return seen


@cache
def _parts(vision: ColorVision, is_bgr: bool) -> NDArray[np.uint64]:
    """Return what each level of each channel adds to the light of all three, uint64 (3, 256).

    That of the first channel is in the lowest 16 bits, then those of the others. `_BIAS` is added
    to each, so that none is negative.
    """
    matrix = np.array(_MATRICES[vision])
    if is_bgr:
        matrix = matrix[::-1, ::-1]
    parts = np.rint(matrix.T[:, :, None] * LINEAR * _FULL).astype(np.int64) + _BIAS
    shifts = np.array([0, 16, 32])
    return np.asarray((parts << shifts[:, None]).sum(axis=1), np.uint64)


@cache
def _levels_of_sums() -> Levels:
    """Return the sRGB level of each sum of three parts, uint8 (2^16,)."""
    light = np.clip((np.arange(1 << 16) - 3 * _BIAS) / _FULL, 0, 1)
    return np.rint(255 * srgb_from_linear(light)).astype(np.uint8)
