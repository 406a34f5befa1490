"""Floyd-Steinberg error diffusion.

R. W. Floyd and L. Steinberg, "An adaptive algorithm for spatial greyscale", Proc. SID 17(2),
1976: each pixel takes its nearest palette entry, and its error goes to the neighbours that are
still to come, 7/16 to the right, 3/16, 5/16 and 1/16 to those below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.dither._wavefront import Kernel, diffuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.dither import Canvas
    from quantizer.progress import Progress

KERNEL = Kernel((1, 0, 7 / 16), (-1, 1, 3 / 16), (0, 1, 5 / 16), (1, 1, 1 / 16))


class FloydSteinberg:
    """Spreads the error over four neighbours."""

    label = "Floyd-Steinberg"
    has_strength = True

    def dither(self, canvas: Canvas, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        return diffuse(canvas, KERNEL, strength, progress)


DITHERER = FloydSteinberg()
