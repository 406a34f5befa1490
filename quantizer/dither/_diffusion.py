"""Error diffusion with a fixed kernel: the class that the kernels' modules share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.dither import _compiled
from quantizer.dither._serpentine import SerpentineDiffusion
from quantizer.dither._wavefront import Diffusion, Kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.progress import Progress


@dataclass(frozen=True, slots=True)
class ErrorDiffusion:
    """Adds the error of each pixel to pixels that follow it.

    Parameters
    ----------
    label
        The name that the window shows.
    kernel
        Which pixels receive which share of an error.
    is_serpentine
        Whether every second row runs from right to left.
    """

    label: str
    kernel: Kernel
    is_serpentine: bool = False
    has_strength: bool = True
    parts: int = 0

    def dither(self, source: DitherInput, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        if self.is_serpentine:
            find_nearest = source.lookup(progress)
            serpentine = SerpentineDiffusion(source, self.kernel, strength, None, find_nearest)
            return serpentine.run(progress)
        if _compiled.is_worthwhile(source, self.kernel):
            return _compiled.diffuse(source, self.kernel, strength, None, progress)
        return Diffusion(source, self.kernel, strength, source.lookup(progress)).run(progress)


def kernel(divisor: int, *rows: tuple[int, ...]) -> Kernel:
    """Return the kernel that is written as rows of numbers, as in the literature.

    Parameters
    ----------
    divisor
        What the numbers are divided by.
    rows
        The row of the pixel itself, starting at its right neighbour, then the rows below, each
        centred below the pixel.
    """
    own, *below = rows
    shares = [(right, 0, part / divisor) for right, part in enumerate(own, 1)]
    for down, row in enumerate(below, 1):
        reach = len(row) // 2
        shares += [(place - reach, down, part / divisor) for place, part in enumerate(row)]
    return Kernel(*(share for share in shares if share[2]))


def kernel_of_rows(rows: Sequence[Sequence[float]]) -> Kernel:
    """Return the kernel of rows of equal length that hold shares; see `DitherSettings.kernel`."""
    middle = len(rows[0]) // 2
    return Kernel(
        *(
            (column - middle, down, share)
            for down, row in enumerate(rows)
            for column, share in enumerate(row)
            if share
        )
    )
