"""The most colours with which an animation fits into a file size."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.animation.quantize import quantize_animation
from quantizer.animation.target_search import fit_animation, most_colors
from quantizer.errors import Cancelled, QualityError, SettingsError, SizeError
from quantizer.image.image import Animation, Frame, Image, IndexedAnimation
from quantizer.kmeans.selection import Reason
from quantizer.metrics.metrics import mean, measure
from quantizer.progress import Progress
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    AnimationSettings,
    ClusterSettings,
    DitherSettings,
    FramePalettes,
    Selector,
    Settings,
    TargetSettings,
)
from tests.conftest import make_photo


def moving(*, soft: bool = False) -> Animation:
    frames = []
    for number in range(3):
        pixels = np.roll(make_photo(24, 32), 4 * number, axis=1)
        if soft:
            pixels[4:12, 4:12, 3] = 100
        frames.append(Frame(Image(pixels), 40))
    return Animation(tuple(frames), 0)


def demanding(colors: int = 64, **others: object) -> Settings:
    names = [name for name in ("selector", "min_psnr", "max_bytes") if name in others]
    target = {name: others.pop(name) for name in names}
    return Settings(
        ClusterSettings(colors=colors),
        DitherSettings("none"),
        target=TargetSettings(**target),  # type: ignore[arg-type]
        **others,  # type: ignore[arg-type]
    )


def size(indexed: IndexedAnimation) -> int:
    """Return a size of ten bytes for each palette entry."""
    return sum(10 * len(frame.image.palette) for frame in indexed.frames)


@pytest.mark.parametrize("palettes", list(FramePalettes))
def test_the_most_colours_that_fit_are_taken(palettes: FramePalettes) -> None:
    settings = demanding(max_bytes=615, animation=AnimationSettings(palettes))
    found = fit_animation(moving(), settings, size)
    selection = found.quantized.selection
    assert selection is not None
    assert (selection.k, selection.reason) == (20, Reason.TARGET)
    assert most_colors(found.indexed) == 20
    tried = {candidate.k: candidate.bytes for candidate in selection.candidates}
    assert tried[20] == 600
    assert tried[21] == 630
    assert found.quantized.settings == settings
    metrics = found.quantized.metrics
    assert metrics is not None
    alone = quantize_animation(moving(), demanding(20, animation=AnimationSettings(palettes)))
    assert alone.quantized.metrics == metrics


@pytest.mark.exhaustive
def test_an_animation_that_fits_keeps_all_its_colours() -> None:
    frames = []
    for number in range(3):
        pixels = np.full((6, 7, 4), 255, np.uint8)
        pixels[number, :, 0] = 40 * number
        frames.append(Frame(Image(pixels), 10))
    found = fit_animation(Animation(tuple(frames)), demanding(max_bytes=1000), size)
    assert found.quantized.exact
    assert found.quantized.selection is not None
    assert found.quantized.selection.k == len(found.quantized.palette) == 4


@pytest.mark.exhaustive
def test_a_psnr_and_a_size_can_be_demanded_together() -> None:
    found = fit_animation(moving(), demanding(min_psnr=30, max_bytes=1900), size)
    selection = found.quantized.selection
    assert selection is not None
    psnrs = {candidate.k: candidate.psnr for candidate in selection.candidates}
    assert found.quantized.metrics is not None
    assert psnrs[selection.k] == found.quantized.metrics.psnr >= 30
    assert (psnrs[selection.k - 1] or 0) < 30
    with pytest.raises(SizeError, match="at most 100 are allowed"):
        fit_animation(moving(), demanding(min_psnr=30, max_bytes=100), size)
    with pytest.raises(QualityError):
        fit_animation(moving(), demanding(4, min_psnr=50, max_bytes=1900), size)


def test_a_selector_limits_the_colours() -> None:
    settings = demanding(16, selector=Selector.ELBOW)
    suggested = most_colors(quantize_animation(moving(), settings, with_metrics=False).indexed)
    settings = demanding(16, selector=Selector.ELBOW, max_bytes=10**6)
    found = fit_animation(moving(), settings, size, with_metrics=False)
    assert found.quantized.selection is not None
    assert found.quantized.selection.k == suggested
    assert found.quantized.metrics is None


def test_metrics_compare_with_the_flattened_frames() -> None:
    alpha = AlphaSettings(AlphaMode.OPAQUE, (255, 0, 0))
    found = fit_animation(moving(soft=True), demanding(max_bytes=900, alpha=alpha), size)
    assert all(swatch.color[3] == 255 for swatch in found.quantized.palette)
    assert found.quantized.settings.alpha == alpha
    wanted = [apply_alpha_mode(frame.image, alpha) for frame in moving(soft=True).frames]
    pairs = zip(wanted, found.indexed.frames, strict=True)
    expected = mean([measure(image, frame.image) for image, frame in pairs])
    assert found.quantized.metrics == expected


def test_a_size_that_cannot_be_reached_and_a_cancel_end_in_errors() -> None:
    with pytest.raises(SizeError, match="even with 1 colour the file has 30 bytes"):
        fit_animation(moving(), demanding(max_bytes=20), size)
    with pytest.raises(Cancelled):
        fit_animation(moving(), demanding(max_bytes=600), size, Progress(cancelled=lambda: True))
    with pytest.raises(SettingsError, match="file format"):
        quantize_animation(moving(), demanding(max_bytes=600))
