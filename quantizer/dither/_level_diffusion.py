"""Error diffusion whose kernel depends on the value of the pixel, in serpentine order.

The tables were made for black and white. With other palettes each channel is looked up for itself,
by its own value before errors, and noise is scaled by the distance between neighbouring entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.dither._serpentine import LevelShares, SerpentineDiffusion
from quantizer.dither._wavefront import Kernel
from quantizer.dither.adaptive import spacing_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.progress import Progress

_RECEIVERS = Kernel((1, 0, 1.0), (-1, 1, 1.0), (0, 1, 1.0))
"""The right, the lower left and the lower neighbour."""


@dataclass(frozen=True, slots=True, eq=False)
class LevelDiffusion:
    """Adds shares of the error of each pixel, chosen by its value, to three neighbours.

    Parameters
    ----------
    label
        The name that the window shows.
    parts_by_level
        (128, 3): the parts that the neighbours receive of the error of a value from 0 to 127; those
        of higher values are the same in reverse order.
    noise
        (128,): how strong the noise is, 0 to 1: at 1 it lowers a value by up to half the distance
        of neighbouring entries. None for no noise.
    """

    label: str
    parts_by_level: NDArray[np.floating]
    noise: NDArray[np.floating] | None = None
    has_strength: bool = True
    parts: int = 0

    def dither(self, source: DitherInput, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        total = self.parts_by_level.sum(axis=1, keepdims=True)
        shares = _mirrored(self.parts_by_level / total)
        noise = None
        if self.noise is not None:
            noise = _mirrored(self.noise * spacing_of(source.entries) / np.sqrt(12))
        find_nearest, by_level = source.lookup(progress), LevelShares(shares, noise)
        diffusion = SerpentineDiffusion(source, _RECEIVERS, strength, None, find_nearest, by_level)
        return diffusion.run(progress)


def _mirrored(figures: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return figures of the values 0 to 127 for 0 to 255, float32."""
    return np.concatenate([figures, figures[::-1]]).astype(np.float32)
