"""Colour spaces: exact round trips, known values, and numbers no colour has."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from quantizer.color.spaces import COLOR_SPACES, black, decode, encode, white
from quantizer.errors import SettingsError
from quantizer.settings.settings import Space

WEIGHTS = (0.01, 0.3, 1.0, 4.0, 100.0)


@pytest.fixture(scope="module")
def colors() -> np.ndarray:
    """All greys, the edges of the cube, the darkest colours, and 20,000 others."""
    levels = np.arange(256)
    greys = np.stack([levels] * 3, axis=1)
    edges = [
        np.insert(np.tile(corner, (256, 1)), axis, levels, axis=1)
        for axis in range(3)
        for corner in itertools.product((0, 255), repeat=2)
    ]
    dark = np.array(list(itertools.product(range(12), repeat=3)))
    others = np.random.default_rng(1).integers(0, 256, (20_000, 3))
    return np.concatenate([greys, *edges, dark, others]).astype(np.uint8)


def test_every_space_is_registered() -> None:
    assert set(COLOR_SPACES) == set(Space)


@pytest.mark.parametrize("lightness", WEIGHTS)
@pytest.mark.parametrize("space", Space)
def test_round_trip_is_within_one_level(space: Space, lightness: float, colors: np.ndarray) -> None:
    features = encode(colors, space, lightness)
    assert features.dtype == np.float32
    back = decode(features, space, lightness)
    assert back.dtype == np.uint8
    error = np.abs(back.astype(int) - colors).max()
    assert error <= (0 if lightness == 1 else 1)


@pytest.mark.parametrize("space", Space)
def test_weight_scales_lightness_and_not_chroma(space: Space, colors: np.ndarray) -> None:
    axis = np.array(COLOR_SPACES[space].axis)
    plain, weighted = encode(colors, space), encode(colors, space, 3.0)
    np.testing.assert_allclose(weighted @ axis, 3 * (plain @ axis), rtol=1e-4, atol=1e-3)
    across = np.eye(3) - np.outer(axis, axis)
    np.testing.assert_allclose(weighted @ across, plain @ across, atol=1e-3)


@pytest.mark.parametrize("space", Space)
def test_lightness_axis_runs_from_black_to_white(space: Space) -> None:
    direction = (white(space) - black(space)).astype(float)
    direction /= np.linalg.norm(direction)
    np.testing.assert_allclose(direction, COLOR_SPACES[space].axis, atol=1e-3)


@pytest.mark.parametrize(
    ("space", "red"),
    [
        (Space.SRGB, (255, 0, 0)),
        (Space.LINEAR, (255, 0, 0)),
        (Space.LAB, (53.24, 80.09, 67.20)),
        (Space.LUV, (53.24, 175.01, 37.75)),
        (Space.OKLAB, (62.796, 22.486, 12.585)),
        (Space.YCBCR, (81.481, 90.203, 240.0)),
        (Space.HSV, (255, 0, 255)),
        (Space.XYZ, (41.245, 21.267, 1.933)),
    ],
)
def test_pure_red(space: Space, red: tuple[float, float, float]) -> None:
    features = encode(np.array([[255, 0, 0]], np.uint8), space)
    np.testing.assert_allclose(features[0], red, atol=0.02)


def test_middle_grey_in_linear_light() -> None:
    assert encode(np.full((1, 3), 188, np.uint8), Space.LINEAR)[0, 0] == pytest.approx(128.2, abs=1)


def test_reds_on_either_side_of_hue_zero_are_neighbours() -> None:
    reds = encode(np.array([[255, 0, 4], [255, 4, 0]], np.uint8), Space.HSV)
    assert np.linalg.norm(reds[0] - reds[1]) < 10


def test_dark_noise_is_not_scattered_by_hue() -> None:
    noise = encode(np.array([[2, 0, 0], [0, 2, 0], [0, 0, 2]], np.uint8), Space.HSV)
    assert np.ptp(noise, axis=0).max() < 5


@pytest.mark.parametrize("space", Space)
@pytest.mark.parametrize("lightness", WEIGHTS)
def test_any_numbers_decode_without_warning(space: Space, lightness: float) -> None:
    rng = np.random.default_rng(2)
    wild = [rng.normal(0, scale, (500, 3)) for scale in (1, 100, 1e4, 1e30)]
    specials = np.array(list(itertools.product((0, np.nan, np.inf, -np.inf), repeat=3)))
    features = np.concatenate([*wild, specials])
    assert decode(features, space, lightness).shape == features.shape


@pytest.mark.parametrize("space", Space)
def test_beyond_white_and_black_is_clipped(space: Space) -> None:
    low, high = black(space).astype(float), white(space).astype(float)
    ends = np.stack([high + 0.2 * (high - low), low - 0.2 * (high - low)])
    brightest, darkest = decode(ends, space)
    assert brightest.min() >= 254
    assert darkest.max() <= 1


@pytest.mark.parametrize("space", Space)
def test_no_colours(space: Space) -> None:
    assert encode(np.empty((0, 3), np.uint8), space).shape == (0, 3)
    assert decode(np.empty((0, 3), np.float32), space).shape == (0, 3)


@pytest.mark.parametrize("lightness", [0.0, -1.0, float("nan"), float("inf")])
def test_unusable_weight(lightness: float) -> None:
    with pytest.raises(SettingsError, match="lightness"):
        encode(np.zeros((1, 3), np.uint8), Space.LAB, lightness)
    with pytest.raises(SettingsError, match="lightness"):
        decode(np.zeros((1, 3)), Space.LAB, lightness)
