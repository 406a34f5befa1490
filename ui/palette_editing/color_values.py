"""One colour in the three models of the picker, which agree with each other.

Hue is kept where the colour has none: who takes a colour to grey and back finds it as it was.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from quantizer.color.oklch import oklch_from_srgb, srgb_from_oklch

if TYPE_CHECKING:
    from quantizer.image.palette import Color

_GREY_CHROMA = 1e-3
"""Chroma in OKLCH up to which a colour has no hue; not tuned."""


@dataclass(frozen=True, slots=True)
class ColorValues:
    """A colour.

    Parameters
    ----------
    color
        sRGB levels and alpha, 0 to 255.
    hsv
        Hue 0 to 360 degrees, saturation and value 0 to 1.
    oklch
        Lightness 0 to 1, chroma from 0 on, hue 0 to 360 degrees.
    """

    color: Color
    hsv: tuple[float, float, float]
    oklch: tuple[float, float, float]

    @classmethod
    def of(cls, color: Color, before: ColorValues | None = None) -> Self:
        """Return a colour; it has the hue of `before` if it has none itself."""
        hue, saturation, value = colorsys.rgb_to_hsv(*(level / 255 for level in color[:3]))
        lightness, chroma, angle = oklch_from_srgb(color[:3])
        degrees = hue * 360
        if before is not None:
            degrees = degrees if saturation else before.hsv[0]
            angle = angle if chroma > _GREY_CHROMA else before.oklch[2]
        return cls(color, (degrees, saturation, value), (lightness, chroma, angle))

    def with_color(self, color: Color) -> Self:
        """Return another colour."""
        return self.of(color, self)

    def with_hsv(self, hue: float, saturation: float, value: float) -> Self:
        """Return the colour of these values in HSV, which are kept as they are."""
        levels = colorsys.hsv_to_rgb(hue % 360 / 360, saturation, value)
        red, green, blue = (round(255 * level) for level in levels)
        changed = self.of((red, green, blue, self.color[3]), self)
        return replace(changed, hsv=(hue, saturation, value))

    def with_oklch(self, lightness: float, chroma: float, hue: float) -> Self:
        """Return the colour of these values in OKLCH, which are kept as they are.

        Outside sRGB it is the one with the largest chroma that fits.
        """
        color = (*srgb_from_oklch(lightness, chroma, hue), self.color[3])
        return replace(self.of(color, self), oklch=(lightness, chroma, hue))
