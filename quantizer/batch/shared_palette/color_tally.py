"""The colours of many images in one histogram of bounded size, and those of transparent pixels.

    histograms, in any order -> all distinct colours and their weights, up to 2^20 colours
        -> beyond that: sums over the cells of a grid

The grid has 7 bits per channel for opaque colours and 5 bits for translucent ones; each cell holds
the sum of its colours. Sums are integers, so the result depends neither on the order of the images
nor on their grouping. The squared error of palettes found from the cells' means is within 1 % of
that of palettes found from all colours; with 6 bits it is 4 % higher at 256 colours (measured when
the grid was chosen; no benchmark of it is kept).
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import Histogram, unpack_colors
from quantizer.kmeans.grid import GridSums
from quantizer.progress import SILENT, Progress
from quantizer.reduction.color_cells import level_keys
from quantizer.reduction.hidden_colors import mean_hidden_color

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.palette import Color

MOST_COLORS = 1 << 20
"""Most distinct colours that are kept exactly."""

_OPAQUE_BITS, _SOFT_BITS = 7, 5
_FIRST_OPAQUE = 1
"""Cell 0 is for fully transparent pixels."""
_FIRST_SOFT = _FIRST_OPAQUE + (1 << 3 * _OPAQUE_BITS)
_CELL_COUNT = _FIRST_SOFT + (1 << 4 * _SOFT_BITS)

_STRIP = 1 << 20
"""Colours that are put into cells in one go."""


def sum_cells(histogram: Histogram, progress: Progress = SILENT) -> GridSums:
    """Return sums of premultiplied colours, int64: red, green and blue times alpha, and alpha."""
    parts = []
    for start in range(0, len(histogram), _STRIP):
        progress.check()
        strip = slice(start, start + _STRIP)
        colors = unpack_colors(histogram.packed[strip])
        keys = _FIRST_SOFT + level_keys(colors, _SOFT_BITS, progress)
        opaque = colors[:, 3] == 255
        keys[opaque] = _FIRST_OPAQUE + level_keys(colors[opaque, :3], _OPAQUE_BITS, progress)
        keys[colors[:, 3] == 0] = 0
        points = colors.astype(np.int64)
        points[:, :3] *= points[:, 3:]
        weights = histogram.weights[strip]
        parts.append(GridSums.of(keys, points, weights, _CELL_COUNT, progress)[0])
    return reduce(GridSums.merge, parts)


def cell_means(cells: GridSums, progress: Progress = SILENT) -> Histogram:
    """Return the means of cells: at most 2^21 opaque colours, and 2^20 others.

    A mean, rounded, lies within its cell, so no two are alike.
    """
    means = np.zeros((len(cells.keys), 4), np.uint8)
    seen = cells.keys > 0
    opacity = cells.sums[seen, 3].astype(np.float64)
    means[seen, :3] = np.rint(cells.sums[seen, :3] / opacity[:, None])
    means[seen, 3] = np.rint(opacity / cells.weights[seen])
    return Histogram.of_colors(means, cells.weights.astype(np.int64), progress)


class ColorTally:
    """Adds up the colours of images; can be pickled and merged with another tally."""

    def __init__(self) -> None:
        self._exact: Histogram | None = None
        self._cells: GridSums | None = None
        self._waiting: list[Histogram] = []
        self._colors_waiting = 0
        self._hidden = np.zeros((2, 4), np.int64)

    @property
    def hidden_color(self) -> Color:
        """The mean colour under transparent pixels, see `quantizer.reduction.hidden_colors`."""
        return mean_hidden_color(self._hidden)

    @property
    def is_empty(self) -> bool:
        """Whether no colours have been added."""
        return self._exact is None and self._cells is None and not self._waiting

    def add(self, histogram: Histogram, progress: Progress = SILENT) -> None:
        """Add the colours of an image.

        Small histograms are collected first, since the time of a merge grows with all colours.

        Parameters
        ----------
        histogram
            The colours of an image, at least one.
        progress
            Says whether this is cancelled; the tally cannot be used any more then.
        """
        self._waiting.append(histogram)
        self._colors_waiting += len(histogram)
        if self._colors_waiting > MOST_COLORS:
            self._settle(progress)

    def add_hidden(self, sums: NDArray[np.int64]) -> None:
        """Add the colours under transparent pixels of an image, from `sum_hidden_colors`."""
        self._hidden += sums

    def merge(self, other: ColorTally, progress: Progress = SILENT) -> None:
        """Add the colours of another tally."""
        self.add_hidden(other._hidden)
        for histogram in (*other._waiting, other._exact):
            if histogram is not None:
                self.add(histogram, progress)
        if other._cells is not None:
            self._add_cells(other._cells)

    def histogram(self, progress: Progress = SILENT) -> Histogram:
        """Return the distinct colours, or the means of cells if there are more than 2^20 colours.

        Raises
        ------
        ValueError
            If no colours have been added.
        """
        self._settle(progress)
        if self._cells is not None:
            return cell_means(self._cells, progress)
        if self._exact is None:
            raise ValueError("no colours have been added to this tally")
        return self._exact

    def compact(self, progress: Progress = SILENT) -> ColorTally:
        """Return this tally with its collected histograms merged, so that it pickles small."""
        self._settle(progress)
        return self

    def _settle(self, progress: Progress) -> None:
        """Merge all that waits."""
        if self._exact is not None and (self._waiting or self._cells is not None):
            self._waiting.append(self._exact)
            self._exact = None
        waiting, self._waiting, self._colors_waiting = self._waiting, [], 0
        if not waiting:
            return
        merged = waiting[0].merge(*waiting[1:], progress=progress)
        if self._cells is None and len(merged) <= MOST_COLORS:
            self._exact = merged
        else:
            self._add_cells(sum_cells(merged, progress))

    def _add_cells(self, cells: GridSums) -> None:
        self._cells = cells if self._cells is None else self._cells.merge(cells)
