"""The fewest colours that reach a quality."""

from __future__ import annotations

import math

import numpy as np
import pytest

from quantizer.conversion.convert import reduce
from quantizer.conversion.fit_format import Fitted
from quantizer.conversion.recipe import Recipe
from quantizer.conversion.reduce_to_quality import SURPLUS, reduce_to_quality
from quantizer.errors import QualityError
from quantizer.image.histogram import Histogram
from quantizer.image.image import Animation, Image
from quantizer.image_files.formats import format_by_name
from quantizer.reduction.palette_quality import palette_psnr, psnr_for, quality_of
from quantizer.settings.settings import Settings
from tests.conftest import make_photo


def fitted(pixels: np.ndarray, colors: int = 256) -> Fitted:
    settings = Settings().with_values({"cluster.colors": colors, "cluster.effort": "fast"})
    return Fitted(Animation.still(Image(pixels)), Recipe(format_by_name("png"), settings))


@pytest.mark.parametrize("wanted", [5, 30])
def test_one_color_less_does_not_reach_the_quality(wanted) -> None:
    photo = make_photo()[:24, :24]
    reduced, quality = reduce_to_quality(fitted(photo), 0, wanted)
    histogram = Histogram.of(Image(photo))
    enough = psnr_for(wanted) + SURPLUS
    k = len(reduced.result.palette)
    assert quality >= wanted
    assert k < 256
    assert palette_psnr(histogram, reduced.result.palette.colors) >= enough
    fewer = reduce(fitted(photo, k - 1)).result.palette.colors
    assert palette_psnr(histogram, fewer) < enough


def test_quality_below_the_least_one_is_an_error() -> None:
    photo = make_photo()[:24, :24]
    with pytest.raises(QualityError, match="at least 90"):
        reduce_to_quality(fitted(photo, 4), 90, 95)
    reduced, quality = reduce_to_quality(fitted(photo, 4), 0, 95)
    assert len(reduced.result.palette) == 4
    assert quality < 90


def test_image_of_few_colors_has_quality_100() -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., 0] = np.arange(16).reshape(4, 4)
    pixels[1:, :, 3] = 255
    reduced, quality = reduce_to_quality(fitted(pixels), 100, 100)
    assert quality == 100
    assert reduced.result.exact


def test_background_counts_little_and_transparent_pixels_not_at_all() -> None:
    photo = make_photo()[:24, :24].copy()
    palette = reduce(fitted(photo, 8)).result.palette.colors
    alone = palette_psnr(Histogram.of(Image(photo)), palette)
    clear = np.concatenate([photo, np.zeros_like(photo)])
    assert palette_psnr(Histogram.of(Image(clear)), palette) == alone
    white = np.concatenate([photo] + [np.full_like(photo, 255)] * 9)
    with_white = np.vstack([palette, np.full((1, 4), 255, np.uint8)])
    assert palette_psnr(Histogram.of(Image(white)), with_white) < alone + 4  # of 10 dB


def test_scale_rises_and_reads_back() -> None:
    decibels = [psnr_for(quality) for quality in range(101)]
    assert decibels == sorted(set(decibels))
    assert [quality_of(one) for one in decibels] == list(range(101))
    assert quality_of(90) == 99
    assert quality_of(math.inf) == 100
