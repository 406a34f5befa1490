"""Metrics: hand-computed values, and scikit-image's on the whole image."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

from quantizer.errors import Cancelled, DataError
from quantizer.image.image import Image, IndexedImage
from quantizer.image.palette import Palette, Swatch
from quantizer.metrics.ciede2000 import delta_e
from quantizer.metrics.metrics import measure, measure_stepwise
from quantizer.metrics.psnr import mse, psnr
from quantizer.metrics.ssim import ssim
from quantizer.progress import Progress, Stage


def pair(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return smooth noise and a coarser copy of it."""
    rng = np.random.default_rng(height * 1000 + width)
    steps = rng.integers(-4, 5, (height, width, 3)).cumsum(axis=1)
    original = np.clip(128 + steps, 0, 255).astype(np.uint8)
    return original, (original // 24 * 24).astype(np.uint8)


def image(rgb: np.ndarray, alpha: int | np.ndarray = 255) -> Image:
    plane = np.broadcast_to(np.asarray(alpha, np.uint8), rgb.shape[:2])
    return Image(np.dstack([rgb, plane]))


def test_mse_sums_over_channels_and_averages_over_pixels() -> None:
    original = np.zeros((1, 2, 3), np.uint8)
    result = np.array([[[1, 2, 3], [0, 0, 255]]], np.uint8)
    assert mse(original, result) == (1 + 4 + 9 + 255**2) / 2


def test_psnr() -> None:
    assert psnr(3 * 255**2) == pytest.approx(0)
    assert psnr(3 * 6.5025) == pytest.approx(40)
    assert psnr(0) == math.inf


@pytest.mark.parametrize("size", [(7, 7), (8, 300), (262, 263), (301, 530), (900, 9)])
def test_ssim_is_that_of_the_whole_image(size: tuple[int, int]) -> None:
    original, result = pair(*size)
    expected = structural_similarity(original, result, channel_axis=-1)
    assert ssim(original, result) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (40, 6)])
def test_ssim_of_a_small_image_pads_by_its_edge(size: tuple[int, int]) -> None:
    original, result = pair(*size)
    padding = [(0, max(0, 7 - side)) for side in size] + [(0, 0)]
    expected = structural_similarity(
        np.pad(original, padding, "edge"), np.pad(result, padding, "edge"), channel_axis=-1
    )
    assert ssim(original, result) == pytest.approx(expected, abs=1e-6)


def test_delta_e_of_black_and_white_is_100() -> None:
    dark, light = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)
    assert delta_e(dark, light) == pytest.approx(100, abs=1e-3)


def test_delta_e_is_that_of_every_pixel() -> None:
    original, result = pair(120, 90)
    expected = deltaE_ciede2000(rgb2lab(original), rgb2lab(result)).mean()
    assert delta_e(original, result) == pytest.approx(expected, abs=1e-4)


def test_strips_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    original, result = pair(90, 70)
    whole = measure(image(original), image(result))
    for module in ("compositing", "psnr", "ciede2000"):
        monkeypatch.setattr(f"quantizer.metrics.{module}._STRIP", 300)
    monkeypatch.setattr("quantizer.metrics.ssim._TILE", 13)
    parts = measure(image(original), image(result))
    assert measure(image(original), image(result), threads=3) == parts
    assert parts.mse == whole.mse
    assert parts.ssim == pytest.approx(whole.ssim, abs=1e-9)
    assert parts.delta_e == pytest.approx(whole.delta_e, abs=1e-9)


def test_identical_images() -> None:
    original, _ = pair(20, 20)
    metrics = measure(image(original, 77), image(original, 77))
    assert (metrics.mse, metrics.psnr, metrics.delta_e) == (0, math.inf, 0)
    assert metrics.ssim == pytest.approx(1, abs=1e-6)


def test_colour_under_full_transparency_counts_for_nothing() -> None:
    original, result = pair(12, 12)
    assert measure(image(original, 0), image(result, 0)).mse == 0


def test_alpha_is_measured_over_black_and_over_white() -> None:
    white = np.full((8, 8, 3), 255, np.uint8)
    # Over white nothing shows; over black 0 stands against 255 in three channels.
    assert measure(image(white), image(white, 0)).mse == pytest.approx(3 * 255**2 / 2)
    half = np.full((8, 8, 3), 100, np.uint8)
    # 100 at 128 / 255: 50 over black, 177 over white; against 100 that is -50 and +77.
    assert measure(image(half), image(half, 128)).mse == 3 * (50**2 + 77**2) / 2


def test_indexed_result_equals_its_true_colours() -> None:
    original, _ = pair(30, 40)
    palette = Palette((Swatch((100, 120, 130, 255)), Swatch((140, 130, 120, 60))))
    indices = (original[..., 0] > 128).astype(np.uint8)
    indexed = IndexedImage(indices, palette)
    expected = measure(image(original), Image(indexed.to_rgba()))
    assert measure(image(original), indexed) == expected


def test_metrics_arrive_one_by_one_and_stay() -> None:
    original, result = pair(30, 40)
    found = list(measure_stepwise(image(original, 200), image(result)))
    known = [{name for name, value in asdict(one).items() if value is not None} for one in found]
    assert known == [
        {"mse", "psnr"},
        {"mse", "psnr", "delta_e"},
        {"mse", "psnr", "delta_e", "ssim"},
    ]
    assert found[-1].complete() == measure(image(original, 200), image(result))
    assert (found[0].psnr, found[1].delta_e) == (found[2].psnr, found[2].delta_e)
    with pytest.raises(DataError):
        found[0].complete()


def test_different_sizes() -> None:
    with pytest.raises(DataError, match=r"40 x 30 .* 30 x 40"):
        measure(image(pair(30, 40)[0]), image(pair(40, 30)[0]))


def test_progress_and_cancel() -> None:
    told: list[tuple[Stage, float]] = []
    original, result = pair(30, 40)
    measure(image(original, 9), image(result), Progress(lambda *now: told.append(now)))
    assert {stage for stage, _ in told} == {Stage.MEASURE}
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, pytest.approx(1))
    with pytest.raises(Cancelled):
        measure(image(original), image(result), Progress(cancelled=lambda: len(told) > 0))
