"""The colours of many images together, in bounded memory.

    histograms, in any order -> all distinct colours and their weights, while those are few
        -> else the sums of small cells of colours

Distinct colours are merged exactly up to 2^20 of them. Beyond that, cells take their place: opaque
colours by 7 bits of each channel, translucent ones by 5, with the sum of the colours in each. Sums
are whole numbers, so it matters neither in which order images are added, nor how they are grouped,
nor when the cells took over; and there are no more cells however many images there are. Palettes of
their means are within 1 % of those of all colours, by squared error; cells of 6 bits cost 4 % at
256 colours.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from quantizer.image.histogram import Histogram, unpack_colors
from quantizer.kmeans.grid import GridSums
from quantizer.progress import SILENT, Progress
from quantizer.reduction.color_cells import level_keys

MOST_COLORS = 1 << 20
"""Distinct colours up to which all of them are known."""

_OPAQUE_BITS, _SOFT_BITS = 7, 5
_FIRST_OPAQUE = 1
"""Cell 0 is that of fully transparent pixels."""
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


class Tally:
    """The colours of all images that were added.

    A tally may itself be added to another, and travels between processes.
    """

    def __init__(self) -> None:
        self._exact: Histogram | None = None
        self._cells: GridSums | None = None
        self._waiting: list[Histogram] = []
        self._colors_waiting = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was added yet."""
        return self._exact is None and self._cells is None and not self._waiting

    def add(self, histogram: Histogram, progress: Progress = SILENT) -> None:
        """Add the colours of an image.

        Small histograms wait for each other, since a merge takes as long as all of its colours.

        Parameters
        ----------
        histogram
            Its colours, at least one.
        progress
            Checked now and then. What is cancelled can no longer be used.
        """
        self._waiting.append(histogram)
        self._colors_waiting += len(histogram)
        if self._colors_waiting > MOST_COLORS:
            self._settle(progress)

    def merge(self, other: Tally, progress: Progress = SILENT) -> None:
        """Add all that was added to another tally."""
        for histogram in (*other._waiting, other._exact):
            if histogram is not None:
                self.add(histogram, progress)
        if other._cells is not None:
            self._add_cells(other._cells)

    def histogram(self, progress: Progress = SILENT) -> Histogram:
        """Return the distinct colours, or the means of small cells where they are over 2^20.

        Raises
        ------
        ValueError
            If nothing was added.
        """
        self._settle(progress)
        if self._cells is not None:
            return cell_means(self._cells, progress)
        if self._exact is None:
            raise ValueError("nothing was added to this tally")
        return self._exact

    def compact(self, progress: Progress = SILENT) -> Tally:
        """Return this tally with all that waits merged, to be sent on."""
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
