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

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import STRIP, Histogram
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_COLORS = 1 << 20
"""Distinct colours up to which all of them are known."""

_OPAQUE_BITS, _SOFT_BITS = 7, 5
_FIRST_OPAQUE = 1
"""Cell 0 is that of fully transparent pixels."""
_FIRST_SOFT = _FIRST_OPAQUE + (1 << 3 * _OPAQUE_BITS)
_WEIGHT, _COLOR, _ALPHA = 0, slice(1, 4), 4
"""Columns of `Cells.sums`."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Sums over small cells of colours.

    Parameters
    ----------
    keys
        int32 (n,), ascending and without repeats: which cells.
    sums
        int64 (n, 5): the weight of each cell; the sums of red, green and blue, each times alpha
        and weight; the sum of alpha times weight. They hold 10^8 megapixels.
    """

    keys: NDArray[np.int32]
    sums: NDArray[np.int64]

    @classmethod
    def of(cls, histogram: Histogram, progress: Progress = SILENT) -> Cells:
        """Return the cells of some colours; `progress` is checked once per strip."""
        parts = []
        for start in range(0, len(histogram), STRIP):
            progress.check()
            strip = slice(start, start + STRIP)
            parts.append(_placed(histogram.packed[strip], histogram.weights[strip]))
        keys = np.concatenate([part.keys for part in parts])
        return _grouped(keys, np.concatenate([part.sums for part in parts]))

    def merge(self, other: Cells) -> Cells:
        """Return the cells of all colours of these and the other's."""
        places = np.searchsorted(self.keys, other.keys)
        new = self.keys[np.minimum(places, len(self.keys) - 1)] != other.keys
        sums = self.sums.copy()
        sums[places[~new]] += other.sums[~new]
        return Cells(
            np.insert(self.keys, places[new], other.keys[new]),
            np.insert(sums, places[new], other.sums[new], axis=0),
        )

    @property
    def histogram(self) -> Histogram:
        """The means of the cells, with their weights: at most 2^21 opaque colours, and 2^20 others.

        A mean, rounded, lies within its cell, so no two are alike.
        """
        sums = self.sums.astype(np.float64)
        means = np.zeros((len(sums), 4), np.uint8)
        seen = self.keys > 0
        means[seen, :3] = np.rint(sums[seen, _COLOR] / sums[seen, _ALPHA, None])
        means[seen, 3] = np.rint(sums[seen, _ALPHA] / sums[seen, _WEIGHT])
        packed = means.view("<u4")[:, 0].astype(np.uint32)
        order = np.argsort(packed, kind="stable")
        return Histogram(packed[order], self.sums[order, _WEIGHT])


class Tally:
    """The colours of all images that were added.

    A tally may itself be added to another, and travels between processes.
    """

    def __init__(self) -> None:
        self._exact: Histogram | None = None
        self._cells: Cells | None = None
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
            return self._cells.histogram
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
            self._add_cells(Cells.of(merged, progress))

    def _add_cells(self, cells: Cells) -> None:
        self._cells = cells if self._cells is None else self._cells.merge(cells)


def _placed(packed: NDArray[np.uint32], weights: NDArray[np.int64]) -> Cells:
    """Return the cells of packed colours (n,)."""
    channels = packed.astype("<u4").view(np.uint8).reshape(-1, 4)
    opacity = channels[:, 3].astype(np.int64) * weights
    sums = np.empty((len(packed), 5), np.int64)
    sums[:, _WEIGHT] = weights
    sums[:, _COLOR] = channels[:, :3] * opacity[:, None]
    sums[:, _ALPHA] = opacity
    opaque = _FIRST_OPAQUE + _places(channels[:, :3], _OPAQUE_BITS)
    soft = _FIRST_SOFT + _places(channels, _SOFT_BITS)
    keys = np.where(channels[:, 3] == 255, opaque, soft)
    keys[channels[:, 3] == 0] = 0
    return _grouped(keys, sums)


def _places(channels: NDArray[np.uint8], bits: int) -> NDArray[np.int32]:
    """Return the place of each colour (n, m) in a grid of `bits` a channel."""
    shifts = np.arange(channels.shape[1], dtype=np.int32) * bits
    places: NDArray[np.int32] = ((channels >> (8 - bits)).astype(np.int32) << shifts).sum(
        axis=1, dtype=np.int32
    )
    return places


def _grouped(keys: NDArray[np.int32], sums: NDArray[np.int64]) -> Cells:
    """Return the cells of keys (n,) that may repeat."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return Cells(keys[first], np.add.reduceat(sums[order], first, axis=0))
