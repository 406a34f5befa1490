"""What the canvas shows in place of its pictures while some pixels are lit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward

from .recolored import Recolored

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage

    from .pyramid import Pyramid

_CONTRAST = 4
"""What is dimmed keeps so small a part of its contrast, 1 in 4; chosen by eye."""
_DARK, _LIGHT = 12, 180
"""Darkest grey of what is dimmed beside light and beside dark pixels; chosen by eye."""
_VEIL = 255 - 256 // _CONTRAST
"""Opacity of a grey that leaves as much contrast of what is under it."""


@dataclass(frozen=True, eq=False)
class Highlight:
    """Original and result, in which some pixels are as they are and all others are dimmed.

    Parameters
    ----------
    original, result
        The pictures.
    label
        What is lit, in a few words.
    veil
        Drawn over the original, transparent where pixels are lit; None if the original is dimmed
        itself.
    """

    original: Pyramid
    result: Pyramid
    label: str
    veil: Pyramid | None = None

    @classmethod
    def at_once(
        cls,
        original: Pyramid,
        result: IndexedImage,
        colors: NDArray[np.uint8],
        lit: Collection[int],
        label: str,
    ) -> Highlight:
        """Return a highlight that takes no time to make: no pixel is read.

        Parameters
        ----------
        original
            The picture of the original.
        result
            The reduced image, of the same size.
        colors
            The colours of its entries, in sRGB, uint8 (n, 4).
        lit
            The entries whose pixels are lit, at least one.
        label
            What is lit, in a few words.
        """
        places = sorted(lit)
        is_light = bool(lab_forward(colors[places, :3])[:, 0].mean() >= 50)
        table = dimmed(colors, beside_light=is_light)
        table[places] = colors[places]
        veil = np.full_like(colors, round((_DARK if is_light else _LIGHT) * 255 / _VEIL))
        veil[:, 3] = _VEIL
        veil[places] = 0
        return cls(original, Recolored.of(result, table), label, Recolored.of(result, veil))


def dimmed(colors: NDArray[np.uint8], *, beside_light: bool) -> NDArray[np.uint8]:
    """Return colours as faint greys of the same opacity: uint8, the shape of `colors`.

    Parameters
    ----------
    colors
        uint8 (..., 4).
    beside_light
        Whether what they are to stand back from is light; they are dark then, and else light.
    """
    red, green, blue = (colors[..., channel].astype(np.uint16) for channel in range(3))
    luma = (77 * red + 150 * green + 29 * blue) >> 8  # ITU-R BT.601, in parts of 256
    greys = np.empty_like(colors)
    base = _DARK if beside_light else _LIGHT
    greys[..., :3] = (luma // _CONTRAST + base)[..., None]
    greys[..., 3] = colors[..., 3]
    return greys
