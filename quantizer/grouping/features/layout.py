"""Where light, dark and colours are: the means of a coarse grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

from quantizer.grouping.features import Feature

from ...language import mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.grouping.main_colors import MainColors
    from quantizer.grouping.picture import Picture

_CELLS = 8
"""Cells a side; not tuned."""


def _measure(picture: Picture, _colors: MainColors) -> NDArray[np.float32]:
    """Return lightness and the two axes of hue of each cell; the grid is stretched to fit."""
    box = Pillow.Resampling.BOX
    planes = np.moveaxis(picture.on_white, 2, 0)
    cells = [Pillow.fromarray(plane).resize((_CELLS, _CELLS), box) for plane in planes]
    return np.concatenate([np.asarray(plane, np.float32).ravel() for plane in cells])


FEATURE = Feature(mark("where light, dark and colours are (a grid of 8 by 8 cells)"), _measure)
