from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from quantizer.animation.edit_frames import edit_frames
from quantizer.conversion.convert import reduce
from quantizer.conversion.encode import encode_result
from quantizer.conversion.fit_format import fit_format
from quantizer.conversion.recipe import Recipe
from quantizer.errors import SettingsError
from quantizer.image.image import Animation, Frame, Image
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.read_animation import read_animation
from quantizer.progress import Progress
from quantizer.settings.frame_lists import read_frames, write_frames
from quantizer.settings.settings import AnimationSettings, ClusterSettings, Settings


def animation(count: int) -> Animation:
    tones = [np.full((4, 4, 4), (20 * number, 0, 0, 255), np.uint8) for number in range(count)]
    return Animation(tuple(Frame(Image(one), 100) for one in tones), loop=0)


def plays(edited: Animation) -> list[tuple[int, int]]:
    return [(int(one.image.pixels[0, 0, 0]) // 20 + 1, one.duration) for one in edited.frames]


def test_frames_are_left_out_reversed_and_timed() -> None:
    wanted = AnimationSettings(frames="1-3,6", reverse=True, delay=50, delays="2:500", loop=3)
    edited = edit_frames(animation(6), wanted)
    assert plays(edited) == [(6, 50), (3, 50), (2, 500), (1, 50)]
    assert edited.loop == 3


def test_without_edits_the_very_animation_comes_back() -> None:
    six = animation(6)
    assert edit_frames(six, AnimationSettings()) is six
    assert edit_frames(six, AnimationSettings(delay=100, frames="1-6", loop=0)) is six


@pytest.mark.parametrize(
    ("text", "frames"),
    [("", (0, 1, 2, 3, 4)), ("2,4-", (1, 3, 4)), ("1-/2", (0, 2, 4)), ("3-99", (2, 3, 4))],
)
def test_a_text_names_frames(text: str, frames: tuple[int, ...]) -> None:
    assert read_frames(text, 5) == frames
    assert read_frames(write_frames(frames), 5) == frames


def test_what_names_no_frame_is_an_error() -> None:
    for bad in ({"frames": "a"}, {"frames": "0-3"}, {"delays": "3"}, {"delays": "1:-5"}):
        with pytest.raises(SettingsError):
            AnimationSettings(**bad)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="no frame is left"):
        edit_frames(animation(6), AnimationSettings(frames="20-"))


@pytest.mark.exhaustive
def test_a_change_of_delays_maps_no_pixel_again_and_is_in_the_file() -> None:
    six, gif = animation(6), format_by_name("gif")
    few = Settings(ClusterSettings(colors=4))
    first = reduce(fit_format(six, Recipe(gif, few)))
    timing = AnimationSettings(delay=250, loop=2)
    fitted = fit_format(six, Recipe(gif, Settings(few.cluster, animation=timing)))

    def refuse() -> bool:
        raise AssertionError("it is reduced again")

    again = reduce(fitted, Progress(cancelled=lambda: False), known=[first])
    assert all(one is two for one, two in zip(first.images, again.images, strict=True))
    data = encode_result(again.animation, again.fitted.recipe).data
    written = read_animation(Path("a.gif"), data=data)
    assert {frame.duration for frame in written.frames} == {250}
    assert written.loop == 2


def test_a_gif_says_what_it_makes_of_a_delay() -> None:
    gif, png = format_by_name("gif"), format_by_name("png")
    for file_format, delay, said in (
        (gif, 25, "20 or 30 ms"),
        (gif, 10, "too short"),
        (png, 25, ""),
    ):
        settings = Settings(animation=AnimationSettings(delay=delay))
        texts = " ".join(fit_format(animation(6), Recipe(file_format, settings)).texts)
        assert said in texts
        assert bool(said) == bool(texts)
