"""Where edges run in which direction: histograms of oriented gradients of the lightness.

Source: N. Dalal, B. Triggs, "Histograms of oriented gradients for human detection", CVPR 2005, as
scikit-image computes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.grouping.features import Feature
from quantizer.grouping.picture import SIDE

from ...language import mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.grouping.main_colors import MainColors
    from quantizer.grouping.picture import Picture

_DIRECTIONS = 8
_CELLS = 4
"""Cells a side, each with a histogram of its own; not tuned."""


def _measure(picture: Picture, _colors: MainColors) -> NDArray[np.float32]:
    from skimage.feature import hog  # noqa: PLC0415 - takes long to load

    lightness = Pillow.fromarray(np.ascontiguousarray(picture.on_white[..., 0]))
    square = np.asarray(lightness.resize((SIDE, SIDE), Pillow.Resampling.BICUBIC))
    cell = SIDE // _CELLS
    blocks = hog(square, _DIRECTIONS, (cell, cell), (2, 2), "L2-Hys")
    return np.asarray(blocks, np.float32)


FEATURE = Feature(mark("where edges run in which direction (a grid of 4 by 4 cells)"), _measure)
