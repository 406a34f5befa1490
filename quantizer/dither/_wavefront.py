"""Error diffusion, a diagonal front of pixels at a time.

A kernel hands the error of a pixel on to pixels that are still to come in reading order. Let r be
its leftward reach on lower rows; then a pixel (x, y) receives only from pixels with a smaller
x + (r + 1) y, so all pixels of one such sum are a *wavefront* and are worked on at once. Each
pixel does the same arithmetic in the same order as in the plain loop from left to right and top
to bottom, so the result is the same to the last bit.

Fronts come in batches, since the pixels of neighbouring fronts lie side by side in memory:

    gather the values of a batch -> front by front: add errors, clip, choose, keep the error
        -> scatter the chosen indices

In the batch's buffer a front is a row and the place within it is the image's row, so that what
flows from one front to the next is a slice. A value becomes an error where it stands.

The value that an entry is chosen for is clipped to the gamut, which keeps errors that no palette
entry can make up for from piling up.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import Canvas
    from quantizer.progress import Progress

_FEWEST, _MOST = 32, 64
"""Fronts between a gathering and a scattering: at least as many as pixels share two lines of the
cache; the more, the less often an image of short fronts, which work on little at a time, pays."""

_BUFFERED = 1 << 14
"""Pixels of a batch, about, where it has more than the fewest fronts."""


class Kernel:
    """Where the error of a pixel goes.

    Parameters
    ----------
    shares
        (columns to the right, rows down, share) of each pixel that receives.
    """

    def __init__(self, *shares: tuple[int, int, float]) -> None:
        self.shares = shares

    @cached_property
    def slope(self) -> int:
        """How many fronts a row starts after the row above: 1 + the leftward reach."""
        return 1 + max(-right for right, _, _ in self.shares)

    @cached_property
    def received(self) -> tuple[tuple[int, int, float], ...]:
        """(fronts ago, rows above, share) of each pixel that is received from, in its order."""
        ordered = sorted(self.shares, key=lambda share: (-share[1], -share[0]))
        return tuple((right + self.slope * down, down, share) for right, down, share in ordered)

    @cached_property
    def depth(self) -> int:
        """How many fronts back an error comes from."""
        return max(age for age, _, _ in self.received)

    @cached_property
    def reach(self) -> int:
        """How many rows an error goes down."""
        return max(down for _, down, _ in self.shares)


Edge = tuple[int, int, "NDArray[np.intp]", "NDArray[np.bool_]"]


class Fronts:
    """The fronts of an image: which rows each of them crosses."""

    def __init__(self, height: int, width: int, slope: int) -> None:
        self.height, self.width, self.slope = height, width, slope

    def __len__(self) -> int:
        return self.width + self.slope * (self.height - 1)

    def first_row(self, front: int) -> int:
        return max(0, -((self.width - 1 - front) // self.slope))

    def last_row(self, front: int) -> int:
        return min(self.height - 1, front // self.slope)


class Batch:
    """Some neighbouring fronts, and the rows of the image that any of them crosses."""

    def __init__(self, fronts: Fronts, start: int, stop: int) -> None:
        self.fronts, self.start, self.stop = fronts, start, stop

    @property
    def top(self) -> int:
        return self.fronts.first_row(self.start)

    @property
    def bottom(self) -> int:
        """The last row and one."""
        return self.fronts.last_row(self.stop - 1) + 1

    @property
    def inner(self) -> tuple[int, int]:
        """First row that all fronts cross, and the last one and one; equal if there is none."""
        top = self.fronts.first_row(self.stop - 1)
        return top, max(top, self.fronts.last_row(self.start) + 1)

    def diagonals(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Return the pixels, C-contiguous (height, width), of the inner rows: (rows, fronts)."""
        top, bottom = self.inner
        step = self.fronts.width - self.fronts.slope
        size = pixels.itemsize
        return np.lib.stride_tricks.as_strided(
            pixels.reshape(-1)[top * step + self.start :],
            (bottom - top, self.stop - self.start),
            (step * size, size),
        )

    def gather(self, pixels: NDArray[Any], edges: list[Edge]) -> NDArray[Any]:
        """Return the pixels, C-contiguous (height, width), of the fronts: (fronts, rows)."""
        items = np.empty((self.bottom - self.top, self.stop - self.start), pixels.dtype)
        top, bottom = (row - self.top for row in self.inner)
        items[top:bottom] = self.diagonals(pixels)
        for first, last, positions, _ in edges:
            items[first - self.top : last - self.top] = pixels.reshape(-1)[positions]
        return np.ascontiguousarray(items.T)

    def edges(self) -> list[Edge]:
        """Return, for the rows above and below the inner ones, where their pixels are.

        Each is a first row, a last row and one, the flat positions (rows, fronts), clipped to
        the image, and which of these are on their fronts.
        """
        found = []
        for top, bottom in ((self.top, self.inner[0]), (self.inner[1], self.bottom)):
            rows = np.arange(top, bottom)[:, None]
            columns = np.arange(self.start, self.stop) - self.fronts.slope * rows
            within = (columns >= 0) & (columns < self.fronts.width)
            positions = rows * self.fronts.width + columns.clip(0, self.fronts.width - 1)
            found.append((top, bottom, positions, within))
        return found


def diffuse(
    canvas: Canvas, kernel: Kernel, strength: float, progress: Progress
) -> NDArray[np.uint8]:
    """Return the index of each pixel's palette entry, uint8 (height, width).

    Parameters
    ----------
    canvas
        The picture and the palette.
    kernel
        Where errors go.
    strength
        Share of the error that is handed on, 0 to 1.
    progress
        Told the share of pixels done.
    """
    choose = canvas.chooser(progress)
    return Diffusion(canvas, kernel, strength, choose).run(progress)


class Diffusion:
    """One run of `diffuse` and its buffers."""

    def __init__(
        self,
        canvas: Canvas,
        kernel: Kernel,
        strength: float,
        choose: Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]],
    ) -> None:
        self._canvas = canvas
        self._choose = choose
        self._kernel = kernel
        height, width = canvas.pixels.shape
        self._fronts = Fronts(height, width, kernel.slope)
        # Weights are arrays since a scalar would be turned into one at every use.
        self._received = [
            (age, down, np.array(np.float32(strength) * np.float32(share)))
            for age, down, share in kernel.received
        ]
        crossed = min(height, width // kernel.slope + 1)
        self._batch = min(_MOST, max(_FEWEST, _BUFFERED // crossed))
        crossed = min(height, crossed + self._batch)
        shape = (kernel.depth + self._batch, crossed + kernel.reach + 1)
        self._errors = np.zeros((*shape, canvas.entries.shape[1]), np.float32)
        self._fronts_of_errors = list(self._errors)
        self._scratch = np.empty_like(self._errors[0])
        self._chosen = np.zeros(shape, np.uint8)
        # A bound in each place makes a quicker minimum than one bound for all.
        self._lowest = np.full_like(self._scratch, canvas.lowest)
        self._highest = np.full_like(self._scratch, 255)
        self._indices = np.empty((self._fronts.height, self._fronts.width), np.uint8)
        self._offset = -kernel.reach
        """Row of the image at the start of the buffers' rows."""

    def run(self, progress: Progress) -> NDArray[np.uint8]:
        """Work on all batches and return the indices."""
        count = len(self._fronts)
        for start in range(0, count, self._batch):
            progress.report(start / count)
            batch = Batch(self._fronts, start, min(count, start + self._batch))
            edges = batch.edges()
            visible = self._gather(batch, edges)
            for front in range(batch.start, batch.stop):
                self._work_on(front, front - batch.start + self._kernel.depth, visible)
            self._scatter(batch, edges)
        return self._indices

    def _gather(self, batch: Batch, edges: list[Edge]) -> NDArray[np.bool_] | None:
        """Bring the values of a batch into the buffer, behind the last errors of the one before.

        Returns
        -------
        ndarray or None
            Which places of the buffer hold visible pixels, or None where all do.
        """
        depth, errors, pixels = self._kernel.depth, self._errors, self._canvas.pixels
        offset = batch.top - self._kernel.reach
        shift = offset - self._offset
        kept = errors.shape[1] - shift
        errors[:depth, :kept] = errors[-depth:, shift:]
        errors[:depth, kept:] = 0
        self._offset = offset
        items = batch.gather(pixels, edges)
        count = batch.stop - batch.start
        values = errors[depth : depth + count, batch.top - offset : batch.bottom - offset]
        visible = self._canvas.values(items, values)
        for first, last, _, within in edges:
            values[:, first - batch.top : last - batch.top][~within.T] = 0
        errors[depth:, : batch.top - offset] = 0
        errors[depth:, batch.bottom - offset :] = 0
        return visible

    def _work_on(self, front: int, place: int, visible: NDArray[np.bool_] | None) -> None:
        """Choose the entries of one front, which is at `place` in the buffer."""
        errors, canvas, offset = self._fronts_of_errors, self._canvas, self._offset
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
        chosen = self._choose_at(values, place, start, stop)
        canvas.entries.take(chosen, 0, scratch, "clip")
        np.subtract(values, scratch, values)
        if seen is not None:
            chosen = np.where(seen, chosen, canvas.transparent)
            values *= seen[:, None]
        self._chosen[place, start:stop] = chosen

    def _narrow(
        self, place: int, start: int, stop: int, seen: NDArray[np.bool_]
    ) -> tuple[int, int, NDArray[np.bool_]]:
        """Be done with what is invisible at both ends of a front.

        Returns
        -------
        tuple
            First place, last place and one, and which of the places between are visible.
        """
        lit = seen.nonzero()[0]
        first, last = (int(lit[0]), int(lit[-1]) + 1) if len(lit) else (0, 0)
        values, chosen = self._fronts_of_errors[place], self._chosen[place]
        for outer in (slice(start, start + first), slice(start + last, stop)):
            values[outer] = 0
            chosen[outer] = self._canvas.transparent
        return start + first, start + last, seen[first:last]

    def _choose_at(
        self, values: NDArray[np.float32], _place: int, _start: int, _stop: int
    ) -> NDArray[np.integer[Any]]:
        """Return the entries for the values of a front."""
        return self._choose(values)

    def _receive(self, values: NDArray[np.float32], place: int, start: int, stop: int) -> None:
        """Add the errors that reach the pixels of a front to their values."""
        errors, scratch = self._fronts_of_errors, self._scratch[start:stop]
        for age, down, share in self._received:
            np.multiply(errors[place - age][start - down : stop - down], share, scratch)
            np.add(values, scratch, values)

    def _scatter(self, batch: Batch, edges: list[Edge]) -> None:
        """Put the chosen indices of a batch where its pixels are."""
        depth, offset = self._kernel.depth, self._offset
        chosen = self._chosen[depth : depth + batch.stop - batch.start].T
        top, bottom = batch.inner
        batch.diagonals(self._indices)[...] = chosen[top - offset : bottom - offset]
        flat = self._indices.reshape(-1)
        for first, last, positions, within in edges:
            flat[positions[within]] = chosen[first - offset : last - offset][within]
