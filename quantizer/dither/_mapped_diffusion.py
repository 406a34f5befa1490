"""Error diffusion that each pixel receives in its own strength.

`_wavefront.Diffusion` adds the errors that reach a pixel to its value. Here their sum is changed
before that:

    multiplied by the pixel's share, see `_dither_map`
        -> limited, so that errors do not pile up where no entry can cancel them
        -> reduced by the amount that is invisible, so that fine palettes show no needless grain

In a picture with soft edges a search for the nearest entry is slow. There, pixels that no error
reaches take the entry of their own colour, which is found for all pixels at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.dither._wavefront import Diffusion, Kernel
from quantizer.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._fronts import Edge, FrontBlock


@dataclass(frozen=True, slots=True, eq=False)
class DiffusionMap:
    """How much of the error each pixel receives.

    Parameters
    ----------
    dither_map
        uint8 (height, width), C-contiguous: positions in `shares`.
    shares
        float32 (256,), 0 to 1: the share of the error that a pixel receives.
    unseen
        Invisible error in a channel, by which the received error is reduced.
    limit
        Largest error that a pixel receives in a channel.
    noise
        Added to a colour while its entry is chosen, int8 (height, width), C-contiguous, in values;
        None for no noise. The error is measured without it, so that the mean stays right.
    """

    dither_map: NDArray[np.uint8]
    shares: NDArray[np.float32]
    unseen: float
    limit: float
    noise: NDArray[np.int8] | None = None


class MappedDiffusion(Diffusion):
    """One run of the diffusion and its buffers."""

    def __init__(
        self,
        source: DitherInput,
        kernel: Kernel,
        control: DiffusionMap,
        find_nearest: Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]],
    ) -> None:
        super().__init__(source, kernel, 1.0, find_nearest)
        rows, channels = self._scratch.shape
        self._dither_map = control.dither_map
        self._shares = control.shares
        self._gates = np.zeros((self._block_size, rows, channels), np.float32)
        self._total = np.empty_like(self._scratch)
        self._unseen = np.full_like(self._scratch, control.unseen)
        self._limit = np.full_like(self._scratch, control.limit)
        self._minus_unseen, self._minus_limit = -self._unseen, -self._limit
        self._own = source.nearest(SILENT) if source.is_soft else None
        self._own_of_block = np.zeros(self._gates.shape[:2], np.uint8)
        self._noise = control.noise
        self._noise_of_block = np.zeros((*self._gates.shape[:2], 1), np.float32)

    def _gather(self, block: FrontBlock, edges: list[Edge]) -> NDArray[np.bool_] | None:
        visible = super()._gather(block, edges)
        places = block.gather(self._dither_map, edges)
        inner = slice(block.top - self._offset, block.bottom - self._offset)
        gates = self._shares.take(places, mode="clip")
        # A channel at a time is quicker than taking rows of three.
        for channel in range(self._gates.shape[2]):
            self._gates[: len(places), inner, channel] = gates
        if self._noise is not None:
            self._noise_of_block[: len(places), inner, 0] = block.gather(self._noise, edges)
        if self._own is not None:
            self._own_of_block[: len(places), inner] = block.gather(self._own, edges)
        return visible

    def _entries_for(
        self, values: NDArray[np.float32], place: int, start: int, stop: int
    ) -> NDArray[np.integer[Any]]:
        if self._noise is not None:
            values = values.copy()
            values[:, :3] += self._noise_of_block[place - self._kernel.depth, start:stop]
        if self._own is None:
            return self._find_nearest(values)
        chosen = self._own_of_block[place - self._kernel.depth, start:stop]
        reached = self._total[start:stop].any(axis=1).nonzero()[0]
        if len(reached):
            chosen[reached] = self._find_nearest(values[reached])
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
