"""How far a reduced image is from its original: MSE, PSNR, SSIM and CIEDE2000.

`measure` lays both images over a backdrop, so that only red, green and blue are left, and hands
the two arrays to `mse`, `ssim` and `delta_e`, which any pair of uint8 arrays of one shape can be
given. All of them walk over the image in tiles: memory stays bounded, a cancel is heard at once,
and the figures are those of the whole image, since what is added up are exact sums.

Where either image has a pixel that is less than opaque, everything is measured twice, over black
and over white, and averaged: a colour under full transparency counts for nothing, and a wrong
alpha counts on one backdrop at least. Composited values are rounded to 8 bits, as on a screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from skimage import color

from quantizer.color import spaces
from quantizer.errors import DataError
from quantizer.image.image import Image, IndexedImage
from quantizer.metrics.ssim import ssim
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import Space

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Codes = NDArray[np.int64]

_STRIP = 1 << 18
"""Pixels of a strip of whole rows."""

_CHUNK = 1 << 15
"""Colour pairs whose difference is computed at once."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """How far a result is from its original.

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


def measure(image: Image, result: Image | IndexedImage, progress: Progress = SILENT) -> Metrics:
    """Compare an image with its reduction.

    Parameters
    ----------
    image
        The original.
    result
        What became of it, of the same size.
    progress
        Told of `Stage.MEASURE`.

    Returns
    -------
    The metrics; with transparency the mean of those over black and over white, and the PSNR of
    the mean MSE.

    Raises
    ------
    DataError
        If the sizes differ.
    Cancelled
        If the job is no longer wanted.
    """
    if (image.width, image.height) != (result.width, result.height):
        raise DataError(
            f"an image of {image.width} x {image.height} pixels cannot be compared with one of "
            f"{result.width} x {result.height}"
        )
    progress = progress.at(Stage.MEASURE)
    progress.report(0)
    backdrops = (0, 255) if has_alpha(image) or has_alpha(result) else (0,)
    squares, similarities, differences = [], [], []
    for number, backdrop in enumerate(backdrops):
        part = progress.between(number / len(backdrops), (number + 1) / len(backdrops))
        before = composite_over(image, backdrop, part.between(0, 0.05))
        after = composite_over(result, backdrop, part.between(0.05, 0.1))
        squares.append(mse(before, after, part.between(0.1, 0.2)))
        similarities.append(ssim(before, after, part.between(0.2, 0.7)))
        differences.append(delta_e(before, after, part.between(0.7, 1)))
    mean_square = math.fsum(squares) / len(backdrops)
    return Metrics(
        mse=mean_square,
        psnr=psnr(mean_square),
        ssim=math.fsum(similarities) / len(backdrops),
        delta_e=math.fsum(differences) / len(backdrops),
    )


def mean(found: Sequence[Metrics]) -> Metrics:
    """Return the means of some metrics, and the PSNR of the mean MSE."""
    mean_square = math.fsum(one.mse for one in found) / len(found)
    return Metrics(
        mse=mean_square,
        psnr=psnr(mean_square),
        ssim=math.fsum(one.ssim for one in found) / len(found),
        delta_e=math.fsum(one.delta_e for one in found) / len(found),
    )


def measure_psnr(image: Image, result: Image | IndexedImage, progress: Progress = SILENT) -> float:
    """Return the PSNR that `measure` finds, and nothing else, which is much faster.

    Parameters
    ----------
    image, result
        The original and what became of it, of one size.
    progress
        Told of `Stage.MEASURE`.

    Returns
    -------
    Decibels; infinite if both look the same.
    """
    return mean_psnr([(image, result)], progress)


def mean_psnr(
    pairs: Sequence[tuple[Image, Image | IndexedImage]], progress: Progress = SILENT
) -> float:
    """Return the PSNR of the mean MSE of some images and what became of them."""
    progress = progress.at(Stage.MEASURE)
    squares = []
    for number, (image, result) in enumerate(pairs):
        part = progress.between(number / len(pairs), (number + 1) / len(pairs))
        squares.append(_mean_square(image, result, part))
    return psnr(math.fsum(squares) / len(squares))


def _mean_square(image: Image, result: Image | IndexedImage, progress: Progress) -> float:
    """Return the MSE, with transparency the mean of those over black and over white."""
    backdrops = (0, 255) if has_alpha(image) or has_alpha(result) else (0,)
    squares = [
        mse(
            composite_over(image, backdrop, progress.between(0, 0.5)),
            composite_over(result, backdrop, progress.between(0, 0.5)),
            progress.between(0.5, 1),
        )
        for backdrop in backdrops
    ]
    return math.fsum(squares) / len(backdrops)


def mse(original: Pixels, result: Pixels, progress: Progress = SILENT) -> float:
    """Return the squared error summed over channels and averaged over pixels.

    Parameters
    ----------
    original, result
        uint8 (height, width, 3) of one shape.
    progress
        Told the fraction done.

    Returns
    -------
    Squared levels, 0 to 195,075; computed from an exact integer sum.
    """
    total = 0
    for rows in _strips(original, progress):
        error = np.subtract(original[rows], result[rows], dtype=np.int32)
        total += int(np.square(error, out=error).sum(dtype=np.int64))
    return total / original[..., 0].size


def color_differences(
    original: NDArray[np.floating], result: NDArray[np.floating], progress: Progress = SILENT
) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference of each pair of colours.

    Parameters
    ----------
    original, result
        (height, width, 3): sRGB levels, 0 to 255, whole or not.
    progress
        Told the fraction done.

    Returns
    -------
    ndarray
        float64 (height, width).
    """
    found = np.zeros(original.shape[:2])
    rows = max(1, _CHUNK // original.shape[1])
    for top in range(0, len(original), rows):
        progress.report(top / len(original))
        strip = slice(top, top + rows)
        before, after = (color.rgb2lab(part[strip] / 255.0) for part in (original, result))
        found[strip] = color.deltaE_ciede2000(before, after)  # type: ignore[no-untyped-call]
    return found


def psnr(mean_square: float) -> float:
    """Return the peak signal-to-noise ratio in decibels for what `mse` returned.

    The mean is over pixels and channels, hence a third of `mean_square`; infinite for 0.
    """
    if mean_square <= 0:
        return math.inf
    return 10 * math.log10(255**2 / (mean_square / 3))


def delta_e(original: Pixels, result: Pixels, progress: Progress = SILENT) -> float:
    """Return the mean CIEDE2000 colour difference over pixels.

    Computed once for each distinct pair of an original's and a result's colour within a strip,
    of which there are far fewer than pixels.

    Parameters
    ----------
    original, result
        uint8 (height, width, 3) of one shape, sRGB.
    progress
        Told the fraction done.

    Returns
    -------
    0 or more.

    References
    ----------
    CIE 142:2001; G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula",
    Color Research and Application 30 (2005).
    """
    total = 0.0
    for rows in _strips(original, progress):
        codes = _packed(original[rows]) << 24 | _packed(result[rows])
        pairs, counts = np.unique(codes, return_counts=True)
        total += _difference_sum(pairs, counts, progress)
    return total / original[..., 0].size


def has_alpha(picture: Image | IndexedImage) -> bool:
    """Return whether a pixel may be less than opaque."""
    if isinstance(picture, Image):
        return picture.has_alpha
    return any(swatch.color[3] < 255 for swatch in picture.palette.swatches)


def composite_over(
    picture: Image | IndexedImage, backdrop: int, progress: Progress = SILENT
) -> Pixels:
    """Return the colours over a grey backdrop, uint8 (height, width, 3); a view if opaque.

    Parameters
    ----------
    picture
        The image.
    backdrop
        Level of the grey, 0 to 255.
    progress
        Told the fraction done.
    """
    if isinstance(picture, Image) and not picture.has_alpha:
        return picture.pixels[..., :3]
    flat = np.empty((picture.height, picture.width, 3), np.uint8)
    if isinstance(picture, IndexedImage):
        table = _composite(picture.palette.colors, backdrop)
        for rows in _strips(flat, progress):
            np.take(table, picture.indices[rows], axis=0, out=flat[rows])
    else:
        for rows in _strips(flat, progress):
            flat[rows] = _composite(picture.pixels[rows], backdrop)
    return flat


def _composite(colors: Pixels, backdrop: int) -> Pixels:
    """Return uint8 (..., 4) over a grey backdrop as uint8 (..., 3), rounded to nearest."""
    rgb, alpha = colors[..., :3], colors[..., 3:]
    product = np.multiply(rgb, alpha, dtype=np.uint16)  # at most 65,025 in all, so no overflow
    product += np.multiply(255 - alpha, backdrop, dtype=np.uint16)
    product += 127
    return (product // 255).astype(np.uint8)


def _strips(pixels: Pixels, progress: Progress) -> Iterator[slice]:
    """Yield slices of rows that cover the image, reporting before each."""
    height, width = pixels.shape[:2]
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        progress.report(top / height)
        yield slice(top, top + rows)
    progress.report(1)


def _packed(pixels: Pixels) -> Codes:
    """Return uint8 (height, width, 3) as one 24-bit number per pixel, flat."""
    codes: Codes = pixels[..., 0].astype(np.int64)
    for channel in (1, 2):
        codes <<= 8
        codes |= pixels[..., channel]
    return codes.ravel()


def _difference_sum(pairs: Codes, counts: Codes, progress: Progress) -> float:
    """Return the CIEDE2000 differences of colour pairs, each times its count, added up."""
    differ = pairs >> 24 != pairs & 0xFFFFFF
    pairs, counts = pairs[differ], counts[differ]
    total = 0.0
    for start in range(0, len(pairs), _CHUNK):
        progress.check()
        chunk = pairs[start : start + _CHUNK]
        # Eight bytes from high to low: 0, 0, then the two colours.
        colors = chunk.astype(">i8").view(np.uint8).reshape(-1, 8)[:, 2:]
        before, after = (
            spaces.encode(part, Space.LAB).astype(np.float64)
            for part in (colors[:, :3], colors[:, 3:])
        )
        differences: NDArray[np.float64] = color.deltaE_ciede2000(before, after)  # type: ignore[no-untyped-call]
        total += float(differences @ counts[start : start + _CHUNK])
    return total
