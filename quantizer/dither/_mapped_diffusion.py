"""Error diffusion that is told, pixel by pixel, how much of it is wanted.

It is `_wavefront.Diffusion` but for what a pixel makes of the errors that reach it:

    their sum is multiplied by the pixel's *reception*: none enters flat areas, little edges
        -> held within a limit, so that error does not run away where no entry can make up for it
        -> lessened by what nobody sees, so that fine palettes are left without needless grain

In a picture with soft edges, whose entries take long to choose, a pixel that no error reaches
takes the entry of its colour, which is looked up for all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.dither._wavefront import Batch, Diffusion, Edge, Kernel
from quantizer.progress import SILENT

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
    unseen
        Error in a channel that is not worth to be made up for: so much less is received.
    limit
        Largest error that a pixel receives in a channel.
    """

    reception: NDArray[np.uint8]
    shares: NDArray[np.float32]
    unseen: float
    limit: float


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
        self._shares = guide.shares
        self._gates = np.zeros((self._batch, rows, channels), np.float32)
        self._total = np.empty_like(self._scratch)
        self._unseen = np.full_like(self._scratch, guide.unseen)
        self._limit = np.full_like(self._scratch, guide.limit)
        self._minus_unseen, self._minus_limit = -self._unseen, -self._limit
        self._own = canvas.nearest(SILENT) if canvas.is_soft else None
        self._own_of_batch = np.zeros(self._gates.shape[:2], np.uint8)

    def _gather(self, batch: Batch, edges: list[Edge]) -> NDArray[np.bool_] | None:
        visible = super()._gather(batch, edges)
        places = batch.gather(self._reception, edges)
        inner = slice(batch.top - self._offset, batch.bottom - self._offset)
        gates = self._shares.take(places, mode="clip")
        # A channel at a time is quicker than taking rows of three.
        for channel in range(self._gates.shape[2]):
            self._gates[: len(places), inner, channel] = gates
        if self._own is not None:
            self._own_of_batch[: len(places), inner] = batch.gather(self._own, edges)
        return visible

    def _choose_at(
        self, values: NDArray[np.float32], place: int, start: int, stop: int
    ) -> NDArray[np.integer[Any]]:
        if self._own is None:
            return self._choose(values)
        chosen = self._own_of_batch[place - self._kernel.depth, start:stop]
        reached = self._total[start:stop].any(axis=1).nonzero()[0]
        if len(reached):
            chosen[reached] = self._choose(values[reached])
        return chosen

    def _receive(self, values: NDArray[np.float32], place: int, start: int, stop: int) -> None:
        errors, scratch = self._fronts_of_errors, self._scratch[start:stop]
        total = self._total[start:stop]
        (age, down, share), *others = self._received
        np.multiply(errors[place - age][start - down : stop - down], share, total)
        for age, down, share in others:
            np.multiply(errors[place - age][start - down : stop - down], share, scratch)
            np.add(total, scratch, total)
        np.multiply(total, self._gates[place - self._kernel.depth, start:stop], total)
        np.minimum(total, self._limit[start:stop], out=total)
        np.maximum(total, self._minus_limit[start:stop], out=total)
        np.minimum(total, self._unseen[start:stop], out=scratch)
        np.maximum(scratch, self._minus_unseen[start:stop], out=scratch)
        np.subtract(total, scratch, total)
        np.add(values, total, values)
