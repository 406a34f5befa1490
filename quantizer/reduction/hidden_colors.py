"""The colours under fully transparent pixels.

No page shows them. But a game engine that filters a texture mixes neighbouring pixels, and a sprite
with black under its transparent pixels gets a dark rim. So they are kept as far as a palette can:

    usually -> the transparent entry has the mean colour that the source has under transparent
        pixels beside visible ones
    with ``alpha.bleed`` -> transparent pixels near a visible one get its colour: there are several
        transparent entries, for which some entries of the palette are set aside
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import unpack_colors
from quantizer.image.palette import Palette, Swatch
from quantizer.kmeans import kmeans
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image, IndexedImage
    from quantizer.image.palette import Color

_VISIBLE = 1 << 24
"""The smallest packed colour that is not fully transparent."""

_REACH = 16
"""How many pixels outwards a colour bleeds: enough for five levels of a mipmap; not tuned."""

_SET_ASIDE = 16
"""One entry in so many is set aside for transparent pixels; not tuned."""

_FREE, _OUTSIDE = -1, -2
"""Pixels that no colour has reached, and places beyond the image."""


def sum_hidden_colors(image: Image) -> NDArray[np.int64]:
    """Return sums of the colours under transparent pixels; sums of several images add up.

    Returns
    -------
    ndarray
        int64 (2, 4): the sums of red, green and blue, and the number of pixels; first of those with
        a visible pixel among their eight neighbours, then, only if there are none, of all.
    """
    sums = np.zeros((2, 4), np.int64)
    if not image.has_alpha:
        return sums
    clear = image.packed < _VISIBLE
    beside = clear & _dilate(~clear)
    is_apart = not beside.any()
    colors = unpack_colors(image.packed[clear if is_apart else beside])
    sums[int(is_apart)] = *colors[:, :3].sum(axis=0, dtype=np.int64), len(colors)
    return sums


def mean_hidden_color(sums: NDArray[np.int64]) -> Color:
    """Return the mean colour of `sum_hidden_colors`: that beside visible pixels, if there are any.

    Its alpha is 0; it is black if there are no transparent pixels.
    """
    *channels, count = (sums[0] if sums[0, 3] else sums[1]).tolist()
    red, green, blue = ((2 * total + count) // (2 * count) if count else 0 for total in channels)
    return red, green, blue, 0


def with_hidden_color(
    image: Image, colors: NDArray[np.uint8], locked: tuple[Color, ...], *, given: int = 0
) -> NDArray[np.uint8]:
    """Return a palette whose transparent entry has the colour that an image has there.

    A locked transparent colour comes first.

    Parameters
    ----------
    image
        The image.
    colors
        The palette, uint8 (k, 4).
    locked
        Locked colours.
    given
        Number of the first entries that must stay as they are.
    """
    entries = given + np.flatnonzero(colors[given:, 3] == 0)
    if not len(entries):
        return colors
    clear = [color for color in locked if color[3] == 0]
    changed = colors.copy()
    changed[entries] = clear[0] if clear else mean_hidden_color(sum_hidden_colors(image))
    return changed


def recolor_transparent(palette: Palette, hidden: Color) -> Palette:
    """Return a palette whose transparent entries, unless they are locked, have a colour."""
    swatches = (
        swatch if swatch.color[3] or swatch.locked else replace(swatch, color=hidden)
        for swatch in palette
    )
    return replace(palette, swatches=tuple(swatches))


def entries_set_aside(k: int, histogram: Histogram, locked: int) -> int:
    """Return how many of k entries transparent pixels get beside their first, if colours bleed.

    There are none if k entries hold all colours of the image exactly, or `locked` of them leave no
    room.
    """
    if not histogram.has_transparent or len(histogram) <= k:
        return 0
    return max(0, min(k // _SET_ASIDE - 1, k - locked - 2))


def bleed_colors(indexed: IndexedImage, most: int, progress: Progress = SILENT) -> IndexedImage:
    """Return an image whose transparent pixels have the colours of visible ones near them.

    A locked transparent entry is kept as it is.

    Parameters
    ----------
    indexed
        The image; its palette has one transparent entry at most.
    most
        Most entries of the palette.
    progress
        Checked once per pixel of the way outwards.

    Returns
    -------
    IndexedImage
        The same visible pixels. In place of the transparent entry its palette has as many as there
        are colours to bleed, or as `most` allows. Pixels farther than `_REACH` have the most
        frequent of these colours.
    """
    colors = indexed.palette.colors
    invisible = np.flatnonzero(colors[:, 3] == 0)
    if not len(invisible) or indexed.palette.swatches[invisible[0]].locked:
        return indexed
    entry = int(invisible[0])
    clear = indexed.indices == entry
    owners = _nearest_visible(indexed.indices, clear, progress)[clear]
    counts = np.bincount(owners[owners >= 0], minlength=len(colors)).astype(np.float64)
    used = np.flatnonzero(counts)
    if not len(used):
        return indexed
    entries, labels = _representatives(colors[used], counts[used], most - len(colors) + 1)
    slots = np.zeros(len(colors) + 1, np.intp)  # the last one is for `_FREE`
    slots[used] = labels
    return _with_transparent_entries(indexed, entry, entries, clear, slots[owners])


def _representatives(
    colors: NDArray[np.uint8], weights: NDArray[np.float64], most: int
) -> tuple[list[Color], NDArray[np.intp]]:
    """Return at most `most` transparent colours for colours (n, 4), and the place of each, (n,).

    The one that stands for the largest weight comes first.
    """
    rgb, places = np.unique(colors[:, :3], axis=0, return_inverse=True)
    places = places.reshape(-1)
    if len(rgb) > most:
        totals = np.bincount(places, weights).astype(np.float64)
        found = kmeans(rgb.astype(np.float32), most, weights=totals, threads=1)
        rgb, places = np.rint(found.centers).astype(np.uint8), found.labels[places].astype(np.intp)
    order = np.argsort(-np.bincount(places, weights, len(rgb)), kind="stable")
    chosen = [(red, green, blue, 0) for red, green, blue in rgb[order].tolist()]
    return chosen, np.argsort(order)[places]


def _with_transparent_entries(
    indexed: IndexedImage,
    entry: int,
    colors: list[Color],
    clear: NDArray[np.bool_],
    slots: NDArray[np.intp],
) -> IndexedImage:
    """Return an image with several entries in place of its transparent one.

    Parameters
    ----------
    indexed
        The image.
    entry
        Its transparent entry.
    colors
        The new entries.
    clear
        bool (height, width): the transparent pixels.
    slots
        The place in `colors` of each transparent pixel, in reading order.
    """
    old = indexed.palette.swatches
    shares = np.bincount(slots, minlength=len(colors)) / clear.size
    new = [Swatch(color, share=float(share)) for color, share in zip(colors, shares, strict=True)]
    indices = indexed.indices.copy()
    indices[indices > entry] += np.uint8(len(colors) - 1)
    indices[clear] = (entry + slots).astype(np.uint8)
    palette = Palette((*old[:entry], *new, *old[entry + 1 :]), indexed.palette.name)
    return replace(indexed, indices=indices, palette=palette)


def _dilate(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which pixels are marked or have a marked one among their eight neighbours."""
    wide = marked.copy()
    wide[:, 1:] |= marked[:, :-1]
    wide[:, :-1] |= marked[:, 1:]
    tall = wide.copy()
    tall[1:] |= wide[:-1]
    tall[:-1] |= wide[1:]
    return tall


def _nearest_visible(
    indices: NDArray[np.uint8], clear: NDArray[np.bool_], progress: Progress
) -> NDArray[np.int16]:
    """Return the entry of the nearest visible pixel, int16 (height, width); `_FREE` beyond reach.

    Distances count steps to the four neighbours; of equally near pixels, the one on the right or
    left comes first.
    """
    owners = np.full((clear.shape[0] + 2, clear.shape[1] + 2), _OUTSIDE, np.int16)
    owners[1:-1, 1:-1] = indices
    owners[1:-1, 1:-1][clear] = _FREE
    border = np.zeros(owners.shape, np.bool_)
    border[1:-1, 1:-1] = ~clear & _dilate(clear)
    flat, front = owners.reshape(-1), np.flatnonzero(border)
    for _ in range(_REACH):
        progress.check()
        reached = []
        for offset in (-1, 1, -owners.shape[1], owners.shape[1]):
            free = flat[front + offset] == _FREE
            flat[front[free] + offset] = flat[front[free]]
            reached.append(front[free] + offset)
        front = np.concatenate(reached)
    return owners[1:-1, 1:-1]
