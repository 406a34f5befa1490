"""Riemersma's dither: errors are carried along a Hilbert curve, which never jumps and has no rows.

    a square of pixels -> the order in which the curve visits them
        -> each pixel: its value plus the sum of the last errors, older ones counting less
        -> the nearest entry; the pixel's own error is remembered

The error that is remembered is that of the pixel's own value, without what was added. An error has
no effect beyond a few pixels, so there are no worms and no bleeding over edges, and a change in one
place leaves the rest as it is. The picture is cut into squares with a curve each, which are
computed at the same time.

Source: T. Riemersma, "A balanced dithering technique", C/C++ Users Journal 16(12), 1998: sixteen
errors, of which the oldest counts a sixteenth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.progress import Progress

    Places = NDArray[np.intp]

_ORDER = 5
"""Squares have 2 ** 6 pixels on a side; not tuned."""

_MEMORY, _OLDEST = 16, 1 / 16
"""How many errors are remembered, and how much the oldest counts."""

_STEPS = 64
"""Steps along the curve whose values are read at once."""


def hilbert_curve(order: int) -> tuple[Places, Places]:
    """Return the rows and columns of a square of side 2 ** order as its Hilbert curve visits them.

    Source: D. Hilbert, "Ueber die stetige Abbildung einer Linie auf ein Flaechenstueck",
    Mathematische Annalen 38, 1891. The curve of a square is made of four of half the side.
    """
    rows = columns = np.zeros(1, np.intp)
    for level in range(order):
        side = 1 << level
        rows, columns = (
            np.concatenate([columns, rows, rows + side, 2 * side - 1 - columns]),
            np.concatenate([rows, columns + side, columns + side, side - 1 - rows]),
        )
    return rows, columns


@dataclass(frozen=True, slots=True)
class Riemersma:
    """Carries errors along a Hilbert curve."""

    label: str = "Riemersma"
    has_strength: bool = True
    parts: int = 0

    def dither(self, source: DitherInput, strength: float, progress: Progress) -> NDArray[np.uint8]:
        """Return the indices; see `quantizer.dither.Ditherer.dither`."""
        find_nearest = source.lookup(progress)
        height, width = source.pixels.shape
        side = 1 << _ORDER
        tops, lefts = np.mgrid[:height:side, :width:side].reshape(2, -1)
        rows, columns = hilbert_curve(_ORDER)
        channels = source.entries.shape[1]
        weights = np.float32(strength) * np.geomspace(1, _OLDEST, _MEMORY, dtype=np.float32)
        errors = np.zeros((_MEMORY, len(tops), channels), np.float32)
        highest = np.full(channels, source.highest, np.float32)
        highest[3:] = 255
        indices = np.empty((height, width), np.uint8)
        for start in range(0, len(rows), _STEPS):
            progress.report(start / len(rows))
            downs = tops + rows[start : start + _STEPS, None]
            rights = lefts + columns[start : start + _STEPS, None]
            inside = (downs < height) & (rights < width)
            pixels = source.pixels[downs.clip(max=height - 1), rights.clip(max=width - 1)]
            values = np.empty((*pixels.shape, channels), np.float32)
            seen = source.values(np.ascontiguousarray(pixels), values)
            chosen = np.empty(pixels.shape, np.uint8)
            for step, own in enumerate(values):
                newest = (start + step) % _MEMORY
                ages = (newest - 1 - np.arange(_MEMORY)) % _MEMORY
                wanted = own + np.tensordot(weights, errors[ages], 1)
                np.clip(wanted, source.lowest, highest, out=wanted)
                chosen[step] = find_nearest(wanted)
                errors[newest] = np.minimum(own, highest) - source.entries[chosen[step]]
                errors[newest][~inside[step]] = 0
                if seen is not None:
                    errors[newest][~seen[step]] = 0
            if seen is not None:
                chosen[~seen] = source.transparent
            indices[downs[inside], rights[inside]] = chosen[inside]
        return indices


DITHERER = Riemersma()
