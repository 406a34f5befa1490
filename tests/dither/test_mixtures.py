"""The mixtures of ordered dithers that are made of the palette itself, against plain oracles."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantizer.color.cielab import lab_forward
from quantizer.color.features import FeatureSpace
from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.dither import DITHERERS, _mixtures
from quantizer.dither._barycentric import mix_barycentric, tightest_mixtures
from quantizer.dither._knoll import mix_by_pattern
from quantizer.dither._mixtures import Entries
from quantizer.dither._ordered import bayer
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import DitherSettings, DitherSpace, Space
from tests.conftest import make_photo

PANEL = np.array(
    [
        [0, 0, 0],
        [255, 255, 255],
        [0, 255, 0],
        [0, 0, 255],
        [255, 0, 0],
        [255, 255, 0],
        [255, 128, 0],
    ],
    np.uint8,
)
"""Seven colours of an e-ink panel."""
NAMES = ["pattern", "pattern-blue-noise", "barycentric", "barycentric-blue-noise"]
MIXERS = {"pattern": mix_by_pattern, "barycentric": mix_barycentric}


def same(values: np.ndarray) -> np.ndarray:
    return values


def entries_of(*values: list[float]) -> Entries:
    return Entries(np.array(values, np.float32), same)


def run(image: Image, name: str, colors: np.ndarray, strength: float = 1.0) -> np.ndarray:
    opaque = np.full((len(colors), 1), 255, np.uint8)
    palette = np.concatenate([colors, opaque], axis=1)
    palette_map = PaletteMap(palette, FeatureSpace(Space.LAB), mixing=FeatureSpace(Space.LAB))
    dither = DitherSettings(name, strength, DitherSpace.LINEAR)
    return remap(image, Histogram.of(image), palette_map, dither)


def test_pattern_by_hand() -> None:
    """Each wanted value is the colour plus the last wanted value minus its entry, 0 or 255."""
    black_and_white = entries_of([0], [255])
    quarter = mix_by_pattern(np.array([[64.0]], np.float32), black_and_white, 4)
    assert quarter.tolist() == [[0, 1, 0, 0]]  # 64, 128, 64 + 128 - 255, 1
    less = mix_by_pattern(np.array([[60.0]], np.float32), black_and_white, 4)
    assert less.tolist() == [[0, 0, 1, 0]]  # 60, 120, 180, 60 + 180 - 255


def test_pattern_by_hand_in_an_image() -> None:
    """Level 188 is half of white in light: every second place of Bayer's mask is white."""
    pixels = np.full((8, 8, 4), 255, np.uint8)
    pixels[..., :3] = 188
    black_and_white = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    expected = (bayer(8) >= 32).astype(np.uint8)
    for name in ("pattern", "barycentric"):
        np.testing.assert_array_equal(run(Image(pixels), name, black_and_white), expected)


def test_barycentric_by_hand() -> None:
    """On a line, the two entries around a colour, by their distances to it."""
    entries = np.array([[0], [100], [200], [255]], np.float32)
    corners, weights = tightest_mixtures(
        np.array([[125], [100], [255]], np.float32),
        entries,
        np.array([[125], [100], [255]], np.float32),
        entries,
    )
    found = np.zeros((3, 4))
    np.add.at(found, (np.arange(3)[:, None], corners), weights)
    expected = [[0, 0.75, 0.25, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def cost(weights: np.ndarray, entries: np.ndarray, color: np.ndarray) -> float:
    return float(weights @ np.square(entries - color).sum(axis=1))


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 9), channels=st.integers(1, 4))
def test_no_simplex_is_tighter(seed: int, count: int, channels: int) -> None:
    """Against all simplices of the palette that contain the colour, one after the other."""
    rng = np.random.default_rng(seed)
    entries = rng.integers(0, 256, (count, channels)).astype(np.float32)
    color = (rng.dirichlet(np.ones(count)) @ entries).astype(np.float32)
    corners, weights = tightest_mixtures(color[None], entries, color[None], entries)
    np.testing.assert_allclose(weights.sum(), 1, atol=1e-6)
    np.testing.assert_allclose(weights[0] @ entries[corners[0]], color, atol=1e-2)
    best = np.inf
    for size in range(1, channels + 2):
        for some in combinations(range(count), size):
            rows = np.concatenate([entries[list(some)].T, np.ones((1, size))]).astype(float)
            share = np.linalg.lstsq(rows, np.append(color, 1.0), rcond=None)[0]
            if (share > -1e-9).all() and np.allclose(
                rows @ share, np.append(color, 1.0), atol=1e-3
            ):
                best = min(best, cost(share, entries[list(some)], color))
    assert cost(weights[0], entries[corners[0]], color) <= best + 1e-3 * (1 + best)


@pytest.mark.parametrize("mixer", MIXERS)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_means_come_near_every_colour_within_the_hull(mixer: str, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    entries = entries_of(*rng.integers(0, 256, (count, 3)).tolist())
    colors = (rng.dirichlet(np.ones(count), 20) @ entries.values).astype(np.float32)
    mixed = MIXERS[mixer](colors, entries, 64)
    means = entries.values[mixed].mean(axis=1)
    assert np.abs(means - colors).max() <= 255 * 4 / 64


@pytest.mark.parametrize("name", NAMES)
def test_areas_have_the_colour_of_the_image_in_light(name: str) -> None:
    """Colours that seven inks can mix come out within two units of CIELAB on average."""
    rng = np.random.default_rng(1)
    mixed = rng.dirichlet(np.ones(7), 12) @ LINEAR[PANEL]
    levels = np.rint(255 * srgb_from_linear(mixed)).astype(np.uint8)
    for level in levels:
        pixels = np.full((64, 64, 4), 255, np.uint8)
        pixels[..., :3] = level
        light = LINEAR[PANEL][run(Image(pixels), name, PANEL)].mean(axis=(0, 1))
        shown = np.rint(255 * srgb_from_linear(light)).astype(np.uint8)
        assert np.linalg.norm(lab_forward(shown[None]) - lab_forward(level[None])) < 6


@pytest.mark.parametrize("name", NAMES)
def test_flat_areas_of_entries_stay_flat_among_others(name: str) -> None:
    pixels = make_photo(24, 24, seed=2)
    pixels[:8, :8, :3] = PANEL[5]
    assert (run(Image(pixels), name, PANEL)[:8, :8] == 5).all()


@pytest.mark.parametrize("name", NAMES)
def test_what_colours_share_does_not_change_those_of_entries(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = make_photo(40, 40, seed=2)
    pixels[:8, :8, :3] = PANEL[5]
    each = run(Image(pixels), name, PANEL)
    monkeypatch.setattr(_mixtures, "_MOST", 1)
    shared = run(Image(pixels), name, PANEL)
    assert (shared[:8, :8] == 5).all()
    light = LINEAR[PANEL]
    np.testing.assert_allclose(
        light[shared].mean(axis=(0, 1)), light[each].mean(axis=(0, 1)), atol=0.02
    )


@pytest.mark.parametrize("name", NAMES)
def test_equal_pixels_at_equal_places_get_equal_entries(name: str) -> None:
    """What moves elsewhere leaves the rest still: no flicker in animations."""
    pixels = make_photo(32, 32, seed=2)
    before = run(Image(pixels), name, PANEL)
    pixels = pixels.copy()
    pixels[20:, 20:, :3] ^= 15
    after = run(Image(pixels), name, PANEL)
    np.testing.assert_array_equal(before[:20], after[:20])


@pytest.mark.parametrize("name", NAMES)
def test_half_the_strength_is_half_the_way_from_the_nearest_entry(name: str) -> None:
    pixels = np.full((64, 64, 4), 255, np.uint8)
    pixels[..., :3] = 64
    black_and_white = np.array([[0, 0, 0], [255, 255, 255]], np.uint8)
    whole = run(Image(pixels), name, black_and_white).mean()
    half = run(Image(pixels), name, black_and_white, 0.5).mean()
    assert half == pytest.approx(whole / 2, abs=0.02)


def test_the_hilbert_curve_goes_from_neighbour_to_neighbour() -> None:
    from quantizer.dither.riemersma import hilbert_curve

    rows, columns = hilbert_curve(5)
    assert (np.abs(np.diff(rows)) + np.abs(np.diff(columns)) == 1).all()
    assert len(set(zip(rows.tolist(), columns.tolist(), strict=True))) == 32 * 32


def test_riemersma_is_the_plain_loop() -> None:
    from quantizer.dither.riemersma import hilbert_curve

    image = Image(make_photo(70, 40, seed=3))
    palette = np.array(
        [[0, 0, 0, 255], [255, 255, 255, 255], [200, 30, 40, 255], [30, 160, 90, 255]], np.uint8
    )
    palette_map = PaletteMap(palette, FeatureSpace(Space.SRGB))
    found = remap(image, Histogram.of(image), palette_map, DitherSettings("riemersma", 0.9))
    colors = palette[:, :3].astype(float)
    rows, columns = hilbert_curve(5)
    weights = 0.9 * np.geomspace(1, 1 / 16, 16)
    expected = np.zeros((70, 40), np.uint8)
    for top, left in product((0, 32, 64), (0, 32)):
        errors = [np.zeros(3)] * 16  # the newest first
        for down, right in zip(rows + top, columns + left, strict=True):
            error = np.zeros(3)
            if down < 70 and right < 40:
                own = image.pixels[down, right, :3].astype(float)
                value = np.clip(own + weights @ np.array(errors), 0, 255)
                entry = np.square(np.floor(value + 0.5) - colors).sum(axis=1).argmin()
                expected[down, right] = entry
                error = own - colors[entry]
            errors = [error, *errors[:15]]
    assert np.count_nonzero(found != expected) <= 3  # float32 rounds a few values otherwise


def test_all_are_registered() -> None:
    assert {*NAMES, "riemersma"} <= set(DITHERERS.names)
