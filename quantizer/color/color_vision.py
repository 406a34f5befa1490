"""Colours as they look to people who lack one of the three kinds of cones.

Source: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer Graphics 15
(2009), the matrices of severity 1.0. They apply to linear light; greys stay as they are.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.srgb_transfer import LINEAR, Levels, srgb_from_linear
from quantizer.language import mark
from quantizer.settings.enums import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BITS = 14
"""Bits of linear light: neighbouring sRGB levels are 5 apart or more."""
_FULL = 2**_BITS - 1


class ColorVision(Choice):
    """Kinds of colour vision."""

    USUAL = "usual", mark("Usual"), mark("All three kinds of cones")
    PROTANOPIA = "protanopia", mark("Protanopia"), mark("No cones for long waves: red is dark")
    DEUTERANOPIA = (
        "deuteranopia",
        mark("Deuteranopia"),
        mark("No cones for medium waves: red and green look alike"),
    )
    TRITANOPIA = (
        "tritanopia",
        mark("Tritanopia"),
        mark("No cones for short waves: blue and green look alike"),
    )


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


def simulate(colors: Levels, vision: ColorVision) -> Levels:
    """Return colours as somebody sees them.

    Parameters
    ----------
    colors
        uint8 (..., 3 or 4): red, green and blue in sRGB; alpha stays.
    vision
        The kind of colour vision.

    Returns
    -------
    uint8, the shape of `colors`, a copy. What would be outside sRGB is clipped to it.
    """
    seen = colors.copy()
    if vision is ColorVision.USUAL:
        return seen
    red, green, blue = (colors[..., channel] for channel in range(3))
    levels = _levels_of_light()
    for channel, parts in enumerate(_parts(vision)):
        light = parts[0].take(red)
        light += parts[1].take(green)
        light += parts[2].take(blue)
        seen[..., channel] = levels.take(light, mode="clip")
    return seen


@cache
def _parts(vision: ColorVision) -> NDArray[np.int32]:
    """Return what each level of each channel adds to the light of each, int32 (3, 3, 256)."""
    matrix = np.array(_MATRICES[vision])
    parts = np.rint(matrix[:, :, None] * LINEAR * _FULL)
    return np.asarray(parts, np.int32)


@cache
def _levels_of_light() -> Levels:
    """Return the sRGB level of light of 0 to 2^14 - 1, uint8 (2^14,)."""
    light = np.arange(_FULL + 1) / _FULL
    return np.rint(255 * srgb_from_linear(light)).astype(np.uint8)
