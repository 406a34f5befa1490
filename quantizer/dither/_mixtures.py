"""Mixtures that look like their colours, for ordered dithers of coarse and uneven palettes.

    distinct colours -> the nearest values that the palette can mix (`DitherInput.mixtures`)
        -> colours that look alike share a mixture, where there are many
        -> a mixture of entries with nearly that mean (`_knoll`, `_barycentric`), the darkest first

Opaque colours take opaque entries only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from quantizer.dither._ordered import LuminanceOrder, Mixtures

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.progress import Progress

    Values = NDArray[np.float32]

_MOST = 1 << 15
"""Colours that get mixtures of their own; not tuned."""

_CELLS = (96, 64, 48, 32)
"""Cells along the widest coordinate of the space in which colours are judged, 1 to 4 units of
CIELAB each. Where there are more colours, those in one cell share a mixture; the first of these
numbers is taken that leaves few enough. On four photos and coarse palettes the error of areas rose
by 2 % at most with 96 cells, measured by hand."""

_COMPARISONS = 1 << 18
"""Numbers that are compared at once, so that they fit the processor's cache; not tuned."""

_REACH, _SHARE = 2.5, 0.2
"""Distance over which slopes are taken: a number of units of values, and a share of the value. The
error on three palettes hardly changes with them, measured by hand."""


@dataclass(frozen=True, eq=False)
class Entries:
    """The palette entries of which some colours are mixed.

    Parameters
    ----------
    values
        float32 (k, c): their values.
    features
        Returns how values look: from float32 (n, c) to float32 (n, d).
    """

    values: Values
    features: Callable[[Values], Values]

    @cached_property
    def points(self) -> Values:
        """How the entries look, float32 (k, d)."""
        return self.features(self.values)

    @cached_property
    def luminance(self) -> LuminanceOrder:
        """Their order by luminance."""
        return LuminanceOrder(self.values)

    def nearest(self, colors: Values) -> NDArray[np.intp]:
        """Return the entry that looks most like each colour, the first of equals: intp (n,)."""
        squares = np.einsum("kd,kd->k", self.points, self.points)
        points = self.features(colors)
        return np.asarray((squares - 2 * points @ self.points.T).argmin(axis=1))

    def slopes(self, colors: Values) -> Values:
        """Return how the look of colours changes with each channel, float32 (n, c, d)."""
        found = np.empty((*colors.shape, self.points.shape[1]), np.float32)
        for channel in range(colors.shape[1]):
            above, below = colors.copy(), colors.copy()
            reach = np.float32(_REACH) + np.float32(_SHARE) * colors[:, channel]
            above[:, channel] = np.minimum(colors[:, channel] + reach, 255)
            below[:, channel] = np.maximum(colors[:, channel] - reach, 0)
            length = above[:, channel] - below[:, channel]
            found[:, channel] = (self.features(above) - self.features(below)) / length[:, None]
        return found


class Mixer(Protocol):
    """A way to mix colours that the palette can show."""

    def __call__(self, colors: Values, entries: Entries, parts: int) -> NDArray[np.intp]:
        """Return which entries make up each colour, float32 (n, c): intp (n, parts), unordered."""


@dataclass(frozen=True, slots=True)
class PerceptualMix:
    """Mixtures that are judged by how they look; a `quantizer.dither._ordered.Mix`.

    Parameters
    ----------
    mixer
        Finds the entries of a colour.
    """

    mixer: Mixer

    def __call__(
        self,
        source: DitherInput,
        colors: NDArray[Any],
        parts: int,
        strength: float,
        progress: Progress,
    ) -> Mixtures:
        """Return the mixtures; see `quantizer.dither._ordered.Mix`."""
        values = np.empty((1, len(colors), source.entries.shape[1]), np.float32)
        visible = source.values(np.ascontiguousarray(colors[None]), values)
        wanted = values[0] if source.mixtures is None else source.mixtures()
        wanted = np.minimum(wanted, np.float32(255))
        places = np.zeros(len(colors), np.intp)
        mixtures = [np.full((1, parts), source.transparent, np.uint8)]
        for is_chosen, allowed in _groups(source, wanted):
            chosen = np.flatnonzero(is_chosen if visible is None else is_chosen & visible[0])
            if not len(chosen) or not len(allowed):
                continue
            entries = Entries(source.entries[allowed], source.features or _unchanged)
            group = _Group(wanted[chosen], entries, strength)
            found = group.mix(self.mixer, parts, progress)
            places[chosen] = sum(map(len, mixtures)) + group.places
            mixtures.append(allowed.astype(np.uint8)[found])
        return Mixtures(np.concatenate(mixtures), places)


def _unchanged(values: Values) -> Values:
    return values


def _groups(
    source: DitherInput, values: Values
) -> list[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
    """Return which colours, bool (n,), are mixed of which entries, intp (m,)."""
    usable = np.arange(len(source.entries)) if source.usable is None else source.usable
    everything = np.ones(len(values), np.bool_)
    if not source.is_soft:
        return [(everything, usable)]
    solid = usable[source.entries[usable, 3] >= 255]
    if not len(solid):
        return [(everything, usable)]
    opaque = values[:, 3] >= 255
    return [(opaque, solid), (~opaque, usable)]


@dataclass(eq=False)
class _Group:
    """Colours that are mixed of the same entries; `places` has the mixture of each."""

    colors: Values
    entries: Entries
    strength: float
    places: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        self.places = np.arange(len(self.colors))
        if len(self.colors) > _MOST:
            self._join()

    def mix(self, mixer: Mixer, parts: int, progress: Progress) -> NDArray[np.uint8]:
        """Return the mixtures, uint8 (m, parts), of places in `entries`."""
        count = len(self.colors)
        found = np.empty((count, parts), np.uint8)
        step = max(1, _COMPARISONS // max(len(self.entries.values), parts))
        for start in range(0, count, step):
            progress.report(start / count)
            strip = slice(start, start + step)
            colors = self.colors[strip]
            nearest = self.entries.values[self.entries.nearest(colors)]
            wanted = nearest + np.float32(self.strength) * (colors - nearest)
            mixed = mixer(wanted, self.entries, parts)
            found[strip] = self.entries.luminance.sort(mixed)
        return found

    def _join(self) -> None:
        """Replace colours that look alike by their mean; those of entries stay as they are."""
        points = self.entries.features(self.colors)
        low = points.min(axis=0)
        width = max(float((points.max(axis=0) - low).max()), 1e-6) * (1 + 1e-6)
        entries = _as_items(self.entries.values)
        order = np.argsort(entries)
        own = _as_items(self.colors)
        found = order[np.searchsorted(entries, own, sorter=order).clip(max=len(order) - 1)]
        is_entry = entries[found] == own
        for cells in _CELLS:
            corners = ((points - low) * np.float32(cells / width)).astype(np.int64)
            keys = np.ravel_multi_index(tuple(corners.T), (cells + 1,) * corners.shape[1])
            keys[is_entry] = -1 - found[is_entry]
            _, self.places, counts = np.unique(keys, return_inverse=True, return_counts=True)
            if len(counts) <= _MOST:
                break
        sums = [np.bincount(self.places, channel) for channel in self.colors.T]
        self.colors = (np.stack(sums, axis=1) / counts[:, None]).astype(np.float32)


def _as_items(values: Values) -> NDArray[np.void]:
    """Return each row of values as one item that can be compared and sorted."""
    rows = np.ascontiguousarray(values + np.float32(0))  # there is a negative zero
    return rows.view(f"V{rows.dtype.itemsize * rows.shape[1]}").reshape(-1)
