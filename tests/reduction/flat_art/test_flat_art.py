"""Drawn pictures have the colours they are drawn in; photos have no number."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.errors import Cancelled
from quantizer.image.image import Image
from quantizer.progress import Progress
from quantizer.reduction.flat_art import find_flat_colors
from quantizer.reduction.flat_art.window_sums import premultiplied
from tests.conftest import make_photo
from tests.drawing import STYLES, draw


@pytest.mark.parametrize(
    ("cases", "share"), [(40, 0.1), pytest.param(200, 0.05, marks=pytest.mark.exhaustive)]
)
def test_the_number_is_right_in_nearly_all_drawings(cases: int, share: float) -> None:
    wrong = []
    for seed in range(cases):
        rng = np.random.default_rng(seed)
        style = STYLES[seed % len(STYLES)]
        noise = (0, 1, 3, 5, 8)[seed // len(STYLES) % 5]
        count = int(rng.integers(2, 33 if style in ("stripes", "flag") else 17))
        picture = draw(seed, style, count=count, noise=noise, size=(112, 84))
        found = find_flat_colors(picture.image)
        told = 0 if found is None else len(found.colors)
        if told != len(picture.colors):
            wrong.append((seed, style, noise, len(picture.colors), told))
    assert len(wrong) <= cases * share, wrong


@pytest.mark.parametrize("noise", [0, 6])
def test_the_colours_are_those_that_were_drawn(noise: float) -> None:
    picture = draw(3, "disks", count=7, noise=noise)
    found = find_flat_colors(picture.image)
    assert found is not None
    assert found.noise == pytest.approx(max(1, noise), abs=0.6)
    apart = np.linalg.norm(
        picture.colors[:, None].astype(float) - found.colors[None, :, :3], axis=2
    )
    # Noise is clipped at black and white, which moves the mean of such a colour.
    assert (apart.min(axis=1) < 1 + noise).all()
    assert len(found.colors) == len(picture.colors)


def test_a_photo_is_no_flat_art(photo: Image) -> None:
    assert find_flat_colors(photo) is None
    assert find_flat_colors(Image(make_photo(400, 600))) is None
    noise = np.random.default_rng(0).integers(0, 256, (90, 90, 4), dtype=np.uint8)
    assert find_flat_colors(Image(noise)) is None


def test_a_gradient_is_no_flat_art() -> None:
    pixels = np.full((64, 256, 4), 255, np.uint8)
    pixels[..., 0] = np.arange(256)
    assert find_flat_colors(Image(pixels)) is None


def test_opacity_is_a_channel_like_the_others() -> None:
    y, x = np.mgrid[0:60, 0:60]
    pixels = np.zeros((60, 60, 4), np.uint8)
    pixels[..., :3] = (200, 40, 60)
    pixels[..., 3] = np.clip((20 - np.hypot(x - 30, y - 30)) * 128, 0, 255)
    pixels[40:, 40:] = (200, 40, 60, 90)
    found = find_flat_colors(Image(pixels))
    assert found is not None
    assert sorted(found.colors[:, 3].round().tolist()) == [0, 90, 255]


@pytest.mark.exhaustive
def test_large_drawings_are_examined_in_a_smaller_copy() -> None:
    colors = np.array([[200, 30, 30], [30, 60, 200], [240, 240, 230], [20, 20, 20]])
    y, x = np.mgrid[0:1501, 0:1601]
    levels = colors[2 * (y > 700) + (x + y > 1500)] + np.random.default_rng(0).normal(
        0, 3, (1501, 1601, 3)
    )
    pixels = np.full((1501, 1601, 4), 255, np.uint8)
    pixels[..., :3] = np.clip(levels, 0, 255)
    found = find_flat_colors(Image(pixels))
    assert found is not None
    assert len(found.colors) == 4


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 40), (40, 1), (2, 2), (3, 5)])
def test_the_smallest_images(height: int, width: int) -> None:
    pixels = np.full((height, width, 4), 255, np.uint8)
    found = find_flat_colors(Image(pixels))
    assert found is None or len(found.colors) == 1


@pytest.mark.parametrize("after", [0, 3, 20])
def test_it_can_be_cancelled(after: int) -> None:
    answers = iter([False] * after)
    with pytest.raises(Cancelled):
        find_flat_colors(
            draw(1, "flag", count=5).image, Progress(cancelled=lambda: next(answers, True))
        )


def test_a_textured_thing_on_a_plain_ground_is_no_flat_art() -> None:
    rng = np.random.default_rng(0)
    pixels = np.full((120, 160, 4), 255, np.uint8)
    pixels[30:90, 40:120, :3] = rng.integers(0, 256, (60, 80, 3))
    assert find_flat_colors(Image(pixels)) is None
    pixels[30:90, 40:120] = make_photo(60, 80)
    assert find_flat_colors(Image(pixels)) is None


@pytest.mark.parametrize("factor", [2, 3, 7])
def test_a_smaller_copy_is_the_mean_of_squares(factor: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (23, 900, 4), dtype=np.uint8)
    small = premultiplied(pixels, factor, Progress())
    whole = pixels[: 23 // factor * factor, : 900 // factor * factor].astype(float)
    whole[..., :3] *= whole[..., 3:] / 255
    rows, columns = small.shape[:2]
    expected = whole.reshape(rows, factor, columns, factor, 4).mean(axis=(1, 3))
    np.testing.assert_allclose(small, expected, atol=0.51)
