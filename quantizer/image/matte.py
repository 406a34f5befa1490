"""Colours composited over a matte: the colour of the page that an image is shown on.

They are mixed in sRGB levels, as browsers composite images.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage


def on_matte(indexed: IndexedImage, matte: tuple[int, int, int]) -> IndexedImage:
    """Return an indexed image whose palette is composited over a matte, and so opaque."""
    colors = composited(indexed.palette.colors, matte)
    colors[:, 3] = 255
    return replace(indexed, palette=indexed.palette.with_colors(colors))


def composited(strip: NDArray[np.uint8], matte: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return colours, uint8 (..., 4), composited over a matte; alpha is kept."""
    opacity = strip[..., 3:].astype(np.uint16)
    result = strip.copy()
    backdrop = np.array(matte, np.uint16) * (255 - opacity)
    result[..., :3] = (strip[..., :3] * opacity + backdrop + 127) // 255
    return result
