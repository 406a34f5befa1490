"""How far a reduced image is from its original: MSE, PSNR, SSIM and CIEDE2000.

`measure` composites both images over grey backdrops (`compositing`) and calls `mse`, `ssim` and
`delta_e` on the RGB arrays. All of them work in strips or tiles: memory stays bounded, and the job
can be cancelled at any time. The results are those of the whole image, since exact sums are added.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.metrics.ciede2000 import delta_e
from quantizer.metrics.compositing import backdrops_for, composite_over
from quantizer.metrics.psnr import mse, psnr
from quantizer.metrics.ssim import ssim
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import Image
    from quantizer.metrics.compositing import Picture


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of the difference between an original and a result.

    Parameters
    ----------
    mse
        Squared error summed over R, G, B and averaged over pixels, in squared levels; 0 if
        identical.
    psnr
        Peak signal-to-noise ratio in decibels; infinite if identical.
    ssim
        Mean structural similarity, -1 to 1; 1 if identical.
    delta_e
        Mean CIEDE2000 colour difference; 0 if identical, about 1 is just noticeable.
    """

    mse: float
    psnr: float
    ssim: float
    delta_e: float


def measure(image: Image, result: Picture, progress: Progress = SILENT) -> Metrics:
    """Compare an image with its reduction.

    Parameters
    ----------
    image
        The original.
    result
        The result, of the same size.
    progress
        Told the share done, as `Stage.MEASURE`.

    Returns
    -------
    Metrics
        Averaged over the backdrops; the PSNR is that of the mean MSE.

    Raises
    ------
    DataError
        If the sizes differ.
    """
    backdrops = backdrops_for(image, result)
    progress = progress.at(Stage.MEASURE)
    progress.report(0)
    found = []
    for backdrop, part in zip(backdrops, progress.parts(len(backdrops)), strict=True):
        before = composite_over(image, backdrop, part.between(0, 0.05))
        after = composite_over(result, backdrop, part.between(0.05, 0.1))
        mean_square = mse(before, after, part.between(0.1, 0.2))
        similarity = ssim(before, after, part.between(0.2, 0.7))
        difference = delta_e(before, after, part.between(0.7, 1))
        found.append(Metrics(mean_square, psnr(mean_square), similarity, difference))
    return mean(found)


def mean(found: Sequence[Metrics]) -> Metrics:
    """Return the means of metrics; the PSNR is that of the mean MSE."""
    mean_square = math.fsum(one.mse for one in found) / len(found)
    return Metrics(
        mse=mean_square,
        psnr=psnr(mean_square),
        ssim=math.fsum(one.ssim for one in found) / len(found),
        delta_e=math.fsum(one.delta_e for one in found) / len(found),
    )
