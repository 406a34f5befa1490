"""A painted picture as somebody with another colour vision sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.color_vision import simulate

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from quantizer.color.color_vision_kind import ColorVision

_STRIP = 32
"""Rows in one go: few enough for the processor's cache (not tuned)."""


def simulate_picture(picture: QImage, vision: ColorVision) -> None:
    """Change the colours of a picture of the format RGB32 in place."""
    height, width = picture.height(), picture.width()
    pixels = np.frombuffer(picture.bits(), np.uint8).reshape(height, width, 4)
    for top in range(0, height, _STRIP):
        strip = pixels[top : top + _STRIP]
        strip[...] = simulate(strip, vision, is_bgr=True)
