"""Error diffusion, one wavefront of pixels at a time.

A kernel adds the error of a pixel to pixels that follow in reading order. Let r be its reach to
the left on lower rows. Then a pixel (x, y) receives errors only from pixels with a smaller
x + (r + 1) y, so all pixels with equal x + (r + 1) y form a *front* and are computed at once. Each
pixel goes through the same arithmetic in the same order as in the plain loop from left to right
and top to bottom, so the result is the same to the last bit.

Fronts are processed in blocks (`_fronts`), since the pixels of neighbouring fronts are adjacent in
memory:

    gather the values of a block -> for each front: add errors, clip, find entries, keep the errors
        -> scatter the indices

In the block's buffer a front is a row, and the position within it is the image's row; so errors
move from one front to the next as slices. Errors are stored in place of the values.

Values are clipped to the gamut before their entry is chosen, so that errors that no entry can
cancel do not pile up.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.dither._fronts import FrontBlock, Fronts

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._fronts import Edge
    from quantizer.progress import Progress

_FEWEST, _MOST = 32, 64
"""Fewest and most fronts of a block. The fewest fill two cache lines with neighbouring pixels; in
small images, whose fronts are short, larger blocks are quicker. Timed by hand."""

_BUFFERED = 1 << 14
"""Approximate number of pixels of a block that has more than the fewest fronts; not tuned."""


class Kernel:
    """An error-diffusion kernel.

    Parameters
    ----------
    shares
        (columns to the right, rows down, share) of each pixel that receives a share of the error.
    """

    def __init__(self, *shares: tuple[int, int, float]) -> None:
        self.shares = shares

    @cached_property
    def slope(self) -> int:
        """By how many fronts a row starts after the row above: 1 + the reach to the left."""
        return 1 + max(0, *(-right for right, _, _ in self.shares))

    @cached_property
    def received(self) -> tuple[tuple[int, int, float], ...]:
        """(fronts back, rows up, share) of each pixel that gives an error, in reading order."""
        ordered = sorted(self.shares, key=lambda share: (-share[1], -share[0]))
        return tuple((right + self.slope * down, down, share) for right, down, share in ordered)

    @cached_property
    def depth(self) -> int:
        """How many fronts back the earliest error comes from."""
        return max(age for age, _, _ in self.received)

    @cached_property
    def reach(self) -> int:
        """How many rows down an error reaches."""
        return max(down for _, down, _ in self.shares)


class Diffusion:
    """One run of a diffusion and its buffers.

    Parameters
    ----------
    source
        The picture and the palette.
    kernel
        Which pixels receive which share of an error.
    strength
        Share of the error that is diffused, 0 to 1.
    find_nearest
        The function that ``source.lookup`` returns.
    """

    def __init__(
        self,
        source: DitherInput,
        kernel: Kernel,
        strength: float,
        find_nearest: Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]],
    ) -> None:
        self._source = source
        self._find_nearest = find_nearest
        self._kernel = kernel
        height, width = source.pixels.shape
        self._fronts = Fronts(height, width, kernel.slope)
        # Weights are arrays, since NumPy would convert a scalar at every use.
        self._received = [
            (age, down, np.array(np.float32(strength) * np.float32(share)))
            for age, down, share in kernel.received
        ]
        crossed = min(height, width // kernel.slope + 1)
        self._block_size = min(_MOST, max(_FEWEST, _BUFFERED // crossed))
        crossed = min(height, crossed + self._block_size)
        shape = (kernel.depth + self._block_size, crossed + kernel.reach + 1)
        self._errors = np.zeros((*shape, source.entries.shape[1]), np.float32)
        self._fronts_of_errors = list(self._errors)
        self._scratch = np.empty_like(self._errors[0])
        self._chosen = np.zeros(shape, np.uint8)
        # `minimum` with an array of bounds is quicker than with a scalar.
        self._lowest = np.full_like(self._scratch, source.lowest)
        self._highest = np.full_like(self._scratch, source.highest)
        self._highest[:, 3:] = 255
        self._indices = np.empty((self._fronts.height, self._fronts.width), np.uint8)
        self._offset = -kernel.reach
        """Row of the image at position 0 of the buffers' rows."""

    def run(self, progress: Progress) -> NDArray[np.uint8]:
        """Process all blocks and return the indices, uint8 (height, width)."""
        count = len(self._fronts)
        for start in range(0, count, self._block_size):
            progress.report(start / count)
            block = FrontBlock(self._fronts, start, min(count, start + self._block_size))
            edges = block.edges()
            visible = self._gather(block, edges)
            for front in range(block.start, block.stop):
                self._process_front(front, front - block.start + self._kernel.depth, visible)
            self._scatter(block, edges)
        return self._indices

    def _gather(self, block: FrontBlock, edges: list[Edge]) -> NDArray[np.bool_] | None:
        """Put the values of a block into the buffer, after the last errors of the block before.

        Returns
        -------
        ndarray or None
            Which positions of the buffer hold visible pixels, or None where all do.
        """
        depth, errors, pixels = self._kernel.depth, self._errors, self._source.pixels
        offset = block.top - self._kernel.reach
        shift = offset - self._offset
        kept = errors.shape[1] - shift
        errors[:depth, :kept] = errors[-depth:, shift:]
        errors[:depth, kept:] = 0
        self._offset = offset
        items = block.gather(pixels, edges)
        count = block.stop - block.start
        values = errors[depth : depth + count, block.top - offset : block.bottom - offset]
        visible = self._source.values(items, values)
        for first, last, _, within in edges:
            values[:, first - block.top : last - block.top][~within.T] = 0
        errors[depth:, : block.top - offset] = 0
        errors[depth:, block.bottom - offset :] = 0
        return visible

    def _process_front(self, front: int, place: int, visible: NDArray[np.bool_] | None) -> None:
        """Choose the entries of one front, which is row `place` of the buffer."""
        errors, source, offset = self._fronts_of_errors, self._source, self._offset
        start = self._fronts.first_row(front) - offset
        stop = self._fronts.last_row(front) + 1 - offset
        seen = None
        if visible is not None and stop > start:
            row = visible[place - self._kernel.depth]
            reach = self._kernel.reach
            start, stop, seen = self._narrow(place, start, stop, row[start - reach : stop - reach])
        if stop <= start:
            return
        values, scratch = errors[place][start:stop], self._scratch[start:stop]
        self._receive(values, place, start, stop)
        np.maximum(values, self._lowest[start:stop], out=values)
        np.minimum(values, self._highest[start:stop], out=values)
        chosen = self._entries_for(values, place, start, stop)
        source.entries.take(chosen, 0, scratch, "clip")
        np.subtract(values, scratch, values)
        if seen is not None:
            chosen = np.where(seen, chosen, source.transparent)
            values *= seen[:, None]
        self._chosen[place, start:stop] = chosen

    def _narrow(
        self, place: int, start: int, stop: int, seen: NDArray[np.bool_]
    ) -> tuple[int, int, NDArray[np.bool_]]:
        """Set the invisible pixels at both ends of a front, and return the part between.

        Returns
        -------
        tuple
            First position, last position + 1, and which positions between are visible.
        """
        lit = seen.nonzero()[0]
        first, last = (int(lit[0]), int(lit[-1]) + 1) if len(lit) else (0, 0)
        values, chosen = self._fronts_of_errors[place], self._chosen[place]
        for outer in (slice(start, start + first), slice(start + last, stop)):
            values[outer] = 0
            chosen[outer] = self._source.transparent
        return start + first, start + last, seen[first:last]

    def _entries_for(
        self, values: NDArray[np.float32], _place: int, _start: int, _stop: int
    ) -> NDArray[np.integer[Any]]:
        """Return the entries for the values of a front."""
        return self._find_nearest(values)

    def _receive(self, values: NDArray[np.float32], place: int, start: int, stop: int) -> None:
        """Add the errors that reach the pixels of a front to their values."""
        errors, scratch = self._fronts_of_errors, self._scratch[start:stop]
        for age, down, share in self._received:
            np.multiply(errors[place - age][start - down : stop - down], share, scratch)
            np.add(values, scratch, values)

    def _scatter(self, block: FrontBlock, edges: list[Edge]) -> None:
        """Write the indices of a block to the pixels of the image."""
        depth, offset = self._kernel.depth, self._offset
        chosen = self._chosen[depth : depth + block.stop - block.start].T
        top, bottom = block.inner
        block.diagonals(self._indices)[...] = chosen[top - offset : bottom - offset]
        flat = self._indices.reshape(-1)
        for first, last, positions, within in edges:
            flat[positions[within]] = chosen[first - offset : last - offset][within]
