"""A frame of an animation as arrays before encoding, and the box in which two frames differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Box(NamedTuple):
    """A rectangle in a frame, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The rectangle's rows and columns, to index an array with."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True, eq=False)
class RawFrame:
    """One frame: indices into a colour table.

    Parameters
    ----------
    indices
        uint8 (height, width).
    colors
        uint8 (k, 4): red, green, blue, alpha.
    duration
        Time that the frame shows, in milliseconds.
    """

    indices: NDArray[np.uint8]
    colors: NDArray[np.uint8]
    duration: int

    @property
    def packed(self) -> NDArray[np.uint32]:
        """The pixels as uint32 (height, width), ``0xAABBGGRR``; transparent ones are 0."""
        colors = np.where(self.colors[:, 3:] == 0, np.uint8(0), self.colors)
        return np.ascontiguousarray(colors).view("<u4")[:, 0][self.indices]

    def repeats(self, other: RawFrame) -> bool:
        """Whether this has the very arrays of another frame, so that both show the same."""
        return self.indices is other.indices and self.colors is other.colors

    @property
    def full_box(self) -> Box:
        """The rectangle that covers the frame."""
        height, width = self.indices.shape
        return Box(0, 0, width, height)


def bounding_box(mask: NDArray[np.bool_]) -> Box:
    """Return the smallest box around the true elements of `mask`, bool (height, width).

    Without any, it is the first pixel, because no format has empty frames.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return Box(0, 0, 1, 1)
    left, top = int(columns[0]), int(rows[0])
    return Box(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)
