"""Squares of 3 x 3 pixels: their means, their variation, and the noise in it.

In flat art most squares are inside one area, where pixels differ only by noise. So the noise is
estimated from the more even squares of the image, and a square is even if it varies by no more.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.progress import Progress

    Floats = NDArray[np.float32]

_QUANTILE, _CHI_SQUARE = 0.1, 3.49
"""A tenth of all squares of pure noise vary by less than 3.49 variances (chi square, 8 degrees)."""
_LEAST_NOISE = 1.0
"""Smallest noise in levels, for rounding, ringing and mild compression."""
_DEVIATIONS = 4.0
"""Limit of an even square: the mean plus so many standard deviations of chi square."""
_DARK, _BRIGHT = 3, 252
"""Beyond these levels noise is clipped and would be underestimated."""
_LEAST_UNCLIPPED = 0.02
"""Smallest share of unclipped squares from which noise is estimated."""


class Windows:
    """The 3 x 3 neighbourhood of every pixel.

    Parameters
    ----------
    pixels
        float32 (height, width, channels), whole levels 0 to 255.
    progress
        Checked once per channel.

    Attributes
    ----------
    pixels
        As given.
    means
        float32 (height, width, channels); border pixels are repeated beyond the border.
    noise
        Standard deviation of the noise per channel, in levels.
    even
        bool (height, width): whether the neighbourhood varies by no more than the noise.
    """

    def __init__(self, pixels: Floats, progress: Progress) -> None:
        self.pixels = pixels
        self.means = np.empty_like(pixels)
        spread = np.empty_like(pixels)
        free = np.empty(pixels.shape, bool)
        for channel in range(pixels.shape[2]):
            progress.check()
            plane = pixels[..., channel]
            sums = _sums(plane)
            self.means[..., channel] = sums / 9
            spread[..., channel] = _sums(plane * plane) - sums * sums / 9
            clipped = (plane < _DARK) | (plane > _BRIGHT)
            free[..., channel] = _sums(clipped.astype(np.float32)) == 0
        progress.check()
        sample = spread[free]
        if sample.size < _LEAST_UNCLIPPED * spread.size:
            sample = spread.reshape(-1)
        sample = sample[:: max(1, sample.size >> 20)]
        variance = float(np.quantile(sample, _QUANTILE)) / _CHI_SQUARE
        self.noise = max(_LEAST_NOISE, math.sqrt(max(0.0, variance)))
        progress.check()
        self.even = spread.sum(axis=2) <= self.bound(9)

    def bound(self, size: int) -> float:
        """Return the largest sum of squared deviations of an even set of `size` pixels."""
        freedom = (size - 1) * int(self.pixels.shape[2])
        return self.noise * self.noise * (freedom + _DEVIATIONS * float(np.sqrt(2 * freedom)))


def premultiplied(pixels: NDArray[np.uint8], factor: int, progress: Progress) -> Floats:
    """Return premultiplied colours in whole levels, and alpha unless all are opaque.

    Parameters
    ----------
    pixels
        uint8 (height, width, 4), straight alpha.
    factor
        Side of the squares that become one pixel each; incomplete squares are dropped.
    progress
        Checked once per strip.

    Returns
    -------
    ndarray
        float32 (height // factor, width // factor, 3 or 4).
    """
    factor = min(factor, *pixels.shape[:2])
    height, width = (side // factor for side in pixels.shape[:2])
    opaque = bool((pixels[..., 3] == 255).all())
    result = np.empty((height, width, 3 if opaque else 4), np.float32)
    rows = max(1, (1 << 17) // (width * factor * factor))
    for top in range(0, height, rows):
        progress.check()
        bottom = min(top + rows, height)
        part = pixels[top * factor : bottom * factor, : width * factor].astype(np.float32)
        if not opaque:
            part[..., :3] *= part[..., 3:] / 255
        part = part[..., : result.shape[2]]
        squares = part.reshape(-1, factor, width, factor, part.shape[2]) if factor > 1 else part
        result[top:bottom] = squares.mean(axis=(1, 3)) if factor > 1 else squares
    return np.rint(result, out=result)


def grown(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return an area, bool (height, width), dilated by one pixel in all directions."""
    padded = np.pad(area, 1)
    rows = padded[:-2] | padded[1:-1] | padded[2:]
    return np.asarray(rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:])


def _sums(plane: Floats) -> Floats:
    """Return the sum over each pixel's 3 x 3 neighbourhood."""
    padded = np.pad(plane, 1, mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    sums: Floats = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    return sums
