"""What stands still in an animation: pixels that look as they did when their entry was chosen.

A film's noise changes every pixel by a level or two, and a dither would answer with another pattern
in each frame. Differences that are small beside the palette's spacing count as none. Each pixel is
held against the frame that its entry was chosen for, not against the frame before, so that a
slow fade is followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Image

_SHARE = 1 / 8
"""Of the distance between neighbouring entries: a difference that does not show beside it."""

_LEAST, _MOST = 2, 5
"""Levels."""

_STRIP_PIXELS = 1 << 18


def tolerance(colors: NDArray[np.uint8]) -> int:
    """Return by how many levels a pixel may change and still stand still, for a palette (k, 4)."""
    opaque = colors[colors[:, 3] > 0, :3].astype(np.float64)
    if len(opaque) < 2:
        return _LEAST
    distances = np.sqrt(np.square(opaque[:, None] - opaque).sum(axis=-1))
    np.fill_diagonal(distances, np.inf)
    spacing = float(np.median(distances.min(axis=1)))
    return int(np.clip(_SHARE * spacing, _LEAST, _MOST))


class Stillness:
    """Follows the frames of an animation, the first of which is given.

    Parameters
    ----------
    first
        The first frame.
    """

    def __init__(self, first: Image) -> None:
        self._chosen_for = first.pixels.copy()

    def of(self, frame: Image, tolerance: int) -> NDArray[np.bool_]:
        """Return which pixels of the next frame stand still, (height, width).

        Parameters
        ----------
        frame
            The frame; of one size with the first.
        tolerance
            Levels that any channel may differ by. A clear pixel stays clear, whatever its colour.
        """
        rows = max(1, _STRIP_PIXELS // frame.width)
        still = np.empty(frame.packed.shape, np.bool_)
        for top in range(0, frame.height, rows):
            now, before = frame.pixels[top : top + rows], self._chosen_for[top : top + rows]
            difference = np.maximum(now, before) - np.minimum(now, before)
            same = difference.max(axis=-1) <= tolerance
            clear, was_clear = now[..., 3] == 0, before[..., 3] == 0
            same = np.where(clear | was_clear, clear & was_clear, same)
            still[top : top + rows] = same
            np.copyto(before, now, where=~same[..., None])
        return still
