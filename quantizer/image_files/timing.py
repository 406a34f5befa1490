"""Fit the durations and the number of plays of an animation to what a file format can hold.

    plays: at most the largest number that the format has room for
    durations: a frame that shows for too long is repeated; a GIF drops frames that are too short

A GIF counts in hundredths of a second, and browsers play delays of 0 and 1 as 10. Durations in
whole hundredths are kept, as they probably come from a GIF. Otherwise the frames that are written
are those which a screen would show at times at least two hundredths apart.

Sources: GIF89a specification, 23 (delay time) and the NETSCAPE 2.0 looping extension; WebP
container specification (ANIM, ANMF); PNG specification, third edition, 11.3.6 (acTL, fcTL).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import Frame, IndexedFrame
    from quantizer.image_files.raw_frame import RawFrame

    AnyFrame = TypeVar("AnyFrame", Frame, IndexedFrame)

_CENTISECOND = 10
"""Milliseconds."""

_MIN_CENTISECONDS = 2
"""Shortest delay that browsers play as written."""

_MAX_DURATION = 0xFFFF * 1000
"""Longest frame that is written, in milliseconds: what one frame of a PNG can hold."""


@dataclass(frozen=True, slots=True)
class TimingLimits:
    """The largest values that a format has room for.

    Parameters
    ----------
    plays
        Plays of an animation that is not endless.
    duration
        Duration of a frame, in milliseconds.
    """

    plays: int
    duration: int


LIMITS = {
    "gif": TimingLimits(0x10000, 0xFFFF * _CENTISECOND),
    "png": TimingLimits(0x7FFFFFFF, _MAX_DURATION),
    "webp": TimingLimits(0xFFFF, 0xFFFFFF),
}
"""Limits by the name of the format. A GIF counts the repetitions after the first play."""


def to_centiseconds(milliseconds: int) -> int:
    """Return milliseconds as hundredths of a second, rounded."""
    return (milliseconds + _CENTISECOND // 2) // _CENTISECOND


def limit_plays(plays: int, limits: TimingLimits) -> tuple[int, tuple[str, ...]]:
    """Return how often the file plays, and a notice if that is less than `plays`."""
    if plays <= limits.plays:
        return max(0, plays), ()
    return limits.plays, (
        tr(
            "This format plays an animation {plays:,} times at most; it was {plays_2:,} times.",
            plays=limits.plays,
            plays_2=plays,
        ),
    )


def split_long_frames(
    frames: Sequence[RawFrame], limits: TimingLimits
) -> tuple[list[RawFrame], tuple[str, ...]]:
    """Return the frames, with too long ones repeated, and a notice if time was cut off."""
    parts: list[RawFrame] = []
    lost = 0
    for frame in frames:
        held = min(frame.duration, _MAX_DURATION)
        lost += frame.duration - held
        count = max(1, -(-held // limits.duration))
        ends = [held * number // count for number in range(count + 1)]
        parts += [replace(frame, duration=end - start) for start, end in pairwise(ends)]
    if not lost:
        return parts, ()
    return parts, (
        tr(
            "A frame shows for {max_duration:,} seconds at most; longer ones are cut.",
            max_duration=_MAX_DURATION // 1000,
        ),
    )


def drop_short_frames(frames: tuple[AnyFrame, ...]) -> tuple[tuple[AnyFrame, ...], tuple[str, ...]]:
    """Return the frames that a GIF can show, and a notice if some are left out.

    Each of them shows for two hundredths of a second at least. Durations that are all whole
    hundredths stay, and so do those that are long enough: `frames` itself is returned then.
    """
    starts = [0]
    elapsed = 0
    for frame in frames:
        elapsed += frame.duration
        starts.append(to_centiseconds(elapsed))
    is_from_gif = all(frame.duration % _CENTISECOND == 0 for frame in frames)
    is_slow = all(end - start >= _MIN_CENTISECONDS for start, end in pairwise(starts))
    if is_from_gif or is_slow or len(frames) < 2:
        return frames, ()
    shown = _shown(starts)
    parts = tuple(
        replace(frames[number], duration=_CENTISECOND * duration) for number, duration in shown
    )
    left_out = len(frames) - len(parts)
    if not left_out:
        return parts, ()
    verb = "was" if left_out == 1 else "were"
    return parts, (
        tr(
            "A GIF shows no frame for less than 2 hundredths of a second; {left_out} of "
            "{count} frames {verb} left out.",
            left_out=left_out,
            count=len(frames),
            verb=verb,
        ),
    )


def _shown(starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the numbers of the frames to show and their durations, in hundredths of a second.

    Parameters
    ----------
    starts
        Time at which each frame starts, and at the end the time at which the last one ends.
    """
    times: list[tuple[int, int]] = []
    last = len(starts) - 2
    for number, (start, end) in enumerate(pairwise(starts)):
        at = max(start, times[-1][1] + _MIN_CENTISECONDS) if times else start
        if at < end:
            times.append((number, at))
    while len(times) > 1 and starts[-1] - times[-1][1] < _MIN_CENTISECONDS:
        # The last frame is more important than the one before it.
        times[-2:] = [(times[-1][0], times[-2][1])]
    if len(times) < 2:
        return [
            (0, _MIN_CENTISECONDS),
            (last, max(_MIN_CENTISECONDS, starts[-1] - _MIN_CENTISECONDS)),
        ]
    ends = [at for _, at in times[1:]] + [starts[-1]]
    return [(number, end - at) for (number, at), end in zip(times, ends, strict=True)]
