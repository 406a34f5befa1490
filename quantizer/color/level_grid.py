"""The colours of a device with few bits per channel, such as an RGB565 display.

Level v of a channel of b bits is shown as round(255 v / (2^b - 1)): 0 is black and the highest
level is 255, as displays and emulators expand their pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LevelGrid:
    """The grid of the colours that a device can show.

    Parameters
    ----------
    bits
        Bits of red, green and blue, each 1 to 8. With 8 bits in each, every colour is on the grid.
    """

    bits: tuple[int, int, int] = (8, 8, 8)

    @property
    def colors(self) -> NDArray[np.uint8]:
        """All colours of the grid, uint8 (n, 4), opaque; there are up to 2^24."""
        channels = (_tables(bits)[0].tolist() for bits in self.bits)
        return np.array(list(product(*channels, (255,))), np.uint8)

    def round(self, colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the nearest colours on the grid, uint8 (n, 4); alpha is kept.

        `colors` are uint8 (n, 4). Of two levels that are equally near, the lower one is taken.
        """
        rounded = colors.copy()
        for channel, bits in enumerate(self.bits):
            levels, nearest = _tables(bits)
            rounded[..., channel] = levels[nearest[colors[..., channel]]]
        return rounded

    def holds(self, colors: NDArray[np.uint8]) -> NDArray[np.bool_]:
        """Return which colours, uint8 (n, 4), are on the grid: bool (n,)."""
        return np.asarray((self.round(colors) == colors).all(axis=-1))

    def neighbours(self, colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the neighbours of colours on the grid, uint8 (n, 26, 4) or (n, 28, 4).

        They are one level up or down in red, green and blue; unless all colours are opaque, also
        one level up and down in alpha, and never down to 0. At the border of the grid, some are
        equal to others or to the colour itself.
        """
        steps = np.array([one for one in product((-1, 0, 1), repeat=3) if any(one)], np.int16)
        moved = np.repeat(colors[:, None], len(steps), axis=1)
        for channel, bits in enumerate(self.bits):
            levels, nearest = _tables(bits)
            places = nearest[colors[:, None, channel]] + steps[:, channel]
            moved[..., channel] = levels[np.clip(places, 0, len(levels) - 1)]
        if (colors[:, 3] == 255).all():
            return moved
        thinner, thicker = colors.copy(), colors.copy()
        thinner[:, 3] = np.maximum(colors[:, 3], 2) - 1
        thicker[:, 3] = np.minimum(colors[:, 3], 254) + 1
        return np.concatenate([moved, thicker[:, None], thinner[:, None]], axis=1)


EVERY_LEVEL = LevelGrid()
"""All colours of 8 bits per channel."""


@lru_cache
def _tables(bits: int) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Return the levels of a channel, uint8 (2^bits,), and the nearest of them for 0 to 255."""
    top = (1 << bits) - 1
    levels = np.rint(255 * np.arange(top + 1) / top).astype(np.uint8)
    apart = np.abs(np.arange(256)[:, None] - levels.astype(np.int64))
    return levels, apart.argmin(axis=1)
