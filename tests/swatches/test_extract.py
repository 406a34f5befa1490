"""Palettes as designers want them: without white or background, of one image or of several."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.image.image import Image
from quantizer.image.palette import Palette
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    Selector,
    Settings,
    TargetSettings,
)
from quantizer.swatches.extract import SwatchOptions, extract, extract_together
from quantizer.swatches.ignored import without_background, without_white
from quantizer.swatches.order import SwatchOrder

PLAIN = Settings(ClusterSettings(colors=4), DitherSettings("none"))


def drawing(background: tuple[int, int, int], seed: int = 0) -> Image:
    """Return squares in four colours, one of them white, on a slightly noisy background."""
    rng = np.random.default_rng(seed)
    pixels = np.full((40, 40, 4), 255, np.uint8)
    pixels[..., :3] = np.array(background) + rng.integers(-1, 2, (40, 40, 1))
    pixels[5:15, 5:15, :3] = (200, 20, 30)
    pixels[20:30, 5:15, :3] = (20, 60, 180)
    pixels[5:15, 20:30, :3] = (30, 140, 50)
    pixels[20:30, 20:30, :3] = 255
    return Image(pixels)


def codes(palette: Palette) -> set[str]:
    return {swatch.hex for swatch in palette}


def test_what_is_ignored_takes_no_entry() -> None:
    image = drawing((120, 120, 120))
    options = SwatchOptions(ignores_white=True, ignores_background=True)
    palette, result = extract(image, PLAIN, options)
    assert codes(palette) == {"#c8141e", "#143cb4", "#1e8c32"}
    assert sum(swatch.share or 0 for swatch in palette) == pytest.approx(1)
    assert result.indexed.indices.shape == (40, 40)


def test_white_and_the_background_become_transparent() -> None:
    image = drawing((120, 120, 120))
    assert (without_white(image).pixels[20:30, 20:30, 3] == 0).all()
    assert (without_white(image).pixels[..., 3] == 0).sum() == 100
    assert (without_background(image).pixels[..., 3] == 0).sum() == 1200


def test_an_image_of_nothing_else_stays_as_it_is(photo: Image) -> None:
    white = Image(np.full((4, 4, 4), 255, np.uint8))
    assert without_white(white) is white
    assert without_background(white) is white
    noise = np.random.default_rng(1).integers(0, 256, (30, 30, 4), np.uint8)
    noise[..., 3] = 255
    assert without_background(Image(noise)).pixels is not None


def test_small_shares_are_left_out() -> None:
    image = drawing((120, 120, 120))
    few, _ = extract(image, PLAIN, SwatchOptions(min_share=0.3))
    assert len(few) == 1
    one, _ = extract(image, PLAIN, SwatchOptions(min_share=1.0))
    assert len(one) == 1  # the most used one is left


def test_several_images_count_the_same_whatever_their_size() -> None:
    large = np.full((60, 60, 4), 255, np.uint8)
    large[..., :3] = (10, 20, 200)
    small = np.full((6, 6, 4), 255, np.uint8)
    small[..., :3] = (200, 20, 10)
    settings = Settings(ClusterSettings(colors=2), DitherSettings("none"))
    palette = extract_together([Image(large), Image(small)], settings, SwatchOptions())
    assert codes(palette) == {"#0a14c8", "#c8140a"}
    assert [swatch.share for swatch in palette] == pytest.approx([0.5, 0.5])


def test_several_images_in_any_way_one_image_can_be(photo: Image) -> None:
    images = [photo, drawing((120, 120, 120)), drawing((10, 20, 30), seed=3)]
    master = Palette.from_colors(np.random.default_rng(2).integers(0, 256, (40, 3), np.uint8))
    found = extract_together(images, PLAIN, SwatchOptions(SwatchOrder.HUE), palette=master)
    assert len(found) == 4
    assert codes(found) <= codes(master)
    elbow = Settings(target=TargetSettings(Selector.ELBOW), dither=DitherSettings("none"))
    assert 1 < len(extract_together(images, elbow, SwatchOptions())) < 256
    options = SwatchOptions(ignores_white=True, ignores_background=True)
    bare = extract_together(images[1:], PLAIN, options)
    assert all(swatch.color[3] for swatch in bare)
    assert sum(swatch.share or 0 for swatch in bare) == pytest.approx(1)
