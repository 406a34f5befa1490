"""Error diffusion where the picture wants it.

Smooth gradients and texture are dithered with the shares of Floyd and Steinberg; flat areas keep
one entry, edges stay crisp, errors too small to be seen are dropped, and so is what no entry can
make up for: more error than one and a half times the distance of an entry to its nearest other.

The constants were chosen by FLIP, SSIMULACRA2 and file sizes of photos, screenshots and icons
(``python -m tests.benchmarks.look``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.dither._dither_map import USUAL, measure_reception
from quantizer.dither._mapped_diffusion import Guide, GuidedDiffusion
from quantizer.dither.floyd_steinberg import KERNEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither import Canvas
    from quantizer.progress import Progress

_UNSEEN = 1.0
"""Levels of error that nobody sees."""

_LIMIT = 1.5
"""Spacings of the palette that a pixel receives as error at most."""


_SOFT = 0.7
"""Share of the strength for pictures with soft edges: in icons grain is an error itself."""


class Adaptive:
    """Dithers what is smooth or textured, and leaves flat areas and edges alone."""

    label = "Adaptive"
    has_strength = True

    def dither(self, canvas: Canvas, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        if strength == 0:
            return canvas.nearest(progress)
        if canvas.is_soft:
            strength *= _SOFT
        reception = measure_reception(canvas.pixels, progress.between(0, 0.1))
        shares = np.arange(256, dtype=np.float32) * np.float32(strength / USUAL)
        np.minimum(shares, 1, out=shares)
        unseen = _UNSEEN * canvas.finest
        guide = Guide(reception, shares, unseen, _LIMIT * _spacing(canvas.entries))
        choose = canvas.chooser(progress)
        diffusion = GuidedDiffusion(canvas, KERNEL, guide, choose)
        return diffusion.run(progress.between(0.1, 1))


def _spacing(entries: NDArray[np.float32]) -> float:
    """Return the median distance of an entry to its nearest other, 0 for a single one."""
    wide = entries.astype(np.float64)
    distances = np.linalg.norm(wide[:, None] - wide[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.min(axis=1)
    found = nearest[np.isfinite(nearest)]
    return float(np.median(found)) if found.size else 0.0


DITHERER = Adaptive()
