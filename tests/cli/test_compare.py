"""``quantizer compare``: the worst region and the heat map."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import pytest

from quantizer.animation.quantize import quantize_animation
from quantizer.image.image import Animation, Frame, Image
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.read_animation import read_animation
from quantizer.image_files.write_animation import encode_animation
from tests.conftest import make_photo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A WebP of four frames that are all different."""
    photo = make_photo()[..., :3]
    frames = [PIL.Image.fromarray(np.roll(photo, 9 * number, 1)) for number in range(4)]
    path = tmp_path / "film.webp"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=50, lossless=True)
    return path


def test_the_worst_region_is_told(call, tmp_path) -> None:
    before = np.full((60, 80, 3), (40, 90, 200), np.uint8)
    after = before.copy()
    before[20:40, 30:50] = (220, 20, 20)
    files = [tmp_path / "before.png", tmp_path / "after.png"]
    for file, pixels in zip(files, (before, after), strict=True):
        PIL.Image.fromarray(pixels).save(file)
    worst = json.loads(call("compare", *files, "--json").out)["worst_region"]
    assert set(worst) == {"x", "y", "width", "height", "delta_e", "frame"}
    assert abs(worst["x"] - 30) <= 2
    assert abs(worst["y"] - 20) <= 2
    assert worst["delta_e"] > 30
    assert "at 2" in call("compare", *files).out or "at 3" in call("compare", *files).out


def test_a_heat_map_is_written_once_and_never_over_an_input(call, picture, tmp_path) -> None:
    target = tmp_path / "heat.png"
    result = tmp_path / "out.png"
    assert call("reduce", picture, "-k", 4, "-o", result).code == 0
    before = result.read_bytes()
    assert call("compare", picture, result, "--heat-map", target).code == 0
    with PIL.Image.open(target) as heat, PIL.Image.open(picture) as original:
        assert heat.size == original.size
    assert call("compare", picture, result, "--heat-map", target).code == 1
    assert call("compare", picture, result, "--heat-map", target, "--overwrite").code == 0
    assert call("compare", picture, result, "--heat-map", result, "--overwrite").code == 1
    assert result.read_bytes() == before


def test_all_frames_are_compared(call, film, tmp_path) -> None:
    with PIL.Image.open(film) as file:
        frames = []
        for number in range(4):
            file.seek(number)
            frames.append(np.array(file.convert("RGB")))
    frames[2][8:20, 10:30] = (255, 0, 255)
    spoilt = tmp_path / "spoilt.webp"
    pictures = [PIL.Image.fromarray(frame) for frame in frames]
    pictures[0].save(spoilt, save_all=True, append_images=pictures[1:], duration=50, lossless=True)
    heat = tmp_path / "heat.png"
    told = json.loads(call("compare", film, spoilt, "--json", "--heat-map", heat).out)
    assert (told["frames"], told["worst_region"]["frame"]) == (4, 3)
    assert told["mse"] > 0
    with PIL.Image.open(heat) as picture:
        shown = np.array(picture.convert("L")).astype(int)
    assert shown[10:18, 12:28].min() > shown[24:, :].max()
    out = call("compare", film, spoilt).out
    assert "of frame 3" in out
    assert "means over all" in out


@pytest.mark.exhaustive
def test_what_was_reduced_can_be_compared_though_frames_were_joined(call, tmp_path) -> None:
    pictures = [Image(np.roll(make_photo(), 9 * (number // 2), 1)) for number in range(6)]
    animation = Animation(tuple(Frame(picture, 60) for picture in pictures), 0)
    reduced = quantize_animation(animation, with_metrics=False).indexed
    film, result = tmp_path / "film.gif", tmp_path / "out.webp"
    film.write_bytes(encode_animation(reduced, format_by_name("gif")).data)
    assert call("reduce", film, "-o", result).code == 0
    assert len(read_animation(film).frames) == 6
    assert len(read_animation(result).frames) == 3
    told = json.loads(call("compare", film, result, "--json").out)
    assert (told["frames"], told["mse"]) == (6, 0)


def test_a_still_image_is_compared_with_the_first_frame(call, film, picture, tmp_path) -> None:
    for files in ((film, picture), (picture, film)):
        outcome = call("compare", *files, "--json")
        assert outcome.code == 0
        assert "only the first is compared" in outcome.err
        told = json.loads(outcome.out)
        assert (told["frames"], told["mse"]) == (1, 0)


def test_animations_that_show_at_other_times_are_not_compared(call, film, tmp_path) -> None:
    short = tmp_path / "short.webp"
    photo = make_photo()[..., :3]
    first, second = PIL.Image.fromarray(photo), PIL.Image.fromarray(255 - photo)
    first.save(short, save_all=True, append_images=[second], duration=50, lossless=True)
    outcome = call("compare", film, short)
    assert outcome.code == 1
    assert "4 frames and 200 ms cannot be compared with one of 2 frames and 100 ms" in outcome.err


def test_a_heat_map_has_the_name_of_a_png(call, picture, tmp_path) -> None:
    for name in ("heat.jpg", "heat", "png"):
        outcome = call("compare", picture, picture, "--heat-map", tmp_path / name)
        assert outcome.code == 2
        assert "end in .png" in outcome.err
        assert not (tmp_path / name).exists()
