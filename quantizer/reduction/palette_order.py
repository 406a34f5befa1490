"""The palette of a result: unused entries dropped, the others in the order that serves the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.image.histogram import STRIP, pack_colors
from quantizer.image.palette import Palette
from quantizer.settings.settings import MAX_COLORS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import IndexedImage
    from quantizer.progress import Progress

_OPAQUE = 0xFF000000
"""From here on a packed colour is opaque."""


def drop_unused_entries(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    keep: tuple[tuple[int, int, int, int], ...],
    progress: Progress,
    *,
    in_order: bool,
) -> tuple[NDArray[np.uint8], Palette]:
    """Drop unused entries and put the others in order; `indices` is changed in place.

    See `order_entries`. With `in_order` all entries stay, where they are.
    """
    flat = indices.reshape(-1)
    strips = [slice(start, start + STRIP) for start in range(0, flat.size, STRIP)]
    counts = np.zeros(len(colors), np.int64)
    for strip in strips:
        progress.check()
        counts += np.bincount(flat[strip], minlength=len(colors))
    if in_order:
        order = np.arange(len(colors))
    else:
        order = order_entries(colors, counts, keep)
        position = np.zeros(len(colors), np.uint8)
        position[order] = np.arange(len(order))
        for strip in strips:
            progress.check()
            flat[strip] = position[flat[strip]]
    shares = counts[order] / indices.size
    locked = () if in_order else keep
    return indices, Palette.from_colors(colors[order], shares=shares, locked=locked)


def order_entries(
    colors: NDArray[np.uint8],
    counts: NDArray[np.integer[Any]] | NDArray[np.floating[Any]],
    keep: tuple[tuple[int, int, int, int], ...],
) -> NDArray[np.intp]:
    """Return the places of the entries that are used or to be kept, in the order of a file.

    Entries that are not opaque come first, so that PNG's tRNS chunk, which must list all entries
    up to the last such one, is short; then the most used come first.
    """
    order = np.lexsort((pack_colors(colors), -counts, colors[:, 3] == 255))
    kept = np.isin(pack_colors(colors), pack_colors(np.array(keep, np.uint8).reshape(-1, 4)))
    chosen: NDArray[np.intp] = order[(counts[order] > 0) | kept[order]]
    return chosen


def with_names(result: Palette, given: Palette) -> Palette:
    """Return `result` with the names and locks of the palette that was given."""
    named = [
        replace(swatch, name=original.name, locked=original.locked)
        for swatch, original in zip(result, given, strict=False)
    ]
    return Palette((*named, *result.swatches[len(named) :]), given.name)


def usable_entries(palette: Palette, histogram: Histogram) -> list[int]:
    """Return the places of the entries that do not change whether a pixel of an image is opaque.

    Those that are neither opaque nor clear are left out where the image has no soft edges, as
    long as opaque ones remain.
    """
    every = list(range(len(palette)))
    alphas = palette.colors[:, 3]
    is_soft = bool((histogram.visible().packed < _OPAQUE).any())
    is_full = len(palette) > MAX_COLORS - int(histogram.has_transparent and alphas.all())
    if is_soft or is_full or not (alphas == 255).any():
        return every
    return [place for place in every if alphas[place] in {0, 255}]


def expand_to_palette(indexed: IndexedImage, palette: Palette, places: list[int]) -> IndexedImage:
    """Return an image of some entries of a palette as one of all of it.

    Parameters
    ----------
    indexed
        The image; entries beyond those of `places` come last.
    palette
        The palette.
    places
        Where the image's entries stand in it, in ascending order.
    """
    part = indexed.palette.swatches
    swatches = [replace(swatch, share=0.0) for swatch in palette]
    for place, swatch in zip(places, part, strict=False):
        swatches[place] = swatch
    swatches += part[len(places) :]
    table = np.array([*places, *range(len(palette), len(swatches))], np.uint8)
    whole = Palette(tuple(swatches), palette.name)
    return replace(indexed, indices=table[indexed.indices], palette=whole)
