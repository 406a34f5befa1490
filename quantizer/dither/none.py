"""No dithering: each pixel takes the palette entry nearest to its own colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.dither import Canvas
    from quantizer.progress import Progress


class Nearest:
    """Maps each pixel by itself."""

    label = "None"
    has_strength = False

    def dither(
        self,
        canvas: Canvas,
        strength: float,  # noqa: ARG002 - there is no error to spread
        progress: Progress,
    ) -> NDArray[np.uint8]:
        """Return each pixel's nearest entry; see `quantizer.dither.Ditherer.dither`."""
        return canvas.nearest(progress)


DITHERER = Nearest()
