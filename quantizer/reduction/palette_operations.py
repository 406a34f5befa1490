"""What can be done to a palette by hand; each function returns other `PaletteEdits`.

Positions are those of the edited entries, from 0 on. Colours that stand for others are sought in
OKLab, in which equal distances look about equal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.oklab import oklab_forward, oklab_inverse
from quantizer.errors import SettingsError
from quantizer.reduction.palette_edits import EditedEntry
from quantizer.settings.settings import MAX_COLORS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from quantizer.image.palette import Color
    from quantizer.reduction.palette_edits import PaletteEdits

_OPACITY = 100 / 255
"""Distance in OKLab times 100 that one level of alpha counts: opaque and clear are as far apart as
black and white."""


def recolored(edits: PaletteEdits, colors: Mapping[int, Color]) -> PaletteEdits:
    """Return the edits with other colours, by the positions of their entries."""
    entries = list(edits.entries)
    for place, color in colors.items():
        entries[place] = replace(entries[place], color=color)
    return replace(edits, entries=tuple(entries))


def added(edits: PaletteEdits, colors: Sequence[Color]) -> PaletteEdits:
    """Return the edits with more entries at the end, locked, which no pixel has.

    Raises
    ------
    SettingsError
        If there are more than 256 then.
    """
    return replace(
        edits, entries=(*edits.entries, *(EditedEntry(color, locked=True) for color in colors))
    )


def can_add(edits: PaletteEdits, count: int = 1) -> bool:
    """Whether there is room for so many more entries."""
    return len(edits.entries) + count <= MAX_COLORS


def can_delete(edits: PaletteEdits, places: Collection[int]) -> bool:
    """Whether entries can be deleted: all are visible, and so is another one."""
    visible = {place for place, entry in enumerate(edits.entries) if entry.color[3]}
    return bool(places) and visible.issuperset(places) and bool(visible.difference(places))


def deleted(edits: PaletteEdits, places: Collection[int]) -> PaletteEdits:
    """Return the edits without some entries; their pixels take the nearest of the others.

    Parameters
    ----------
    edits
        The edits before.
    places
        The entries, for which `can_delete` is true.
    """
    kept = [place for place in range(len(edits.entries)) if place not in places]
    visible = [place for place in kept if edits.entries[place].color[3]]
    entries = {place: edits.entries[place] for place in kept}
    points = _points(edits.colors)
    for place in sorted(places):
        apart = ((points[visible] - points[place]) ** 2).sum(axis=1)
        nearest = visible[int(apart.argmin())]
        sources = (*entries[nearest].sources, *edits.entries[place].sources)
        entries[nearest] = replace(entries[nearest], sources=tuple(sorted(sources)))
    return replace(edits, entries=tuple(entries.values()))


def can_merge(edits: PaletteEdits, places: Collection[int]) -> bool:
    """Whether entries can be merged: there are two or more, and all are visible."""
    return len(set(places)) > 1 and all(edits.entries[place].color[3] for place in places)


def merged(
    edits: PaletteEdits, places: Collection[int], shares: Sequence[float | None]
) -> PaletteEdits:
    """Return the edits with some entries made one, at the place of the first of them.

    Its colour is that of the only one that is locked, or else their mean.

    Parameters
    ----------
    edits
        The edits before.
    places
        The entries, for which `can_merge` is true.
    shares
        The share of each entry's pixels, by which the mean is weighted.
    """
    first, *others = sorted(set(places))
    parts = [edits.entries[place] for place in (first, *others)]
    locked = [entry for entry in parts if entry.locked]
    weights = np.array([shares[place] or 0.0 for place in (first, *others)])
    color = locked[0].color if len(locked) == 1 else _mean([one.color for one in parts], weights)
    one = EditedEntry(
        color,
        tuple(sorted(source for entry in parts for source in entry.sources)),
        next((entry.name for entry in parts if entry.name), ""),
        bool(locked),
    )
    entries = [
        one if place == first else entry
        for place, entry in enumerate(edits.entries)
        if place not in others
    ]
    return replace(edits, entries=tuple(entries))


def renamed(edits: PaletteEdits, place: int, name: str) -> PaletteEdits:
    """Return the edits with another name of an entry."""
    entries = list(edits.entries)
    entries[place] = replace(entries[place], name=name)
    return replace(edits, entries=tuple(entries))


def locked(edits: PaletteEdits, places: Collection[int], lock: bool) -> PaletteEdits:
    """Return the edits with some entries locked, or no longer locked."""
    entries = (
        replace(entry, locked=lock) if place in places else entry
        for place, entry in enumerate(edits.entries)
    )
    return replace(edits, entries=tuple(entries))


def reordered(edits: PaletteEdits, order: Sequence[int]) -> PaletteEdits:
    """Return the edits in another order: for each place, the position of the entry before.

    Raises
    ------
    SettingsError
        If an entry is missing in `order`, or is there twice.
    """
    if sorted(order) != list(range(len(edits.entries))):
        raise SettingsError("the order of a palette must name each of its entries once")
    return replace(edits, entries=tuple(edits.entries[place] for place in order))


def moved(edits: PaletteEdits, places: Collection[int], target: int) -> PaletteEdits:
    """Return the edits with some entries moved in front of the one at `target`, 0 to the end."""
    everything = range(len(edits.entries))
    chosen = sorted(set(places))
    before = [place for place in everything if place < target and place not in chosen]
    after = [place for place in everything if place >= target and place not in chosen]
    return reordered(edits, [*before, *chosen, *after])


def _points(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return colours, uint8 (n, 4), as OKLab times 100 and opacity, float64 (n, 4)."""
    opacity = colors[:, 3:] * _OPACITY
    return np.concatenate([oklab_forward(colors[:, :3]).astype(np.float64), opacity], axis=1)


def _mean(colors: Sequence[Color], weights: NDArray[np.float64]) -> Color:
    """Return the mean of colours in OKLab; of unused ones, each counts the same."""
    if not weights.any():
        weights = np.ones(len(colors))
    levels = np.array(colors, np.uint8)
    mean = np.average(_points(levels)[:, :3], axis=0, weights=weights)
    red, green, blue = np.rint(255 * np.clip(oklab_inverse(mean[None])[0], 0, 1)).astype(int)
    return int(red), int(green), int(blue), round(np.average(levels[:, 3], weights=weights))
