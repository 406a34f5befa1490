"""Ordered dithering with a mask of blue noise, which shows no pattern.

The mask of 64 x 64 lies in ``resources/blue_noise.npy``; ``resources/blue_noise.py`` made it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from quantizer.dither._ordered import OrderedDither

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def _mask() -> NDArray[np.uint16]:
    with files("resources").joinpath("blue_noise.npy").open("rb") as file:
        mask: NDArray[np.uint16] = np.load(file)
    return mask


DITHERER = OrderedDither("Blue noise", _mask, 64)
