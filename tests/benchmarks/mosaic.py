"""Images of any size with the statistics of photographs.

A mosaic is laid of tiles cut from real photos, each at a random place, mirrored or not, turned or
not, and a little lighter or darker: so neither texture nor colours repeat exactly, and the number
of distinct colours goes on growing, about as it does from smaller to larger photos.
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
"""Side of a tile in pixels, if a photo is as large; photos smaller than a tile are not used."""

_SHIFT = 2
"""Most levels by which a tile is lighter or darker; each channel apart would be noise."""


def mosaic(photos: Sequence[Pixels], megapixels: float, seed: int = 0) -> Pixels:
    """Return an image of about so many megapixels, 4 wide to 3 high.

    Parameters
    ----------
    photos
        uint8 (height, width, 3), at least one.
    megapixels
        Size, above 0.
    seed
        Of the random choices; the same arguments give the same image.

    Returns
    -------
    uint8 (height, width, 3).
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
