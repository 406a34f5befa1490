"""The names of the axes of colour spaces."""

from __future__ import annotations

from quantizer.language import mark, number, tr
from quantizer.settings.enums import Space

_NAMES: dict[Space, tuple[str, str, str]] = {
    Space.SRGB: ("R", "G", "B"),
    Space.LINEAR: (mark("R (linear)"), mark("G (linear)"), mark("B (linear)")),
    Space.LAB: ("L*", "a*", "b*"),
    Space.LUV: ("L*", "u*", "v*"),
    Space.OKLAB: ("L", "a", "b"),
    Space.YCBCR: ("Y", "Cb", "Cr"),
    Space.HSV: (mark("C cos h"), mark("C sin h"), "V"),
    Space.XYZ: ("X", "Y", "Z"),
}
"""As they stand in the definitions of the spaces; `Space` has the ranges."""
_LIGHTNESS = {Space.LAB: 0, Space.LUV: 0, Space.OKLAB: 0, Space.YCBCR: 0, Space.HSV: 2}
"""The axis of lightness, where it is one of the three."""


def axis_names(space: Space, lightness: float = 1.0) -> tuple[str, ...]:
    """Return the names of the axes of a colour space.

    Parameters
    ----------
    space
        The space.
    lightness
        The weight of lightness, which stretches the data along the grey axis.
    """
    names = list(_NAMES[space])
    if lightness != 1:
        factor = f"\N{MULTIPLICATION SIGN} {number(lightness, 'g')}"
        if space in _LIGHTNESS:
            names[_LIGHTNESS[space]] += f" {factor}"
        else:
            names = [tr("{name} (lightness {factor})", name=name, factor=factor) for name in names]
    return tuple(names)
