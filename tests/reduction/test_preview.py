from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.dither import DITHERERS
from quantizer.errors import Cancelled
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.image.palette import Palette, Swatch
from quantizer.progress import Progress
from quantizer.reduction.preview import preview, without_grain
from quantizer.reduction.preview_source import PreviewSource, coarse_colors
from quantizer.remap.cell_lookup import CellLookup
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    DitherSpace,
    Settings,
    Space,
    Weights,
)


def noise(height: int = 60, width: int = 90, seed: int = 0) -> Image:
    """Return an opaque image of several thousand colours."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = np.stack([x * 255 / width, y * 255 / height, 128 + 0 * x, 255 + 0 * x], axis=-1)
    planes[..., :3] += rng.normal(0, 12, (height, width, 3))
    return Image(np.clip(planes, 0, 255).astype(np.uint8))


def source_of(image: Image, alpha: AlphaSettings | None = None) -> PreviewSource:
    colors = coarse_colors(Histogram.of(image))
    return PreviewSource.of(image, colors, alpha or AlphaSettings())


def settings(name: str = "none", colors: int = 8, **more: object) -> Settings:
    cluster = ClusterSettings(colors=colors, **more)  # type: ignore[arg-type]
    return Settings(cluster, DitherSettings(name))


@pytest.mark.sample(6)
@pytest.mark.parametrize("name", DITHERERS.names)
@pytest.mark.parametrize("space", DitherSpace)
@pytest.mark.exhaustive
def test_every_dither_has_a_preview_near_the_image(name: str, space: DitherSpace) -> None:
    image = noise(30, 45)
    chosen = settings(name, 24)
    result = preview(source_of(image), replace(chosen, dither=replace(chosen.dither, space=space)))
    assert result.indices.shape == (30, 45)
    assert len(result.palette) <= 24
    means = result.to_rgba()[..., :3].mean(axis=(0, 1)), image.pixels[..., :3].mean(axis=(0, 1))
    assert np.allclose(*means, atol=8)


@pytest.mark.parametrize("name", ["none", "adaptive", "bayer-8"])
def test_locked_colours_are_in_the_palette(name: str) -> None:
    locked = ((1, 2, 3, 255), (250, 3, 4, 255))
    chosen = replace(settings(name), locked=locked)
    colors = preview(source_of(noise()), chosen).palette.colors
    assert {tuple(map(int, color)) for color in colors} >= set(locked)


@pytest.mark.parametrize("name", ["none", "adaptive", "bayer-8"])
def test_a_given_palette_keeps_its_colours_and_order(name: str) -> None:
    palette = Palette(tuple(Swatch((level, level, level, 255)) for level in (200, 0, 90, 255)))
    result = preview(source_of(noise()), settings(name), palette=palette)
    assert np.array_equal(result.palette.colors, palette.colors)


def test_few_colours_are_kept_exactly() -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[:4, :, 0] = 201
    pixels[:, :3, 2] = 77
    image = Image(pixels)
    for name in ("none", "adaptive", "bayer-8"):
        assert np.array_equal(preview(source_of(image), settings(name)).to_rgba(), pixels)


def test_transparent_pixels_stay_transparent(icon: Image) -> None:
    for name in ("none", "adaptive", "floyd-steinberg"):
        result = preview(source_of(icon), settings(name, 16)).to_rgba()
        assert (result[icon.pixels[..., 3] == 0] == 0).all()
        assert (result[15:25, 15:25, 3] > 200).all()


def test_the_alpha_mode_is_applied(icon: Image) -> None:
    source = source_of(icon, AlphaSettings(AlphaMode.THRESHOLD))
    assert set(np.unique(preview(source, settings()).to_rgba()[..., 3])) == {0, 255}


def test_cells_keep_the_weight_and_the_mean_of_the_colours() -> None:
    histogram = Histogram.of(noise(200, 300))
    cells = coarse_colors(histogram)
    assert len(cells) < len(histogram) / 4
    assert cells.weights.sum() == histogram.weights.sum()
    means = [one.weights @ one.colors / one.weights.sum() for one in (histogram, cells)]
    assert np.allclose(*means, atol=0.1)


def test_cells_never_mix_opaque_colours_with_others() -> None:
    pixels = noise(200, 300).pixels.copy()
    pixels[:100, :, 3] = np.random.default_rng(0).integers(0, 255, (100, 300))
    histogram = Histogram.of(Image(pixels))
    cells = coarse_colors(histogram)
    for kind in (0, 255):
        before, after = (one.weights[one.colors[:, 3] == kind] for one in (histogram, cells))
        assert before.sum() == after.sum()
    assert len(cells) < len(histogram)


@pytest.mark.parametrize("more", [{"weights": Weights.VISIBILITY}, {"restarts": 900}, {"seed": 3}])
def test_slow_settings_have_a_quick_preview(more: dict[str, object]) -> None:
    assert len(preview(source_of(noise()), settings(**more)).palette) == 8


def test_a_fitted_palette_keeps_locked_colours_and_its_mixtures_come_nearer() -> None:
    image, locked = noise(200, 300), ((1, 2, 3, 255),)
    chosen = replace(settings("floyd-steinberg", 6), locked=locked)
    errors = []
    for is_fitted in (False, True):
        result = preview(source_of(image), chosen, is_fitted=is_fitted)
        assert locked[0] in {tuple(map(int, color)) for color in result.palette.colors}
        error = (result.to_rgba().astype(int) - image.pixels)[..., :3]
        blocks = error.reshape(50, 4, 75, 4, 3).mean(axis=(1, 3))
        errors.append(float(np.square(blocks).mean()))
    assert errors[1] < errors[0]


def test_the_preview_is_the_same_every_time() -> None:
    first, second = (preview(source_of(noise()), settings("adaptive")) for _ in range(2))
    assert np.array_equal(first.to_rgba(), second.to_rgba())


def test_a_preview_can_be_cancelled() -> None:
    source = source_of(noise())
    for name in ("none", "adaptive", "bayer-8"):
        with pytest.raises(Cancelled):
            preview(source, settings(name), Progress(cancelled=lambda: True))


def test_grain_is_lessened_and_the_mean_error_stays() -> None:
    pixels = np.full((40, 40, 4), 255, np.uint8)
    pixels[..., :3] = 100
    source = source_of(Image(pixels))
    palette = Palette((Swatch((80, 80, 80, 255)), Swatch((128, 128, 128, 255))))
    result = preview(source, settings("floyd-steinberg"), palette=palette)
    before = result.to_rgba()[..., 0].astype(float)
    after = without_grain(source, result, 0.25).pixels[..., 0].astype(float)
    assert after.mean() == pytest.approx(before.mean(), abs=1)
    assert after.std() < 0.5 * before.std()
    larger = Image(pixels.repeat(3, axis=0).repeat(2, axis=1))
    enlarged = without_grain(source, result, 0.25, larger).pixels
    assert np.array_equal(enlarged[::3, ::2, 0], after)
    same = without_grain(source, result, 1.0)
    assert np.array_equal(same.pixels, result.to_rgba())


def test_cell_lookup_finds_the_nearest_entry_of_the_middle_of_each_cell() -> None:
    rng = np.random.default_rng(0)
    colors = rng.integers(0, 256, (20, 4)).astype(np.uint8)
    colors[:, 3] = 255
    colors[7] = 0
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB))
    values = np.zeros((500, 4), np.float32)
    values[:, :3] = rng.uniform(0, 255, (500, 3))
    middles = np.full((500, 4), 255, np.uint8)
    middles[:, :3] = values[:, :3].astype(np.uint8) // 8 * 8 + 4
    assert np.array_equal(CellLookup(palette_map)(values), palette_map(middles))
