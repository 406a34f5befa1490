"""CIEDE2000 colour differences.

Sources: CIE 142:2001; G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula",
Color Research and Application 30 (2005).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from skimage import color

from quantizer import parallel
from quantizer.color import spaces
from quantizer.metrics.compositing import row_slices
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Space

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Levels = NDArray[np.floating[Any]]

_CHUNK = 1 << 15
"""Colour pairs whose difference is computed at once."""

_STRIP = 1 << 21
"""Pixels whose distinct pairs of colours are found at once: the larger, the fewer pairs in all.
Not tuned."""

_UNIT = 1 << 20
"""Differences are added as whole numbers of 1 / 2^20, so that their order does not matter."""


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


def delta_e(
    original: Pixels, result: Pixels, progress: Progress = SILENT, threads: int | None = 1
) -> float:
    """Return the mean CIEDE2000 colour difference over pixels: 0 or more.

    Within a strip the difference is computed once for each distinct pair of colours; there are
    far fewer of them than pixels.

    Parameters
    ----------
    original, result
        uint8 (height, width, 3) of one shape, sRGB.
    progress
        Told the fraction done.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.
    """

    def strip_sum(rows: slice) -> int:
        codes = _packed(original[rows], np.uint64) << np.uint64(24)
        codes |= _packed(result[rows], np.uint64)
        pairs, counts = np.unique(codes, return_counts=True)
        before, after = _unpacked(pairs >> np.uint64(24)), _unpacked(pairs & np.uint64(0xFFFFFF))
        return _difference_sum(before, after, counts, progress)

    return _mean(strip_sum, original, progress, threads)


def delta_e_indexed(
    original: Pixels,
    indices: NDArray[np.uint8],
    colors: Pixels,
    progress: Progress = SILENT,
    threads: int | None = 1,
) -> float:
    """Return the same for an indexed result.

    A pair is a colour and an index, which fit 32 bits: numbers of half the size are sorted.

    Parameters
    ----------
    original
        uint8 (height, width, 3), sRGB.
    indices
        uint8 (height, width): the index of each pixel's result.
    colors
        uint8 (k, 3): the colours of the indices.
    progress, threads
        As for `delta_e`.
    """

    def strip_sum(rows: slice) -> int:
        codes = _packed(original[rows], np.uint32)
        codes |= indices[rows].reshape(-1).astype(np.uint32) << np.uint32(24)
        pairs, counts = np.unique(codes, return_counts=True)
        after = colors[pairs >> np.uint32(24)]
        return _difference_sum(_unpacked(pairs), after, counts, progress)

    return _mean(strip_sum, original, progress, threads)


def _mean(
    strip_sum: Callable[[slice], int], original: Pixels, progress: Progress, threads: int | None
) -> float:
    sums = parallel.run(strip_sum, row_slices(original, _STRIP), threads, progress)
    return sum(sums) / (_UNIT * original[..., 0].size)


def _packed(pixels: Pixels, dtype: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
    """Return uint8 (height, width, 3) as one 24-bit number per pixel, flat, red lowest."""
    codes: NDArray[Any] = pixels[..., 2].astype(dtype)
    for channel in (1, 0):
        codes <<= dtype(8)
        codes |= pixels[..., channel]
    return codes.reshape(-1)


def _unpacked(codes: NDArray[Any]) -> Pixels:
    """Return the colours of 24-bit numbers, uint8 (n, 3)."""
    return codes.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]


def _difference_sum(
    before: Pixels, after: Pixels, counts: NDArray[np.int64], progress: Progress
) -> int:
    """Return the CIEDE2000 differences of colour pairs, each times its count, summed, in units."""
    differ = (before != after).any(axis=1)
    before, after, counts = before[differ], after[differ], counts[differ]
    total = 0
    for start in range(0, len(counts), _CHUNK):
        progress.check()
        chunk = slice(start, start + _CHUNK)
        labs = (
            spaces.encode(part[chunk], Space.LAB).astype(np.float64) for part in (before, after)
        )
        differences: Levels = color.deltaE_ciede2000(*labs)  # type: ignore[no-untyped-call]
        total += int(np.rint(_UNIT * differences).astype(np.int64) @ counts[chunk])
    return total
