"""Rare colours: small regions whose hue the palette lacks.

A red country on a blue map has too few pixels to get an entry by its squared error, and would
become purple. Such colours are found as follows:

    cells of colours -> *lost* ones, whose entry has another hue (`lost_colors`)
        -> pixels with lost colours that lie close together: visible regions, not noise
        -> grouped by hue, the largest error first -> the mean colour of each group

`rare_color_entries` gives each of these an entry, if that costs little.

Colours are compared in CIELAB. The thresholds are not tuned by a benchmark, but chosen by looking
at photos; their cost in error on photos is part of what ``python -m tests.benchmarks.quantize``
measures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.image.histogram import Histogram, distinct_colors
from quantizer.progress import SILENT, Progress
from quantizer.reduction.lost_colors import (
    CELL_COUNT,
    RULES,
    SEEN,
    ColorCells,
    cell_of,
    loss_by_rules,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.image.image import Image
    from quantizer.remap.nearest_color import PaletteMap

    Lab = NDArray[np.floating[Any]]

_SPREAD = 5.5
"""Largest standard deviation of the colours of an even region."""

_EXPONENT = 4
"""Exponent of the distance in the weight of a pixel: few far colours outweigh many near ones."""

_PIXELS = 1 << 20
"""Most pixels that are read; of larger images every second, third, ... row and column."""

_BLOCK = 4
"""Pixels along a side of a block; `_DENSE` or more lost pixels in a block are close together."""

_DENSE = 6

_SHARE = 1e-4
"""Smallest visible region, as a share of the image; at least `_LEAST` pixels."""

_LEAST = 12

_BINS = 36
"""Bins of hue, 10 degrees each; a group spans three."""


def find_rare_colors(
    pictures: Sequence[Image],
    visible: Histogram,
    palette_map: PaletteMap,
    most: int,
    progress: Progress = SILENT,
    *,
    clear: float = 4.0,
) -> NDArray[np.uint8]:
    """Return colours of visible regions of a hue that a palette lacks.

    Parameters
    ----------
    pictures
        The images.
    visible
        The visible colours of the images.
    palette_map
        The palette.
    most
        Most colours.
    progress
        Checked now and then.
    clear
        A region is also even if its distance to its entry is this many times its deviation: the
        higher, the fewer shaded regions are found.

    Returns
    -------
    ndarray
        uint8 (m, 4), opaque, m at most `most`; the one with the largest error first.
    """
    none = np.empty((0, 4), np.uint8)
    if most < 1 or not pictures or not len(visible):
        return none
    cells = ColorCells.of(visible)
    entries = lab_forward(palette_map.colors[:, :3])
    loss, distance = loss_by_rules(cells.colors, entries, palette_map, progress)
    lost = loss > 0
    least = max(_LEAST, _SHARE * sum(picture.packed.size for picture in pictures))
    if cells.weights[lost].sum() < least:
        return none  # a pixel weighs at least 1
    is_lost = np.zeros(CELL_COUNT, np.bool_)
    is_lost[cells.keys[lost]] = True
    found = [_count_in_regions(picture, is_lost, progress) for picture in pictures]
    if sum(int(part.weights.sum()) for part in found) < least:
        return none
    regions = found[0].merge(*found[1:])
    places = np.searchsorted(cells.keys, cell_of(regions.packed))
    surely = loss[places] == len(RULES)
    groups = _Groups(regions, distance[places], surely, least, clear)
    return groups.means(most)


def _count_in_regions(picture: Image, is_lost: NDArray[np.bool_], progress: Progress) -> Histogram:
    """Count the pixels of lost colours that are close to others."""
    step = 1
    while picture.packed.size > _PIXELS * step * step:
        step += 1
    progress.check()
    pixels = picture.packed[::step, ::step]
    height, width = pixels.shape
    blocks = -(-height // _BLOCK), -(-width // _BLOCK)
    whole = np.zeros((blocks[0] * _BLOCK, blocks[1] * _BLOCK), np.uint8)
    found = whole[:height, :width]
    found[...] = is_lost[cell_of(pixels)]
    found[pixels < SEEN] = 0
    # Sums of slices take a tenth of the time of a sum over two short axes.
    rows = np.add.reduce([whole[row::_BLOCK] for row in range(_BLOCK)], dtype=np.uint8)
    sums = np.add.reduce([rows[:, column::_BLOCK] for column in range(_BLOCK)], dtype=np.uint8)
    dense = sums >= _DENSE
    near = dense.repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)[:height, :width]
    packed, counts = np.unique(pixels[near & (found > 0)], return_counts=True)
    return Histogram(packed, counts.astype(np.int64) * step * step)


def _circular_sum(hues: NDArray[Any]) -> NDArray[Any]:
    """Return the sum of each bin and its two neighbours on the hue circle."""
    total: NDArray[Any] = hues + np.roll(hues, 1) + np.roll(hues, -1)
    return total


class _Groups(NamedTuple):
    """Lost colours of regions, to be grouped by hue.

    Parameters
    ----------
    regions
        The colours, and their pixels.
    distance
        float64 (n,): the distance of each to its entry.
    surely
        bool (n,): whether it is lost by all rules.
    least
        Fewest pixels of a group.
    clear
        See `find_rare_colors`.
    """

    regions: Histogram
    distance: NDArray[np.float64]
    surely: NDArray[np.bool_]
    least: float
    clear: float

    def means(self, most: int) -> NDArray[np.uint8]:
        """Return the mean colours of at most `most` hues, the largest error first."""
        colors = self.regions.colors[:, :3]
        lab = lab_forward(colors)
        angle = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
        bins = (angle * (_BINS / 360)).astype(np.intp) % _BINS
        chosen: list[NDArray[np.float64]] = []
        counts = self.regions.weights.astype(np.float64)
        errors = counts * self.distance**_EXPONENT
        while len(chosen) < most:
            many = _circular_sum(np.bincount(bins, counts, _BINS)) >= self.least
            error = _circular_sum(np.bincount(bins, errors, _BINS)) * many
            peak = int(error.argmax())
            if not error[peak]:
                break
            members = np.isin(bins, [(peak + turn) % _BINS for turn in (-1, 0, 1)])
            # Weighted by distance: the farthest colours define the region, others are its shades.
            weights = errors[members]
            mean = np.average(lab[members], axis=0, weights=weights)
            if self._is_region(members, lab, mean, weights):
                color = np.average(colors[members].astype(float), axis=0, weights=weights)
                chosen.append(color)
            counts[members] = errors[members] = 0
        found = np.full((len(chosen), 4), 255, np.uint8)
        if chosen:
            found[:, :3] = np.rint(chosen)
        return distinct_colors(found)

    def _is_region(
        self,
        members: NDArray[np.bool_],
        lab: Lab,
        mean: Lab,
        weights: NDArray[np.float64],
    ) -> bool:
        """Return whether a group is even, or surely lost."""
        spread = np.average(np.square(lab[members] - mean).sum(axis=1), weights=weights)
        far = np.average(self.distance[members], weights=weights)
        is_even = spread <= max(_SPREAD, far / self.clear) ** 2
        surely = self.regions.weights[members & self.surely].sum()
        return bool(is_even or surely >= self.least)
