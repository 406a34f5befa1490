"""Thomas Knoll's pattern dithering, with entries chosen by how they look.

A mixture is built entry by entry: the error of the entries so far is added to the colour, and the
entry nearest to that comes next. Near the colour, differences of values are turned into differences
that are seen by the slopes of CIELAB at the colour. This is one fixed linear map, so the error stays
bounded for every colour inside the palette's hull, and the mean of the entries comes as near to the
colour as their number allows.

Source: Thomas Knoll, US patent 6,606,166 (1999, expired 2019), for the feedback and the order by
lightness. The map by slopes is ours; it was chosen by the mean CIELAB error over boxes of 8 x 8
pixels on coarse palettes (``python -m tests.benchmarks.given_palettes``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither._nearest_mixture import Perceive, Reals


def mix_by_pattern(
    colors: Reals, entries: Reals, perceive: Perceive, parts: int
) -> NDArray[np.intp]:
    """Return which entries make up each colour; see `quantizer.dither._mixtures.Mixer`."""
    slopes = perceive(colors)[1]
    weights = np.einsum("ncp,ndp->ncd", slopes, slopes)
    lengths = np.einsum("ncd,kc,kd->nk", weights, entries, entries, optimize=True)
    wanted = colors.copy()
    mixed = np.empty((parts, len(colors)), np.intp)
    for part in range(parts):
        scores = np.einsum("ncd,nd->nc", weights, wanted) @ entries.T
        scores *= -2
        scores += lengths
        scores.argmin(axis=1, out=mixed[part])
        wanted += colors
        wanted -= entries[mixed[part]]
    return mixed.T
