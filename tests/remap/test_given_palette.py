"""Given palettes: the nearest entries in any space, and mixtures that look like the image."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.color.cielab import lab_forward
from quantizer.color.features import FeatureSpace
from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.dither import DITHERERS
from quantizer.image.image import Image
from quantizer.image.palette import Palette
from quantizer.reduction.pipeline import quantize
from quantizer.remap.lazy_map import LazyMap
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.values import value_table
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    DitherSpace,
    Metric,
    Settings,
    Space,
)
from tests.conftest import make_photo

PANEL = "000000 ffffff 00ff00 0000ff ff0000 ffff00 ff8000"
GREENS = "0f380f 306230 8bac0f 9bbc0f"
BLACK_WHITE = "000000 ffffff"
PICO_8 = (
    "000000 1d2b53 7e2553 008751 ab5236 5f574f c2c3c7 fff1e8 "
    "ff004d ffa300 ffec27 00e436 29adff 83769c ff77a8 ffccaa"
)

DIFFUSIONS = [name for name in DITHERERS.names if DITHERERS[name].parts == 0]
DITHERS = [name for name in DITHERERS.names if name not in {"none", "bayer-2"}]
"""All that mix; of four pixels, one mixture of cyan has no room for blue."""


def palette_of(codes: str) -> Palette:
    return Palette.from_colors(np.array([list(bytes.fromhex(code)) for code in codes.split()]))


def flat(*color: int, size: int = 96) -> Image:
    pixels = np.full((size, size, 4), 255, np.uint8)
    pixels[..., :3] = color
    return Image(pixels)


def reduced(image: Image, codes: str, settings: Settings) -> np.ndarray:
    result = quantize(image, settings, with_metrics=False, palette=palette_of(codes))
    return result.indexed.to_rgba()[..., :3]


def dithered(
    image: Image, codes: str, name: str = "adaptive", space: DitherSpace | None = None
) -> np.ndarray:
    return reduced(image, codes, Settings(dither=DitherSettings(name, space=space)))


def mean_light(pixels: np.ndarray) -> np.ndarray:
    """Return the colour of the mean light of the middle, sRGB levels."""
    edge = len(pixels) // 6
    inner = pixels[edge:-edge, edge:-edge].reshape(-1, 3)
    return 255 * srgb_from_linear(LINEAR[inner].mean(axis=0))


@pytest.mark.sample(4)
@pytest.mark.parametrize("metric", Metric)
@pytest.mark.parametrize("space", Space)
@pytest.mark.parametrize("codes", [PANEL, GREENS, BLACK_WHITE, PICO_8])
def test_without_a_dither_every_pixel_takes_the_nearest_entry(
    codes: str, space: Space, metric: Metric
) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (40, 50, 4), np.uint8)
    pixels[..., 3] = 255
    image = Image(pixels)
    settings = Settings(ClusterSettings(space=space, metric=metric), DitherSettings("none"))
    found = quantize(image, settings, with_metrics=False, palette=palette_of(codes)).indexed
    features, entries = FeatureSpace(space), palette_of(codes).colors
    wide = features.encode(image.pixels.reshape(-1, 4)).astype(np.float64)
    difference = wide[:, None] - features.encode(entries)
    power = 1 if metric is Metric.MANHATTAN else 2
    distances = (np.abs(difference) ** power).sum(axis=2)
    places = {tuple(color): place for place, color in enumerate(entries.tolist())}
    chosen = [places[tuple(color)] for color in found.to_rgba().reshape(-1, 4).tolist()]
    taken = distances[np.arange(len(chosen)), chosen]
    assert (taken <= distances.min(axis=1) * (1 + 1e-6) + 1e-6).all()


@pytest.mark.parametrize("space", DitherSpace)
@pytest.mark.parametrize("judged", [Space.SRGB, Space.LAB, Space.OKLAB])
def test_a_lazy_map_finds_what_the_palette_map_finds(judged: Space, space: DitherSpace) -> None:
    colors = palette_of(PICO_8).colors
    palette_map = PaletteMap(colors, FeatureSpace(judged), mixing=FeatureSpace(judged))
    find_nearest = LazyMap(palette_map, space)
    levels = np.random.default_rng(4).integers(0, 256, (5000, 4), np.uint8)
    levels[:, 3] = 255
    values = value_table(space)[levels]
    for _ in range(2):  # the second time from memory
        np.testing.assert_array_equal(find_nearest(values), palette_map(levels))


@pytest.mark.parametrize("space", DitherSpace)
def test_the_space_of_colours_counts_with_a_dither_too(space: DitherSpace) -> None:
    image = Image(make_photo(16, 20))
    results = {
        judged: reduced(
            image, PICO_8, Settings(ClusterSettings(space=judged), DitherSettings(space=space))
        ).tobytes()
        for judged in (Space.SRGB, Space.LAB, Space.OKLAB)
    }
    assert len(set(results.values())) == 3


@pytest.mark.parametrize("level", [40, 64, 128, 200, 230])
def test_a_flat_grey_drawing_keeps_its_mean_level(level: int) -> None:
    for codes in (BLACK_WHITE, PANEL):
        inner = dithered(flat(level, level, level), codes)[16:-16, 16:-16]
        assert np.abs(inner.reshape(-1, 3).mean(axis=0) - level).max() < 4


@pytest.mark.parametrize("color", [(128, 128, 128), (200, 120, 60), (60, 90, 200), (90, 160, 90)])
@pytest.mark.parametrize("name", ["adaptive", "floyd-steinberg", "sierra"])
def test_a_flat_colour_that_the_palette_mixes_keeps_its_light(
    name: str, color: tuple[int, int, int]
) -> None:
    found = mean_light(dithered(flat(*color), PANEL, name, DitherSpace.LINEAR))
    assert np.abs(found - color).max() < 6


def test_a_flat_area_stays_flat_where_its_entry_looks_the_same() -> None:
    image = flat(130, 119, 155)
    assert len(np.unique(dithered(image, PICO_8).reshape(-1, 3), axis=0)) == 1
    assert len(np.unique(dithered(flat(150, 119, 155), PICO_8).reshape(-1, 3), axis=0)) > 1


@pytest.mark.parametrize("level", [30, 64, 160, 220, 240])
def test_flat_areas_have_no_worms(level: int) -> None:
    """No direction has much more of the power spectrum than the others."""
    inner = dithered(flat(level, level, level, size=192), BLACK_WHITE)[32:160, 32:160, 0] / 255
    power = np.fft.fftshift(np.abs(np.fft.fft2(inner - inner.mean())) ** 2)
    down, right = np.mgrid[-64:64, -64:64]
    radius, sector = (
        np.hypot(down, right),
        (np.arctan2(down, right) % np.pi / np.pi * 12).astype(int),
    )
    spread, total = 0.0, 0.0
    for low in range(8, 64, 8):
        ring = (radius >= low) & (radius < low + 8)
        means = [power[ring & (sector % 12 == one)].mean() for one in range(12)]
        spread += float(np.std(means) / np.mean(means) * power[ring].sum())
        total += float(power[ring].sum())
    assert spread / total < 0.4


@pytest.mark.sample(4)
@pytest.mark.parametrize("space", [None, *DitherSpace])
@pytest.mark.parametrize("name", DITHERS)
def test_colours_out_of_reach_keep_their_hue(name: str, space: DitherSpace | None) -> None:
    cyan = dithered(flat(0, 255, 255, size=64), PANEL, name, space)[16:-16, 16:-16].reshape(-1, 3)
    magenta = dithered(flat(255, 0, 255, size=64), PANEL, name, space)[16:-16, 16:-16].reshape(
        -1, 3
    )
    least = 30 if name == "atkinson" else 50  # which throws away a quarter of each error
    assert cyan.mean(axis=0)[1:].min() - cyan[:, 0].mean() > least
    assert magenta.mean(axis=0)[[0, 2]].min() - magenta[:, 1].mean() > least


@pytest.mark.parametrize("name", ["adaptive", "bayer-4", "blue-noise"])
def test_a_palette_of_one_hue_shows_lightness(name: str) -> None:
    wanted, found = [], []
    for color in [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255)]:
        mean = mean_light(dithered(flat(*color), GREENS, name))
        found.append(lab_forward(np.rint(mean)[None].astype(np.uint8))[0, 0])
        wanted.append(lab_forward(np.array([color], np.uint8))[0, 0])
    assert list(np.argsort(wanted)[:2]) == list(np.argsort(found)[:2])  # blue, then red
    # The lightest green is at 72, the darkest at 20.
    np.testing.assert_allclose(found, np.clip(wanted, 20, 72), atol=8)


def test_photos_mix_in_light_and_grey_drawings_in_levels() -> None:
    photo = Image(make_photo(48, 64))
    in_light = dithered(photo, BLACK_WHITE, space=DitherSpace.LINEAR)
    np.testing.assert_array_equal(dithered(photo, BLACK_WHITE), in_light)
    drawing, colored = flat(100, 100, 100), flat(100, 30, 30)
    in_levels = dithered(drawing, PANEL, space=DitherSpace.SRGB)
    np.testing.assert_array_equal(dithered(drawing, PANEL), in_levels)
    np.testing.assert_array_equal(
        dithered(colored, BLACK_WHITE), dithered(colored, BLACK_WHITE, space=DitherSpace.SRGB)
    )
    np.testing.assert_array_equal(
        dithered(colored, PANEL), dithered(colored, PANEL, space=DitherSpace.LINEAR)
    )


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", DIFFUSIONS)
def test_soft_edges_are_dithered_with_a_given_palette(name: str) -> None:
    image = flat(0, 200, 200, size=48)
    pixels = image.pixels.copy()
    pixels[..., 3] = np.linspace(0, 255, pixels.shape[1])
    result = quantize(
        Image(pixels),
        Settings(dither=DitherSettings(name)),
        with_metrics=False,
        palette=palette_of(PANEL),
    ).indexed
    assert result.to_rgba()[:, 0, 3].max() == 0
    assert result.to_rgba()[:, -1, 3].min() == 255
