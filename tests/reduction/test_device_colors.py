"""Palettes of colours that a device with few bits per channel can show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.animation.quantize import quantize_animation
from quantizer.color.level_grid import LevelGrid
from quantizer.errors import SettingsError
from quantizer.image.histogram import distinct_colors
from quantizer.image.image import Animation, Frame, Image
from quantizer.image.palette import Palette
from quantizer.reduction.pipeline import quantize
from quantizer.reduction.preview import preview
from quantizer.reduction.preview_source import PreviewSource
from quantizer.settings.settings import (
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    Effort,
    IndexedSettings,
    Selector,
    Settings,
    TargetSettings,
)
from tests.conftest import make_photo

PLAIN = DitherSettings("none")


def asking(k: int, bits: tuple[int, int, int], dither: str = "none", **cluster: object) -> Settings:
    return Settings(
        ClusterSettings(colors=k, **cluster),
        DitherSettings(dither),
        indexed=IndexedSettings(bits=bits),
    )


@given(
    bits=st.tuples(*[st.integers(1, 8)] * 3),
    k=st.integers(1, 40),
    dither=st.sampled_from(["none", "adaptive", "bayer-4"]),
    has_alpha=st.booleans(),
    seed=st.integers(0, 99),
)
@pytest.mark.exhaustive
def test_all_entries_are_colours_of_the_device(bits, k, dither, has_alpha, seed) -> None:
    pixels = make_photo(24, 20, seed).copy()
    if has_alpha:
        pixels[:, :5, 3] = np.arange(5) * 60
        k += 1
    result = quantize(Image(pixels), asking(k, bits, dither), with_metrics=False)
    assert LevelGrid(bits).holds(result.palette.colors).all()
    assert len(result.palette) <= k


@pytest.mark.sample(4)
@pytest.mark.parametrize("bits", [(5, 6, 5), (4, 4, 4), (3, 3, 2)])
@pytest.mark.parametrize("effort", list(Effort))
@pytest.mark.parametrize("k", [4, 16, 48])
def test_the_error_is_less_than_that_of_rounded_entries(
    photo: Image, k: int, effort: Effort, bits: tuple[int, int, int]
) -> None:
    settings = asking(k, bits, effort=effort)
    free = quantize(photo, replace(settings, indexed=IndexedSettings()), with_metrics=False)
    rounded = free.palette.with_colors(LevelGrid(bits).round(free.palette.colors))
    plain = replace(settings, indexed=IndexedSettings()).for_whole_palette()
    before = quantize(photo, plain, palette=rounded).metrics
    found = quantize(photo, settings)
    assert before is not None
    assert found.metrics is not None
    # With four entries, the rounded ones may be the best that there are.
    assert found.metrics.mse < before.mse or (k == 4 and found.metrics.mse == before.mse)
    error = found.kmeans.inertia / photo.packed.size
    assert error == pytest.approx(found.metrics.mse, rel=1e-3)


def test_entries_that_would_be_equal_are_used_elsewhere() -> None:
    ramp = np.zeros((16, 256, 4), np.uint8)
    ramp[..., :3] = np.arange(256)[:, None] // 4 + 96
    ramp[:8, :, 0] = np.arange(256)
    ramp[..., 3] = 255
    free = quantize(Image(ramp), asking(20, (8, 8, 8)), with_metrics=False).palette
    equal = distinct_colors(LevelGrid((4, 4, 4)).round(free.colors))
    result = quantize(Image(ramp), asking(20, (4, 4, 4)), with_metrics=False)
    assert len(equal) < len(result.palette) <= 20


def test_an_image_of_few_colours_keeps_the_nearest_of_each() -> None:
    pixels = np.array([[[1, 2, 3, 255], [250, 130, 7, 255], [9, 9, 9, 0]]], np.uint8)
    result = quantize(Image(pixels), asking(16, (5, 6, 5)), with_metrics=False)
    shown = LevelGrid((5, 6, 5)).round(pixels[0])
    visible = result.indexed.to_rgba()[0]
    assert (visible == shown).all()


def test_a_given_palette_is_rounded_and_locked_colours_must_fit(photo: Image) -> None:
    palette = Palette.from_colors(np.array([[1, 2, 3], [250, 130, 7]], np.uint8))
    settings = asking(256, (5, 6, 5))
    result = quantize(photo, settings, palette=palette, with_metrics=False)
    expected = LevelGrid((5, 6, 5)).round(palette.colors)
    assert (result.palette.colors == expected).all()
    with pytest.raises(SettingsError, match="the nearest is #ffffff"):
        quantize(photo, replace(settings, locked=((254, 254, 254, 255),)))


def test_found_numbers_previews_and_animations_keep_to_the_device(photo: Image) -> None:
    grid, settings = LevelGrid((5, 5, 5)), asking(9, (5, 5, 5), "adaptive")
    elbow = replace(settings, target=TargetSettings(Selector.ELBOW))
    assert grid.holds(quantize(photo, elbow, with_metrics=False).palette.colors).all()
    shown = preview(PreviewSource.of(photo, None, AlphaSettings()), settings, is_fitted=True)
    assert grid.holds(shown.palette.colors).all()
    flat = np.full_like(photo.pixels, 77)
    flat[:9] = 0
    frames = tuple(Frame(image, 50) for image in (photo, Image(flat)))
    for result in quantize_animation(Animation(frames), settings).indexed.frames:
        assert grid.holds(result.image.palette.colors).all()
