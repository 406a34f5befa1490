from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quantizer.adjust.sharpen import sharpen
from quantizer.image.image import Image


def noise(seed: int = 0) -> Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 50, 4), np.uint8)
    return Image(pixels)


def test_no_amount_gives_the_very_image() -> None:
    source = noise()
    assert sharpen(source, 0) is source


def test_a_sharpened_edge_is_steeper_and_flat_areas_stay() -> None:
    pixels = np.full((9, 20, 4), 255, np.uint8)
    pixels[:, :10, :3], pixels[:, 10:, :3] = 100, 150
    found = sharpen(Image(pixels), 100).pixels[..., 0].astype(int)
    assert (found[:, [0, 5, 8, 11, 15, 19]] == pixels[:, [0, 5, 8, 11, 15, 19], 0]).all()
    assert (found[:, 9] == 88).all()  # a quarter of the neighbours' weight is 50 levels higher
    assert (found[:, 10] == 162).all()


def test_what_is_transparent_sharpens_nothing_and_stays_itself() -> None:
    pixels = np.full((12, 12, 4), (120, 60, 200, 255), np.uint8)
    pixels[:, 6:] = (255, 0, 0, 0)
    assert (sharpen(Image(pixels), 300).pixels == pixels).all()


@given(st.floats(0, 500), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_sharpening_keeps_opacity_and_does_not_depend_on_threads(amount: float, seed: int) -> None:
    source = noise(seed)
    one, more = (sharpen(source, amount, threads=count).pixels for count in (1, 3))
    assert (one == more).all()
    assert (one[..., 3] == source.pixels[..., 3]).all()
