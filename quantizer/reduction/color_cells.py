"""Images of very many colours: the means of small cells of colours stand for the colours.

More than 2^20 distinct colours are noise, and clustering each of them would take long.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import Histogram
from quantizer.kmeans.grid import GridSums, grid_keys
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

_log = logging.getLogger(__name__)

_MOST_COLORS = 1 << 20
"""Distinct colours up to which each is clustered by itself; not tuned."""


def limit_colors(histogram: Histogram, progress: Progress = SILENT) -> Histogram:
    """Return a histogram, or at most 2^20 weighted means of small cells where it has more colours.

    A cell spans 4 levels per channel, or 8 where there is alpha. Clustering the means in place of
    the colours moves a centroid only where a border between clusters cuts through a cell.

    Parameters
    ----------
    histogram
        Colours and their weights; none of them fully transparent.
    progress
        Checked now and then.
    """
    if len(histogram) <= _MOST_COLORS:
        return histogram
    _log.debug("%d colours are too many: cells of colours are clustered", len(histogram))
    colors = histogram.colors
    soft = bool((colors[:, 3] != colors[0, 3]).any())
    bits, channels = (5, 4) if soft else (6, 3)
    points = colors[:, :channels]
    keys = level_keys(points, bits, progress)
    sums, _ = GridSums.of(keys, points, histogram.weights, 1 << bits * channels, progress)
    means = np.full((len(sums.keys), 4), colors[0, 3], np.uint8)
    means[:, :channels] = np.rint(sums.means)
    return Histogram.of_colors(means, sums.weights, progress)


def level_keys(
    levels: NDArray[np.uint8], bits: int, progress: Progress = SILENT
) -> NDArray[np.int64]:
    """Return the cell of each colour in a grid of 2^bits cells per channel: int64 (n,).

    `levels` are uint8 (n, c), the channels of the colours; `bits` is 1 to 8.
    """
    return grid_keys(levels, 1 << 8 - bits, (1 << bits,) * levels.shape[1], progress=progress)
