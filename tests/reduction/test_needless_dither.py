"""A dither is left out where the palette already shows every colour as it is."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.reduction.needless_dither import is_needless
from quantizer.reduction.pipeline import quantize
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import ClusterSettings, DitherSettings, Settings, Space
from tests.conftest import make_photo


def grey(levels: np.ndarray) -> Image:
    pixels = np.full((*levels.shape, 4), 255, np.uint8)
    pixels[..., :3] = levels[..., None]
    return Image(pixels)


def needless(image: Image, colors: list[list[int]]) -> bool:
    histogram = Histogram.of(image)
    soft = bool((histogram.visible().packed >> 24 != 255).any())
    features = FeatureSpace(Space.LAB, with_alpha=soft)
    return is_needless(histogram, PaletteMap(np.array(colors, np.uint8), features))


@pytest.mark.parametrize(("level", "expected"), [(120, True), (122, True), (124, False)])
def test_a_difference_counts_from_one_unit_of_lightness(level: int, expected: bool) -> None:
    image = grey(np.full((20, 20), 120, np.uint8))
    assert needless(image, [[level, level, level, 255]]) is expected


@pytest.mark.parametrize(("share", "expected"), [(0.01, True), (0.03, False)])
def test_one_pixel_in_fifty_may_differ(share: float, expected: bool) -> None:
    levels = np.full((100, 100), 90, np.uint8)
    levels.reshape(-1)[: round(share * levels.size)] = 130
    assert needless(grey(levels), [[90, 90, 90, 255]]) is expected


def test_a_wrong_opacity_shows_on_one_of_two_backdrops() -> None:
    pixels = np.full((20, 20, 4), (255, 255, 255, 128), np.uint8)
    assert needless(Image(pixels), [[255, 255, 255, 128]])
    assert not needless(Image(pixels), [[255, 255, 255, 140]])


def test_many_colours_are_told_apart_from_few_by_a_sample() -> None:
    image = Image(make_photo(50, 50))
    histogram = Histogram.of(image)
    assert len(histogram) > 2048
    every_other = histogram.colors[::2]
    palette_map = PaletteMap(every_other, FeatureSpace(Space.SRGB))
    assert not is_needless(histogram, PaletteMap(every_other[:9], FeatureSpace(Space.SRGB)))
    assert is_needless(histogram, PaletteMap(histogram.colors, FeatureSpace(Space.SRGB)))
    assert isinstance(is_needless(histogram, palette_map), bool)


def test_nothing_visible_needs_no_dither() -> None:
    assert needless(Image(np.zeros((5, 5, 4), np.uint8)), [[0, 0, 0, 0]])


def shades() -> Image:
    """A picture of 40 greys, of which some are a level apart."""
    levels = np.random.default_rng(1).integers(0, 40, (64, 64)).astype(np.uint8)
    return grey(3 * levels + levels % 2)


def test_the_default_dither_is_left_out_and_others_are_not() -> None:
    image = shades()

    def indices(name: str) -> np.ndarray:
        settings = Settings(ClusterSettings(colors=32), DitherSettings(name))
        return quantize(image, settings, with_metrics=False).indexed.to_rgba()[..., 0]

    pixels = image.pixels[..., 0]
    for name, constant in (("adaptive", True), ("floyd-steinberg", False)):
        result = indices(name)
        mixed = [len(np.unique(result[pixels == level])) > 1 for level in np.unique(pixels)]
        assert any(mixed) is not constant


def test_the_settings_of_the_result_are_those_that_were_asked_for() -> None:
    settings = Settings(ClusterSettings(colors=32))
    assert quantize(shades(), settings, with_metrics=False).settings == settings
