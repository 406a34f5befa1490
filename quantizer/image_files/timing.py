"""How long frames show and how often they play, brought to what a format can hold.

    plays: no more than the format counts to
    durations: what is too long is shown again, what is too short for a GIF is left out

A GIF counts hundredths of a second, and browsers play 0 and 1 of them as 10. Where durations are
no whole hundredths, and so did not come from a GIF, the frames written are those that a screen
would show at times that are at least two hundredths apart.

Sources: GIF89a specification, 23 (delay time) and the NETSCAPE 2.0 looping extension; WebP
container specification (ANIM, ANMF); PNG specification, third edition, 11.3.6 (acTL, fcTL).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import Frame
    from quantizer.image_files.picture import Picture

HUNDREDTH = 10
"""Milliseconds in a hundredth of a second."""

_SHORTEST = 2
"""Hundredths that browsers play as they are written."""

_FOREVER = 0xFFFF * 1000
"""Milliseconds of the longest frame that any of the formats holds in one piece."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a format can count to.

    Parameters
    ----------
    plays
        Most plays of an animation that ends.
    duration
        Longest time of a frame, in milliseconds.
    """

    plays: int
    duration: int


LIMITS = {
    "gif": Limits(0x10000, 0xFFFF * HUNDREDTH),
    "png": Limits(0x7FFFFFFF, _FOREVER),
    "webp": Limits(0xFFFF, 0xFFFFFF),
}
"""By the name of the format. A GIF counts the repetitions after the first play."""


def hundredths(milliseconds: int) -> int:
    """Return a time in whole hundredths of a second, rounded."""
    return (milliseconds + HUNDREDTH // 2) // HUNDREDTH


def held_plays(plays: int, limits: Limits) -> tuple[int, tuple[str, ...]]:
    """Return how often a file plays, at most as often as it can count, and what to say of it."""
    if plays <= limits.plays:
        return max(0, plays), ()
    return limits.plays, (
        f"This format plays an animation {limits.plays:,} times at most; it was {plays:,} times.",
    )


def split(pictures: Sequence[Picture], limits: Limits) -> tuple[list[Picture], tuple[str, ...]]:
    """Return pictures of which those that show for too long come several times in a row."""
    parts: list[Picture] = []
    lost = 0
    for picture in pictures:
        held = min(picture.duration, _FOREVER)
        lost += picture.duration - held
        count = max(1, -(-held // limits.duration))
        ends = [held * number // count for number in range(count + 1)]
        parts += [replace(picture, duration=end - start) for start, end in pairwise(ends)]
    if not lost:
        return parts, ()
    return parts, (f"A frame shows for {_FOREVER // 1000:,} seconds at most; longer ones are cut.",)


def thinned(frames: tuple[Frame, ...]) -> tuple[tuple[Frame, ...], tuple[str, ...]]:
    """Return the frames that a GIF can show, and a notice if some are left out.

    Each of them shows for two hundredths of a second at least. Durations that are all whole
    hundredths stay, and so do those that are long enough: `frames` itself is returned then.
    """
    starts = [0]
    elapsed = 0
    for frame in frames:
        elapsed += frame.duration
        starts.append(hundredths(elapsed))
    is_from_gif = all(frame.duration % HUNDREDTH == 0 for frame in frames)
    is_slow = all(end - start >= _SHORTEST for start, end in pairwise(starts))
    if is_from_gif or is_slow or len(frames) < 2:
        return frames, ()
    shown = _shown(starts)
    parts = tuple(
        replace(frames[number], duration=HUNDREDTH * duration) for number, duration in shown
    )
    left_out = len(frames) - len(parts)
    if not left_out:
        return parts, ()
    verb = "was" if left_out == 1 else "were"
    return parts, (
        "A GIF shows no frame for less than 2 hundredths of a second; "
        f"{left_out} of {len(frames)} frames {verb} left out.",
    )


def _shown(starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the frames that are to be seen and their durations, in hundredths.

    Parameters
    ----------
    starts
        When each frame starts, and at the end when the last one ends.
    """
    times: list[tuple[int, int]] = []
    last = len(starts) - 2
    for number, (start, end) in enumerate(pairwise(starts)):
        at = max(start, times[-1][1] + _SHORTEST) if times else start
        if at < end:
            times.append((number, at))
    while len(times) > 1 and starts[-1] - times[-1][1] < _SHORTEST:
        # The picture that it ends with is worth more than the one before.
        times[-2:] = [(times[-1][0], times[-2][1])]
    if len(times) < 2:
        return [(0, _SHORTEST), (last, max(_SHORTEST, starts[-1] - _SHORTEST))]
    ends = [at for _, at in times[1:]] + [starts[-1]]
    return [(number, end - at) for (number, at), end in zip(times, ends, strict=True)]
