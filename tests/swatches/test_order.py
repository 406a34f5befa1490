from __future__ import annotations

import numpy as np
import pytest

from quantizer.image.image import IndexedImage
from quantizer.image.palette import Palette
from quantizer.swatches.order import SwatchOrder, in_order

COLORS = np.array(
    [[0, 0, 255], [255, 0, 0], [128, 128, 128], [255, 255, 0], [0, 0, 0], [0, 200, 0]], np.uint8
)
SHARES = [0.1, 0.3, 0.05, 0.25, 0.2, 0.1]
PALETTE = Palette.from_colors(COLORS, shares=SHARES)


def places(order: SwatchOrder, image: IndexedImage | None = None) -> list[int]:
    ordered = in_order(PALETTE, order, image)
    return [PALETTE.swatches.index(swatch) for swatch in ordered]


@pytest.mark.parametrize("order", list(SwatchOrder))
def test_no_entry_is_lost(order: SwatchOrder) -> None:
    image = IndexedImage(np.zeros((2, 2), np.uint8), PALETTE)
    assert sorted(places(order, image)) == list(range(6))


def test_orders() -> None:
    assert places(SwatchOrder.SHARE) == [1, 3, 4, 0, 5, 2]
    assert places(SwatchOrder.LIGHTNESS) == [4, 0, 1, 2, 5, 3]
    assert places(SwatchOrder.HUE) == [4, 2, 1, 3, 5, 0]


def test_the_top_of_the_image_comes_first() -> None:
    indices = np.array([[3, 3], [1, 1], [0, 0], [5, 1]], np.uint8)
    image = IndexedImage(indices, PALETTE)
    assert places(SwatchOrder.IMAGE, image)[:4] == [3, 1, 0, 5]
