"""How well a palette fits an image, and pngquant's scale of quality, 0 to 100.

    distinct colours and entries -> `palette_psnr`, in dB -> `quality_of` -> 0 to 100
    0 to 100 -> `psnr_for` -> the dB that are needed

Only the palette is judged, before a dither mixes its entries: each colour counts with its nearest
entry. A background counts little, since a few entries reproduce it: no colour counts for more than
3 % of the pixels, and transparent pixels do not count. Soft edges count as they look on black or on
white, whichever is worse.

libimagequant measures in a colour space of its own, with weights by texture. This scale is fitted
to the quality that it finds for its own palettes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.distance import nearest
from quantizer.metrics.compositing import composite_colors
from quantizer.metrics.psnr import psnr
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram

_MOST_SHARE = 0.03
"""Largest share of the pixels that a colour counts for. Of 1, 0.1, 0.03 and 0.01 it makes the
decibels at which libimagequant stops differ least between photos, icons and screenshots."""

_BACKDROPS = (0, 255)

_STRIP = 1 << 18
"""Colours that are compared at once; not tuned."""

_QUALITIES = (0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 93, 95, 97, 98, 99)
_DECIBELS = (
    *(10.0, 22.6, 25.8, 28.2, 29.9, 30.9, 31.6, 32.6, 33.6),
    *(35.2, 37.0, 38.5, 40.2, 42.0, 43.4, 46.0, 48.0, 51.0),
)
"""`palette_psnr` of palettes of 4 to 256 colours that libimagequant 4 made, by the largest minimum
with which it did not refuse them: 8 Kodak photos, 16 icons with soft edges and 5 screenshots. The
means of these kinds lie within 1 dB. Quality 0 is met by any palette."""


def palette_psnr(
    histogram: Histogram, colors: NDArray[np.uint8], progress: Progress = SILENT
) -> float:
    """Return how close an image is to the entries of a palette, without a dither.

    Parameters
    ----------
    histogram
        The distinct colours of the image.
    colors
        The entries, uint8 (k, 4) with straight alpha, at least one.
    progress
        Checked between strips of colours.

    Returns
    -------
    float
        PSNR in dB over red, green and blue; infinite if every visible colour is an entry.
    """
    visible = histogram.visible()
    if not len(visible):
        return math.inf
    is_soft = bool((visible.packed >> 24 != 255).any() or (colors[:, 3] != 255).any())
    backdrops = _BACKDROPS if is_soft else _BACKDROPS[:1]
    shown = visible.colors
    entries = _as_seen(colors, backdrops)
    weights = visible.weights.astype(np.float64)
    weights = np.minimum(weights, _MOST_SHARE * weights.sum())
    total = 0.0
    for start in range(0, len(shown), _STRIP):
        progress.check()
        part = slice(start, start + _STRIP)
        seen = _as_seen(shown[part], backdrops)
        error = np.square(seen - entries[nearest(seen, entries, Metric.EUCLIDEAN, progress)])
        worst = error.reshape(len(seen), len(backdrops), 3).sum(axis=2).max(axis=1)
        total += float(worst @ weights[part])
    return psnr(total / float(weights.sum()))


def quality_of(decibels: float) -> int:
    """Return the quality, 0 to 100, that a `palette_psnr` stands for; 100 is an exact palette."""
    if decibels == math.inf:
        return 100
    return int(np.interp(decibels, _DECIBELS, _QUALITIES) + 1e-9)


def psnr_for(quality: int) -> float:
    """Return the `palette_psnr` in dB that a quality, 0 to 100, stands for; infinite for 100."""
    return math.inf if quality == 100 else float(np.interp(quality, _QUALITIES, _DECIBELS))


def _as_seen(colors: NDArray[np.uint8], backdrops: tuple[int, ...]) -> NDArray[np.float32]:
    """Return colours, uint8 (n, 4), as levels of R, G and B on each backdrop: (n, 3 or 6)."""
    return np.hstack([composite_colors(colors, one) for one in backdrops]).astype(np.float32)
