"""What all plain error diffusions have in common: a name and a kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.dither._wavefront import Kernel, diffuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.dither import Canvas
    from quantizer.progress import Progress


@dataclass(frozen=True, slots=True)
class ErrorDiffusion:
    """Hands the error of each pixel on to pixels that are still to come.

    Parameters
    ----------
    label
        The name for people.
    kernel
        Who gets which share.
    """

    label: str
    kernel: Kernel
    has_strength: bool = True

    def dither(self, canvas: Canvas, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        return diffuse(canvas, self.kernel, strength, progress)


def kernel(divisor: int, *rows: tuple[int, ...]) -> Kernel:
    """Return a kernel as it is printed.

    Parameters
    ----------
    divisor
        What the numbers are parts of.
    rows
        The row of the pixel itself, from the pixel on its right, then the rows below, each
        centred below the pixel.
    """
    own, *below = rows
    shares = [(right, 0, part / divisor) for right, part in enumerate(own, 1)]
    for down, row in enumerate(below, 1):
        reach = len(row) // 2
        shares += [(place - reach, down, part / divisor) for place, part in enumerate(row)]
    return Kernel(*(share for share in shares if share[2]))
