"""The kinds of colour vision, apart from what they do to colours, which needs NumPy."""

from __future__ import annotations

from quantizer.language import mark
from quantizer.settings.enums import Choice


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
