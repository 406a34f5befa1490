from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from quantizer.animation.measure import measure_animation
from quantizer.animation.quantize import quantize_animation
from quantizer.errors import Cancelled
from quantizer.image.image import Animation, Frame, Image
from quantizer.progress import Progress
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    AnimationSettings,
    ClusterSettings,
    DitherSettings,
    FramePalettes,
    Settings,
)
from tests.conftest import make_photo


def moving(count: int = 4, *, clear: bool = False) -> Animation:
    """Return a photo over which a disc moves; with `clear`, the disc is a hole."""
    ground = make_photo(40, 60)
    y, x = np.mgrid[0:40, 0:60]
    frames = []
    for number in range(count):
        pixels = ground.copy()
        disc = np.hypot(x - 10 - 8 * number, y - 20) < 7
        pixels[disc] = (0, 0, 0, 0) if clear else (250, 240, 10 * number, 255)
        frames.append(Frame(Image(pixels), 40 + number))
    return Animation(tuple(frames), loop=2)


def with_colors(colors: int, **others: object) -> Settings:
    return Settings(ClusterSettings(colors=colors), **others)  # type: ignore[arg-type]


@pytest.mark.parametrize("dither", ["none", "floyd-steinberg", "adaptive"])
def test_pixels_that_do_not_change_do_not_flicker(dither: str) -> None:
    animation = moving()
    settings = with_colors(8, dither=DitherSettings(dither, 0.9))
    frames = quantize_animation(animation, settings).indexed.frames
    pairs = zip(animation.frames, frames, strict=True)
    for (before, kept), (after, reduced) in pairwise(pairs):
        is_still = (before.image.pixels == after.image.pixels).all(axis=2)
        assert is_still.any()
        assert np.array_equal(reduced.image.indices[is_still], kept.image.indices[is_still])


def test_all_frames_share_a_palette_or_have_one_each() -> None:
    animation = moving()
    shared = quantize_animation(animation, with_colors(8))
    palettes = {frame.image.palette for frame in shared.indexed.frames}
    assert palettes == {shared.quantized.palette}
    assert sum(swatch.share or 0 for swatch in shared.quantized.palette) == pytest.approx(1)
    settings = with_colors(8, animation=AnimationSettings(FramePalettes.EACH))
    each = quantize_animation(animation, settings)
    assert len({frame.image.palette for frame in each.indexed.frames}) == 4
    assert max(len(frame.image.palette) for frame in each.indexed.frames) == 8


@pytest.mark.parametrize("dither", ["none", "adaptive"])
def test_frames_with_own_palettes_hardly_flicker(dither: str) -> None:
    animation = moving()
    each = AnimationSettings(FramePalettes.EACH)
    settings = with_colors(16, dither=DitherSettings(dither), animation=each)
    frames = quantize_animation(animation, settings, with_metrics=False).indexed.frames
    for (before, kept), (after, now) in pairwise(zip(animation.frames, frames, strict=True)):
        is_still = (before.image.pixels == after.image.pixels).all(axis=2)
        flickers = (now.image.to_rgba() != kept.image.to_rgba()).any(axis=2)[is_still]
        assert flickers.mean() < 0.1


def test_an_own_palette_after_a_cut_ignores_the_one_before() -> None:
    photo = make_photo(40, 60)
    scenes = (Image(photo), Image(255 - photo[::-1] * np.uint8([1, 1, 1, 0])))
    animation = Animation(tuple(Frame(scene, 50) for scene in scenes))
    settings = with_colors(8, animation=AnimationSettings(FramePalettes.EACH))
    second = quantize_animation(animation, settings, with_metrics=False).indexed.frames[1].image
    alone = quantize(scenes[1], settings, with_metrics=False).indexed
    assert (second.to_rgba() == alone.to_rgba()).all(axis=2).mean() > 0.95


@pytest.mark.parametrize("dither", ["none", "floyd-steinberg", "adaptive"])
def test_pixels_with_faint_noise_keep_their_entry(dither: str) -> None:
    rng = np.random.default_rng(5)
    photo = make_photo(40, 60)
    frames = []
    for _ in range(4):
        pixels = photo.copy()
        pixels[..., :3] = np.clip(photo[..., :3] + rng.normal(0, 1, (40, 60, 3)), 0, 255)
        frames.append(Frame(Image(pixels), 40))
    settings = with_colors(16, dither=DitherSettings(dither))
    reduced = quantize_animation(Animation(tuple(frames)), settings, with_metrics=False).indexed
    for before, after in pairwise(reduced.frames):
        assert (before.image.indices != after.image.indices).mean() < 0.1


def test_a_slow_fade_is_followed() -> None:
    photo = make_photo(40, 60)
    frames = []
    for step in range(0, 60, 2):
        pixels = photo.copy()
        pixels[..., :3] = np.clip(photo[..., :3].astype(int) - step, 0, 255)
        frames.append(Frame(Image(pixels), 40))
    settings = with_colors(16, dither=DitherSettings("none"))
    reduced = quantize_animation(Animation(tuple(frames)), settings, with_metrics=False).indexed
    # The same palette without the frames before.
    palette = reduced.frames[-1].image.palette
    alone = quantize(frames[-1].image, settings, with_metrics=False, palette=palette).indexed
    shown, wanted = (one.to_rgba().astype(int) for one in (reduced.frames[-1].image, alone))
    assert abs((shown - wanted).mean()) < 4


def test_durations_and_plays_are_kept() -> None:
    result = quantize_animation(moving(), with_colors(4), with_metrics=False).indexed
    assert [frame.duration for frame in result.frames] == [40, 41, 42, 43]
    assert result.loop == 2


def test_few_colours_are_kept_exactly_in_every_frame() -> None:
    frames = []
    for number in range(20):
        pixels = np.full((6, 7, 4), 255, np.uint8)
        pixels[number % 6, :, 0] = 12 * number
        pixels[0, 0] = 0
        frames.append(Frame(Image(pixels), 10))
    result = quantize_animation(Animation(tuple(frames)), with_colors(32))
    assert result.quantized.exact
    for frame, original in zip(result.indexed.frames, frames, strict=True):
        assert np.array_equal(frame.image.to_rgba(), original.image.pixels)


def test_transparent_pixels_stay_transparent_in_every_frame() -> None:
    animation = moving(clear=True)
    result = quantize_animation(animation, with_colors(8))
    for frame, original in zip(result.indexed.frames, animation.frames, strict=True):
        opacity = frame.image.to_rgba()[..., 3]
        assert np.array_equal(opacity, original.image.pixels[..., 3])
    assert len(result.quantized.palette) <= 8


def test_transparency_in_frames_outside_the_sample_has_an_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("quantizer.animation.quantize._MAX_PIXELS", 1)
    animation = moving(clear=False)
    hole = animation.frames[2].image.pixels.copy()
    hole[5:9, 5:9] = 0
    frames = list(animation.frames)
    frames[2] = Frame(Image(hole), 10)
    result = quantize_animation(Animation(tuple(frames)), with_colors(8))
    assert not result.indexed.frames[2].image.to_rgba()[5:9, 5:9].any()
    assert len(result.quantized.palette) <= 8


def test_locked_colours_are_in_the_palette() -> None:
    red = (251, 1, 2, 255)
    result = quantize_animation(moving(), with_colors(6, locked=(red,)))
    assert [swatch.color for swatch in result.quantized.palette if swatch.locked] == [red]


def test_the_result_does_not_depend_on_the_number_of_threads() -> None:
    one, two = (quantize_animation(moving(), with_colors(8), threads=n) for n in (1, 3))
    for first, second in zip(one.indexed.frames, two.indexed.frames, strict=True):
        assert np.array_equal(first.image.indices, second.image.indices)
    assert one.quantized.palette == two.quantized.palette


def test_metrics_are_means_over_the_frames() -> None:
    animation = moving()
    result = quantize_animation(animation, with_colors(4))
    metrics = result.quantized.metrics
    assert metrics is not None
    assert metrics == measure_animation(animation, result.indexed)
    assert 10 < metrics.psnr < 40


def test_metrics_are_those_of_the_flattened_frames() -> None:
    frames = []
    for number in range(3):
        pixels = np.full((20, 20, 4), 255, np.uint8)
        pixels[5:15, 5 + number : 15] = (200, 10, 10, 90)
        frames.append(Frame(Image(pixels), 10))
    alpha = AlphaSettings(AlphaMode.OPAQUE, (0, 0, 255))
    result = quantize_animation(Animation(tuple(frames)), with_colors(8, alpha=alpha))
    assert result.quantized.metrics is not None
    assert result.quantized.metrics.mse == 0


def test_a_cancel_ends_the_reduction() -> None:
    with pytest.raises(Cancelled):
        quantize_animation(moving(), with_colors(4), Progress(cancelled=lambda: True))


def test_one_frame_is_reduced_as_an_image_is() -> None:
    animation = Animation(moving().frames[:1])
    result = quantize_animation(animation, with_colors(5), with_metrics=False)
    alone = quantize(animation.frames[0].image, with_colors(5), with_metrics=False)
    assert np.array_equal(result.indexed.frames[0].image.indices, alone.indexed.indices)
