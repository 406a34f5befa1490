"""Ordered dithering for any palette: a colour becomes a mixture, a mask says which part goes where.

    each distinct colour -> so many entries whose mean comes near it, in order of their luminance
    each pixel -> the mask's rank at its place -> one of them

The mixture is found by feedback: the error of the entries so far is added to the colour before the
next one is chosen (Joel Yliluoma, "Arbitrary-palette positional dithering algorithm", 2011, and
Thomas Knoll's pattern dithering, US patent 6,606,166, expired 2019). A colour of the palette is
a mixture of itself alone, so flat areas of it stay flat; and since the mask stands still,
so does what is dithered with it, from frame to frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from numpy.typing import NDArray

    from quantizer.dither import Canvas
    from quantizer.progress import Progress

_STRIP = 1 << 15
"""Colours that are mixed in one go."""

_MOST = 1 << 26
"""Parts of all mixtures together; a byte each."""

_LUMA = np.array([0.299, 0.587, 0.114, 0.0], np.float32)


@dataclass(frozen=True, slots=True)
class OrderedDither:
    """Puts entries where a mask says.

    Parameters
    ----------
    label
        The name for people.
    mask
        Gives the ranks of the mask's places, each of 0 to n - 1 once: integers (side, side).
    parts
        Entries that a colour is mixed of at most.
    """

    label: str
    mask: Callable[[], NDArray[np.integer[Any]]]
    parts: int
    has_strength: bool = True

    def dither(self, canvas: Canvas, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        colors = np.unique(canvas.pixels) if canvas.colors is None else canvas.colors
        parts = self.parts
        while parts > 1 and parts * len(colors) > _MOST:
            parts //= 2
        mixtures = _mix(canvas, colors, parts, strength, progress.between(0, 0.7))
        ranks = np.asarray(self.mask())
        which = (ranks.astype(np.int64) * parts // ranks.size).astype(np.intp)
        height, width = canvas.pixels.shape
        columns = np.arange(width) % ranks.shape[1]
        indices = np.empty((height, width), np.uint8)
        flat = mixtures.reshape(-1)
        for rows, places in _places(canvas, colors, progress.between(0.7, 1)):
            part = which[np.arange(rows.start, rows.stop) % len(ranks)][:, columns]
            part += places.astype(np.intp) * parts
            flat.take(part, out=indices[rows], mode="clip")
        return indices


def bayer(side: int) -> NDArray[np.intp]:
    """Return Bayer's ranks, (side, side), of a side that is a power of two.

    B. E. Bayer, "An optimum method for two-level rendition of continuous-tone pictures", IEEE
    International Conference on Communications, 1973.
    """
    ranks = np.zeros((1, 1), np.intp)
    while len(ranks) < side:
        ranks = np.block([[4 * ranks, 4 * ranks + 2], [4 * ranks + 3, 4 * ranks + 1]])
    return ranks


def _mix(
    canvas: Canvas, colors: NDArray[Any], parts: int, strength: float, progress: Progress
) -> NDArray[np.uint8]:
    """Return the entries that each colour is mixed of, uint8 (n, parts), darkest first."""
    choose = canvas.chooser(progress)
    entries = canvas.entries
    # Entries of one luminance keep an order, too, so that equal mixtures are equal.
    by_luminance = np.lexsort((np.arange(len(entries)), entries @ _luma(entries)))
    rank = np.empty(len(entries), np.uint8)
    rank[by_luminance] = np.arange(len(entries))
    mixtures = np.empty((len(colors), parts), np.uint8)
    for start in range(0, len(colors), _STRIP):
        items = np.ascontiguousarray(colors[start : start + _STRIP][None])
        values = np.empty((1, items.shape[1], entries.shape[1]), np.float32)
        visible = canvas.values(items, values)
        mixed = _mix_strip(values[0], entries, choose, parts, strength, progress)
        mixed = np.sort(rank[mixed], axis=1)
        part = by_luminance.astype(np.uint8)[mixed]
        if visible is not None:
            part[~visible[0]] = canvas.transparent
        mixtures[start : start + _STRIP] = part
        progress.report(start / len(colors))
    return mixtures


def _mix_strip(
    values: NDArray[np.float32],
    entries: NDArray[np.float32],
    choose: Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]],
    parts: int,
    strength: float,
    progress: Progress,
) -> NDArray[np.uint8]:
    mixed = np.empty((parts, len(values)), np.uint8)
    errors = np.zeros_like(values)
    share = np.float32(strength)
    for part in range(parts):
        progress.check()
        wanted = np.clip(values + share * errors, 0, 255)
        chosen = choose(wanted)
        mixed[part] = chosen
        errors += values - entries[mixed[part]]
    return mixed.T


def _luma(entries: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what the channels of a value weigh in its luminance."""
    weights = np.zeros(entries.shape[1], np.float32)
    weights[: len(_LUMA)] = _LUMA[: entries.shape[1]]
    return weights


def _places(
    canvas: Canvas, colors: NDArray[Any], progress: Progress
) -> Iterator[tuple[slice, NDArray[np.integer[Any]]]]:
    if canvas.places is not None:
        yield from canvas.places(progress)
        return
    yield slice(0, len(canvas.pixels)), np.searchsorted(colors, canvas.pixels)
