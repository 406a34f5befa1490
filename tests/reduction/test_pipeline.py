"""The guarantees of `quantize`, in every colour space and with every ditherer."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.dither import DITHERERS
from quantizer.errors import Cancelled, SettingsError
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.image.palette import Palette, Swatch
from quantizer.metrics.metrics import measure
from quantizer.progress import Progress, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.pipeline import Quantized, quantize
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    Init,
    Metric,
    Settings,
    Space,
)
from tests.conftest import make_photo


def run(
    image: Image, k: int, dither: str = "none", locked: tuple = (), **cluster: object
) -> Quantized:
    settings = Settings(ClusterSettings(colors=k, **cluster), DitherSettings(dither), locked)
    return quantize(image, settings, with_metrics=False)


def seen_error(first: np.ndarray, second: np.ndarray) -> float:
    """Return the mean squared error as seen on black and on white."""
    total = 0.0
    for ground in (0.0, 255.0):
        on_ground = [
            pixels[..., :3] * (pixels[..., 3:] / 255) + ground * (1 - pixels[..., 3:] / 255)
            for pixels in (first.astype(float), second.astype(float))
        ]
        total += ((on_ground[0] - on_ground[1]) ** 2).sum(axis=-1).mean() / 2
    return total


@pytest.mark.parametrize("space", list(Space))
@pytest.mark.parametrize("dither", DITHERERS.names)
def test_no_more_colours_than_k_are_kept_exactly(space: Space, dither: str) -> None:
    rng = np.random.default_rng(1)
    colors = np.unique(rng.integers(0, 4, (40, 4), dtype=np.uint8), axis=0)
    colors[:, 3] = rng.choice([1, 128, 255], len(colors))
    pixels = colors[rng.integers(0, len(colors), (16, 16))]
    result = run(Image(pixels), 64, dither, space=space)
    assert result.exact
    assert result.kmeans.inertia == 0
    np.testing.assert_array_equal(result.indexed.to_rgba(), pixels)
    assert len(result.palette) == len(np.unique(pixels.reshape(-1, 4), axis=0))


@pytest.mark.sample(3)
@pytest.mark.parametrize("space", list(Space))
@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("soft", [False, True])
def test_every_space_reduces_and_comes_near(
    photo: Image, icon: Image, space: Space, metric: Metric, soft: bool
) -> None:
    image = icon if soft else photo
    few, many = (run(image, k, space=space, metric=metric) for k in (4, 64))
    errors = []
    for result, k in ((few, 4), (many, 64)):
        assert 2 <= len(result.palette) <= k
        assert sum(swatch.share for swatch in result.palette) == pytest.approx(1)
        errors.append(seen_error(image.pixels, result.indexed.to_rgba()))
    assert errors[1] < errors[0] / 4
    assert not few.exact


@given(seed=st.integers(0, 200), k=st.integers(2, 30), dither=st.sampled_from(DITHERERS.names))
def test_the_guarantees_hold_for_any_image(seed: int, k: int, dither: str) -> None:
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 14, 2)
    pixels = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
    pixels[..., 3] = rng.choice([0, 60, 255], (height, width))
    image = Image(pixels)
    first, second = run(image, k, dither), run(image, k, dither)
    assert first.indexed.indices.tobytes() == second.indexed.indices.tobytes()
    assert first.palette == second.palette
    assert len(first.palette) <= k
    used = np.unique(first.indexed.indices)
    assert used.tolist() == list(range(len(first.palette)))
    alphas = first.palette.colors[:, 3]
    assert (np.diff(alphas == 255) >= 0).all(), "entries that are not opaque come first"
    hidden = pixels[..., 3] == 0
    np.testing.assert_array_equal(first.indexed.to_rgba()[..., 3] == 0, hidden)
    assert (alphas == 0).sum() == int(hidden.any())


def test_hidden_colours_do_not_colour_a_cluster(icon: Image) -> None:
    pixels = icon.pixels.copy()
    hidden = pixels[..., 3] == 0
    pixels[hidden, :3] = [255, 0, 255]
    plain, dyed = run(icon, 8), run(Image(pixels), 8)
    assert plain.palette.swatches[1:] == dyed.palette.swatches[1:]
    assert plain.palette.swatches[0].color[3] == 0
    assert dyed.palette.swatches[0].color == (255, 0, 255, 0)
    np.testing.assert_array_equal(plain.indexed.indices, dyed.indexed.indices)


def test_soft_edges_stay_soft(icon: Image) -> None:
    result = run(icon, 64)
    alphas = result.palette.colors[:, 3]
    assert ((alphas > 0) & (alphas < 255)).sum() >= 3
    error = icon.pixels[..., 3].astype(int) - result.indexed.to_rgba()[..., 3]
    assert np.abs(error).mean() < 3


@pytest.mark.parametrize("init", list(Init))
def test_locked_colours_have_their_entry_exactly(photo: Image, init: Init) -> None:
    locked = ((12, 34, 56, 255), (255, 0, 254, 255))
    result = run(photo, 6, init=init, locked=locked)
    for color in locked:
        swatch = next(entry for entry in result.palette if entry.color == color)
        assert swatch.locked
    assert len(result.palette) == 6
    assert sum(swatch.locked for swatch in result.palette) == 2


def test_locked_colours_join_the_exact_ones() -> None:
    pixels = np.full((2, 2, 4), 255, np.uint8)
    pixels[0, 0] = [9, 8, 7, 255]
    result = run(Image(pixels), 5, locked=((1, 2, 3, 255), (9, 8, 7, 255)))
    assert result.exact
    assert {swatch.hex for swatch in result.palette} == {"#ffffff", "#090807", "#010203"}


def test_a_given_palette_is_used_in_its_order(photo: Image) -> None:
    palette = Palette(
        (
            Swatch((255, 255, 255, 255), name="white"),
            Swatch((0, 255, 1, 255), name="unused"),
            Swatch((0, 0, 0, 255), name="black"),
            Swatch((0, 0, 0, 255), name="black again"),
        ),
        "mine",
    )
    pixels = np.zeros((2, 3, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[0] = 250
    pixels[0, :, 3] = 255
    plain = Settings(ClusterSettings(space=Space.SRGB), DitherSettings("none"))
    result = quantize(Image(pixels), plain, palette=palette, with_metrics=False)
    assert [(s.color, s.name) for s in result.palette] == [(s.color, s.name) for s in palette]
    assert result.indexed.indices.tolist() == [[0, 0, 0], [2, 2, 2]]
    assert result.kmeans.inertia == pytest.approx(3 * 3 * 25)


def test_a_given_palette_gains_a_transparent_entry_where_needed(icon: Image) -> None:
    palette = Palette.from_colors(np.array([[0, 0, 0], [255, 255, 255]], np.uint8))
    result = quantize(icon, palette=palette, with_metrics=False)
    assert result.palette.colors[2, 3] == 0
    full = Palette.from_colors(np.tile(np.uint8([1, 2, 3]), (256, 1)))
    with pytest.raises(SettingsError, match="neither a transparent entry nor room"):
        quantize(icon, palette=full, with_metrics=False)


@pytest.mark.parametrize("dither", ["none", "adaptive", "floyd-steinberg"])
def test_an_opaque_image_takes_no_soft_entries_of_a_given_palette(
    dither: str, photo: Image
) -> None:
    soft = [(r, g, 120, 230) for r in (20, 120, 220) for g in (20, 120, 220)]
    opaque = [(0, 0, 0, 255), (255, 255, 40, 255), (130, 120, 200, 255)]
    colors = [soft[0], opaque[0], *soft[1:5], (0, 0, 0, 0), opaque[1], *soft[5:], opaque[2]]
    palette = Palette(tuple(Swatch(color, name=str(color)) for color in colors))
    settings = Settings(dither=DitherSettings(dither))
    result = quantize(photo, settings, palette=palette, with_metrics=False)
    assert [(swatch.color, swatch.name) for swatch in result.palette] == [
        (swatch.color, swatch.name) for swatch in palette
    ]
    used = {colors[entry] for entry in np.unique(result.indexed.indices)}
    assert used <= set(opaque)
    alone = Palette(tuple(Swatch(color) for color in opaque))
    expected = quantize(photo, settings, palette=alone, with_metrics=False)
    assert (result.indexed.to_rgba() == expected.indexed.to_rgba()).all()
    shares = [swatch.share or 0 for swatch in result.palette]
    assert sum(shares) == pytest.approx(1)
    # Clear pixels are no soft edges; the entry they lack comes last.
    pixels = photo.pixels.copy()
    pixels[:5] = 0
    without = Palette(tuple(swatch for swatch in palette if swatch.color[3]))
    result = quantize(Image(pixels), settings, palette=without, with_metrics=False)
    assert [swatch.color for swatch in result.palette] == [
        *(swatch.color for swatch in without),
        (0, 0, 0, 0),
    ]
    assert (result.indexed.to_rgba()[..., 3] == pixels[..., 3]).all()


def test_a_palette_of_soft_entries_only_is_used_as_it_is(photo: Image) -> None:
    palette = Palette((Swatch((9, 9, 9, 128)), Swatch((200, 200, 200, 250))))
    result = quantize(photo, palette=palette, with_metrics=False)
    assert result.indexed.to_rgba()[..., 3].max() == 250


@pytest.mark.parametrize("alpha", [0, 1, 128, 255])
def test_a_single_pixel(alpha: int) -> None:
    pixels = np.array([[[200, 100, 50, alpha]]], np.uint8)
    result = run(Image(pixels), 1)
    assert len(result.palette) == 1
    assert result.exact
    assert result.indexed.to_rgba()[0, 0, 3] == alpha
    if alpha:
        np.testing.assert_array_equal(result.indexed.to_rgba(), pixels)


def test_one_colour_cannot_hold_a_picture_and_transparency(icon: Image) -> None:
    with pytest.raises(SettingsError, match="transparent pixels take one entry"):
        run(icon, 1)


def test_one_colour_is_the_mean(photo: Image) -> None:
    result = run(photo, 1)
    mean = photo.pixels.reshape(-1, 4).mean(axis=0)
    np.testing.assert_allclose(result.palette.colors[0], mean, atol=0.51)


def test_progress_goes_forward_through_the_stages(photo: Image) -> None:
    seen: list[tuple[Stage, float]] = []
    progress = Progress(listener=lambda stage, fraction: seen.append((stage, fraction)))
    quantize(photo, Settings(ClusterSettings(colors=8)), progress)
    stages = list(dict.fromkeys(stage for stage, _ in seen))
    assert stages == [Stage.COUNT, Stage.CLUSTER, Stage.REMAP, Stage.MEASURE]
    for stage in stages:
        fractions = [fraction for other, fraction in seen if other is stage]
        assert fractions == sorted(fractions)
        assert all(0 <= fraction <= 1 for fraction in fractions)


@pytest.mark.parametrize("after", [0, 1, 5, 20, 60])
def test_cancel_at_any_moment(photo: Image, after: int) -> None:
    answers = iter([False] * after)
    progress = Progress(cancelled=lambda: next(answers, True))
    settings = Settings(ClusterSettings(colors=16), DitherSettings("floyd-steinberg"))
    with pytest.raises(Cancelled):
        quantize(photo, settings, progress)


def test_a_histogram_at_hand_changes_nothing(photo: Image) -> None:
    settings = Settings(ClusterSettings(colors=7))
    plain = quantize(photo, settings, with_metrics=False)
    reused = quantize(photo, settings, with_metrics=False, histogram=Histogram.of(photo))
    np.testing.assert_array_equal(plain.indexed.indices, reused.indexed.indices)


def test_metadata_is_carried_to_the_result() -> None:
    plain = Image(make_photo())
    tagged = dataclasses.replace(
        plain, metadata=dataclasses.replace(plain.metadata, dpi=(300.0, 300.0))
    )
    assert run(tagged, 4).indexed.metadata.dpi == (300.0, 300.0)


@pytest.mark.parametrize("mode", [AlphaMode.THRESHOLD, AlphaMode.DITHER, AlphaMode.OPAQUE])
def test_the_result_is_measured_after_the_alpha_mode(icon: Image, mode: AlphaMode) -> None:
    alpha = AlphaSettings(mode, (10, 200, 30))
    settings = Settings(ClusterSettings(colors=16), alpha=alpha)
    result = quantize(icon, settings)
    assert result.metrics == measure(apply_alpha_mode(icon, alpha), result.indexed)
    assert result.metrics != measure(icon, result.indexed)
