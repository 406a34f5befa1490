"""The palette of a result: unused entries removed, the others in the order best for the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.image.histogram import OPAQUE, STRIP, pack_colors
from quantizer.image.palette import Palette
from quantizer.parallel import run
from quantizer.progress import Stage
from quantizer.settings.settings import MAX_COLORS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import IndexedImage
    from quantizer.progress import Progress


def drop_unused_entries(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    keep: tuple[tuple[int, int, int, int], ...],
    progress: Progress,
    *,
    in_order: bool,
    threads: int | None = None,
) -> Palette:
    """Return the palette without unused entries, the others sorted as `order_entries` does.

    Parameters
    ----------
    indices
        uint8 (height, width); changed in place.
    colors
        uint8 (k, 4): the palette.
    keep
        Colours that stay even if unused, and are locked in the result.
    progress
        Checked once per strip.
    in_order
        Whether all entries keep their place, and none is locked.
    threads
        Most threads at work, None for one per processor core.
    """
    flat = indices.reshape(-1)
    strips = [slice(start, start + STRIP) for start in range(0, flat.size, STRIP)]
    last = progress.at(Stage.REMAP).between(1, 1)

    def count(strip: slice) -> NDArray[np.intp]:
        return np.bincount(flat[strip], minlength=len(colors))

    counts = np.sum(run(count, strips, threads, last), axis=0)
    if in_order:
        order = np.arange(len(colors))
    else:
        order = order_entries(colors, counts, keep)
        position = np.zeros(len(colors), np.uint8)
        position[order] = np.arange(len(order))

        def sort(strip: slice) -> None:
            flat[strip] = position[flat[strip]]

        run(sort, strips, threads, last)
    shares = counts[order] / indices.size
    locked = () if in_order else keep
    return Palette.from_colors(colors[order], shares=shares, locked=locked)


def order_entries(
    colors: NDArray[np.uint8],
    counts: NDArray[np.integer[Any]] | NDArray[np.floating[Any]],
    keep: tuple[tuple[int, int, int, int], ...],
) -> NDArray[np.intp]:
    """Return the positions of used entries and those to `keep`, intp (m,), in the order of a file.

    Entries that are not opaque come first, since PNG's tRNS chunk lists all entries up to the last
    of them; then the most used come first. `colors` are uint8 (k, 4), `counts` numbers (k,).
    """
    order = np.lexsort((pack_colors(colors), -counts, colors[:, 3] == 255))
    kept = np.isin(pack_colors(colors), pack_colors(np.array(keep, np.uint8).reshape(-1, 4)))
    chosen: NDArray[np.intp] = order[(counts[order] > 0) | kept[order]]
    return chosen


def with_names(result: Palette, given: Palette) -> Palette:
    """Return `result` with the swatches of a given palette, apart from their shares."""
    named = [
        replace(original, share=swatch.share)
        for swatch, original in zip(result, given, strict=False)
    ]
    return Palette((*named, *result.swatches[len(named) :]), given.name)


def usable_entries(palette: Palette, histogram: Histogram) -> list[int]:
    """Return the positions of the palette entries that suit the alpha of an image.

    Partly transparent entries are left out if the image has no soft edges and the palette has
    opaque entries.
    """
    every = list(range(len(palette)))
    alphas = palette.colors[:, 3]
    is_soft = bool((histogram.visible().packed < OPAQUE).any())
    is_full = len(palette) > MAX_COLORS - int(histogram.has_transparent and alphas.all())
    if is_soft or is_full or not (alphas == 255).any():
        return every
    return [place for place in every if alphas[place] in {0, 255}]


def expand_to_palette(indexed: IndexedImage, palette: Palette, places: list[int]) -> IndexedImage:
    """Return an image that uses part of a palette as an image of the whole palette.

    Parameters
    ----------
    indexed
        The image; its palette may have more entries after those of `places`.
    palette
        The palette.
    places
        Positions of the image's entries in the palette, ascending.
    """
    part = indexed.palette.swatches
    swatches = [replace(swatch, share=0.0) for swatch in palette]
    for place, swatch in zip(places, part, strict=False):
        swatches[place] = swatch
    swatches += part[len(places) :]
    table = np.array([*places, *range(len(palette), len(swatches))], np.uint8)
    whole = Palette(tuple(swatches), palette.name)
    return replace(indexed, indices=table[indexed.indices], palette=whole)
