"""Make images of any size with the statistics of photographs.

A mosaic consists of tiles cut from real photos. Each tile is at a random place, may be mirrored and
rotated, and is a little lighter or darker. So neither texture nor colours repeat exactly, and the
number of distinct colours grows about as it does from smaller to larger photos.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_TILE = 512
"""Side of a tile in pixels, or that of the largest photo if all are smaller."""

_SHIFT = 2
"""Largest change of lightness of a tile, in levels, the same in each channel."""


def mosaic(photos: Sequence[Pixels], megapixels: float, seed: int = 0) -> Pixels:
    """Return an image of about so many megapixels, 4 wide to 3 high.

    Parameters
    ----------
    photos
        uint8 (height, width, 3), at least one.
    megapixels
        Size, above 0.
    seed
        Seed of the random choices; equal arguments give equal images.

    Returns
    -------
    NDArray[np.uint8]
        (height, width, 3).
    """
    rng = np.random.default_rng(seed)
    height = max(1, round(math.sqrt(megapixels * 1e6 * 3 / 4)))
    width = max(1, round(megapixels * 1e6 / height))
    side = min(_TILE, max(min(photo.shape[:2]) for photo in photos))
    photos = [photo for photo in photos if min(photo.shape[:2]) >= side]
    image = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, side):
        for left in range(0, width, side):
            place = image[top : top + side, left : left + side]
            tile = _tile(photos[rng.integers(len(photos))], side, rng)
            place[...] = tile[: place.shape[0], : place.shape[1]]
    return image


def _tile(photo: Pixels, side: int, rng: np.random.Generator) -> Pixels:
    """Cut a square tile and change it."""
    top = rng.integers(photo.shape[0] - side + 1)
    left = rng.integers(photo.shape[1] - side + 1)
    tile = photo[top : top + side, left : left + side]
    tile = np.rot90(tile, int(rng.integers(4)))
    if rng.integers(2):
        tile = tile[:, ::-1]
    shift = int(rng.integers(-_SHIFT, _SHIFT + 1))
    lighter: Pixels = np.clip(tile.astype(np.int16) + shift, 0, 255).astype(np.uint8)
    return lighter
