"""Which main colours there are, whatever their shares and wherever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.grouping.features import Feature
from quantizer.grouping.features._color_histogram import color_histogram

from ...language import mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.grouping.main_colors import MainColors
    from quantizer.grouping.picture import Picture

_BINS = (5, 9, 9)
_BLUR, _POWER = 1.0, 0.5
"""Chosen, with the bins, by the adjusted Rand index in `tests.benchmarks.grouping`; there, main
colours weighted by their shares did worse."""


def _measure(_picture: Picture, colors: MainColors) -> NDArray[np.float32]:
    return color_histogram(colors.lab, np.ones(len(colors.lab)), _BINS, _BLUR, _POWER)


FEATURE = Feature(mark("which main colours there are (up to five)"), _measure)
