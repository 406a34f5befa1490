"""The filters that resize an image along one side, as weights of source pixels.

A filter is a function of the distance from the middle of a new pixel. In a reduction it is
stretched, so that all source pixels count. The weights of each new pixel add up to 1. They are made
here, because Pillow has no Mitchell filter, and its box filter does not share pixels.

Sources: K. Turkowski, "Filters for common resampling tasks" (Graphics Gems, 1990) for Lanczos with
three lobes; D. Mitchell and A. Netravali, "Reconstruction filters in computer graphics" (SIGGRAPH
1988) with B = C = 1/3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.settings.settings import ResizeFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Reals = NDArray[np.float64]


_ROWS, _VALUES = 64, 1 << 20
"""Source rows that are averaged at a time, and most numbers in them; not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class Taps:
    """Which source pixels, along one side, a run of new pixels is averaged from.

    Parameters
    ----------
    first
        The first source pixel of each new one, int64 (n,), ascending.
    weights
        The weights of that pixel and those after it, float32 (n, m); each row adds up to 1.
    """

    first: NDArray[np.int64]
    weights: NDArray[np.float32]

    def part(self, start: int, stop: int) -> Taps:
        """Return the taps of the new pixels from `start` up to `stop`."""
        return Taps(self.first[start:stop], self.weights[start:stop])

    @property
    def span(self) -> tuple[int, int]:
        """The first source pixel, and the one after the last."""
        return int(self.first[0]), int(self.first[-1]) + self.weights.shape[1]

    def average(
        self, read: Callable[[int, int], NDArray[np.float32]], width: int
    ) -> NDArray[np.float32]:
        """Return the weighted means of source rows, float32 (n, width).

        Parameters
        ----------
        read
            Returns the source rows from one number up to another, float32 (rows, width).
        width
            Values of a row.
        """
        start, stop = self.span
        count = self.weights.shape[1]
        step = max(1, min(_VALUES // width, max(_ROWS, count)))
        total = np.zeros((len(self.first), width), np.float32)
        for low in range(start, stop, step):
            high = min(low + step, stop)
            # The new rows that these source rows are part of.
            begin = int(np.searchsorted(self.first + count, low, "right"))
            end = int(np.searchsorted(self.first, high, "left"))
            places = self.first[begin:end, None] + np.arange(count) - low
            matrix = np.zeros((end - begin, high - low), np.float32)
            row, tap = np.nonzero((places >= 0) & (places < high - low))
            matrix[row, places[row, tap]] = self.weights[begin:end][row, tap]
            total[begin:end] += matrix @ read(low, high)
        return total


def taps(kind: ResizeFilter, start: float, length: float, count: int, size: int) -> Taps:
    """Return the taps for `count` new pixels over a part of a side.

    Parameters
    ----------
    kind
        Any filter but `ResizeFilter.NEAREST`, see `nearest`.
    start, length
        The part, in source pixels.
    count
        Number of new pixels.
    size
        Pixels of the whole side; those outside the part count at its border.
    """
    scale = length / count
    if kind is ResizeFilter.BOX:
        edges = start + scale * np.arange(count + 1)
        reach = int(np.ceil(scale)) + 1
        first = np.floor(edges[:-1]).astype(np.int64)
        places = first[:, None] + np.arange(reach)
        # The length of the overlap of source pixel and new pixel.
        ends = np.minimum(places + 1, edges[1:, None]), np.maximum(places, edges[:-1, None])
        weights = np.maximum(0, ends[0] - ends[1])
    else:
        function, radius = _FUNCTIONS[kind]
        stretch = max(1.0, scale)
        middles = start + scale * (np.arange(count) + 0.5)
        first = np.ceil(middles - radius * stretch - 0.5).astype(np.int64)
        places = first[:, None] + np.arange(int(np.ceil(2 * radius * stretch)) + 1)
        weights = function(np.abs(places + 0.5 - middles[:, None]) / stretch)
    return _within(first, weights, size)


def nearest(start: float, length: float, count: int, size: int) -> NDArray[np.int64]:
    """Return the source pixel under the middle of each new one, int64 (count,)."""
    middles = start + length / count * (np.arange(count) + 0.5)
    found: NDArray[np.int64] = np.floor(middles).astype(np.int64)
    return found.clip(0, size - 1)


def _within(first: NDArray[np.int64], weights: Reals, size: int) -> Taps:
    """Return taps without pixels beyond the image's border, and with normalized weights."""
    count = min(weights.shape[1], size)
    begin = np.clip(first, 0, size - count)
    kept = np.zeros((len(first), count))
    places = first[:, None] + np.arange(weights.shape[1]) - begin[:, None]
    row, tap = np.nonzero((places >= 0) & (places < count))
    kept[row, places[row, tap]] = weights[row, tap]
    return Taps(begin, (kept / kept.sum(axis=1, keepdims=True)).astype(np.float32))


def _lanczos(x: Reals) -> Reals:
    return np.where(x < 3, np.sinc(x) * np.sinc(x / 3), 0)


def _mitchell(x: Reals) -> Reals:
    near = 7 / 6 * x**3 - 2 * x**2 + 8 / 9
    far = -7 / 18 * x**3 + 2 * x**2 - 10 / 3 * x + 16 / 9
    return np.where(x < 1, near, np.where(x < 2, far, 0))


_FUNCTIONS: dict[ResizeFilter, tuple[Callable[[Reals], Reals], int]] = {
    ResizeFilter.LANCZOS: (_lanczos, 3),
    ResizeFilter.MITCHELL: (_mitchell, 2),
}
"""Each filter as a function of the distance, at least 0, and the distance from which it is 0."""
