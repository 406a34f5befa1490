"""Floyd-Steinberg error diffusion, a diagonal front of pixels at a time.

R. W. Floyd and L. Steinberg, "An adaptive algorithm for spatial greyscale", Proc. SID 17(2),
1976: each pixel takes its nearest palette entry, and its error goes to the neighbours that are
still to come, 7/16 to the right, 3/16, 5/16 and 1/16 to those below.

A pixel (x, y) receives from (x-1, y), (x+1, y-1), (x, y-1) and (x-1, y-1), so all pixels of equal
x + 2y depend only on smaller such sums: they are a *wavefront* and are worked on at once. The
errors of the last three fronts are all that is kept. Each pixel does the same arithmetic in the
same order as in the plain loop from left to right and top to bottom, so the result is the same
to the last bit.

The value that an entry is chosen for is clipped to the gamut, which keeps errors that no palette
entry can make up for from piling up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither import Canvas
    from quantizer.progress import Progress

_ABOVE_LEFT, _ABOVE, _ABOVE_RIGHT, _LEFT = (np.float32(n / 16) for n in (1, 5, 3, 7))

_CHECK_EVERY = 16
"""Fronts between two reports."""


class FloydSteinberg:
    """Spreads the error over four neighbours."""

    label = "Floyd-Steinberg"
    has_strength = True

    def dither(self, canvas: Canvas, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        height, width = canvas.height, canvas.width
        indices = np.empty(height * width, np.uint8)
        # Row y is at y + 1, so that row -1 exists; its error, as outside the image, is 0.
        fronts = [np.zeros((height + 1, canvas.entries.shape[1]), np.float32) for _ in range(4)]
        along_front = np.arange(height) * (width - 2)
        first_before = [0, 0, 0, 0]
        last_front = width - 1 + 2 * (height - 1)
        for front in range(last_front + 1):
            if front % _CHECK_EVERY == 0:
                progress.report(front / (last_front + 1))
            first = max(0, (front - width + 2) // 2)
            last = min(height - 1, front // 2)
            current, left, above, above_left = (fronts[(front - age) % 4] for age in range(4))
            self_rows, rows_above = slice(first + 1, last + 2), slice(first, last + 1)
            # The front before is also that of the pixel above to the right: 2y + x - 1.
            positions = along_front[first : last + 1] + front
            values, visible = canvas.source(positions)
            values += above_left[rows_above] * _ABOVE_LEFT
            values += above[rows_above] * _ABOVE
            values += left[rows_above] * _ABOVE_RIGHT
            values += left[self_rows] * _LEFT
            np.clip(values, 0, 255, out=values)
            chosen = canvas.choose(values)
            values -= canvas.entries[chosen]
            values *= np.float32(strength)
            if visible is not None:
                chosen = np.where(visible, chosen, canvas.transparent)
                values *= visible[:, None]
            current[first_before[front % 4] : first + 1] = 0
            current[self_rows] = values
            first_before[front % 4] = first
            indices[positions] = chosen
        return indices.reshape(height, width)


DITHERER = FloydSteinberg()
