"""Steps between neighbouring pixels: their size, and where an image is flat or smooth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SMALL = 3
"""Largest step in levels between the bands of a gradient."""


def steps_between(
    pixels: NDArray[np.unsignedinteger[Any]], strip: slice
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_]]:
    """Compare the pixels of a strip with their four neighbours.

    Parameters
    ----------
    pixels
        (height, width), C-contiguous: packed colours, a byte for each channel.
    strip
        Rows; start and stop are given.

    Returns
    -------
    tuple
        Three arrays (rows of the strip, width): the largest step to a neighbour in levels of any
        channel, uint8; whether the pixel is flat, that is equal to a horizontal and a vertical
        neighbour, bool; whether the step to the right or down is small, 1 to 3 levels, bool.
    """
    height, width = pixels.shape
    top, bottom = max(0, strip.start - 1), min(height, strip.stop + 1)
    around = pixels[top:bottom]
    channels = around.view(np.uint8).reshape(*around.shape, pixels.itemsize)
    beside = np.zeros((len(around), width + 1), np.uint8)
    above = np.zeros((len(around) + 1, width), np.uint8)
    for channel in range(pixels.itemsize):
        plane = np.ascontiguousarray(channels[..., channel])
        _add_steps(plane[:, :-1], plane[:, 1:], beside[:, 1:-1])
        _add_steps(plane[:-1], plane[1:], above[1:-1])
    inner = slice(strip.start - top, strip.stop - top)
    left, right = beside[inner, :-1], beside[inner, 1:]
    upper, lower = above[inner], above[strip.start - top + 1 : strip.stop - top + 1]
    # A neighbour beyond the border never counts as equal.
    has_left, has_right = left == 0, right == 0
    has_left[:, 0] = has_right[:, -1] = False
    has_upper, has_lower = upper == 0, lower == 0
    if strip.start == 0:
        has_upper[0] = False
    if strip.stop == height:
        has_lower[-1] = False
    flat = (has_left | has_right) & (has_upper | has_lower)
    small = (right - np.uint8(1) < _SMALL) | (lower - np.uint8(1) < _SMALL)
    steps = np.maximum(np.maximum(left, right), np.maximum(upper, lower))
    return steps, flat, small


def _add_steps(
    first: NDArray[np.uint8], second: NDArray[np.uint8], steps: NDArray[np.uint8]
) -> None:
    """Set `steps` to its maximum with the absolute difference of two planes, in place."""
    difference = np.maximum(first, second)
    difference -= np.minimum(first, second)
    np.maximum(steps, difference, out=steps)
