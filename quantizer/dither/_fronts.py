"""Wavefronts of an image: which pixels form a front, and how blocks of fronts lie in memory.

A front holds the pixels with equal x + slope * y. In the rows that all fronts of a block cross,
the block's *inner rows*, its pixels form a parallelogram, which a strided view of the image reads
as a table of (rows, fronts). The rows above and below, its *edges*, are read by index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Edge = tuple[int, int, "NDArray[np.intp]", "NDArray[np.bool_]"]
"""First row, last row + 1, flat positions of pixels (rows, fronts), and which of them exist."""


class Fronts:
    """The fronts of an image, and the rows that each crosses."""

    def __init__(self, height: int, width: int, slope: int) -> None:
        self.height, self.width, self.slope = height, width, slope

    def __len__(self) -> int:
        return self.width + self.slope * (self.height - 1)

    def first_row(self, front: int) -> int:
        return max(0, -((self.width - 1 - front) // self.slope))

    def last_row(self, front: int) -> int:
        return min(self.height - 1, front // self.slope)


class FrontBlock:
    """Successive fronts, from `start` to `stop` - 1, and the rows that they cross."""

    def __init__(self, fronts: Fronts, start: int, stop: int) -> None:
        self.fronts, self.start, self.stop = fronts, start, stop

    @property
    def top(self) -> int:
        return self.fronts.first_row(self.start)

    @property
    def bottom(self) -> int:
        """The last row that any of them crosses, plus 1."""
        return self.fronts.last_row(self.stop - 1) + 1

    @property
    def inner(self) -> tuple[int, int]:
        """First row that all fronts cross, and the last one plus 1; equal if there is none."""
        top = self.fronts.first_row(self.stop - 1)
        return top, max(top, self.fronts.last_row(self.start) + 1)

    def diagonals(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Return a view of the inner rows of C-contiguous (height, width): (rows, fronts)."""
        top, bottom = self.inner
        step = self.fronts.width - self.fronts.slope
        size = pixels.itemsize
        return np.lib.stride_tricks.as_strided(
            pixels.reshape(-1)[top * step + self.start :],
            (bottom - top, self.stop - self.start),
            (step * size, size),
        )

    def gather(self, pixels: NDArray[Any], edges: list[Edge]) -> NDArray[Any]:
        """Return a copy of the pixels of C-contiguous (height, width): (fronts, rows)."""
        items = np.empty((self.bottom - self.top, self.stop - self.start), pixels.dtype)
        top, bottom = (row - self.top for row in self.inner)
        items[top:bottom] = self.diagonals(pixels)
        for first, last, positions, _ in edges:
            items[first - self.top : last - self.top] = pixels.reshape(-1)[positions]
        return np.ascontiguousarray(items.T)

    def edges(self) -> list[Edge]:
        """Return the rows above and below the inner rows; positions are clipped to the image."""
        found = []
        for top, bottom in ((self.top, self.inner[0]), (self.inner[1], self.bottom)):
            rows = np.arange(top, bottom)[:, None]
            columns = np.arange(self.start, self.stop) - self.fronts.slope * rows
            within = (columns >= 0) & (columns < self.fronts.width)
            positions = rows * self.fronts.width + columns.clip(0, self.fronts.width - 1)
            found.append((top, bottom, positions, within))
        return found
