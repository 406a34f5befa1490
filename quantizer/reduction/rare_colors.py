"""Small but telling colours: regions whose hue the palette would change.

A red country on a blue map has too few pixels to win an entry by its squared error, and comes out
purple. Here is looked for what the eye would miss:

    distinct colours -> those whose entry has another hue, or none: *lost*
        -> the pixels that have them, where they lie together: visible regions, not noise
        -> by hue, the most error first -> the mean colour of each

`palette_search` gives those an entry of their own and fits the others around them.
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
"""Entries from which telling colours get some of them."""

_DARK = 12.0
"""Lightness in CIELAB below which no hue is noticed."""

_SPREAD = 5.5
"""Distance in CIELAB that the colours of an even area have from their mean, at most."""

_DISTINCT = 4
"""Power of the distance by which regions compete: few far pixels tell more than many near ones."""

CLEAR = 4.0
"""What lies this many times as far from its entry as its colours from their mean is even, too."""


class _Rule(NamedTuple):
    """From where on a colour is lost.

    Parameters
    ----------
    chroma
        Chroma in CIELAB from which a hue is noticed.
    distance
        Distance in CIELAB from which an entry is another colour, not a shade.
    turn
        Degrees between two hues that have different names.
    faded
        Share of its chroma with which a colour still shows its hue.
    drop
        Chroma whose loss is noticed even so: a yellow that comes out cream.
    """

    chroma: float
    distance: float
    turn: float
    faded: float
    drop: float


_EVEN = _Rule(22, 22, 40, 0.3, 40)
"""Even areas, as countries and lamps are: any change of hue is noticed."""

_BUSY = _Rule(35, 40, 60, 0.2, 60)
"""Areas of many shades, as most of a photo is: a palette must be free to simplify."""

_RULES = (_EVEN, _BUSY)

_PIXELS = 1 << 20
"""Pixels that are looked at, at most: of larger images every other one, and so on."""

_BLOCK = 4
"""Pixels a side of a block; `_DENSE` lost pixels in one lie together."""

_DENSE = 6

_SHARE = 5e-5
"""Share of an image from which a region is visible, and `_LEAST` pixels."""

_LEAST = 12

_BINS = 36
"""Hues that are told apart: 10 degrees each; a region spans three."""


def find_rare_colors(
    pictures: Sequence[Image],
    visible: Histogram,
    palette_map: PaletteMap,
    most: int,
    progress: Progress = SILENT,
    *,
    clear: float = CLEAR,
) -> NDArray[np.uint8]:
    """Return the colours of visible regions whose hue a palette would change.

    Parameters
    ----------
    pictures
        The images, in which colours lie together or not.
    visible
        Their visible colours.
    palette_map
        The palette, and which of its entries a colour takes.
    most
        How many colours there may be.
    progress
        Checked now and then.
    clear
        See `CLEAR`; the higher, the fewer shaded areas are told.

    Returns
    -------
    ndarray
        uint8 (m, 4), opaque, m at most `most`; the one that would be off the most first.
    """
    none = np.empty((0, 4), np.uint8)
    if most < 1 or not pictures or not len(visible):
        return none
    loss, distance = _loss(visible.colors, palette_map, progress)
    lost = np.flatnonzero(loss)
    least = max(_LEAST, _SHARE * sum(picture.packed.size for picture in pictures))
    if not len(lost):
        return none
    lost_colors = Histogram(visible.packed[lost], visible.weights[lost])
    counts = np.zeros(len(lost))
    for picture in pictures:
        progress.check()
        counts += _together(picture, lost_colors)
    kept = np.flatnonzero(counts)
    if not len(kept) or counts.sum() < least:
        return none
    surely = loss[lost[kept]] == len(_RULES)
    chosen = lost[kept]
    shown = visible.colors[chosen, :3]
    return _by_hue(shown, counts[kept], distance[chosen], surely, least, most, clear)


def _loss(
    colors: NDArray[np.uint8], palette_map: PaletteMap, progress: Progress
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return by how many of the rules each colour is lost, and how far off it is, (n,) each."""
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


def _together(picture: Image, lost: Histogram) -> NDArray[np.float64]:
    """Return how many pixels of each lost colour lie together with others, in whole pixels."""
    step = 1
    while picture.packed.size > _PIXELS * step * step:
        step += 1
    pixels = np.ascontiguousarray(picture.packed[::step, ::step])
    height, width = pixels.shape
    places = lost.find(pixels)
    found = places >= 0
    blocks = -(-height // _BLOCK), -(-width // _BLOCK)
    whole = np.zeros((blocks[0] * _BLOCK, blocks[1] * _BLOCK), np.uint8)
    whole[:height, :width] = found
    dense = whole.reshape(blocks[0], _BLOCK, blocks[1], _BLOCK).sum(axis=(1, 3)) >= _DENSE
    near = dense.repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)[:height, :width]
    counts = np.bincount(places[found & near], minlength=len(lost))
    return counts.astype(np.float64) * step * step


def _around(hues: NDArray[Any]) -> NDArray[Any]:
    """Return the sum over each hue and its neighbours on the circle."""
    total: NDArray[Any] = hues + np.roll(hues, 1) + np.roll(hues, -1)
    return total


def _by_hue(
    colors: NDArray[np.uint8],
    counts: NDArray[np.float64],
    distance: NDArray[np.float64],
    surely: NDArray[np.bool_],
    least: float,
    most: int,
    clear: float,
) -> NDArray[np.uint8]:
    """Return the mean colours of the hues of at least `least` pixels, the most lost first."""
    lab = lab_forward(colors)
    angle = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    bins = (angle * (_BINS / 360)).astype(np.intp) % _BINS
    chosen: list[NDArray[np.float64]] = []
    counts, told = counts.copy(), counts * distance**_DISTINCT
    while len(chosen) < most:
        many = _around(np.bincount(bins, counts, _BINS)) >= least
        error = _around(np.bincount(bins, told, _BINS)) * many
        peak = int(error.argmax())
        if not error[peak]:
            break
        members = np.isin(bins, [(peak + turn) % _BINS for turn in (-1, 0, 1)])
        # The far ones say what the region is; others of its hue are its shades.
        weights = told[members]
        mean = np.average(lab[members], axis=0, weights=weights)
        spread = np.average(np.square(lab[members] - mean).sum(axis=1), weights=weights)
        far = np.average(distance[members], weights=weights)
        is_even = spread <= max(_SPREAD, far / clear) ** 2
        if is_even or counts[members & surely].sum() >= least:
            color = np.average(colors[members].astype(float), axis=0, weights=weights)
            chosen.append(color)
        counts[members] = told[members] = 0
    found = np.full((len(chosen), 4), 255, np.uint8)
    if chosen:
        found[:, :3] = np.rint(chosen)
    return distinct_colors(found)
