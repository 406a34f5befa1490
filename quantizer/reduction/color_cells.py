"""Images of very many colours: the means of small cells of colours stand for the colours.

More than 2^20 distinct colours are noise, and clustering each of them would take long.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import OPAQUE, Histogram
from quantizer.kmeans.grid import GridSums, grid_keys
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

_log = logging.getLogger(__name__)

_MOST_COLORS = 1 << 20
"""Distinct colours up to which each is clustered by itself; not tuned."""

_BITS = (6, 5, 4)
"""Cells of opaque colours along each channel, as powers of 2: narrow, wider and widest ones."""


def limit_colors(
    histogram: Histogram, progress: Progress = SILENT, most: int | None = None
) -> Histogram:
    """Return a histogram, or weighted means of small cells where it has too many colours.

    A cell of opaque colours spans 4 levels per channel, a cell of others 8; there are at most 2^18
    and 2^20. If those are too many, cells are twice or four times as wide. Clustering the means in
    place of the colours moves a centroid only where a border between clusters cuts through a cell.

    Parameters
    ----------
    histogram
        Colours and their weights; none of them fully transparent.
    progress
        Checked now and then.
    most
        Number of colours up to which each is kept, 2^20 by default. There may be more cells than
        that, if the widest ones are too many.
    """
    most = _MOST_COLORS if most is None else most
    if len(histogram) <= most:
        return histogram
    _log.debug("%d colours are too many: cells of colours are clustered", len(histogram))
    # A mean of opaque and soft colours would be see-through.
    border = int(np.searchsorted(histogram.packed, OPAQUE))
    for bits in _BITS:
        parts = [
            _cell_means(Histogram(histogram.packed[part], histogram.weights[part]), bits, progress)
            for part in (slice(0, border), slice(border, None))
            if len(histogram.packed[part])
        ]
        cells = parts[0].merge(*parts[1:])
        if len(cells) <= most:
            break
    return cells


def _cell_means(histogram: Histogram, bits: int, progress: Progress) -> Histogram:
    """Return the means of the cells of colours that are all opaque or all soft."""
    means, weights, _ = means_of_cells(histogram, bits, progress)
    return Histogram.of_colors(means, weights, progress)


def means_of_cells(
    histogram: Histogram, bits: int, progress: Progress = SILENT
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int32]]:
    """Return the weighted mean of each cell of colours that are all opaque or all soft.

    Parameters
    ----------
    histogram
        The colours, at least one.
    bits
        Bits per channel of the cells. Cells of soft colours have one less, and alpha is their
        fourth channel.
    progress
        Checked now and then.

    Returns
    -------
    tuple
        The means uint8 (m, 4), the weight of each int64 (m,), and the cell of each colour
        int32 (n,).
    """
    colors = histogram.colors
    channels = 3 if colors[0, 3] == 255 else 4
    bits -= channels == 4
    points = colors[:, :channels]
    keys = level_keys(points, bits, progress)
    sums, cells = GridSums.of(keys, points, histogram.weights, 1 << bits * channels, progress)
    means = np.full((len(sums.keys), 4), 255, np.uint8)
    means[:, :channels] = np.rint(sums.means)
    return means, sums.weights, cells


def level_keys(
    levels: NDArray[np.uint8], bits: int, progress: Progress = SILENT
) -> NDArray[np.int64]:
    """Return the cell of each colour in a grid of 2^bits cells per channel: int64 (n,).

    `levels` are uint8 (n, c), the channels of the colours; `bits` is 1 to 8.
    """
    return grid_keys(levels, 1 << 8 - bits, (1 << bits,) * levels.shape[1], progress=progress)
