"""How the frames of an animation are reduced, which of them are kept, and how they play."""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

from dataclasses import dataclass, replace

from quantizer.settings.enums import FramePalettes
from quantizer.settings.frame_lists import read_delays, read_frames
from quantizer.settings.option import CheckedSettings, option


@dataclass(frozen=True, slots=True)
class AnimationSettings(CheckedSettings):
    """How the frames of an animation are reduced, which of them are kept, and how they play.

    `quantizer.animation.edit_frames` does what is asked for here. A still image ignores it.

    Parameters
    ----------
    palettes
        One palette for all frames, or one for each.
    frames
        The frames that are kept, see `quantizer.settings.frame_lists`; empty for all.
    reverse
        Whether the frames that are kept play backwards.
    delay
        Milliseconds that each frame shows; None for its own.
    delays
        Milliseconds of single frames of the file, which go before `delay`.
    loop
        How many times the animation plays, 0 for endlessly; None as often as that of the file.
    """

    palettes: FramePalettes = option(
        FramePalettes.SHARED,
        flag="--frame-palettes",
        help="palettes of an animation: shared is one for all frames, each is one per frame",
        label="Palettes",
    )
    frames: str = option(
        "",
        help="keep only these frames of an animation, counted from 1, such as 1-10,15 or 5-; "
        "1-/2 keeps every second one",
        metavar="FRAMES",
    )
    reverse: bool = option(False, help="play an animation backwards")
    delay: int | None = option(
        None,
        help="show each frame of an animation for so many milliseconds; a GIF counts in "
        "hundredths of a second",
        metavar="MS",
        automatic="as in the file",
        range=(0, 65_535_000),
    )
    delays: str = option(
        "",
        flag="--frame-delays",
        help="show single frames for so many milliseconds, such as 1:500,7-9:50",
        metavar="FRAMES:MS",
    )
    loop: int | None = option(
        None,
        help="play an animation so many times; 0 for endlessly",
        metavar="TIMES",
        automatic="as in the file",
        range=(0, 0x7FFFFFFF),
    )

    def __post_init__(self) -> None:
        CheckedSettings.__post_init__(self)  # `super()` does not work in a dataclass with slots
        read_frames(self.frames, 1)
        read_delays(self.delays, 1)

    @property
    def without_timing(self) -> AnimationSettings:
        """These settings without what changes no pixel: delays and the number of plays."""
        return replace(self, delay=None, delays="", loop=None)
