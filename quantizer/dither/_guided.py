"""Error diffusion that is told, pixel by pixel, how much of it is wanted.

It is `_wavefront.Diffusion` with three differences, each of a few operations per front:

    what a pixel receives is multiplied by its *reception* and held within a limit,
        so that error neither enters flat areas nor runs away where no entry can make up for it
    the value that an entry is chosen for is pulled a little towards the entry of the pixel on
        its left, so that runs of one entry, which files compress well, are not cut needlessly;
        the error is that of the value itself, so nothing is lost
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.dither._wavefront import BATCH, Batch, Diffusion, Edge, Kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import Canvas


@dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """How a picture wants to be dithered.

    Parameters
    ----------
    reception
        uint8 (height, width), C-contiguous: places in `shares`.
    shares
        float32 (256,), 0 to 1: which share of the errors that reach it a pixel receives.
    limit
        Largest error that a pixel receives in a channel.
    pull
        Share of the way to the entry on the left that a value goes where its share is 1.
    most
        How far it goes at most in a channel.
    """

    reception: NDArray[np.uint8]
    shares: NDArray[np.float32]
    limit: float
    pull: float
    most: float


class GuidedDiffusion(Diffusion):
    """One run and its buffers; see `quantizer.dither._wavefront.diffuse`."""

    def __init__(
        self,
        canvas: Canvas,
        kernel: Kernel,
        guide: Guide,
        choose: Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]],
    ) -> None:
        super().__init__(canvas, kernel, 1.0, choose)
        rows, channels = self._scratch.shape
        self._reception = guide.reception
        self._shares = np.repeat(guide.shares[:, None], channels, axis=1)
        self._gates = np.zeros((BATCH, rows, channels), np.float32)
        self._total = np.empty_like(self._scratch)
        self._limit = np.full_like(self._scratch, guide.limit)
        self._most = np.full_like(self._scratch, guide.most)
        self._least_error, self._least = -self._limit, -self._most
        self._pull = np.array(guide.pull, np.float32)
        self._visible: NDArray[np.bool_] | None = None
        self._was_seen = np.zeros(rows, np.bool_)

    def _gather(self, batch: Batch, edges: list[Edge]) -> NDArray[np.bool_] | None:
        before = self._offset
        self._visible = super()._gather(batch, edges)
        if shift := self._offset - before:
            for rows in (self._taken, self._was_seen):
                rows[:-shift] = rows[shift:]
        places = batch.gather(self._reception, edges)
        inner = slice(batch.top - self._offset, batch.bottom - self._offset)
        self._shares.take(places, 0, self._gates[: len(places), inner], "clip")
        return self._visible

    def _receive(self, values: NDArray[np.float32], place: int, start: int, stop: int) -> None:
        errors, scratch = self._fronts_of_errors, self._scratch[start:stop]
        total = self._total[start:stop]
        first = True
        for age, down, share in self._received:
            received = errors[place - age][start - down : stop - down]
            np.multiply(received, share, total if first else scratch)
            if not first:
                np.add(total, scratch, total)
            first = False
        np.multiply(total, self._gates[place - self._kernel.depth, start:stop], total)
        np.minimum(total, self._limit[start:stop], out=total)
        np.maximum(total, self._least_error[start:stop], out=total)
        np.add(values, total, values)

    def _wanted(
        self, values: NDArray[np.float32], front: int, place: int, start: int, stop: int
    ) -> NDArray[np.float32]:
        taken = self._taken[start:stop]
        wanted: NDArray[np.float32] = self._total[start:stop]
        place -= self._kernel.depth
        row, columns = divmod(front, self._fronts.slope)
        if columns == 0 and row < self._fronts.height:
            # The row begins here: nothing is on its left.
            taken[row - self._offset - start] = values[row - self._offset - start]
        np.subtract(taken, values, wanted)
        np.multiply(wanted, self._pull, wanted)
        np.minimum(wanted, self._most[start:stop], out=wanted)
        np.maximum(wanted, self._least[start:stop], out=wanted)
        np.multiply(wanted, self._gates[place, start:stop], wanted)
        if self._visible is not None:
            reach = self._kernel.reach
            wanted *= self._was_seen[start:stop, None]
            seen = self._visible[place, start - reach :][: stop - start]
            self._was_seen[start:stop] = seen
        np.add(values, wanted, wanted)
        return wanted
