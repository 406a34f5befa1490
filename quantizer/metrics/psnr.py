"""Mean squared error and peak signal-to-noise ratio."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.metrics.compositing import backdrops_for, composite_over, row_slices
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.image.image import Image
    from quantizer.metrics.compositing import Picture

    Pixels = NDArray[np.uint8]

_STRIP = 1 << 18
"""Pixels whose error is added up at once; their temporaries fit the processor's cache."""


def mean_psnr(pairs: Sequence[tuple[Image, Picture]], progress: Progress = SILENT) -> float:
    """Return the PSNR in decibels of the mean MSE of pairs of an original and its result.

    Images of a pair have one size. For one pair it equals the PSNR of
    `quantizer.metrics.metrics.measure`, in a fraction of the time; it is infinite if all pairs look
    the same. `progress` is told the share done, as `Stage.MEASURE`.
    """
    progress = progress.at(Stage.MEASURE)
    parts = progress.parts(len(pairs))
    squares = [_mean_mse(*pair, part) for pair, part in zip(pairs, parts, strict=True)]
    return psnr(math.fsum(squares) / len(squares))


def _mean_mse(image: Image, result: Picture, progress: Progress) -> float:
    """Return the MSE, averaged over the backdrops."""
    backdrops = backdrops_for(image, result)
    squares = []
    for backdrop, part in zip(backdrops, progress.parts(len(backdrops)), strict=True):
        before = composite_over(image, backdrop, part.between(0, 0.25))
        after = composite_over(result, backdrop, part.between(0.25, 0.5))
        squares.append(mse(before, after, part.between(0.5, 1)))
    return math.fsum(squares) / len(backdrops)


def mse(
    original: Pixels, result: Pixels, progress: Progress = SILENT, threads: int | None = 1
) -> float:
    """Return the squared error summed over channels and averaged over pixels.

    Parameters
    ----------
    original, result
        uint8 (height, width, 3) of one shape.
    progress
        Told the fraction done.
    threads
        Most threads at work, None for one per processor core.

    Returns
    -------
    Squared levels, 0 to 195,075; computed from an exact integer sum.
    """

    def squared_error(rows: slice) -> int:
        error = np.subtract(original[rows], result[rows], dtype=np.int32)
        return int(np.square(error, out=error).sum(dtype=np.int64))

    sums = parallel.run(squared_error, row_slices(original, _STRIP), threads, progress)
    return sum(sums) / original[..., 0].size


def psnr(mean_square: float) -> float:
    """Return the peak signal-to-noise ratio in decibels for what `mse` returned.

    The mean is over pixels and channels, hence a third of `mean_square`; infinite for 0.
    """
    if mean_square <= 0:
        return math.inf
    return 10 * math.log10(255**2 / (mean_square / 3))
