"""A recorded run plays as it was watched, and is on the disk whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from quantizer.errors import Cancelled, DataError, WriteError
from quantizer.image_files.read import read_image
from quantizer.image_files.read_animation import read_animation
from quantizer.progress import Progress
from ui.steps import recording

if TYPE_CHECKING:
    from pathlib import Path


def frames(count: int = 3) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    colors = rng.integers(0, 256, (20, 4), np.uint8)
    colors[:, 3] = 255
    return [colors[rng.integers(0, 20, (8, 12))] for _ in range(count)]


@pytest.mark.parametrize("extension", ["gif", "apng", "webp"])
def test_the_file_plays_the_frames(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"run.{extension}"
    shown = frames()
    assert recording.save_animation(shown, [100, 250, 1000], path) == path.stat().st_size
    animation = read_animation(path)
    assert [frame.duration for frame in animation.frames] == [100, 250, 1000]
    assert animation.loop == 0
    for frame, pixels in zip(animation.frames, shown, strict=True):
        np.testing.assert_array_equal(frame.image.pixels, pixels)


def test_the_pictures_are_numbered(tmp_path: Path) -> None:
    paths = recording.save_pictures(frames(), tmp_path / "lecture", "run")
    assert [path.name for path in paths] == ["run-01.png", "run-02.png", "run-03.png"]
    for path, pixels in zip(paths, frames(), strict=True):
        np.testing.assert_array_equal(read_image(path).pixels, pixels)


def test_nothing_is_written_if_it_cannot_be_done(tmp_path: Path) -> None:
    calls = iter([False] * 25)
    late = Progress(cancelled=lambda: next(calls, True))
    for progress in (Progress(cancelled=lambda: True), late):
        with pytest.raises(Cancelled):
            recording.save_animation(frames(), [9, 9, 9], tmp_path / "a.gif", progress)
        with pytest.raises(Cancelled):
            recording.save_pictures(frames(), tmp_path, "a", progress)
    with pytest.raises(WriteError, match="holds no animation"):
        recording.save_animation(frames(), [9, 9, 9], tmp_path / "a.bmp")
    with pytest.raises(DataError):
        recording.save_animation([*frames(1), frames(1)[0][1:]], [9, 9], tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []


def test_files_that_exist_stay(tmp_path: Path) -> None:
    for name in ("a.gif", "a-03.png"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(WriteError, match="already exists"):
        recording.save_animation(frames(), [9, 9, 9], tmp_path / "a.gif")
    with pytest.raises(WriteError, match="already exists"):
        recording.save_pictures(frames(), tmp_path, "a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-03.png", "a.gif"]
    assert recording.save_animation(frames(), [9, 9, 9], tmp_path / "a.gif", overwrite=True) > 4
