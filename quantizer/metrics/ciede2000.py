"""CIEDE2000 colour differences.

Sources: CIE 142:2001; G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula",
Color Research and Application 30 (2005).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from skimage import color

from quantizer.color import spaces
from quantizer.metrics.compositing import strips
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Codes = NDArray[np.int64]

_CHUNK = 1 << 15
"""Colour pairs whose difference is computed at once."""


def color_differences(
    original: NDArray[np.floating], result: NDArray[np.floating], progress: Progress = SILENT
) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference of each pair of colours: float64 (height, width).

    Parameters
    ----------
    original, result
        (height, width, 3): sRGB levels, 0 to 255, whole or not.
    progress
        Told the fraction done.
    """
    found = np.zeros(original.shape[:2])
    rows = max(1, _CHUNK // original.shape[1])
    for top in range(0, len(original), rows):
        progress.report(top / len(original))
        strip = slice(top, top + rows)
        before, after = (color.rgb2lab(part[strip] / 255.0) for part in (original, result))
        found[strip] = color.deltaE_ciede2000(before, after)  # type: ignore[no-untyped-call]
    return found


def delta_e(original: Pixels, result: Pixels, progress: Progress = SILENT) -> float:
    """Return the mean CIEDE2000 colour difference over pixels: 0 or more.

    Within a strip the difference is computed once for each distinct pair of colours; there are
    far fewer of them than pixels.

    Parameters
    ----------
    original, result
        uint8 (height, width, 3) of one shape, sRGB.
    progress
        Told the fraction done.
    """
    total = 0.0
    for rows in strips(original, progress):
        codes = _packed(original[rows]) << 24 | _packed(result[rows])
        pairs, counts = np.unique(codes, return_counts=True)
        total += _difference_sum(pairs, counts, progress)
    return total / original[..., 0].size


def _packed(pixels: Pixels) -> Codes:
    """Return uint8 (height, width, 3) as one 24-bit number per pixel, flat."""
    codes: Codes = pixels[..., 0].astype(np.int64)
    for channel in (1, 2):
        codes <<= 8
        codes |= pixels[..., channel]
    return codes.ravel()


def _difference_sum(pairs: Codes, counts: Codes, progress: Progress) -> float:
    """Return the CIEDE2000 differences of colour pairs, each times its count, summed."""
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
