"""How far a reduced image is from its original: MSE, PSNR, SSIM and CIEDE2000.

`measure_stepwise` composites both images over grey backdrops (`compositing`), calls `mse`,
`delta_e` and `ssim` on the RGB arrays, and yields each value as soon as it is known; `measure`
returns all of them. All work in strips or tiles, on several threads: memory stays bounded, and the
job can be cancelled at any time. The results are those of the whole image, since sums are added.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.errors import DataError
from quantizer.image.image import IndexedImage
from quantizer.metrics.ciede2000 import delta_e, delta_e_indexed
from quantizer.metrics.compositing import backdrops_for, composite_colors, composite_over
from quantizer.metrics.psnr import mse, psnr
from quantizer.metrics.ssim import ssim
from quantizer.progress import SILENT, Progress, Stage

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


@dataclass(frozen=True, slots=True)
class PartialMetrics:
    """`Metrics` as far as they are measured; None for each that is not measured yet."""

    mse: float | None = None
    psnr: float | None = None
    ssim: float | None = None
    delta_e: float | None = None

    @classmethod
    def of(cls, metrics: Metrics) -> PartialMetrics:
        """Return complete metrics in this form."""
        return cls(metrics.mse, metrics.psnr, metrics.ssim, metrics.delta_e)

    def complete(self) -> Metrics:
        """Return them as `Metrics`; raise `DataError` if any is missing."""
        if self.mse is None or self.psnr is None or self.ssim is None or self.delta_e is None:
            raise DataError(tr("not all metrics are measured"))
        return Metrics(self.mse, self.psnr, self.ssim, self.delta_e)


def measure(
    image: Image, result: Picture, progress: Progress = SILENT, threads: int | None = 1
) -> Metrics:
    """Compare an image with its reduction.

    Parameters
    ----------
    image
        The original.
    result
        The result, of the same size. If it was measured what a screen shows for its entries, those
        colours are compared.
    progress
        Told the share done, as `Stage.MEASURE`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    Returns
    -------
    Metrics
        Averaged over the backdrops; the PSNR is that of the mean MSE.

    Raises
    ------
    DataError
        If the sizes differ.
    """
    *_, last = measure_stepwise(image, result, progress, threads)
    return last.complete()


def measure_stepwise(
    image: Image, result: Picture, progress: Progress = SILENT, threads: int | None = 1
) -> Iterator[PartialMetrics]:
    """Yield the metrics one by one, the quickest first; see `measure`."""
    compared = _Compared(image, result, threads)
    progress = progress.at(Stage.MEASURE)
    progress.report(0)
    mean_square = compared.mean(_Compared.mse, progress.between(0, 0.15))
    found = PartialMetrics(mse=mean_square, psnr=psnr(mean_square))
    yield found
    found = replace(found, delta_e=compared.mean(_Compared.delta_e, progress.between(0.15, 0.5)))
    yield found
    yield replace(found, ssim=compared.mean(_Compared.ssim, progress.between(0.5, 1)))


class _Compared:
    """An image and its result over each backdrop in turn."""

    def __init__(self, image: Image, result: Picture, threads: int | None) -> None:
        self._image, self._result, self._threads = image, result, threads
        self._backdrops = backdrops_for(image, result)
        self._backdrop: int | None = None

    def mean(self, measured: Callable[[_Compared, Progress], float], progress: Progress) -> float:
        """Return the mean over the backdrops of what one of the methods below returns."""
        found = []
        for backdrop, part in zip(
            self._backdrops, progress.parts(len(self._backdrops)), strict=True
        ):
            self._composite(backdrop, part.between(0, 0.1))
            found.append(measured(self, part.between(0.1, 1)))
        return math.fsum(found) / len(found)

    def _composite(self, backdrop: int, progress: Progress) -> None:
        if backdrop == self._backdrop:
            return
        self._before = composite_over(self._image, backdrop, progress.between(0, 0.5))
        self._after = composite_over(self._result, backdrop, progress.between(0.5, 1))
        self._backdrop = backdrop

    def mse(self, progress: Progress) -> float:
        return mse(self._before, self._after, progress, self._threads)

    def ssim(self, progress: Progress) -> float:
        return ssim(self._before, self._after, progress, self._threads)

    def delta_e(self, progress: Progress) -> float:
        if not isinstance(self._result, IndexedImage) or self._backdrop is None:
            return delta_e(self._before, self._after, progress, self._threads)
        colors = composite_colors(self._result.palette.as_shown().colors, self._backdrop)
        return delta_e_indexed(self._before, self._result.indices, colors, progress, self._threads)


def mean(found: Sequence[Metrics]) -> Metrics:
    """Return the means of metrics; the PSNR is that of the mean MSE."""
    mean_square = math.fsum(one.mse for one in found) / len(found)
    return Metrics(
        mse=mean_square,
        psnr=psnr(mean_square),
        ssim=math.fsum(one.ssim for one in found) / len(found),
        delta_e=math.fsum(one.delta_e for one in found) / len(found),
    )
