"""``quantizer reduce`` on what moves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.image_files.read_animation import read_animation
from tests.conftest import make_photo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def moving(tmp_path: Path) -> Path:
    """A WebP of four frames, played three times."""
    photo = make_photo()[..., :3]
    frames = [PillowImage.fromarray(np.roll(photo, 5 * number, 1)) for number in range(4)]
    path = tmp_path / "moving.webp"
    options = {"duration": [50, 60, 70, 80], "loop": 3, "lossless": True}
    frames[0].save(path, save_all=True, append_images=frames[1:], **options)
    return path


@pytest.mark.parametrize("extension", ["gif", "png", "webp"])
def test_all_frames_are_written_with_their_timing(call, moving, tmp_path, extension) -> None:
    target = tmp_path / f"out.{extension}"
    outcome = call("reduce", moving, "-k", 12, "-o", target, "--json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert (told["frames"], told["k"], told["notices"]) == (4, 12, [])
    assert told["bytes"] == target.stat().st_size
    assert told["psnr"] > 15
    again = read_animation(target)
    assert again.loop == 3
    assert [frame.duration for frame in again.frames] == [50, 60, 70, 80]
    pixels = np.concatenate([frame.image.pixels for frame in again.frames]).reshape(-1, 4)
    assert len(np.unique(pixels, axis=0)) == 12


def test_each_frame_may_have_colours_of_its_own(call, moving, tmp_path) -> None:
    target = tmp_path / "out.gif"
    options = ("-k", 4, "--frame-palettes", "each", "--dither", "none")
    assert call("reduce", moving, *options, "-o", target).code == 0
    for frame in read_animation(target).frames:
        assert len(np.unique(frame.image.pixels.reshape(-1, 4), axis=0)) == 4


def test_a_format_that_does_not_move_takes_the_first_frame_and_says_so(
    call, moving, tmp_path
) -> None:
    target = tmp_path / "out.bmp"
    outcome = call("reduce", moving, "-k", 4, "-o", target, "--json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert told["frames"] == 1
    assert "only the first frame" in told["notices"][0]
    with PillowImage.open(target) as written:
        assert written.size == (64, 48)


def test_a_given_palette_is_used_in_every_frame(call, moving, tmp_path) -> None:
    colors = tmp_path / "two.hex"
    colors.write_text("000000\nffffff\n")
    target = tmp_path / "out.png"
    assert call("reduce", moving, "--palette", colors, "-o", target).code == 0
    for frame in read_animation(target).frames:
        levels = set(np.unique(frame.image.pixels[..., :3]))
        assert levels <= {0, 255}


@pytest.mark.parametrize("extension", ["gif", "png", "webp"])
def test_a_demand_on_bytes_is_met(call, moving, tmp_path, extension) -> None:
    target = tmp_path / f"out.{extension}"
    options = ("-k", 64, "--max-bytes", "5k", "--dither", "none")
    outcome = call("reduce", moving, *options, "-o", target, "--json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert told["bytes"] == target.stat().st_size <= 5000
    selection = told["selection"]
    tried = {one["k"]: one["bytes"] for one in selection["candidates"]}
    assert tried[selection["k"]] == told["bytes"]
    assert selection["k"] == 64 or tried[selection["k"] + 1] > 5000
    assert len(read_animation(target).frames) == 4


@pytest.mark.exhaustive
def test_a_demand_on_bytes_that_cannot_be_met_names_the_file(call, moving, tmp_path) -> None:
    outcome = call("reduce", moving, "--max-bytes", 90, "-o", tmp_path / "out.gif")
    assert outcome.code == 98
    assert "moving.webp: not written" in outcome.err
    assert not (tmp_path / "out.gif").exists()
    outcome = call("reduce", moving, "--max-bytes", "5k", "--dither", "none")
    assert outcome.code == 0
    assert len(list(tmp_path.glob("moving-*.png"))) == 1


def test_the_largest_palette_is_told(call, tmp_path) -> None:
    plain = np.full((8, 8, 3), 40, np.uint8)
    rich = plain.copy()
    rich[0, :6, 0] = range(60, 66)
    frames = [PillowImage.fromarray(pixels) for pixels in (plain, rich)]
    path, target = tmp_path / "two.webp", tmp_path / "out.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=50, lossless=True)
    outcome = call("reduce", path, "--frame-palettes", "each", "-o", target, "--json")
    told = json.loads(outcome.out)
    assert told["k"] == len(told["palette"]) == 7
    assert "up to 7 colours a frame" in outcome.err
