"""Mixtures that look like their colours, for ordered dithers of coarse and uneven palettes.

    distinct colours -> values, where light adds up -> colours that look alike share a mixture
        -> the nearest colour that the palette can mix (`_nearest_mixture`)
        -> a mixture of it (`_knoll`, `_barycentric`), the darkest entry first

Opaque colours take opaque entries only, and are judged by how they look; where pixels are partly
transparent, values premultiplied by alpha are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from quantizer.dither._nearest_mixture import nearest_mixtures
from quantizer.dither._ordered import Mixtures

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._nearest_mixture import Perceive, Reals
    from quantizer.progress import Progress

_MOST = 1 << 15
"""Colours that get mixtures of their own."""

_CELL = 2.0
"""Side of a cell of CIELAB whose colours share a mixture where there are more colours; not tuned."""

_WEIGHTS = 1 << 18
"""Weights of entries that are computed at once, so that they fit the processor's cache; not
tuned."""


class Mixer(Protocol):
    """A way to mix colours that the palette can show."""

    def __call__(
        self, colors: Reals, entries: Reals, perceive: Perceive, parts: int
    ) -> NDArray[np.integer[Any]]:
        """Return which entries, float32 (k, c), make up each colour, float32 (n, c).

        The result has `parts` columns, in any order, whose mean is near the colour.
        """


@dataclass(frozen=True, slots=True)
class PerceptualMix:
    """Mixtures that are judged by how they look; a `quantizer.dither._ordered.Mix`.

    Parameters
    ----------
    mixer
        Finds the entries for a colour inside the palette's hull.
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
        seen = source.values(np.ascontiguousarray(colors[None]), values)
        usable = source.usable
        usable = np.arange(len(source.entries)) if usable is None else usable
        places = np.zeros(len(colors), np.intp)
        mixtures = [np.full((1, parts), source.transparent, np.uint8)]
        count = 1
        groups = _groups(source, values[0], usable)
        for chosen, allowed, channels, perceive in groups:
            visible = chosen if seen is None else chosen & seen[0]
            some = np.flatnonzero(visible)
            if not len(some) or not len(allowed):
                continue
            wanted = np.minimum(values[0][some, :channels], np.float32(255))
            entries = np.ascontiguousarray(source.entries[allowed, :channels])
            group = _Group(wanted, entries, perceive)
            found, where = group.mixtures(self.mixer, parts, strength, progress)
            mixtures.append(allowed.astype(np.uint8)[found])
            places[some] = count + where
            count += len(found)
        return Mixtures(np.concatenate(mixtures), places)


def _groups(
    source: DitherInput, values: Reals, usable: NDArray[np.intp]
) -> list[tuple[NDArray[np.bool_], NDArray[np.intp], int, Perceive]]:
    """Return colours that are mixed alike: which, of which entries, channels, and how they look."""
    everything = np.ones(len(values), np.bool_)
    width = values.shape[1]
    if source.perceive is None:
        return [(everything, usable, width, _as_it_is)]
    if not source.is_soft:
        return [(everything, usable, 3, source.perceive)]
    solid = usable[source.entries[usable, 3] >= 255]
    opaque = values[:, 3] >= 255
    if not len(solid):
        return [(everything, usable, width, _as_it_is)]
    return [(opaque, solid, 3, source.perceive), (~opaque, usable, width, _as_it_is)]


def _as_it_is(values: Reals) -> tuple[Reals, Reals]:
    """Return values as points, for `Perceive`."""
    size = values.shape[1]
    return values, np.broadcast_to(np.eye(size, dtype=np.float32), (len(values), size, size))


class _Group:
    """Colours that are mixed of the same entries.

    Parameters
    ----------
    colors
        float32 (n, c): values.
    entries
        float32 (k, c), in the order of the palette.
    perceive
        How values look.
    """

    def __init__(self, colors: Reals, entries: Reals, perceive: Perceive) -> None:
        self.colors, self.entries, self.perceive = colors, entries, perceive
        self.points = perceive(entries)[0]

    def mixtures(
        self, mixer: Mixer, parts: int, strength: float, progress: Progress
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return mixtures, intp (m, parts), and which of them each colour takes, intp (n,)."""
        nearest = self._nearest(progress)
        colors, where = self.colors, np.arange(len(self.colors))
        if len(colors) > _MOST:
            colors, nearest, where = self._cells(nearest)
        # Ties in lightness are broken by index, so that equal mixtures have equal order.
        by_lightness = np.lexsort((np.arange(len(self.points)), self.points[:, 0]))
        rank = np.empty(len(by_lightness), np.intp)
        rank[by_lightness] = np.arange(len(by_lightness))
        found = np.empty((len(colors), parts), np.intp)
        step = max(1, _WEIGHTS // max(len(self.entries), parts))
        for start in range(0, len(colors), step):
            progress.report(start / len(colors))
            strip = slice(start, start + step)
            own = self.entries[nearest[strip]]
            wanted = nearest_mixtures(colors[strip], self.entries, nearest[strip], self.perceive)
            wanted = own + np.float32(strength) * (wanted - own)
            mixed = mixer(wanted, self.entries, self.perceive, parts)
            found[strip] = by_lightness[np.sort(rank[mixed], axis=1)]
        return found, where

    def _nearest(self, progress: Progress) -> NDArray[np.intp]:
        """Return the entry that looks nearest to each colour, the first of equals: intp (n,)."""
        squares = np.einsum("kp,kp->k", self.points, self.points)
        nearest = np.empty(len(self.colors), np.intp)
        step = max(1, _WEIGHTS // len(self.entries))
        for start in range(0, len(nearest), step):
            progress.check()
            strip = slice(start, start + step)
            points = self.perceive(self.colors[strip])[0]
            nearest[strip] = (squares - 2 * points @ self.points.T).argmin(axis=1)
        return nearest

    def _cells(
        self, nearest: NDArray[np.intp]
    ) -> tuple[Reals, NDArray[np.intp], NDArray[np.intp]]:
        """Return one colour for all that look alike, its nearest entry, and each colour's place.

        The colours of entries stay as they are.
        """
        points = self.perceive(self.colors)[0]
        cells = np.floor(points / np.float32(_CELL)).astype(np.int64)
        cells -= cells.min(axis=0)
        keys = np.zeros(len(cells), np.int64)
        for column, size in zip(cells.T, cells.max(axis=0) + 1, strict=True):
            keys = keys * size + column
        own = (self.colors == self.entries[nearest]).all(axis=1)
        keys[own] = -1 - nearest[own]
        _, first, where = np.unique(keys, return_index=True, return_inverse=True)
        counts = np.bincount(where)
        means = [np.bincount(where, channel) / counts for channel in self.colors.T]
        colors = np.stack(means, axis=1).astype(np.float32)
        return colors, nearest[first], where
