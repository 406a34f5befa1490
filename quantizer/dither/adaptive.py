"""Error diffusion that follows the picture: strong in gradients, weak at edges, none in flat areas.

A dither map (`_dither_map`) says for each pixel how much of the error it receives; the error is
then diffused by the kernel of Floyd and Steinberg (`_mapped_diffusion`). Errors too small to be
seen are dropped. Errors of more than one and a half times the median distance between
neighbouring entries are cut off, since no entry could cancel them.

A given palette may be far from the image's colours. With it, flat areas are dithered, too, unless
their entry looks the same, and blue noise keeps their patterns from forming worms (R. A. Ulichney,
"Dithering with blue noise", Proc. IEEE 76(1), 1988). No error is cut off, and edges receive at
least half of it: otherwise areas would lose their mean colour.

The constants were chosen by FLIP, SSIMULACRA2 and file sizes of photos, screenshots and icons
(``python -m tests.benchmarks.look``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.dither import _compiled
from quantizer.dither._dither_map import FLAT, FULL, USUAL, dither_map_of
from quantizer.dither._mapped_diffusion import DiffusionMap, MappedDiffusion
from quantizer.dither._serpentine import SerpentineDiffusion
from quantizer.dither.blue_noise import mask
from quantizer.dither.floyd_steinberg import KERNEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.progress import Progress

_UNSEEN = 1.0
"""Error in levels up to which it is dropped as invisible."""

_LIMIT = 1.5
"""Largest error that a pixel receives, in units of `_spacing`."""

_NOISE = 0.15
"""Largest noise in flat areas of given palettes, in units of `_spacing`. Without noise, one
direction or another has most of the power spectrum, which the eye sees as worms; more noise than
this changes little (`tests.remap.test_given_palette`)."""

_SOFT = 0.7
"""Factor on the strength for pictures with soft edges: in icons the grain itself is an error."""


@dataclass(frozen=True, slots=True)
class Adaptive:
    """Dithers gradients and texture, edges a little, and flat areas not at all.

    Parameters
    ----------
    is_serpentine
        Whether every second row runs from right to left.
    """

    is_serpentine: bool = False
    label: str = "Adaptive"
    has_strength: bool = True
    parts: int = 0

    def dither(self, source: DitherInput, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        if strength == 0:
            return source.nearest(progress)
        if source.is_soft and source.differs is None:
            strength *= _SOFT
        packed = source.pixels if source.packed is None else source.packed
        dither_map = dither_map_of(packed, progress.between(0, 0.1))
        shares = np.arange(256, dtype=np.float32) * np.float32(strength / USUAL)
        np.minimum(shares, 1, out=shares)
        unseen, limit = _UNSEEN * source.just_visible, _LIMIT * spacing_of(source.entries)
        noise = None
        if source.differs is not None:
            is_poor = (dither_map == FLAT) & source.differs(progress.between(0.1, 0.1))
            dither_map = np.where(is_poor, np.uint8(FULL), dither_map)
            limit = np.inf
            shares = _shares_of_given(strength)
            noise = _noise(is_poor, _NOISE * spacing_of(source.entries))
        control = DiffusionMap(dither_map, shares, unseen, limit, noise)
        if self.is_serpentine:
            find_nearest = source.lookup(progress)
            serpentine = SerpentineDiffusion(source, KERNEL, 1.0, control, find_nearest)
            return serpentine.run(progress.between(0.1, 1))
        if _compiled.is_worthwhile(source, KERNEL):
            return _compiled.diffuse(source, KERNEL, 1.0, control, progress.between(0.1, 1))
        find_nearest = source.lookup(progress)
        diffusion = MappedDiffusion(source, KERNEL, control, find_nearest)
        return diffusion.run(progress.between(0.1, 1))


def _shares_of_given(strength: float) -> NDArray[np.float32]:
    """Return the share of each value of the map for a given palette: at edges at least half."""
    shares = (1 + np.minimum(np.arange(256) / USUAL, 1)) / 2 * strength
    shares[FLAT] = 0
    return shares.astype(np.float32)


def _noise(places: NDArray[np.bool_], most: float) -> NDArray[np.int8]:
    """Return blue noise of -`most` to `most` at some places, and 0 elsewhere, int8."""
    height, width = places.shape
    ranks = mask()
    levels = (ranks / (ranks.size - 1) * 2 - 1) * min(most, 127)
    tile = np.rint(levels).astype(np.int8)
    tiles = np.tile(tile, (-(-height // len(tile)), -(-width // len(tile))))
    return np.where(places, tiles[:height, :width], np.int8(0))


def spacing_of(entries: NDArray[np.float32]) -> float:
    """Return the median distance of an entry to the entry nearest to it, 0 for a single entry."""
    wide = entries.astype(np.float64)
    distances = np.linalg.norm(wide[:, None] - wide[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.min(axis=1)
    found = np.sort(nearest[np.isfinite(nearest)])
    # Not `np.median`, which asks `numpy.ma`: that takes a moment to import.
    middle = found[(len(found) - 1) // 2 : len(found) // 2 + 1]
    return float(middle.mean()) if found.size else 0.0


DITHERER = Adaptive()
