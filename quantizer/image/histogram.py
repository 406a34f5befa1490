"""The distinct colours of an image and how often each occurs.

Clustering distinct colours with weights gives the same result as clustering all pixels, with far
less work: an 18-megapixel photo has less than half a million distinct colours. Colours are packed
into 32-bit numbers and processed in strips, so that memory grows with the number of colours and
not of pixels. A large opaque image is counted in a table of all 2^24 colours, which takes 64
megabytes and an eighth of the time; other images are sorted. `merge` is associative and
commutative, so histograms of many images may be merged in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from quantizer.image.image import Image

Scalar = TypeVar("Scalar", bound=np.generic)

STRIP = 1 << 18
"""Colours per strip: work of some hundredths of a second, between two checks for cancellation."""

OPAQUE = 0xFF000000
"""Packed colours from this value on are opaque."""

_SORTED = 1 << 20
"""Pixels that are sorted at once: a hundredth of a second, and no merging for most images."""

TABLE_PIXELS = 1 << 22
"""Pixels of an opaque image from which colours are counted in a table of all 2^24.

Mosaics of photos (`tests.benchmarks.mosaic`) are sorted in less time than they are counted in a
table up to 4 megapixels, and in more from 8 on.
"""

_RUN = 2
"""Mean length of runs of equal pixels from which `per_pixel` finds a value for each run of a small
image, not for each pixel; not tuned."""

_VALUE_TABLE_PIXELS = 1 << 16
"""Pixels of an opaque image from which values are read off a table of all 2^24; not tuned."""


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

        `progress` is told the share of pixels counted, as `Stage.COUNT`. If the image has its
        histogram already, that is returned.
        """
        progress = progress.at(Stage.COUNT)
        if image.histogram is not None:
            return image.histogram
        pixels = image.packed.reshape(-1)
        if len(pixels) >= TABLE_PIXELS and not image.has_alpha:
            return _count_in_table(pixels, progress)
        parts = []
        for start in range(0, len(pixels), _SORTED):
            progress.report(start / len(pixels))
            parts.append(_count(pack(pixels[start : start + _SORTED])))
        return parts[0] if len(parts) == 1 else _merge(parts, progress)

    @classmethod
    def of_colors(
        cls, colors: NDArray[np.uint8], weights: NDArray[np.int64], progress: Progress = SILENT
    ) -> Histogram:
        """Return the histogram of colours in any order.

        Parameters
        ----------
        colors
            uint8 (n, 4), straight alpha; they may repeat. Fully transparent ones must be 0.
        weights
            int64 (n,): the weight of each.
        progress
            Checked now and then.
        """
        packed = pack_colors(colors).astype(np.uint32)
        order = np.argsort(packed, kind="stable")
        return _merge([Histogram(packed[order], weights[order])], progress)

    def merge(self, *others: Histogram, progress: Progress = SILENT) -> Histogram:
        """Return the histogram of the pixels of this and all other histograms."""
        return _merge([self, *others], progress)

    @property
    def colors(self) -> NDArray[np.uint8]:
        """The colours as uint8 (n, 4), straight alpha, in the order of `packed`."""
        return unpack_colors(self.packed)

    @property
    def has_transparent(self) -> bool:
        """Whether any pixel is fully transparent; its colour is then the first one."""
        return bool(len(self.packed)) and int(self.packed[0]) == 0

    def find(self, packed: NDArray[np.uint32]) -> NDArray[np.intp]:
        """Return the position of each colour in `Histogram.packed`; see `find_packed`."""
        return find_packed(self.packed, packed)

    def is_within(self, colors: NDArray[np.uint8]) -> bool:
        """Return whether each colour of the histogram is one of `colors`, uint8 (k, 4).

        All fully transparent ones are equal.
        """
        if len(self) > len(colors):
            return False
        return bool(np.isin(self.packed, pack(pack_colors(colors))).all())

    def per_pixel(
        self, image: Image, values: NDArray[Scalar], progress: Progress = SILENT
    ) -> Iterator[tuple[slice, NDArray[Scalar]]]:
        """Yield slices of rows of an image, and the value of each pixel's colour, (rows, width).

        Parameters
        ----------
        image
            An image all of whose colours are in the histogram.
        values
            (n,), of any type: a value for each colour of the histogram.
        progress
            Told the share of pixels done.
        """
        if image.packed.size <= STRIP:
            pixels = image.packed.reshape(-1)
            starts = _starts(pixels)
            if _RUN * len(starts) <= pixels.size:
                found = values[np.searchsorted(self.packed, pack(pixels[starts]))]
                lengths = np.diff(np.append(starts, pixels.size))
                yield slice(0, image.height), np.repeat(found, lengths).reshape(image.packed.shape)
                return
        table: NDArray[Scalar] | None = None
        if image.packed.size >= _VALUE_TABLE_PIXELS and not image.has_alpha:
            table = np.zeros(1 << 24, values.dtype)
            table[self.packed & 0xFFFFFF] = values
        for rows in strips_of(image):
            progress.report(rows.start / image.height)
            pixels = image.packed[rows]
            if table is not None:
                yield rows, table[pixels & 0xFFFFFF]
            else:
                yield rows, values[np.searchsorted(self.packed, pack(pixels))]

    def visible(self) -> Histogram:
        """Return the histogram without fully transparent pixels."""
        start = int(self.has_transparent)
        return Histogram(self.packed[start:], self.weights[start:])


def strips_of(image: Image) -> list[slice]:
    """Return slices of rows, of about `STRIP` pixels each, that cover an image."""
    rows = max(1, STRIP // image.width)
    return [slice(top, min(top + rows, image.height)) for top in range(0, image.height, rows)]


def pack(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return packed pixels, uint32 of any shape, with every fully transparent one set to 0."""
    return np.where(pixels >> 24 == 0, np.uint32(0), pixels).astype(np.uint32, copy=False)


def pack_colors(colors: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return colours, uint8 (n, 4), packed as in `Histogram.packed`."""
    return np.ascontiguousarray(colors).view("<u4")[:, 0]


def unpack_colors(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return colours packed as in `Histogram.packed`, uint32 (n,), as uint8 (n, 4)."""
    return packed.astype("<u4").view(np.uint8).reshape(-1, 4)


def distinct_colors(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return colours, uint8 (n, 4), without repeats, each where it comes first."""
    return colors[np.sort(np.unique(pack_colors(colors), return_index=True)[1])]


def find_packed(ascending: NDArray[np.uint32], packed: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return the positions of colours in `ascending`, -1 for absent ones: intp, shape of `packed`.

    Parameters
    ----------
    ascending
        uint32 (n,): packed colours in ascending order, without repeats.
    packed
        uint32, any shape: the colours to find; fully transparent ones must be 0.
    """
    if not len(ascending):
        return np.full(packed.shape, -1, np.intp)
    found = np.searchsorted(ascending, packed)
    np.minimum(found, len(ascending) - 1, out=found)
    found[ascending[found] != packed] = -1
    return found


class ColorTable:
    """The number of pixels of each opaque colour, in a table of all 2^24."""

    def __init__(self) -> None:
        self._counts = np.empty(1 << 24, np.uint32)
        self._counts[...] = 0  # allocates the memory here, while the interpreter's lock is free

    def add(self, pixels: NDArray[np.uint32]) -> None:
        """Count opaque pixels, packed, of any shape; about `STRIP` at once take little memory."""
        np.add.at(self._counts, (pixels & 0xFFFFFF).astype(np.intp), np.uint32(1))

    def histogram(self, progress: Progress) -> Histogram:
        """Return the colours that were counted; `progress` is checked now and then."""
        found = []
        for start in range(0, len(self._counts), STRIP):
            progress.check()
            found.append(np.flatnonzero(self._counts[start : start + STRIP] != 0) + start)
        colors = np.concatenate(found)
        packed = colors.astype(np.uint32) | np.uint32(OPAQUE)
        return Histogram(packed, self._counts[colors].astype(np.int64))


def _count_in_table(pixels: NDArray[np.uint32], progress: Progress) -> Histogram:
    """Count opaque pixels (n,), packed."""
    table = ColorTable()
    for start in range(0, len(pixels), STRIP):
        progress.report(start / len(pixels))
        table.add(pixels[start : start + STRIP])
    return table.histogram(progress)


def _count(pixels: NDArray[np.uint32]) -> Histogram:
    """Count packed pixels (n,), in any order."""
    # NumPy sorts values with vector instructions (AVX2, AVX-512), which it cannot do for positions.
    pixels = np.sort(pixels)
    first = _starts(pixels)
    return Histogram(pixels[first], np.diff(np.append(first, len(pixels))).astype(np.int64))


def _merge(parts: list[Histogram], progress: Progress = SILENT) -> Histogram:
    """Merge histograms, one range of colours at a time, so that no sort takes long."""
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


def _starts(values: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return the positions where a run of equal values starts."""
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
