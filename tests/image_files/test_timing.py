"""Durations and plays within the limits of the formats."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.image.image import Frame, Image
from quantizer.image_files.raw_frame import RawFrame
from quantizer.image_files.timing import LIMITS, drop_short_frames, limit_plays, split_long_frames


def pictures(*durations: int) -> list[RawFrame]:
    """Return frames of one index: their number."""
    colors = np.array([[0, 0, 0, 255], [255, 255, 255, 255]], np.uint8)
    return [
        RawFrame(np.full((1, 1), number, np.uint8), colors, duration)
        for number, duration in enumerate(durations)
    ]


def numbers(found: list[RawFrame]) -> list[int]:
    return [int(one.indices[0, 0]) for one in found]


def frames(*durations: int) -> tuple[Frame, ...]:
    """Return frames whose red is their number."""
    return tuple(
        Frame(Image(np.full((1, 1, 4), number, np.uint8)), duration)
        for number, duration in enumerate(durations)
    )


def frame_numbers(found: tuple[Frame, ...]) -> list[int]:
    return [int(one.image.pixels[0, 0, 0]) for one in found]


@pytest.mark.parametrize(("name", "most"), [("gif", 65536), ("webp", 65535), ("png", 2**31 - 1)])
def test_plays_are_limited_by_the_format(name: str, most: int) -> None:
    limits = LIMITS[name]
    assert limit_plays(most, limits) == (most, ())
    assert limit_plays(0, limits) == (0, ())
    held, notices = limit_plays(most + 1, limits)
    assert held == most
    assert f"{most:,} times at most" in notices[0]


def test_a_frame_with_a_too_long_duration_is_repeated() -> None:
    limits = LIMITS["gif"]
    parts, notices = split_long_frames(pictures(100, 655_351, 655_350), limits)
    assert numbers(parts) == [0, 1, 1, 2]
    assert sum(one.duration for one in parts) == 100 + 655_351 + 655_350
    assert min(one.duration for one in parts[1:]) > 300_000
    assert max(one.duration for one in parts) <= limits.duration
    assert notices == ()


def test_a_duration_too_long_for_any_format_is_limited_with_a_notice() -> None:
    parts, notices = split_long_frames(pictures(10**12), LIMITS["webp"])
    assert sum(one.duration for one in parts) == 65_535_000
    assert "65,535 seconds" in notices[0]


@pytest.mark.parametrize("durations", [(10, 10, 10), (0, 0, 0), (0, 10, 300), (33, 25, 34), (7,)])
def test_durations_in_centiseconds_and_long_ones_are_kept(durations: tuple[int, ...]) -> None:
    given = frames(*durations)
    found, notices = drop_short_frames(given)
    assert found is given
    assert notices == ()


@pytest.mark.parametrize(
    ("durations", "left_out"),
    [((17,) * 60, 9), ((8,) * 100, 60), ((4,) * 50, 40), ((33, 0, 17, 100), 1)],
)
def test_too_short_frames_are_dropped_and_the_total_time_is_kept(
    durations: tuple[int, ...], left_out: int
) -> None:
    found, notices = drop_short_frames(frames(*durations))
    assert min(one.duration for one in found) >= 20
    assert sum(one.duration for one in found) == sum(durations)
    assert frame_numbers(found) == sorted(set(frame_numbers(found)))
    assert len(found) == len(durations) - left_out
    assert f"{left_out} of {len(durations)} frames" in notices[0]


def test_kept_frames_show_at_a_time_at_which_they_did_before() -> None:
    rng = np.random.default_rng(2)
    for _ in range(50):
        durations = [int(one) for one in rng.integers(1, 60, 30)]
        starts = np.cumsum([0, *durations])
        found, _ = drop_short_frames(frames(*durations))
        at = 0
        for one, number in zip(found[:-1], frame_numbers(found)[:-1], strict=True):
            assert starts[number] - 5 <= at <= starts[number + 1] + 5
            at += one.duration


@pytest.mark.parametrize("durations", [(5, 5), (15, 15), (3, 3, 3), (1, 25), (25, 1)])
def test_the_shortest_animation_keeps_two_frames(durations: tuple[int, ...]) -> None:
    found, _ = drop_short_frames(frames(*durations))
    assert frame_numbers(found) == [0, len(durations) - 1]
    assert min(one.duration for one in found) >= 20
