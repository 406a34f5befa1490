"""The order of a palette's entries: by share, lightness, hue, or their place in the image."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.settings.enums import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Palette

_GREY = 8.0
"""Chroma in CIELAB up to which a colour has no hue to speak of; not tuned."""


class SwatchOrder(Choice):
    """Orders of the entries."""

    SHARE = "share", "Share", "The most used colour first"
    LIGHTNESS = "lightness", "Lightness", "The darkest colour first"
    HUE = "hue", "Hue", "Greys from dark to light, then from red over yellow, green and blue"
    IMAGE = "image", "Image", "As the colours are seen from the top of the image to its bottom"


def in_order(palette: Palette, order: SwatchOrder, image: IndexedImage | None = None) -> Palette:
    """Return a palette with its entries in another order; of equals, the first one stays first.

    Parameters
    ----------
    palette
        The palette.
    order
        The order. Entries that are not in the image have no place in it and come last.
    image
        The image with that palette, for `SwatchOrder.IMAGE`.
    """
    places = places_in_order(palette, order, image)
    return replace(palette, swatches=tuple(palette.swatches[place] for place in places))


def places_in_order(
    palette: Palette, order: SwatchOrder, image: IndexedImage | None = None
) -> list[int]:
    """Return the positions of the entries of a palette in another order; see `in_order`."""
    lab = lab_forward(palette.colors[:, :3]).astype(np.float64)
    shares = np.array([swatch.share or 0.0 for swatch in palette])
    if order is SwatchOrder.SHARE:
        keys = -shares
    elif order is SwatchOrder.LIGHTNESS:
        keys = lab[:, 0]
    elif order is SwatchOrder.HUE:
        keys = _hues(lab)
    else:
        assert image is not None
        keys = _mean_rows(image, len(palette))
    places: list[int] = np.argsort(keys, kind="stable").tolist()
    return places


def _hues(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return hue angles of CIELAB coordinates (n, 3), 0 to 360; greys are below 0, dark ones first.

    The angle of red, 40 degrees, comes first; so a pink is not torn from a red.
    """
    red = 10.0
    hues = (np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) - red) % 360
    return np.where(np.hypot(lab[:, 1], lab[:, 2]) < _GREY, lab[:, 0] - 101, hues)


def _mean_rows(image: IndexedImage, count: int) -> NDArray[np.float64]:
    """Return the mean row of the pixels of each entry, float64 (count,); infinity without any."""
    rows = np.arange(image.height, dtype=np.float64)
    sums, totals = np.zeros(count), np.zeros(count)
    for row in range(image.height):
        own = np.bincount(image.indices[row], minlength=count)
        totals += own
        sums += rows[row] * own
    return np.where(totals > 0, sums / np.maximum(totals, 1), np.inf)
