"""Resizing, tone and files for firmware on the command line, one file or many."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.image_files.read_animation import read_animation
from quantizer.settings.settings import DeviceFormat
from tests.conftest import make_photo
from tests.image_files.firmware_reader import read_binary, read_c

if TYPE_CHECKING:
    from pathlib import Path


def size_of(path: Path) -> tuple[int, int]:
    with PillowImage.open(path) as image:
        return image.size


@pytest.mark.parametrize(
    ("options", "size"),
    [
        (("--resize", "50%"), (32, 24)),
        (("--resize", "100x30"), (40, 30)),
        (("--resize", "100x30", "--fit", "cover", "--filter", "nearest"), (100, 30)),
        (("--resize", "x12", "--brightness", "-10", "--contrast", "20"), (16, 12)),
        (("--preset", "game-boy-screen-160x144"), (160, 144)),
        (("--preset", "game-boy-screen-160x144", "--resize", "20x20"), (20, 20)),
    ],
)
def test_images_are_resized_before_their_colours_are_chosen(
    call, picture, tmp_path, options, size
) -> None:
    target = tmp_path / "out.png"
    assert call("reduce", picture, "-k", 6, "-o", target, *options).code == 0
    assert size_of(target) == size


def test_quality_is_that_beside_the_adjusted_image(call, picture, tmp_path) -> None:
    options = ("--resize", "50%", "--brightness", -60, "-k", 64, "--dither", "none")
    outcome = call("reduce", picture, "-o", tmp_path / "out.png", *options, "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["psnr"] > 25  # beside the bright original it would be about 10


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--resize", "0x0"), "'0x0' is not a size such as 800x480"),
        (("--resize=-5x5",), "'-5x5' is not a size such as"),
        (("--resize", "65536x1"), "with 1 to 65,535 pixels a side"),
        (("--resize", "65535x65535"), "may have at most"),
        (("--gamma", "0"), "gamma is 0.0, but must be a number, 0.1 to 10"),
        (("--sharpen", "-1"), "sharpen is -1.0, but must be"),
        (("--fit", "squeeze", "--resize", "9x9"), "invalid choice: 'squeeze'"),
        (("--row-align", "0", "--format", "c"), "row_alignment is 0, but must be"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    call, picture, tmp_path, options, words
) -> None:
    outcome = call("reduce", picture, "-o", tmp_path / "out.png", "-q", *options)
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert words in outcome.err
    assert not (tmp_path / "out.png").exists()


def test_a_palette_is_that_of_the_adjusted_image(call, picture) -> None:
    grey = json.loads(call("palette", picture, "--saturation", -100, "--json").out)
    assert all(one["color"][1:3] == one["color"][3:5] for one in grey["palette"])
    small = json.loads(call("palette", picture, "--resize", "1x1", "--json").out)
    assert small["k"] == 1


def test_animations_are_resized_in_every_frame(call, tmp_path) -> None:
    frames = [PillowImage.fromarray(make_photo(24, 32, seed)[..., :3]) for seed in range(3)]
    source, target = tmp_path / "a.webp", tmp_path / "out.gif"
    frames[0].save(source, save_all=True, append_images=frames[1:], duration=50, lossless=True)
    assert call("reduce", source, "-o", target, "--resize", "16x16", "--fit", "cover").code == 0
    again = read_animation(target)
    assert [(one.image.width, one.image.height) for one in again.frames] == [(16, 16)] * 3


def test_a_batch_resizes_all_files_and_shares_the_palette_of_the_small_ones(call, tmp_path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for seed in range(3):
        pixels = make_photo(40, 50 + seed, seed)[..., :3]
        PillowImage.fromarray(pixels).save(folder / f"{seed}.png")
    options = ("--resize", "16x16", "--fit", "pad", "--saturation", -100, "-k", 5, "--jobs", 1)
    out = tmp_path / "out"
    assert call("batch", folder, "-o", out, "--share", "all", *options, "-q").code == 0
    palettes = set()
    for seed in range(3):
        with PillowImage.open(out / f"{seed}.png") as image:
            assert image.size == (16, 16)
            palettes.add(bytes(image.palette.palette))
            shown = np.asarray(image.convert("RGBA"))
        assert (shown[..., 0] == shown[..., 2])[shown[..., 3] > 0].all()
        assert (shown[..., 3] == 0).any(), "the border is transparent"
    assert len(palettes) == 1


def test_a_batch_for_firmware_names_images_after_their_files(call, tmp_path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    PillowImage.fromarray(make_photo(9, 12)[..., :3]).save(folder / "my icon.png")
    words = ("batch", folder, "-o", out, "-k", 3, "--format", "c", "--jobs", 1, "-q")
    assert call(*words, "--device-format", "lvgl").code == 0
    text = (out / "my icon.h").read_text()
    assert "const lv_image_dsc_t my_icon = {" in text
    assert read_c(text, DeviceFormat.LVGL).shape == (9, 12, 4)
    refused = call("batch", folder, "--replace", "--format", "bin")
    assert refused.code == 2
    assert "replaces no original" in refused.err
    assert (folder / "my icon.png").exists()


def test_firmware_files_hold_what_the_png_holds(call, picture, tmp_path) -> None:
    png = tmp_path / "out.png"
    assert call("reduce", picture, "-k", 4, "-o", png, "-q").code == 0
    with PillowImage.open(png) as image:
        wanted = np.asarray(image.convert("RGBA"))
    outcome = call("reduce", picture, "-k", 4, "--format", "c")
    assert outcome.code == 0
    text = picture.with_name("photo-4.h").read_text()
    assert "photo_pixels" in text
    assert np.array_equal(read_c(text, DeviceFormat.RGB888), wanted)
    binary = tmp_path / "out.bin"
    options = ("--device-format", "argb8888", "--row-align", 4)
    assert call("reduce", picture, "-k", 4, "-o", binary, *options).code == 0
    data = binary.read_bytes()
    assert np.array_equal(read_binary(data, DeviceFormat.ARGB8888, (64, 48), 4, 4), wanted)


def test_formats_says_that_firmware_files_are_only_written(call) -> None:
    told = json.loads(call("formats", "--json").out)["images"]
    firmware = [(one["reads"], one["writes"]) for one in told if one["name"] in {"c", "bin"}]
    assert firmware == [(False, True)] * 2
