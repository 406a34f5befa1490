"""Draws many points as small discs, nearer ones in front, with NumPy alone.

Each pixel gets the largest of the keys of the discs that cover it. A key holds the point's depth
in its upper half and the point's index in its lower half. So nothing needs to be sorted, and the
result names the point in front at each pixel. The smallest discs, which most points have, are
squares: they are set at one pixel each, and all of these are widened at once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEPTH_LEVELS = 1 << 20
"""Depths that are told apart: more than there are pixels across any screen."""
_INDEX_BITS = 32


def front_points(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    depth: NDArray[np.float32],
    diameters: NDArray[np.uint8],
    shape: tuple[int, int],
) -> NDArray[np.int32]:
    """Return the index of the point in front at each pixel: int32, -1 where there is none.

    Parameters
    ----------
    x, y
        float32 (n,): centres in pixels from the top left corner; may lie outside.
    depth
        float32 (n,): larger is nearer.
    diameters
        uint8 (n,): pixels, at least 1.
    shape
        Height and width of the picture in pixels.
    """
    height, width = shape
    if not len(x):
        return np.full(shape, -1, np.int32)
    margin = int(diameters.max())
    pitch = width + 2 * margin
    half = diameters * np.float32(0.5)
    column = np.rint(x - half).astype(np.int32) + np.int32(margin)
    row = np.rint(y - half).astype(np.int32) + np.int32(margin)
    inside = (column >= 0) & (column < width + margin) & (row >= 0) & (row < height + margin)
    corners = row * np.int64(pitch) + column
    keys = _keys(depth)
    front = np.full((height + 2 * margin) * pitch, -1, np.int64)
    smallest = int(diameters.min())
    members = inside & (diameters == smallest)
    np.maximum.at(front, corners[members], keys[members])
    _widen(front, smallest, 1)
    _widen(front, smallest, pitch)
    for diameter in np.unique(diameters)[1:]:
        members = np.flatnonzero(inside & (diameters == diameter))
        own_corners, own_keys = corners[members], keys[members]
        for down, across in _disc(int(diameter)):
            np.maximum.at(front, own_corners + (down * pitch + across), own_keys)
    inner = front.reshape(-1, pitch)[margin : margin + height, margin : margin + width]
    return inner.astype(np.int32)  # drops the upper half


def _keys(depth: NDArray[np.float32]) -> NDArray[np.int64]:
    farthest = depth.min()
    unit = (_DEPTH_LEVELS - 1) / max(float(depth.max() - farthest), 1e-30)
    levels = ((depth - farthest) * np.float32(unit)).astype(np.int64)
    return np.asarray(levels << _INDEX_BITS | np.arange(len(depth)), np.int64)


def _widen(front: NDArray[np.int64], length: int, step: int) -> None:
    """Let each key cover `length` places, `step` apart, from its own on."""
    covered = 1
    while covered < length:
        shift = step * min(covered, length - covered)
        np.maximum(front[shift:], front[:-shift].copy(), out=front[shift:])
        covered = min(2 * covered, length)


@cache
def _disc(diameter: int) -> tuple[tuple[int, int], ...]:
    """Return the pixels of a disc, as rows and columns from its top left corner."""
    middle = (diameter - 1) / 2
    places = range(diameter)
    return tuple(
        (down, across)
        for down in places
        for across in places
        if (down - middle) ** 2 + (across - middle) ** 2 <= diameter**2 / 4
    )
