"""Structural similarity (SSIM) of two images, tile by tile.

The map is never stored as a whole: each tile adds the sum over its windows. So memory stays
bounded, the job can be cancelled at any time, and the mean is that of the whole image. Tiles are
independent and may be computed on several threads; their sums are added in order.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_TILE = 256
"""Width and height of a tile of the SSIM map; its temporaries fit the processor's cache."""

_WINDOW = 7
"""Width and height of the SSIM window."""


def ssim(
    original: Pixels, result: Pixels, progress: Progress = SILENT, threads: int | None = 1
) -> float:
    """Return the mean structural similarity over all channels: -1 to 1.

    The same as ``skimage.metrics.structural_similarity(original, result, channel_axis=-1)``:
    a uniform 7 x 7 window, sample covariance, windows entirely inside the image. The sums over a
    window are exact 32-bit integers here, not float64 images. An image that is smaller than the
    window is padded to 7 pixels with its last column or row.

    Parameters
    ----------
    original, result
        uint8 (height, width, 3) of one shape.
    progress
        Told the fraction done.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    References
    ----------
    Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, "Image quality assessment: from error
    visibility to structural similarity", IEEE Transactions on Image Processing 13 (2004).
    """
    missing = [max(0, _WINDOW - side) for side in original.shape[:2]]
    if any(missing):
        padding = [(0, missing[0]), (0, missing[1]), (0, 0)]
        original, result = (np.pad(pixels, padding, "edge") for pixels in (original, result))
    height, width = (side - _WINDOW + 1 for side in original.shape[:2])
    places = [(y, x) for y in range(0, height, _TILE) for x in range(0, width, _TILE)]

    def tile_sum(place: tuple[int, int]) -> float:
        (top, left), reach = place, _TILE + _WINDOW - 1
        tile = np.s_[top : top + reach, left : left + reach]
        return _ssim_sum(original[tile], result[tile])

    total = math.fsum(parallel.run(tile_sum, places, threads, progress))
    return total / original[: -_WINDOW + 1, : -_WINDOW + 1].size


def _window_sums(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the sums over all 7 x 7 windows inside int32 (height, width, channels)."""
    # Intermediate sums of 2 and 4 need four additions for a window of 7, not six.
    twos = values[:-1] + values[1:]
    rows = twos[:-5] + twos[2:-3]
    rows += twos[4:-1]
    rows += values[6:]
    twos = rows[:, :-1] + rows[:, 1:]
    sums = twos[:, :-5] + twos[:, 2:-3]
    sums += twos[:, 4:-1]
    sums += rows[:, 6:]
    return sums


def _ssim_sum(original: Pixels, result: Pixels) -> float:
    """Return the sum of the SSIM map over all windows inside a tile.

    With n = 49 pixels x, y in a window: mean u = sum(x) / n and sample covariance
    v = (n sum(xy) - sum(x) sum(y)) / (n (n - 1)), whose numerators stay below 2^31.
    """
    x, y = original.astype(np.int32), result.astype(np.int32)
    n = _WINDOW**2
    c1 = np.float32((0.01 * 255) ** 2 * n**2)
    c2 = np.float32((0.03 * 255) ** 2 * n * (n - 1))
    sum_x, sum_y = _window_sums(x), _window_sums(y)
    product = sum_x * sum_y
    covariance = n * _window_sums(x * y) - product
    squares = sum_x * sum_x + sum_y * sum_y
    variances = n * _window_sums(x * x + y * y) - squares
    # float32 suffices from here on: only ratios are left, and rounding errors of 1e-7 average out.
    luminance = (2 * product).astype(np.float32) + c1
    luminance /= squares.astype(np.float32) + c1
    contrast = (2 * covariance).astype(np.float32) + c2
    contrast /= variances.astype(np.float32) + c2
    return float((luminance * contrast).sum(dtype=np.float64))
