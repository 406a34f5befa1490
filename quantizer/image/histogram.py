"""The distinct colours of an image and how often each occurs.

Clustering distinct colours with weights gives what clustering all pixels gives, for a fraction of
the work: an 18-megapixel photo has less than half a million distinct colours. Pixels are
compared as packed 32-bit numbers, strip by strip, so that memory grows with the colours and not
with the pixels. Those of a large opaque image are counted in a table of all colours, which takes
64 megabytes and an eighth of the time; others by sorting. `merge` is associative and commutative:
histograms of many images add up to one in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Image

STRIP = 1 << 18
"""Colours that are looked at in one go: some hundredths of a second."""

_TABLE_PIXELS = 1 << 20
"""From this many pixels on a table of all 2^24 opaque colours pays for itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Distinct colours and their weights.

    Parameters
    ----------
    packed
        uint32 (n,), ascending and without repeats: colours as ``0xAABBGGRR``. All fully
        transparent pixels are one colour, 0.
    weights
        int64 (n,): number of pixels of each colour.
    """

    packed: NDArray[np.uint32]
    weights: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.packed)

    @classmethod
    def of(cls, image: Image, progress: Progress = SILENT) -> Histogram:
        """Count the colours of an image.

        Parameters
        ----------
        image
            Any image.
        progress
            Told the share of pixels counted, as `Stage.COUNT`.
        """
        progress = progress.at(Stage.COUNT)
        pixels = image.packed.reshape(-1)
        if len(pixels) >= _TABLE_PIXELS and not image.has_alpha:
            return _count_in_table(pixels, progress)
        parts = []
        for start in range(0, len(pixels), STRIP):
            progress.report(start / len(pixels))
            parts.append(_count(pack(pixels[start : start + STRIP])))
        return _merge(parts, progress)

    def merge(self, *others: Histogram, progress: Progress = SILENT) -> Histogram:
        """Return the histogram of this one's pixels and all the others'."""
        return _merge([self, *others], progress)

    @property
    def colors(self) -> NDArray[np.uint8]:
        """The colours as uint8 (n, 4), straight alpha, in the order of `packed`."""
        return _channels(self.packed)

    @property
    def has_transparent(self) -> bool:
        """Whether any pixel is fully transparent; its colour is then the first one."""
        return bool(len(self.packed)) and int(self.packed[0]) == 0

    def coarse(self, progress: Progress = SILENT) -> Histogram:
        """Return at most 2^20 colours that stand for all: the weighted means of small cells.

        A cell spans 4 levels per channel, or 8 where there is alpha. Clustering the means in
        place of the colours moves a centroid only by what lies across a border between clusters.

        Parameters
        ----------
        progress
            Checked once per strip.
        """
        soft = bool((self.packed[-1:] >> 24 != self.packed[:1] >> 24).any())
        bits, channels = (5, 4) if soft else (6, 3)
        size = 1 << bits * channels
        weights = np.zeros(size)
        sums = np.zeros((channels, size))
        for start in range(0, len(self), STRIP):
            progress.check()
            strip = slice(start, start + STRIP)
            colors = _channels(self.packed[strip])[:, :channels]
            shifts = np.arange(channels) * bits
            cells = ((colors >> (8 - bits)).astype(np.int64) << shifts).sum(axis=1)
            weights += np.bincount(cells, self.weights[strip], size)
            for channel in range(channels):
                counted = self.weights[strip] * colors[:, channel]
                sums[channel] += np.bincount(cells, counted, size)
        used = np.flatnonzero(weights)
        means = np.full((len(used), 4), self.packed[-1] >> 24, np.uint8)
        means[:, :channels] = np.rint(sums[:, used] / weights[used]).T
        packed = means.view("<u4")[:, 0].astype(np.uint32)
        order = np.argsort(packed, kind="stable")
        return _merge([Histogram(packed[order], weights[used][order].astype(np.int64))], progress)

    def visible(self) -> Histogram:
        """Return the histogram without fully transparent pixels."""
        start = int(self.has_transparent)
        return Histogram(self.packed[start:], self.weights[start:])


def pack(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return packed pixels (n,) with every fully transparent one set to 0."""
    return np.where(pixels >> 24 == 0, np.uint32(0), pixels).astype(np.uint32, copy=False)


def pack_colors(colors: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return colours, uint8 (n, 4), packed as in `Histogram.packed`."""
    return np.ascontiguousarray(colors).view("<u4")[:, 0]


def _count_in_table(pixels: NDArray[np.uint32], progress: Progress) -> Histogram:
    """Count opaque pixels (n,), packed."""
    table = np.empty(1 << 24, np.uint32)
    table[...] = 0  # its memory is taken here, where no lock of the interpreter is held meanwhile
    one = np.uint32(1)
    for start in range(0, len(pixels), STRIP):
        progress.report(start / len(pixels))
        np.add.at(table, (pixels[start : start + STRIP] & 0xFFFFFF).astype(np.intp), one)
    found = []
    for start in range(0, len(table), STRIP):
        progress.check()
        found.append(np.flatnonzero(table[start : start + STRIP] != 0) + start)
    colors = np.concatenate(found)
    return Histogram(
        colors.astype(np.uint32) | np.uint32(0xFF000000), table[colors].astype(np.int64)
    )


def _count(pixels: NDArray[np.uint32]) -> Histogram:
    # NumPy sorts 16 bits by counting: by the lower half, then by the upper one, is twice as quick.
    for shift in (0, 16):
        half = (pixels >> np.uint32(shift)).astype(np.uint16)
        pixels = pixels[half.argsort(kind="stable")]
    first = _starts(pixels)
    return Histogram(pixels[first], np.diff(np.append(first, len(pixels))).astype(np.int64))


def _channels(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return packed.astype("<u4").view(np.uint8).reshape(-1, 4)


def _merge(parts: list[Histogram], progress: Progress = SILENT) -> Histogram:
    """Add histograms up, a range of colours at a time, so that no sort takes long."""
    total = sum(len(part) for part in parts)
    ranges = -(-total // STRIP)
    sample = np.sort(np.concatenate([part.packed[::64] for part in parts]))
    borders = sample[np.arange(1, ranges) * len(sample) // max(1, ranges)]
    cuts = [
        np.concatenate([[0], np.searchsorted(part.packed, borders), [len(part)]]) for part in parts
    ]
    merged = []
    for index in range(ranges):
        progress.check()
        slices = [slice(cut[index], cut[index + 1]) for cut in cuts]
        packed = np.concatenate([p.packed[s] for p, s in zip(parts, slices, strict=True)])
        weights = np.concatenate([p.weights[s] for p, s in zip(parts, slices, strict=True)])
        if not len(packed):
            continue
        order = np.argsort(packed, kind="stable")
        first = _starts(packed[order])
        merged.append(Histogram(packed[order][first], np.add.reduceat(weights[order], first)))
    return Histogram(
        np.concatenate([part.packed for part in merged]),
        np.concatenate([part.weights for part in merged]),
    )


def _starts(ascending: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return where a new value starts."""
    return np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1])))
