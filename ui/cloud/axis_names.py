"""The names of the axes of colour spaces."""

from __future__ import annotations

from quantizer.settings.enums import Space

AXIS_NAMES: dict[Space, tuple[str, str, str]] = {
    Space.SRGB: ("R", "G", "B"),
    Space.LINEAR: ("R (linear)", "G (linear)", "B (linear)"),
    Space.LAB: ("L*", "a*", "b*"),
    Space.LUV: ("L*", "u*", "v*"),
    Space.OKLAB: ("L", "a", "b"),
    Space.YCBCR: ("Y", "Cb", "Cr"),
    Space.HSV: ("C cos h", "C sin h", "V"),
    Space.XYZ: ("X", "Y", "Z"),
}
"""Short names as they stand in the definitions of the spaces; `Space` has the ranges."""
