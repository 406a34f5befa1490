"""Ordered dithering with a mask of blue noise, which shows no regular pattern.

The mask of 64 x 64 lies in ``resources/blue_noise.npy``; ``resources/blue_noise.py`` made it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from quantizer.dither._ordered import OrderedDither
from quantizer.installation import resources

from ..language import mark

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def mask() -> NDArray[np.uint16]:
    """Return the mask, uint16 (64, 64): a rank for each place, each of 0 to 4095 once."""
    with resources().joinpath("blue_noise.npy").open("rb") as file:
        ranks: NDArray[np.uint16] = np.load(file)
    return ranks


DITHERER = OrderedDither(mark("Blue noise"), mask, 64)
