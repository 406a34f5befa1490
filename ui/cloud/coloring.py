"""The colours of points and clusters: their own, or one for each cluster."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Colors = NDArray[np.uint8]

_CATEGORICAL = np.array(
    [
        (0, 114, 178),
        (230, 159, 0),
        (0, 158, 115),
        (204, 121, 167),
        (213, 94, 0),
        (86, 180, 233),
        (240, 228, 66),
        (120, 120, 120),
    ],
    np.uint8,
)
"""The qualitative palette of Okabe and Ito, "Color universal design" (2008), which people with
colour-vision deficiencies tell apart; its black is a grey here, to be seen on a dark ground."""


class Coloring(StrEnum):
    """What the colour of a point shows."""

    OWN = "own"
    CLUSTER = "cluster"


def categorical_colors(count: int) -> Colors:
    """Return colours for clusters that have none of their own: uint8 (count, 3).

    The first eight are told apart by people with colour-vision deficiencies as well. Later ones
    repeat them, each round mixed further with white, and so need the numbers of the clusters.
    """
    rounds, place = np.divmod(np.arange(count), len(_CATEGORICAL))
    share = (0.45 * (1 - 0.5**rounds))[:, None]
    return np.asarray(np.rint(_CATEGORICAL[place] * (1 - share) + 255 * share), np.uint8)


def mix(
    colors: Colors, ground: tuple[int, int, int], share: float | NDArray[np.floating]
) -> Colors:
    """Return `colors` (n, 3) mixed with `share` (a number or (n, 1), 0 to 1) of a ground."""
    share = np.asarray(share, np.float32)
    mixed = colors * (1 - share) + np.asarray(ground, np.float32) * share
    return np.asarray(np.rint(mixed), np.uint8)


def packed(colors: Colors) -> NDArray[np.uint32]:
    """Return opaque pixels of the format that Qt calls RGB32: uint32 (n,) for uint8 (n, 3)."""
    red, green, blue = colors.T.astype(np.uint32)
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, np.uint32)
