"""Animations against their originals: which frames are compared, and what is told of them."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.errors import Cancelled, DataError
from quantizer.image.image import Animation, Frame, Image
from quantizer.metrics.animation import compare_animations, pair_frames
from quantizer.metrics.metrics import mean, measure
from quantizer.progress import Progress, Stage
from tests.conftest import make_photo


def playing(*durations: int, spoilt: int | None = None) -> Animation:
    """Return photos that show so long; a part of one of them may be spoilt."""
    frames = []
    for number, duration in enumerate(durations):
        pixels = np.roll(make_photo(40, 60), 3 * number, axis=1)
        if number == spoilt:
            pixels[10:22, 20:34] = (255, 0, 255, 255)
        frames.append(Frame(Image(pixels), duration))
    return Animation(tuple(frames), 0)


def test_all_frames_count_and_the_worst_is_returned() -> None:
    original, result = playing(50, 50, 50, 50), playing(50, 50, 50, 50, spoilt=2)
    found = compare_animations(original, result)
    each = [
        measure(one.image, other.image)
        for one, other in zip(original.frames, result.frames, strict=True)
    ]
    assert found.metrics == mean(each)
    assert found.metrics.mse == pytest.approx(each[2].mse / 4)
    assert (found.frames, found.frame) == (4, 2)
    assert (found.worst.x, found.worst.y) == pytest.approx((20, 10), abs=2)
    assert found.differences.result is result.frames[2].image


def test_equal_animations_differ_nowhere() -> None:
    found = compare_animations(playing(50, 50), playing(50, 50))
    assert (found.metrics.mse, found.worst.delta_e, found.frame) == (0, 0, 0)


def test_as_many_frames_are_paired_whatever_their_times() -> None:
    assert pair_frames(playing(10, 20), playing(900, 0)) == [(0, 0), (1, 1)]


def test_joined_frames_are_paired_by_time() -> None:
    many, few = playing(30, 33, 40, 20), playing(60, 60)
    assert pair_frames(many, few) == [(0, 0), (1, 0), (2, 1), (3, 1)]
    assert pair_frames(few, many) == [(0, 0), (0, 1), (1, 2), (1, 3)]


@pytest.mark.parametrize("durations", [(50, 50), (0, 0), (900, 900)])
def test_frames_shown_at_other_times_cannot_be_compared(durations: tuple[int, int]) -> None:
    with pytest.raises(DataError, match="3 frames and 300 ms cannot be compared with one of 2"):
        compare_animations(playing(100, 100, 100), playing(*durations))


def test_progress_rises_and_the_comparison_can_be_cancelled() -> None:
    told: list[tuple[Stage, float]] = []
    progress = Progress(lambda stage, fraction: told.append((stage, fraction)))
    compare_animations(playing(50, 50), playing(50, 50, spoilt=1), progress)
    assert {stage for stage, _ in told} == {Stage.MEASURE}
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert 0.8 < fractions[-1] <= 1
    with pytest.raises(Cancelled):
        compare_animations(playing(50), playing(50), Progress(cancelled=lambda: True))
