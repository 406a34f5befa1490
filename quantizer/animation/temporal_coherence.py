"""Find the pixels of an animation that do not change, so that they can keep their palette entry.

The noise of a film changes every pixel by a level or two, and a dither would answer with a
different pattern in each frame. So differences that are small beside the distances between palette
entries count as no change. A pixel is compared with the frame for which its entry was chosen, not
with the frame before. Thus a slow fade is followed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import strips_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Image

_SPACING_SHARE = 1 / 8
"""Share of the distance between neighbouring palette entries that counts as no change."""

_MIN_TOLERANCE, _MAX_TOLERANCE = 2, 5
"""Levels. Neither these nor the share above were tuned by a kept benchmark."""


def noise_tolerance(colors: NDArray[np.uint8]) -> int:
    """Return by how many levels an unchanged pixel may differ, for a palette, uint8 (k, 4)."""
    opaque = colors[colors[:, 3] > 0, :3].astype(np.float64)
    if len(opaque) < 2:
        return _MIN_TOLERANCE
    distances = np.sqrt(np.square(opaque[:, None] - opaque).sum(axis=-1))
    np.fill_diagonal(distances, np.inf)
    spacing = float(np.median(distances.min(axis=1)))
    return int(np.clip(_SPACING_SHARE * spacing, _MIN_TOLERANCE, _MAX_TOLERANCE))


class ChangeDetector:
    """Compares the frames of an animation, one after the other, with a reference.

    The reference is the first frame at first. Each pixel that changes replaces that of the
    reference.

    Parameters
    ----------
    first
        The first frame.
    """

    def __init__(self, first: Image) -> None:
        self._reference = first.pixels.copy()

    def unchanged(self, frame: Image, tolerance: int) -> NDArray[np.bool_]:
        """Return which pixels of the next frame are unchanged, bool (height, width).

        Parameters
        ----------
        frame
            The frame, of the same size as the first.
        tolerance
            Largest difference of any channel of an unchanged pixel, in levels. Two transparent
            pixels are equal, whatever their colours; an opaque one equals opaque ones only.
        """
        unchanged = np.empty(frame.packed.shape, np.bool_)
        for rows in strips_of(frame):
            now, before = frame.pixels[rows], self._reference[rows]
            difference = np.maximum(now, before) - np.minimum(now, before)
            same = difference.max(axis=-1) <= tolerance
            clear, was_clear = now[..., 3] == 0, before[..., 3] == 0
            same = np.where(clear | was_clear, clear & was_clear, same)
            same &= (now[..., 3] == 255) == (before[..., 3] == 255)
            unchanged[rows] = same
            np.copyto(before, now, where=~same[..., None])
        return unchanged
