"""Serpentine order against the plain loop, and what holds for rows that are cut into segments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.dither import DITHERERS, DitherInput
from quantizer.dither._diffusion import ErrorDiffusion
from quantizer.dither._serpentine import SEGMENT
from quantizer.dither.adaptive import Adaptive
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.progress import SILENT
from quantizer.remap.dither_input import make_dither_input
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import DitherSpace, Space
from tests.conftest import make_photo

F = np.float32
PALETTE = np.array(
    [[0, 0, 0, 255], [255, 255, 255, 255], [200, 30, 40, 255], [30, 160, 90, 255]], np.uint8
)
DIFFUSIONS = [name for name in DITHERERS.names if isinstance(DITHERERS[name], ErrorDiffusion)]


def source_of(image: Image, *, given: bool = False) -> DitherInput:
    features = FeatureSpace(Space.SRGB)
    palette_map = PaletteMap(PALETTE, features, mixing=features if given else None)
    return make_dither_input(image, Histogram.of(image), palette_map, DitherSpace.SRGB)


def run(image: Image, name: str, *, is_serpentine: bool = True, given: bool = False) -> np.ndarray:
    source = source_of(image, given=given)
    ditherer = DITHERERS[name]
    assert isinstance(ditherer, ErrorDiffusion | Adaptive)
    return replace(ditherer, is_serpentine=is_serpentine).dither(source, 1.0, SILENT)


def plain_loop(image: Image, name: str) -> np.ndarray:
    """Serpentine order as it is described everywhere: one pixel after the other."""
    ditherer = DITHERERS[name]
    assert isinstance(ditherer, ErrorDiffusion)
    height, width = image.height, image.width
    errors = np.zeros((height + 3, width + 6, 3), F)
    colors = PALETTE[:, :3].astype(F)
    indices = np.zeros((height, width), np.uint8)
    for y in range(height):
        ahead = 1 if y % 2 == 0 else -1
        for x in range(width)[::ahead]:
            value = np.clip(image.pixels[y, x, :3] + errors[y, x + 3], 0, 255)
            rounded = np.floor(value + F(0.5))
            indices[y, x] = np.square(rounded - colors).sum(axis=1).argmin()
            error = value - colors[indices[y, x]]
            for right, down, share in ditherer.kernel.shares:
                errors[y + down, x + 3 + ahead * right] += error * F(share)
    return indices


@pytest.mark.parametrize("name", DIFFUSIONS)
@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 3), (12, SEGMENT)])
def test_rows_of_one_segment_are_the_plain_loop(name: str, size: tuple[int, int]) -> None:
    image = Image(make_photo(*size, seed=3))
    np.testing.assert_array_equal(run(image, name), plain_loop(image, name))


@pytest.mark.sample(5)
@pytest.mark.parametrize("name", DIFFUSIONS)
@pytest.mark.parametrize("width", [SEGMENT + 1, 2 * SEGMENT, 150])
def test_cut_rows_keep_the_mean(name: str, width: int) -> None:
    """No error is lost where rows are cut, so the mean of an area is that of the plain loop."""
    pixels = np.full((40, width, 4), 255, np.uint8)
    pixels[..., :3] = 96
    image = Image(pixels)
    cut, whole = run(image, name), plain_loop(image, name)
    shown = PALETTE[..., 0].astype(float)
    assert shown[cut].mean() == pytest.approx(shown[whole].mean(), abs=3)


def test_the_first_row_runs_to_the_right_and_others_differ() -> None:
    image = Image(make_photo(12, 20, seed=5))
    result = run(image, "floyd-steinberg")
    plain = run(image, "floyd-steinberg", is_serpentine=False)
    np.testing.assert_array_equal(result[0], plain[0])
    assert (result[1:] != plain[1:]).any()


@pytest.mark.parametrize("given", [False, True])
def test_adaptive_goes_along(given: bool) -> None:
    image = Image(make_photo(40, 90, seed=5))
    result = run(image, "adaptive", given=given)
    assert (result != run(image, "adaptive", is_serpentine=False, given=given)).any()


def test_invisible_pixels_pass_no_error_on() -> None:
    pixels = make_photo(20, 90, seed=5)
    pixels[::3, ::2, 3] = 0
    image = Image(pixels)
    palette = np.concatenate([[[0, 0, 0, 0]], PALETTE]).astype(np.uint8)
    palette_map = PaletteMap(palette, FeatureSpace(Space.SRGB))
    source = make_dither_input(image, Histogram.of(image), palette_map, DitherSpace.SRGB)
    ditherer = DITHERERS["floyd-steinberg"]
    assert isinstance(ditherer, ErrorDiffusion)
    result = replace(ditherer, is_serpentine=True).dither(source, 1.0, SILENT)
    np.testing.assert_array_equal(result == 0, pixels[..., 3] == 0)


def test_ostromoukhov_is_the_plain_loop() -> None:
    from quantizer.dither import ostromoukhov

    image = Image(make_photo(12, SEGMENT, seed=3))
    source = source_of(image)
    found = ostromoukhov.DITHERER.dither(source, 1.0, SILENT)
    parts = ostromoukhov.DITHERER.parts_by_level
    parts = parts / parts.sum(axis=1, keepdims=True)
    shares = np.concatenate([parts, parts[::-1]]).astype(F)
    errors = np.zeros((14, SEGMENT + 4, 3), F)
    colors = PALETTE[:, :3].astype(F)
    expected = np.zeros((12, SEGMENT), np.uint8)
    for y in range(12):
        ahead = 1 if y % 2 == 0 else -1
        for x in range(SEGMENT)[::ahead]:
            own = image.pixels[y, x, :3]
            value = np.clip(own + errors[y, x + 2], 0, 255)
            rounded = np.floor(value + F(0.5))
            expected[y, x] = np.square(rounded - colors).sum(axis=1).argmin()
            error = value - colors[expected[y, x]]
            right, lower_left, below = shares[own].T
            errors[y, x + 2 + ahead] += error * right
            errors[y + 1, x + 2 - ahead] += error * lower_left
            errors[y + 1, x + 2] += error * below
    np.testing.assert_array_equal(found, expected)


def test_figures_between_those_of_the_paper_are_interpolated() -> None:
    """Three rows of the table that the authors' own program has in full, to six digits."""
    from quantizer.dither import zhou_fang

    shares = zhou_fang.DITHERER.parts_by_level
    np.testing.assert_allclose(shares[5], [0.606570, 0.037983, 0.355447], atol=2e-6)
    np.testing.assert_allclose(shares[69], [0.377029, 0.498599, 0.124372], atol=2e-6)
    np.testing.assert_allclose(shares[120], [0.343785, 0.369475, 0.286741], atol=2e-6)
    assert zhou_fang.DITHERER.noise is not None
    np.testing.assert_allclose(
        zhou_fang.DITHERER.noise[[2, 72, 90, 120]], [0.015, 0.75, 0.585, 0.902], atol=2e-3
    )


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", ["ostromoukhov", "zhou-fang"])
@pytest.mark.parametrize("level", [20, 96, 128, 200])
def test_shares_by_level_keep_the_mean(name: str, level: int) -> None:
    pixels = np.full((64, 96, 4), 255, np.uint8)
    pixels[..., :3] = level
    palette_map = PaletteMap(PALETTE[:2], FeatureSpace(Space.SRGB))
    image = Image(pixels)
    source = make_dither_input(image, Histogram.of(image), palette_map, DitherSpace.SRGB)
    result = DITHERERS[name].dither(source, 1.0, SILENT)
    assert 255 * result.mean() == pytest.approx(level, abs=5)
    np.testing.assert_array_equal(result, DITHERERS[name].dither(source, 1.0, SILENT))
