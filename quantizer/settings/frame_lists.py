"""Frames and delays of an animation as text: ``1-10,15`` and ``3:200,7-9:50``.

Frames are counted from 1. ``5-`` is frame 5 and all after it, ``1-20/2`` every second one of the
first twenty, ``1-/3`` every third of all.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_RANGE = re.compile(r"(?:(\d*)(-)(\d*)|(\d+))(?:/(\d+))?")
_LONGEST = 0xFFFF * 1000
"""Longest delay in milliseconds: what one frame of a PNG can hold."""


def read_frames(text: str, count: int) -> tuple[int, ...]:
    """Return the frames that a text names, counted from 0, in its order; all if it is empty.

    Frames that an animation of `count` frames does not have are left out.

    Raises
    ------
    SettingsError
        If the text names no frames.
    """
    if not text.strip():
        return tuple(range(count))
    return tuple(frame for part in text.split(",") for frame in _read_range(part, count))


def write_frames(frames: Iterable[int]) -> str:
    """Return the text for frames, which are counted from 0 and ascend."""
    runs = []
    for _, run in groupby(enumerate(frames), key=lambda pair: pair[1] - pair[0]):
        first, *others = [frame + 1 for _, frame in run]
        runs.append(f"{first}-{others[-1]}" if others else f"{first}")
    return ",".join(runs)


def read_delays(text: str, count: int) -> dict[int, int]:
    """Return the delays in milliseconds that a text sets, by frames counted from 0.

    Raises
    ------
    SettingsError
        If the text sets no delays.
    """
    delays: dict[int, int] = {}
    for part in filter(None, text.replace(" ", "").split(",")):
        frames, colon, delay = part.partition(":")
        if not colon or not delay.isdecimal() or int(delay) > _LONGEST:
            raise SettingsError(
                tr(
                    "{part!r} sets no delay: give frames and milliseconds, such as 3:200",
                    part=part,
                )
            )
        delays |= dict.fromkeys(_read_range(frames, count), int(delay))
    return delays


def write_delays(delays: Mapping[int, int]) -> str:
    """Return the text for delays in milliseconds, by frames counted from 0."""
    return ",".join(f"{frame + 1}:{delays[frame]}" for frame in sorted(delays))


def _read_range(text: str, count: int) -> range:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        raise SettingsError(tr("{text!r} names no frames: give 1-10,15 or the like", text=text))
    low, dash, high, single, step = found.groups()
    first = int(single or low or 1)
    last = int(single or high or count) if single or dash else first
    if first < 1 or (step is not None and int(step) < 1):
        raise SettingsError(tr("{text!r} names no frames: they count from 1", text=text))
    return range(first - 1, min(last, count), int(step or 1))
