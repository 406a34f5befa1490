"""No dithering: each pixel takes the palette entry nearest to its own colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.progress import Progress


class NoDither:
    """Gives each pixel the entry nearest to its own colour."""

    label = "None"
    has_strength = False
    parts = 1

    def dither(
        self,
        source: DitherInput,
        strength: float,  # noqa: ARG002 - no error is diffused
        progress: Progress,
    ) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        return source.nearest(progress)


DITHERER = NoDither()
