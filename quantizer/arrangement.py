"""The palette of a result: unused entries dropped, the others in the order that serves the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.histogram import STRIP, pack_colors
from quantizer.palette import Palette

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.progress import Progress


def arrange(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    keep: tuple[tuple[int, int, int, int], ...],
    progress: Progress,
    *,
    in_order: bool,
) -> tuple[NDArray[np.uint8], Palette]:
    """Drop unused entries and put the others in order; `indices` is changed in place.

    Entries that are not opaque come first, so that PNG's tRNS chunk, which must list all entries
    up to the last such one, is short; then the most used come first.
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
        order = np.lexsort((pack_colors(colors), -counts, colors[:, 3] == 255))
        kept = np.isin(pack_colors(colors), pack_colors(np.array(keep, np.uint8).reshape(-1, 4)))
        order = order[(counts[order] > 0) | kept[order]]
        position = np.zeros(len(colors), np.uint8)
        position[order] = np.arange(len(order))
        for strip in strips:
            progress.check()
            flat[strip] = position[flat[strip]]
    shares = counts[order] / indices.size
    locked = () if in_order else keep
    return indices, Palette.from_colors(colors[order], shares=shares, locked=locked)


def with_names(result: Palette, given: Palette) -> Palette:
    """Return `result` with the names and locks of the palette that was given."""
    named = [
        replace(swatch, name=original.name, locked=original.locked)
        for swatch, original in zip(result, given, strict=False)
    ]
    return Palette((*named, *result.swatches[len(named) :]), given.name)
