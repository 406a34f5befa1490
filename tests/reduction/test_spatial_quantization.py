"""Palettes fitted together with their dither."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.ndimage import convolve

from quantizer.dither import DITHERERS
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.image.palette import Palette
from quantizer.reduction.blurred_error import normal_equations
from quantizer.reduction.palette_search import cluster
from quantizer.reduction.pipeline import quantize
from quantizer.reduction.spatial_quantization import fit_to_dither
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    DitherSpace,
    Effort,
    Settings,
)
from tests.conftest import make_photo

_ROW = np.array([1, 4, 6, 4, 1]) / 16
BLUR_TWICE = np.outer(_ROW, _ROW)


@pytest.fixture(scope="module")
def photo() -> Image:
    return Image(make_photo())


def blurred_difference(image: Image, result: Image) -> float:
    """Return the mean square of the difference as it is left by the blur of the equations."""
    difference = result.pixels[..., :3].astype(float) - image.pixels[..., :3]
    seen = convolve(difference, BLUR_TWICE[..., None], mode="constant")
    return float((difference * seen).mean())


def settings_of(name: str, colors: int, space: DitherSpace = DitherSpace.SRGB) -> Settings:
    return Settings(ClusterSettings(colors=colors), DitherSettings(name, 1.0, space))


def test_the_equations_are_those_of_least_squares() -> None:
    rng = np.random.default_rng(4)
    height, width, count = 5, 7, 3
    indices = rng.integers(0, count, (height, width)).astype(np.uint8)
    values = rng.uniform(0, 255, (height, width, 3)).astype(np.float32)
    places = list(product(range(height), range(width)))
    weights = np.zeros((len(places), len(places)))
    for here, (y, x) in enumerate(places):
        for there, (v, u) in enumerate(places):
            if abs(y - v) <= 2 and abs(x - u) <= 2:
                weights[here, there] = BLUR_TWICE[v - y + 2, u - x + 2]
    lies = np.eye(count)[indices.reshape(-1)]
    matrix, wanted = normal_equations(indices, values, count)
    np.testing.assert_allclose(matrix, lies.T @ weights @ lies, rtol=1e-12)
    np.testing.assert_allclose(wanted, lies.T @ weights @ values.reshape(-1, 3), rtol=1e-5)


@pytest.mark.sample(4)
@pytest.mark.parametrize("colors", [3, 8, 32])
@pytest.mark.parametrize("name", ["adaptive", "floyd-steinberg", "blue-noise"])
def test_mixtures_come_nearer_than_with_a_palette_found_first(
    photo: Image, name: str, colors: int
) -> None:
    settings = settings_of(name, colors)
    found = cluster(Histogram.of(photo), settings)
    first = Palette.from_colors(found.colors)
    apart = quantize(photo, settings, with_metrics=False, palette=first).indexed
    together = quantize(photo, settings, with_metrics=False).indexed
    before = blurred_difference(photo, Image(apart.to_rgba()))
    assert blurred_difference(photo, Image(together.to_rgba())) < before


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", [name for name in DITHERERS.names if name != "none"])
@pytest.mark.parametrize("space", DitherSpace)
def test_every_dither_keeps_locked_colours_and_the_number(name: str, space: DitherSpace) -> None:
    locked = ((255, 0, 255, 255), (0, 255, 0, 255))
    settings = Settings(ClusterSettings(colors=6), DitherSettings(name, 0.9, space), locked=locked)
    palette = quantize(Image(make_photo(16, 24)), settings, with_metrics=False).palette
    assert len(palette) <= 6
    assert set(locked) <= {swatch.color for swatch in palette}


def test_colours_that_fill_areas_stay() -> None:
    pixels = make_photo()
    pixels[:40] = (13, 77, 200, 255)
    pixels[40:60] = (255, 255, 255, 255)
    image = Image(pixels)
    result = quantize(image, settings_of("adaptive", 16), with_metrics=False).indexed.to_rgba()
    assert (result[:40] == (13, 77, 200, 255)).all()
    assert (result[40:60] == 255).all()


def test_soft_edges_and_fast_reductions_are_left_alone(photo: Image) -> None:
    fast = Settings(ClusterSettings(colors=8, effort=Effort.FAST))
    found = cluster(Histogram.of(photo), fast)
    result = quantize(photo, fast, with_metrics=False).palette
    assert {swatch.color for swatch in result} <= {tuple(map(int, one)) for one in found.colors}
    pixels = photo.pixels.copy()
    pixels[0, 0, 3] = 128
    soft = Image(pixels)
    settings = settings_of("adaptive", 8)
    found = cluster(Histogram.of(soft), settings)
    assert fit_to_dither(soft, Histogram.of(soft), found, settings) is found


def test_a_large_image_is_fitted_by_tiles_of_it() -> None:
    wide = Image(np.tile(make_photo(), (3, 9, 1)))
    settings = settings_of("adaptive", 8)
    found = cluster(Histogram.of(wide), settings)
    fitted = fit_to_dither(wide, Histogram.of(wide), found, settings)
    assert not np.array_equal(fitted.colors, found.colors)
    again = fit_to_dither(wide, Histogram.of(wide), found, settings)
    assert np.array_equal(again.colors, fitted.colors)


@pytest.mark.sample(4)
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (3, 70_000), (70_000, 2), (17, 4001)])
def test_any_shape(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (*shape, 4)).astype(np.uint8)
    pixels[..., 3] = 255
    result = quantize(Image(pixels), settings_of("adaptive", 4), with_metrics=False)
    assert 1 <= len(result.palette) <= 4


def test_an_even_area_keeps_its_colour_beside_gradients_of_the_same_hue() -> None:
    y, x = np.mgrid[0:200, 0:300]
    pixels = np.full((200, 300, 4), 255, np.uint8)
    pixels[..., 0], pixels[..., 1], pixels[..., 2] = x * 255 // 299, y * 255 // 199, 40
    pixels[50:150, 100:200, :3] = (255, 30, 20)
    result = quantize(Image(pixels), settings_of("adaptive", 16), with_metrics=False)
    assert (result.indexed.to_rgba()[52:148, 102:198, :3] == (255, 30, 20)).all()
