"""Weights by visibility: smooth areas count, noise does not."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.reduction.pipeline import quantize
from quantizer.reduction.visibility_weights import UNIT, weigh
from quantizer.settings.settings import ClusterSettings, DitherSettings, Settings, Space, Weights
from tests.conftest import make_photo


def by_the_loop(image: Image) -> dict[int, float]:
    pixels = image.pixels.astype(int)
    height, width = pixels.shape[:2]
    found: dict[int, float] = {}
    for y in range(height):
        for x in range(width):
            step = 0
            for v, u in ((y, x - 1), (y, x + 1), (y - 1, x), (y + 1, x)):
                if 0 <= v < height and 0 <= u < width:
                    step = max(step, int(np.abs(pixels[y, x] - pixels[v, u]).max()))
            color = int(image.packed[y, x])
            color = color if color >> 24 else 0
            found[color] = found.get(color, 0.0) + round(UNIT / (1 + step / 30))
    return found


@pytest.mark.parametrize("size", [(1, 1), (1, 6), (9, 1), (13, 11)])
@pytest.mark.parametrize("alpha", [False, True])
def test_weights_are_those_of_the_plain_loop(size: tuple[int, int], alpha: bool) -> None:
    pixels = make_photo(*size, seed=3)
    if alpha:
        pixels[..., 3] = np.random.default_rng(1).choice([0, 130, 255], size)
    image = Image(pixels)
    histogram = Histogram.of(image)
    weighed = weigh(image, histogram)
    np.testing.assert_array_equal(weighed.packed, histogram.packed)
    told = dict(zip(weighed.packed.tolist(), weighed.weights.tolist(), strict=True))
    assert told == by_the_loop(image)


def test_table_strips_and_threads_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image(make_photo(60, 50))
    histogram = Histogram.of(image)
    whole = weigh(image, histogram).weights
    monkeypatch.setattr("quantizer.image.histogram._VALUE_TABLE_PIXELS", 1)
    monkeypatch.setattr("quantizer.image.histogram.STRIP", 500)
    for threads in (1, 2):
        weights = weigh(image, histogram, threads=threads).weights
        np.testing.assert_array_equal(weights, whole)


def test_a_smooth_area_gets_more_of_the_palette_than_noise() -> None:
    rng = np.random.default_rng(6)
    pixels = np.full((96, 192, 4), 255, np.uint8)
    pixels[:, :96, :3] = rng.integers(0, 200, (96, 96, 1))
    ramp = np.linspace(0, 255, 96)
    pixels[:, 96:, 0] = ramp
    pixels[:, 96:, 1] = 255 - ramp[:, None]
    pixels[:, 96:, 2] = 200

    def error(weights: Weights) -> float:
        choice = ClusterSettings(16, Space.SRGB, weights=weights)
        settings = Settings(choice, DitherSettings("none"))
        result = quantize(Image(pixels), settings, with_metrics=False).indexed.to_rgba()
        difference = result[:, 96:].astype(float) - pixels[:, 96:]
        return float((difference**2).mean())

    assert error(Weights.VISIBILITY) < 0.9 * error(Weights.PIXELS)
