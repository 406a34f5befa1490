"""How often each colour occurs, wherever it is: a histogram in OKLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.grouping.features import Feature
from quantizer.grouping.features._color_histogram import color_histogram

from ...language import mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.grouping.main_colors import MainColors
    from quantizer.grouping.picture import Picture

_BINS = (3, 9, 9)
_BLUR, _POWER = 0.5, 0.25
"""Chosen, with the bins, by the adjusted Rand index in `tests.benchmarks.grouping`."""


def _measure(picture: Picture, _colors: MainColors) -> NDArray[np.float32]:
    return color_histogram(*picture.colors(), _BINS, _BLUR, _POWER)


FEATURE = Feature(mark("how often each colour occurs (a histogram in OKLab)"), _measure)
