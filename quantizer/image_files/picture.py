"""One frame on its way into a file, and what of it differs from the frame before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Box(NamedTuple):
    """Part of a picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    @property
    def area(self) -> int:
        """Pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A frame that a file shows.

    Parameters
    ----------
    indices
        uint8 (height, width).
    colors
        uint8 (k, 4).
    duration
        Milliseconds.
    """

    indices: NDArray[np.uint8]
    colors: NDArray[np.uint8]
    duration: int

    @property
    def packed(self) -> NDArray[np.uint32]:
        """The colours of all pixels, uint32 (height, width), every clear one 0."""
        colors = np.where(self.colors[:, 3:] == 0, np.uint8(0), self.colors)
        return np.ascontiguousarray(colors).view("<u4")[:, 0][self.indices]

    @property
    def whole(self) -> Box:
        """All of it."""
        height, width = self.indices.shape
        return Box(0, 0, width, height)


def box_of(changed: NDArray[np.bool_]) -> Box:
    """Return the smallest part that holds all of `changed`; one pixel if there is none."""
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return Box(0, 0, 1, 1)
    left, top = int(columns[0]), int(rows[0])
    return Box(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)
