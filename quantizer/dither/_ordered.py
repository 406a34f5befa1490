"""Ordered dithering for any palette.

    each distinct colour -> a mixture: a fixed number of entries whose mean comes near the colour,
        sorted by luminance
    each pixel -> the mask's rank at its position selects one entry of its colour's mixture

`mix_by_feedback` adds the error of the entries so far to the colour before the next entry is chosen
(Joel Yliluoma, "Arbitrary-palette positional dithering algorithm", 2011, and Thomas Knoll's pattern
dithering, US patent 6,606,166, expired 2019). `_mixtures` has mixtures that look nearer to the
colour where the palette is coarse or uneven. The mixture of a palette colour is that colour alone,
so flat areas of it stay flat. The mask does not move, so equal pixels of successive frames get
equal entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.progress import Progress

_STRIP = 1 << 15
"""Colours that are mixed between two progress reports."""

_MOST = 1 << 26
"""Largest total number of mixture entries; one byte each."""

_LUMA = np.array([0.299, 0.587, 0.114, 0.0], np.float32)


class Mixtures(NamedTuple):
    """Mixtures of colours.

    Parameters
    ----------
    entries
        uint8 (m, parts): the entries of each mixture, the darkest first.
    places
        intp (n,): the mixture of each colour; None if each colour has its own.
    """

    entries: NDArray[np.uint8]
    places: NDArray[np.intp] | None = None


class Mix(Protocol):
    """A way to find mixtures."""

    def __call__(
        self,
        source: DitherInput,
        colors: NDArray[Any],
        parts: int,
        strength: float,
        progress: Progress,
    ) -> Mixtures:
        """Return mixtures of `parts` entries for the colours, (n,).

        `strength` is the share of the way from the nearest entry to the colour.
        """


def mix_by_feedback(
    source: DitherInput, colors: NDArray[Any], parts: int, strength: float, progress: Progress
) -> Mixtures:
    """Return mixtures whose errors are fed back; see `Mix`."""
    while parts > 1 and parts * len(colors) > _MOST:
        parts //= 2
    return Mixtures(_mix(source, colors, parts, strength, progress))


@dataclass(frozen=True, slots=True)
class OrderedDither:
    """Chooses entries by a mask.

    Parameters
    ----------
    label
        The name that the window shows.
    mask
        Returns the mask, integers (side, side): a rank for each place, each of 0 to n - 1 once.
    parts
        Most entries of a mixture.
    mix
        Finds the mixtures.
    """

    label: str
    mask: Callable[[], NDArray[np.integer[Any]]]
    parts: int
    mix: Mix = mix_by_feedback
    has_strength: bool = True

    def dither(self, source: DitherInput, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        colors = np.unique(source.pixels) if source.colors is None else source.colors
        mixtures = self.mix(source, colors, self.parts, strength, progress.between(0, 0.7))
        parts = mixtures.entries.shape[1]
        ranks = np.asarray(self.mask())
        which = (ranks.astype(np.int64) * parts // ranks.size).astype(np.intp)
        height, width = source.pixels.shape
        columns = np.arange(width) % ranks.shape[1]
        indices = np.empty((height, width), np.uint8)
        flat = mixtures.entries.reshape(-1)
        for rows, some in _positions(source, colors, progress.between(0.7, 1)):
            places = some.astype(np.intp) if mixtures.places is None else mixtures.places[some]
            places *= parts
            places += which[np.arange(rows.start, rows.stop) % len(ranks)][:, columns]
            flat.take(places, out=indices[rows], mode="clip")
        return indices


def bayer(side: int) -> NDArray[np.intp]:
    """Return Bayer's mask, intp (side, side); `side` is a power of two.

    B. E. Bayer, "An optimum method for two-level rendition of continuous-tone pictures", IEEE
    International Conference on Communications, 1973.
    """
    ranks = np.zeros((1, 1), np.intp)
    while len(ranks) < side:
        ranks = np.block([[4 * ranks, 4 * ranks + 2], [4 * ranks + 3, 4 * ranks + 1]])
    return ranks


def _mix(
    source: DitherInput, colors: NDArray[Any], parts: int, strength: float, progress: Progress
) -> NDArray[np.uint8]:
    """Return the mixture of each colour, uint8 (n, parts): indices of entries, darkest first."""
    find_nearest = source.lookup(progress)
    entries = source.entries
    luminance = LuminanceOrder(entries)
    mixtures = np.empty((len(colors), parts), np.uint8)
    for start in range(0, len(colors), _STRIP):
        items = np.ascontiguousarray(colors[start : start + _STRIP][None])
        values = np.empty((1, items.shape[1], entries.shape[1]), np.float32)
        visible = source.values(items, values)
        mixed = _mix_strip(source, values[0], find_nearest, parts, strength, progress)
        part = luminance.sort(mixed)
        if visible is not None:
            part[~visible[0]] = source.transparent
        mixtures[start : start + _STRIP] = part
        progress.report(start / len(colors))
    return mixtures


def _mix_strip(
    source: DitherInput,
    values: NDArray[np.float32],
    find_nearest: Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]],
    parts: int,
    strength: float,
    progress: Progress,
) -> NDArray[np.uint8]:
    mixed = np.empty((parts, len(values)), np.uint8)
    errors = np.zeros_like(values)
    share = np.float32(strength)
    highest = np.full(values.shape[1], source.highest, np.float32)
    highest[3:] = 255
    lowest = 255 - highest
    for part in range(parts):
        progress.check()
        wanted = np.clip(values + share * errors, lowest, highest)
        chosen = find_nearest(wanted)
        mixed[part] = chosen
        errors += values - source.entries[mixed[part]]
    return mixed.T


class LuminanceOrder:
    """The order of palette entries by luminance.

    Ties are broken by index, so that equal mixtures have equal order.

    Parameters
    ----------
    entries
        float32 (k, c), k up to 256.

    Attributes
    ----------
    darkest_first
        uint8 (k,): the entries in order.
    rank
        uint8 (k,): the place of each entry in the order.
    """

    def __init__(self, entries: NDArray[np.float32]) -> None:
        channels, count = entries.shape[1], len(entries)
        weights = np.zeros(channels, np.float32)
        weights[: len(_LUMA)] = _LUMA[:channels]
        self.darkest_first = np.lexsort((np.arange(count), entries @ weights)).astype(np.uint8)
        self.rank = np.empty(count, np.uint8)
        self.rank[self.darkest_first] = np.arange(count)

    def sort(self, mixtures: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
        """Return mixtures (n, parts) with the entries of each in order, uint8."""
        ordered: NDArray[np.uint8] = self.darkest_first[np.sort(self.rank[mixtures], axis=1)]
        return ordered


def _positions(
    source: DitherInput, colors: NDArray[Any], progress: Progress
) -> Iterator[tuple[slice, NDArray[np.integer[Any]]]]:
    if source.positions is not None:
        yield from source.positions(progress)
        return
    yield slice(0, len(source.pixels)), np.searchsorted(colors, source.pixels)
