"""Error diffusion in serpentine order: the rows run to the right and to the left in turn.

In this order every pixel waits for the one before it, to the end of its row, and so for all before
that: there are no fronts (`_wavefront`). To compute several pixels at once, rows are cut into
*segments* of equal length, which all start at the same time:

    for each row: for each place in a segment: add errors, clip, find entries, spread the errors

An error that would cross the end of a segment goes to the pixel below, since the next segment has
begun already. The cuts lie elsewhere in each row, so that they are not seen. A row that is no
longer than a segment is not cut; there, the result is that of the plain loop to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from quantizer.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._mapped_diffusion import DiffusionMap
    from quantizer.dither._wavefront import Kernel
    from quantizer.progress import Progress

    Floats = NDArray[np.float32]

SEGMENT = 32
"""Pixels of a segment: a gradient in black and white shows no cuts, and errors of areas are those
of uncut rows within 2 %. Checked by eye and measured by hand."""

_TURN = 0.618
"""Part of a segment by which the cuts move from row to row: the golden ratio, so that near rows
have them far apart."""

_STRIP = 64
"""Rows whose values are read at once."""


class LevelShares(NamedTuple):
    """Shares of the error that depend on the value of the pixel itself.

    Parameters
    ----------
    shares
        float32 (256, n): for each value, the factor on the shares of the kernel's receivers.
    noise
        float32 (256,): for each value, how far the value is lowered at most, by chance, while the
        entry is chosen; None for no noise.
    """

    shares: NDArray[np.float32]
    noise: NDArray[np.float32] | None = None


class SerpentineDiffusion:
    """One run of a diffusion and its buffers.

    Parameters
    ----------
    source
        The picture and the palette.
    kernel
        Which pixels receive which share of an error, in a row that runs to the right.
    strength
        Share of the error that is diffused, 0 to 1.
    control
        How much of the error each pixel receives; None for all of it.
    find_nearest
        The function that ``source.lookup`` returns.
    by_level
        Shares that depend on the pixel's value; None for those of the kernel alone.
    """

    def __init__(
        self,
        source: DitherInput,
        kernel: Kernel,
        strength: float,
        control: DiffusionMap | None,
        find_nearest: Callable[[Floats], NDArray[np.integer[Any]]],
        by_level: LevelShares | None = None,
    ) -> None:
        self._source, self._control, self._find_nearest = source, control, find_nearest
        self._by_level = by_level
        self._shares = [
            (right, down, np.float32(strength) * np.float32(share))
            for right, down, share in kernel.shares
        ]
        side = max(abs(right) for right, _, _ in kernel.shares)
        self._pad = SEGMENT + side
        width, channels = source.pixels.shape[1], source.entries.shape[1]
        self._rows = np.zeros((kernel.reach + 1, width + 2 * self._pad, channels), np.float32)
        self._highest = np.full(channels, source.highest, np.float32)
        self._highest[3:] = 255
        self._row_noise: Floats | None = None
        self._own = source.nearest(SILENT) if control and source.is_soft else None

    def run(self, progress: Progress) -> NDArray[np.uint8]:
        """Process all rows and return the indices, uint8 (height, width)."""
        source = self._source
        height, width = source.pixels.shape
        indices = np.zeros((height, width), np.uint8)
        values = np.empty((_STRIP, width, source.entries.shape[1]), np.float32)
        for top in range(0, height, _STRIP):
            progress.report(top / height)
            strip = source.pixels[top : top + _STRIP]
            visible = source.values(strip, values[: len(strip)])
            for row in range(top, top + len(strip)):
                seen = None if visible is None else visible[row - top]
                self._process_row(row, values[row - top], seen, indices[row])
                self._rows = np.roll(self._rows, -1, axis=0)
                self._rows[-1] = 0
        return indices

    def _process_row(
        self,
        row: int,
        values: Floats,
        visible: NDArray[np.bool_] | None,
        indices: NDArray[np.uint8],
    ) -> None:
        """Choose the entries of a row, and leave its errors in the rows below."""
        width = len(values)
        self._row_noise = None
        if self._by_level is not None and self._by_level.noise is not None:
            levels = values[:, :3].mean(axis=1).clip(0, 255).astype(np.intp)
            chance = np.random.default_rng(row).random(width, np.float32)
            self._row_noise = -chance * self._by_level.noise[levels]
        segment = min(SEGMENT, width)
        start = 0 if width <= SEGMENT else int(row * _TURN * segment) % segment
        for place in range(segment):
            first = place - start
            first += segment if first < 0 else 0
            count = -(-(width - first) // segment)
            if count <= 0:
                continue
            column, step = (first, segment) if row % 2 == 0 else (width - 1 - first, -segment)
            stop = column + step * count
            columns = slice(column, stop if stop >= 0 else None, step)
            own = slice(column + self._pad, stop + self._pad, step)
            some = values[columns]
            factors = None
            if self._by_level is not None:
                factors = self._by_level.shares[some.clip(0, 255).astype(np.intp)]
            received = self._rows[0][own]
            errors = self._entries_of(row, columns, some, received, visible, indices)
            self._spread(errors, factors, own, place, first)

    def _entries_of(
        self,
        row: int,
        columns: slice,
        values: Floats,
        received: Floats,
        visible: NDArray[np.bool_] | None,
        indices: NDArray[np.uint8],
    ) -> Floats:
        """Set the entries of some pixels of a row and return their errors."""
        source, control = self._source, self._control
        if control is not None:
            received *= control.shares[control.dither_map[row, columns]][:, None]
            np.minimum(received, control.limit, out=received)
            np.maximum(received, -control.limit, out=received)
            received -= np.minimum(np.maximum(received, -control.unseen), control.unseen)
        values += received
        np.maximum(values, source.lowest, out=values)
        np.minimum(values, self._highest, out=values)
        noise = self._noise(row, columns)
        if noise is None:
            chosen = self._find_nearest(values)
        else:
            noisy = values.copy()
            noisy[:, :3] += noise[:, None]
            chosen = self._find_nearest(noisy)
        if self._own is not None:
            chosen = np.where(received.any(axis=1), chosen, self._own[row, columns])
        values -= source.entries.take(chosen, 0)
        if visible is not None:
            chosen = np.where(visible[columns], chosen, source.transparent)
            values *= visible[columns][:, None]
        indices[columns] = chosen
        return values

    def _noise(self, row: int, columns: slice) -> NDArray[Any] | None:
        """Return what is added to some pixels of a row while their entries are chosen."""
        if self._row_noise is not None:
            return self._row_noise[columns]
        if self._control is None or self._control.noise is None:
            return None
        return self._control.noise[row, columns]

    def _spread(
        self, errors: Floats, factors: Floats | None, own: slice, place: int, first: int
    ) -> None:
        """Add the errors of pixels to those that follow them.

        Parameters
        ----------
        errors
            float32 (n, c).
        factors
            float32 (n, c, receivers): factors on the shares; None for none.
        own
            Where the pixels are in the buffers' rows.
        place
            Their place in their segments.
        first
            By how many pixels the first of them follows the row's first.
        """
        ahead = 1 if own.step > 0 else -1
        width = self._rows.shape[1] - 2 * self._pad
        segment = abs(own.step)
        for receiver, (right, down, share) in enumerate(self._shares):
            part = errors * share
            if factors is not None:
                part *= factors[:, :, receiver]
            if down or place + right < segment:
                target = self._rows[down][_moved(own, ahead * right)]
                target += part
            elif len(self._rows) > 1:
                last = first + (len(errors) - 1) * segment
                inside = len(errors) if last + right < width else len(errors) - 1
                self._rows[1][own][:inside] += part[:inside]


def _moved(place: slice, columns: int) -> slice:
    return slice(place.start + columns, place.stop + columns, place.step)
