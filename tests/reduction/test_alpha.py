"""Soft edges made opaque, clear, or both in a pattern."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.reduction.alpha import apply_alpha_mode, has_soft_edges
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import AlphaMode, AlphaSettings, Settings

FLAT = [mode for mode in AlphaMode if mode is not AlphaMode.FULL]


@pytest.fixture
def ramp() -> Image:
    """Return red of all alphas, one a column, over 64 rows."""
    pixels = np.zeros((64, 256, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 200, np.arange(256)
    return Image(pixels)


def test_full_alpha_and_opaque_images_are_left_as_they_are(ramp: Image) -> None:
    assert apply_alpha_mode(ramp, AlphaSettings()) is ramp
    opaque = Image(np.full((4, 4, 4), 255, np.uint8))
    for mode in AlphaMode:
        assert apply_alpha_mode(opaque, AlphaSettings(mode)) is opaque


@pytest.mark.parametrize("mode", FLAT)
@pytest.mark.parametrize("matte", [None, (0, 100, 50)])
def test_each_pixel_is_opaque_or_clear(
    ramp: Image, mode: AlphaMode, matte: tuple[int, int, int] | None
) -> None:
    assert has_soft_edges(ramp)
    flat = apply_alpha_mode(ramp, AlphaSettings(mode, matte))
    assert not has_soft_edges(flat)
    clear = flat.pixels[..., 3] == 0
    assert (flat.pixels[clear, :3] == ramp.pixels[clear, :3]).all(), "for filters of textures"
    assert (flat.pixels[:, 255] == (200, 0, 0, 255)).all()
    if mode is not AlphaMode.OPAQUE:
        assert not flat.pixels[:, 0, 3].any()


def test_the_threshold_is_half_and_keeps_the_colour(ramp: Image) -> None:
    flat = apply_alpha_mode(ramp, AlphaSettings(AlphaMode.THRESHOLD)).pixels
    assert (flat[:, :128] == (200, 0, 0, 0)).all()
    assert (flat[:, 128:] == (200, 0, 0, 255)).all()


def test_a_dithered_mask_is_as_dense_as_the_alpha(ramp: Image) -> None:
    flat = apply_alpha_mode(ramp, AlphaSettings(AlphaMode.DITHER)).pixels
    for start in range(0, 256, 64):
        block = flat[:, start : start + 64, 3] / 255
        assert block.mean() == pytest.approx((start + 31.5) / 255, abs=0.01)


def test_a_matte_is_mixed_by_the_alpha(ramp: Image) -> None:
    matte = (0, 100, 50)
    opacity = np.arange(256)[:, None] / 255
    wanted = opacity * (200, 0, 0) + (1 - opacity) * matte
    for mode, first in ((AlphaMode.OPAQUE, 0), (AlphaMode.THRESHOLD, 1)):
        flat = apply_alpha_mode(ramp, AlphaSettings(mode, matte)).pixels
        assert np.abs(flat[0, first:, :3] - wanted[first:]).max() <= 0.5
        assert (flat[:, first:, 3] == 255).all()


def test_transparent_pixels_are_put_on_white_by_default(ramp: Image) -> None:
    flat = apply_alpha_mode(ramp, AlphaSettings(AlphaMode.OPAQUE)).pixels
    assert (flat[:, 0] == 255).all()


@pytest.mark.parametrize("mode", FLAT)
def test_a_reduction_spends_no_entry_on_invisible_colours(ramp: Image, mode: AlphaMode) -> None:
    settings = Settings(alpha=AlphaSettings(mode))
    result = quantize(ramp, settings, with_metrics=False, histogram=Histogram.of(ramp))
    flat = apply_alpha_mode(ramp, settings.alpha)
    assert np.array_equal(result.indexed.to_rgba(), flat.pixels)
