"""Rare colours: small regions whose hue the palette would change.

A red country on a blue map has too few pixels to get an entry by its squared error, and would
become purple. Such colours are found as follows:

    distinct colours -> *lost* ones, whose entry has another hue or hardly any
        -> pixels with lost colours that lie close together: visible regions, not noise
        -> grouped by hue, the largest error first -> the mean colour of each group

`palette_search` gives each of these an entry and fits the other entries around them.

Colours are compared in CIELAB. The thresholds are not tuned by a benchmark; their cost in error
on photos is part of what ``python -m tests.benchmarks.quantize`` measures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.image.histogram import Histogram, distinct_colors
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.image.image import Image
    from quantizer.remap.nearest_color import PaletteMap

FEWEST_ENTRIES = 15
"""Fewest entries of a palette that gives some to rare colours."""

_DARK = 12.0
"""Lightness below which no hue is visible."""

_SPREAD = 5.5
"""Largest standard deviation of the colours of an even region."""

_EXPONENT = 4
"""Exponent of the distance in the weight of a pixel: few far colours outweigh many near ones."""

CLEAR = 4.0
"""A region is also even if its distance to its entry is this many times its deviation."""


class _Rule(NamedTuple):
    """When a colour counts as lost.

    Parameters
    ----------
    chroma
        Chroma from which a hue is visible.
    distance
        Distance from which the entry is another colour and not a shade.
    turn
        Difference in hue, in degrees, from which it is another hue.
    faded
        Share of its chroma that a colour must keep to show its hue.
    drop
        Loss of chroma that is visible even so: a yellow that becomes cream.
    """

    chroma: float
    distance: float
    turn: float
    faded: float
    drop: float


_EVEN = _Rule(22, 22, 40, 0.3, 40)
"""For even regions, such as countries on a map: every change of hue is visible."""

_BUSY = _Rule(35, 40, 60, 0.2, 60)
"""For regions of many shades, such as most of a photo: the palette may simplify."""

_RULES = (_EVEN, _BUSY)

_PIXELS = 1 << 20
"""Most pixels that are read; of larger images every second, third, ... row and column."""

_BLOCK = 4
"""Pixels along a side of a block; `_DENSE` or more lost pixels in a block are close together."""

_DENSE = 6

_SHARE = 5e-5
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
    clear: float = CLEAR,
) -> NDArray[np.uint8]:
    """Return colours of visible regions whose hue a palette would change.

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
        See `CLEAR`; the higher, the fewer shaded regions are found.

    Returns
    -------
    ndarray
        uint8 (m, 4), opaque, m at most `most`; the one with the largest error first.
    """
    none = np.empty((0, 4), np.uint8)
    if most < 1 or not pictures or not len(visible):
        return none
    loss, distance = _loss(visible.colors, palette_map, progress)
    lost = np.flatnonzero(loss)
    least = max(_LEAST, _SHARE * sum(picture.packed.size for picture in pictures))
    if not len(lost) or visible.weights[lost].sum() < least:
        return none  # a pixel weighs at least 1
    lost_colors = Histogram(visible.packed[lost], visible.weights[lost])
    counts = np.zeros(len(lost))
    for picture in pictures:
        progress.check()
        counts += _count_in_regions(picture, lost_colors)
    kept = np.flatnonzero(counts)
    if not len(kept) or counts.sum() < least:
        return none
    surely = loss[lost[kept]] == len(_RULES)
    chosen = lost[kept]
    shown = visible.colors[chosen, :3]
    return _means_by_hue(shown, counts[kept], distance[chosen], surely, least, most, clear)


def _loss(
    colors: NDArray[np.uint8], palette_map: PaletteMap, progress: Progress
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the number of rules by which each colour is lost, and its distance, (n,) each."""
    lab, there = lab_forward(colors[:, :3]), lab_forward(palette_map.colors[:, :3])
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    seen = (chroma >= _EVEN.chroma) & (lab[:, 0] >= _DARK) & (colors[:, 3] >= 128)
    vivid = np.flatnonzero(seen)
    own, chroma = lab[vivid], chroma[vivid]
    entry = there[palette_map(colors[vivid], progress)]
    faded = np.hypot(entry[:, 1], entry[:, 2])
    far = np.linalg.norm(own - entry, axis=1)
    product = own[:, 1] * entry[:, 1] + own[:, 2] * entry[:, 2]
    loss = np.zeros(len(colors), np.intp)
    for rule in _RULES:
        turned = product < np.cos(np.radians(rule.turn)) * chroma * faded
        other = turned | (faded < rule.faded * chroma) | (chroma - faded >= rule.drop)
        loss[vivid] += (chroma >= rule.chroma) & (far >= rule.distance) & other
    distance = np.zeros(len(colors))
    distance[vivid] = far
    return loss, distance


def _count_in_regions(picture: Image, lost: Histogram) -> NDArray[np.float64]:
    """Return the number of pixels of each lost colour that are close to others, (n,)."""
    step = 1
    while picture.packed.size > _PIXELS * step * step:
        step += 1
    pixels = np.ascontiguousarray(picture.packed[::step, ::step])
    height, width = pixels.shape
    # Few pixels have a lost colour, and a table of their RGB finds those faster than a search.
    rgb = np.uint32(0xFFFFFF)
    is_lost = np.zeros(1 << 24, np.bool_)
    is_lost[lost.packed & rgb] = True
    found = is_lost[pixels & rgb]
    places = np.full(pixels.shape, -1, np.intp)
    places[found] = lost.find(pixels[found])
    found = places >= 0
    blocks = -(-height // _BLOCK), -(-width // _BLOCK)
    whole = np.zeros((blocks[0] * _BLOCK, blocks[1] * _BLOCK), np.uint8)
    whole[:height, :width] = found
    dense = whole.reshape(blocks[0], _BLOCK, blocks[1], _BLOCK).sum(axis=(1, 3)) >= _DENSE
    near = dense.repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)[:height, :width]
    counts = np.bincount(places[found & near], minlength=len(lost))
    return counts.astype(np.float64) * step * step


def _circular_sum(hues: NDArray[Any]) -> NDArray[Any]:
    """Return the sum of each bin and its two neighbours on the hue circle."""
    total: NDArray[Any] = hues + np.roll(hues, 1) + np.roll(hues, -1)
    return total


def _means_by_hue(
    colors: NDArray[np.uint8],
    counts: NDArray[np.float64],
    distance: NDArray[np.float64],
    surely: NDArray[np.bool_],
    least: float,
    most: int,
    clear: float,
) -> NDArray[np.uint8]:
    """Return the mean colours of hues with at least `least` pixels, the largest error first."""
    lab = lab_forward(colors)
    angle = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    bins = (angle * (_BINS / 360)).astype(np.intp) % _BINS
    chosen: list[NDArray[np.float64]] = []
    counts, errors = counts.copy(), counts * distance**_EXPONENT
    while len(chosen) < most:
        many = _circular_sum(np.bincount(bins, counts, _BINS)) >= least
        error = _circular_sum(np.bincount(bins, errors, _BINS)) * many
        peak = int(error.argmax())
        if not error[peak]:
            break
        members = np.isin(bins, [(peak + turn) % _BINS for turn in (-1, 0, 1)])
        # Weighted by distance: the farthest colours define the region, nearer ones are its shades.
        weights = errors[members]
        mean = np.average(lab[members], axis=0, weights=weights)
        spread = np.average(np.square(lab[members] - mean).sum(axis=1), weights=weights)
        far = np.average(distance[members], weights=weights)
        is_even = spread <= max(_SPREAD, far / clear) ** 2
        if is_even or counts[members & surely].sum() >= least:
            color = np.average(colors[members].astype(float), axis=0, weights=weights)
            chosen.append(color)
        counts[members] = errors[members] = 0
    found = np.full((len(chosen), 4), 255, np.uint8)
    if chosen:
        found[:, :3] = np.rint(chosen)
    return distinct_colors(found)
