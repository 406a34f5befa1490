"""The colours under fully transparent pixels, which show where a texture is filtered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.animation.quantize import quantize_animation
from quantizer.image.histogram import Histogram
from quantizer.image.image import Animation, Frame, Image
from quantizer.image.palette import Palette
from quantizer.reduction.hidden_colors import (
    bleed_colors,
    entries_set_aside,
    mean_hidden_color,
    sum_hidden_colors,
)
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import AlphaMode, FramePalettes, Selector, Settings
from tests.conftest import make_photo

RED, BLUE = (220, 30, 20), (20, 40, 210)


def halves(side: int = 64) -> Image:
    """Return a disc, red on the left and blue on the right, with black under clear pixels."""
    y, x = np.mgrid[:side, :side]
    pixels = np.zeros((side, side, 4), np.uint8)
    pixels[:, : side // 2, :3] = RED
    pixels[:, side // 2 :, :3] = BLUE
    pixels[..., 3] = np.clip((side / 4 - np.hypot(x - side // 2, y - side // 2)) * 90, 0, 255)
    pixels[pixels[..., 3] == 0] = 0
    return Image(pixels)


def with_values(**values: object) -> Settings:
    return Settings().with_values({name.replace("__", "."): one for name, one in values.items()})


def hidden(pixels: np.ndarray) -> set[tuple[int, ...]]:
    return {tuple(color) for color in pixels[pixels[..., 3] == 0][:, :3].tolist()}


@pytest.mark.parametrize("mode", [AlphaMode.FULL, AlphaMode.THRESHOLD, AlphaMode.DITHER])
@pytest.mark.parametrize("dither", ["none", "adaptive", "bayer-4"])
@pytest.mark.parametrize("k", [2, 4, 256])
def test_one_hidden_colour_is_kept_exactly(mode: AlphaMode, dither: str, k: int) -> None:
    pixels = halves().pixels.copy()
    pixels[..., :3] = (250, 240, 230)
    settings = with_values(cluster__colors=k, dither__name=dither, alpha__mode=mode)
    result = quantize(Image(pixels), settings, with_metrics=False)
    assert hidden(result.indexed.to_rgba()) == {(250, 240, 230)}
    assert sum(swatch.color[3] == 0 for swatch in result.palette) == 1


def test_of_several_the_mean_beside_visible_pixels_is_kept() -> None:
    pixels = np.zeros((9, 9, 4), np.uint8)
    pixels[..., :3] = (0, 255, 0)
    pixels[3:6, 3:6] = (90, 90, 90, 255)
    pixels[2, 2:7, :3] = pixels[6, 2:7, :3] = (100, 0, 50)  # 10 of the 16 around the square
    pixels[3:6, 2, :3] = pixels[3:6, 6, :3] = (20, 0, 250)
    assert mean_hidden_color(sum_hidden_colors(Image(pixels))) == (70, 0, 125, 0)
    result = quantize(Image(pixels), with_metrics=False)
    assert hidden(result.indexed.to_rgba()) == {(70, 0, 125)}
    assert result.exact


def test_sums_of_images_add_up() -> None:
    frames = [halves().pixels, np.zeros((5, 5, 4), np.uint8), np.full((2, 2, 4), 255, np.uint8)]
    frames[1][..., :3] = (10, 20, 30)
    sums = [sum_hidden_colors(Image(frame)) for frame in frames]
    assert mean_hidden_color(sums[1]) == (10, 20, 30, 0)
    assert mean_hidden_color(sums[2]) == (0, 0, 0, 0)
    assert mean_hidden_color(sum(sums)) == mean_hidden_color(sums[0]) == (0, 0, 0, 0)


def test_a_locked_transparent_colour_is_the_hidden_one() -> None:
    settings = replace(with_values(alpha__bleed=True), locked=((1, 2, 3, 0),))
    for chosen in (settings, replace(settings, alpha=Settings().alpha)):
        result = quantize(halves(), chosen, with_metrics=False)
        assert hidden(result.indexed.to_rgba()) == {(1, 2, 3)}


def test_a_given_palette_stays_as_it_is() -> None:
    pixels = halves().pixels.copy()
    pixels[pixels[..., 3] == 0, 0] = 77
    palette = Palette.from_colors(np.array([(*RED, 255), (9, 9, 9, 0), (*BLUE, 255)], np.uint8))
    settings = with_values(alpha__bleed=True)
    result = quantize(Image(pixels), settings, with_metrics=False, palette=palette)
    assert [swatch.color for swatch in result.palette] == [swatch.color for swatch in palette]
    without = Palette(palette.swatches[::2])
    result = quantize(Image(pixels), settings, with_metrics=False, palette=without)
    assert [swatch.color for swatch in result.palette][2:] == [(77, 0, 0, 0)]


@pytest.mark.parametrize("dither", ["none", "adaptive"])
def test_colours_bleed_outwards(dither: str) -> None:
    image = halves()
    settings = with_values(alpha__bleed=True, dither__name=dither)
    result = quantize(image, settings, with_metrics=False)
    pixels = result.indexed.to_rgba()
    assert hidden(pixels) == {RED, BLUE}
    clear = image.pixels[..., 3] == 0
    assert (pixels[..., 3][clear] == 0).all()
    assert (pixels[~clear] == image.pixels[~clear]).all()
    assert (pixels[20:44, 10:20, :3][clear[20:44, 10:20]] == RED).all()
    assert (pixels[20:44, 44:54, :3][clear[20:44, 44:54]] == BLUE).all()
    assert sum(swatch.share or 0 for swatch in result.palette) == pytest.approx(1)
    alphas = result.palette.colors[:, 3]
    assert (np.diff(alphas == 255) >= 0).all(), "entries that are not opaque come first"


@pytest.mark.parametrize("k", [3, 8, 16, 40, 100, 256])
def test_bleeding_takes_no_more_than_k_entries(k: int) -> None:
    pixels = make_photo(64, 64)
    pixels[..., 3] = halves().pixels[..., 3]
    settings = with_values(alpha__bleed=True, cluster__colors=k)
    result = quantize(Image(pixels), settings, with_metrics=False)
    clear = [swatch for swatch in result.palette if swatch.color[3] == 0]
    assert len(result.palette) <= k
    assert max(1, k // 16) <= len(clear)
    assert hidden(result.indexed.to_rgba()) == {swatch.color[:3] for swatch in clear}
    aside = entries_set_aside(k, Histogram.of(Image(pixels)), 0)
    plain = with_values(cluster__colors=k - aside)
    expected = quantize(Image(pixels), plain, with_metrics=False).indexed.to_rgba()
    visible = pixels[..., 3] > 0
    assert (result.indexed.to_rgba()[visible] == expected[visible]).all()


def test_an_image_that_fits_stays_exact_when_colours_bleed() -> None:
    few = quantize(halves(), with_values(cluster__colors=40), with_metrics=False).indexed
    image = Image(few.to_rgba())
    settings = with_values(alpha__bleed=True, cluster__colors=len(few.palette))
    result = quantize(image, settings, with_metrics=False)
    assert result.exact
    visible = image.pixels[..., 3] > 0
    assert (result.indexed.to_rgba()[visible] == image.pixels[visible]).all()


@pytest.mark.parametrize("selector", [Selector.ELBOW, Selector.FIXED])
def test_images_without_transparent_pixels_are_not_changed(selector: Selector) -> None:
    image = Image(make_photo(32, 32))
    results = [
        quantize(
            image, with_values(alpha__bleed=bleed, target__selector=selector), with_metrics=False
        )
        for bleed in (False, True)
    ]
    assert results[0].palette == results[1].palette
    assert (results[0].indexed.indices == results[1].indexed.indices).all()


def test_an_image_that_is_all_transparent_has_nothing_to_bleed() -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., :3] = (5, 6, 7)
    result = quantize(Image(pixels), with_values(alpha__bleed=True), with_metrics=False)
    assert [swatch.color for swatch in result.palette] == [(5, 6, 7, 0)]
    assert bleed_colors(result.indexed, 256) is result.indexed


@pytest.mark.parametrize("palettes", FramePalettes)
@pytest.mark.parametrize("k", [5, 256])
@pytest.mark.parametrize("bleed", [False, True])
def test_frames_keep_the_hidden_colour(palettes: FramePalettes, k: int, bleed: bool) -> None:
    frames = []
    for turn in range(3):
        pixels = np.roll(halves(32).pixels, turn, axis=1)
        pixels[..., :3][pixels[..., 3] == 0] = (240, 230, 220)
        frames.append(Frame(Image(pixels), 40))
    settings = with_values(animation__palettes=palettes, cluster__colors=k, alpha__bleed=bleed)
    found = quantize_animation(Animation(tuple(frames)), settings, with_metrics=False)
    for frame in found.indexed.frames:
        assert hidden(frame.image.to_rgba()) == {(240, 230, 220)}
    assert found.quantized.settings == settings
