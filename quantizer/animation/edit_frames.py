"""Edits of the frames of an animation: which are kept, in which order, how long each shows.

    frames of the file -> their delays -> those that are kept -> reversed -> number of plays

Delays belong to the frames of the file, so a frame keeps its own wherever it goes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.language import tr
from quantizer.settings.frame_lists import read_delays, read_frames

if TYPE_CHECKING:
    from quantizer.image.image import Animation, IndexedAnimation
    from quantizer.settings.settings import AnimationSettings

_CENTISECOND = 10
"""Milliseconds."""
_SHORTEST_GIF_DELAY = 20
"""Milliseconds; browsers play shorter delays of a GIF as 100 ms."""


def edit_frames(animation: Animation, settings: AnimationSettings) -> Animation:
    """Return an animation with its frames and delays as the settings ask for.

    Returns
    -------
    Animation
        `animation` itself if nothing changes, as for a still image.

    Raises
    ------
    SettingsError
        If no frame is left.
    """
    count = len(animation.frames)
    if count == 1:
        return animation
    delays = read_delays(settings.delays, count)
    frames = [
        replace(frame, duration=delay)
        if (delay := delays.get(number, settings.delay)) not in {None, frame.duration}
        else frame
        for number, frame in enumerate(animation.frames)
    ]
    kept = tuple(frames[number] for number in read_frames(settings.frames, count))
    if not kept:
        raise SettingsError(
            tr(
                "no frame is left: the animation has {count} frames, and {frames} names none",
                count=count,
                frames=settings.frames,
            )
        )
    if settings.reverse:
        kept = kept[::-1]
    loop = animation.loop if settings.loop is None else settings.loop
    is_same = len(kept) == count and all(map(_is, kept, animation.frames))
    if is_same and loop == animation.loop:
        return animation
    return replace(animation, frames=kept, loop=loop)


def gif_delay_notice(settings: AnimationSettings, count: int) -> str:
    """Return what a GIF makes of the delays that are asked for; empty if it keeps them.

    Parameters
    ----------
    count
        Number of frames of the file.
    """
    asked = set(read_delays(settings.delays, count).values())
    if settings.delay is not None:
        asked.add(settings.delay)
    short = sorted(delay for delay in asked if delay < _SHORTEST_GIF_DELAY)
    if short:
        return tr(
            "A delay of {delay} ms is too short for a GIF: browsers show such a frame for 100 ms.",
            delay=short[0],
        )
    uneven = sorted(delay for delay in asked if delay % _CENTISECOND)
    if not uneven:
        return ""
    below = uneven[0] // _CENTISECOND * _CENTISECOND
    return tr(
        "A GIF counts in hundredths of a second: a delay of {delay} ms becomes {below} or "
        "{above} ms.",
        delay=uneven[0],
        below=below,
        above=below + _CENTISECOND,
    )


def has_frames_of(animation: Animation, other: Animation) -> bool:
    """Return whether two animations have the very same pictures in the same order."""
    frames, others = animation.frames, other.frames
    return len(frames) == len(others) and all(
        one.image is two.image for one, two in zip(frames, others, strict=True)
    )


def has_timing_of(animation: Animation, other: Animation) -> bool:
    """Return whether two animations of the same pictures play alike."""
    return animation.loop == other.loop and all(
        one.duration == two.duration
        for one, two in zip(animation.frames, other.frames, strict=True)
    )


def with_timing_of(reduced: IndexedAnimation, animation: Animation) -> IndexedAnimation:
    """Return a reduced animation with the delays and the number of plays of its original."""
    frames = tuple(
        replace(frame, duration=source.duration)
        for frame, source in zip(reduced.frames, animation.frames, strict=True)
    )
    return replace(reduced, frames=frames, loop=animation.loop)


def _is(one: object, other: object) -> bool:
    return one is other
