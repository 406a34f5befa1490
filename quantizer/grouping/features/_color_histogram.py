"""Soft histograms of colours in OKLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RANGE = ((0, 100), (-35, 35), (-35, 35))
"""All colours of sRGB are in this range of OKLab times 100."""


def color_histogram(
    lab: NDArray[np.float32],
    weights: NDArray[np.float64],
    bins: tuple[int, int, int],
    blur: float,
    power: float,
) -> NDArray[np.float32]:
    """Return the shares of bins of colours, raised to a power: float32 (d,).

    Parameters
    ----------
    lab
        float32 (n, 3): OKLab coordinates times 100.
    weights
        float64 (n,): weight of each colour, 0 or more, with a sum above 0.
    bins
        Number of bins of lightness and of the axes a and b. With odd numbers, greys are in the
        middle of a bin.
    blur
        Standard deviation, in bins, of the Gaussian by which neighbouring bins share a colour.
    power
        Exponent of the shares, above 0. With 0.5, Euclidean distance is Hellinger's; the smaller
        it is, the more rare colours count.
    """
    counts, _ = np.histogramdd(lab, bins, _RANGE, weights=weights)
    shares = gaussian_filter(counts / counts.sum(), blur, mode="constant")
    return np.asarray(shares**power, np.float32).ravel()
