"""Options for devices: measured palettes, few bits, a depth of the file, kept indices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.color.level_grid import LevelGrid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., Any]


@pytest.fixture
def palettes(tmp_path: Path) -> tuple[Path, Path]:
    nominal, measured = tmp_path / "nominal.hex", tmp_path / "measured.hex"
    nominal.write_text("000000\nffffff\nff0000\n")
    measured.write_text("202020\ne0e0d0\na04030\n")
    return nominal, measured


def test_measured_colours_choose_and_nominal_ones_are_written(
    call: Call, tmp_path: Path, palettes: tuple[Path, Path]
) -> None:
    nominal, measured = palettes
    flat, target = tmp_path / "flat.png", tmp_path / "out.png"
    PillowImage.new("RGB", (9, 9), (0xA0, 0x40, 0x30)).save(flat)
    words = ("reduce", flat, "--palette", nominal, "-o", target, "--overwrite", "--json")
    found = json.loads(call(*words, "--measured-palette", measured).out)
    assert (np.asarray(PillowImage.open(target).convert("RGB")) == (255, 0, 0)).all()
    assert found["metrics_of"] == "measured palette"
    assert found["mse"] == 0
    assert found["palette"][2]["measured"] == "#a04030"
    assert json.loads(call(*words).out)["metrics_of"] == "palette"
    preset = tmp_path / "panel.json"
    preset.write_text(
        json.dumps(
            {
                "format": "quantizer-preset",
                "version": 1,
                "palette": ["#000", "#fff", "#f00"],
                "measured_palette": ["#202020", "#e0e0d0", "#a04030"],
            }
        )
    )
    assert call("reduce", flat, "--preset", preset, "-o", target, "--overwrite").code == 0
    assert (np.asarray(PillowImage.open(target).convert("RGB")) == (255, 0, 0)).all()


def test_measured_colours_that_belong_to_nothing_are_refused(
    call: Call, picture: Path, tmp_path: Path, palettes: tuple[Path, Path]
) -> None:
    nominal, measured = palettes
    target = tmp_path / "out.png"
    alone = call("reduce", picture, "--measured-palette", measured, "-o", target)
    assert alone.code == 2
    assert "give that, too, with --palette" in alone.err
    measured.write_text("202020\n")
    words = ("--palette", nominal, "--measured-palette", measured, "-o", target)
    short = call("reduce", picture, *words)
    assert short.code == 2
    assert "has 3 colours and the measured one 1" in short.err
    assert not target.exists()


@pytest.mark.parametrize("text", ["5,6,5", "565", "5, 6, 5", "5:6:5"])
def test_bits_of_a_device(call: Call, picture: Path, tmp_path: Path, text: str) -> None:
    target = tmp_path / "out.png"
    assert call("reduce", picture, "-k", 9, "--bits", text, "-o", target).code == 0
    colors = np.asarray(PillowImage.open(target).convert("RGBA")).reshape(-1, 4)
    assert LevelGrid((5, 6, 5)).holds(colors).all()


@pytest.mark.parametrize("text", ["5,6", "0,1,1", "9,1,1", "five"])
def test_bits_that_no_device_has_are_wrong_usage(call: Call, picture: Path, text: str) -> None:
    outcome = call("reduce", picture, "--bits", text)
    assert outcome.code == 2
    assert "write them as 5,6,5" in outcome.err


def test_the_depth_of_the_file(call: Call, picture: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.png"
    words = ("reduce", picture, "-o", target, "--overwrite", "--bit-depth")
    for depth in (1, 2, 4, 8):
        assert call(*words, depth).code == 0
        data = target.read_bytes()
        assert data[24] == depth
        assert len(PillowImage.open(target).getcolors()) <= 2**depth
    assert call(*words, 8, "-k", 2).code == 0
    assert target.read_bytes()[24] == 8
    for k in (17, 256):
        outcome = call(*words, 4, "-k", k)
        assert outcome.code == 2
        assert "4 bits" in outcome.err
    assert call(*words, 3).code == 2
    gif = call("reduce", picture, "-o", tmp_path / "out.gif", "--bit-depth", 4)
    assert gif.code == 1
    assert "cannot be chosen" in gif.err
    large = tmp_path / "large.hex"
    large.write_text("\n".join(f"{level:02x}0000" for level in range(20)))
    whole = call(*words, 4, "--palette", large)
    assert whole.code == 2
    assert "has 20 colours" in whole.err
    assert call(*words, 4, "--palette", large, "-k", 16).code == 0


def test_indices_stay_where_they_are(call: Call, tmp_path: Path, picture: Path) -> None:
    indices = np.array([[0, 1, 2, 2], [3, 1, 0, 3]], np.uint8)
    sprite, target = tmp_path / "sprite.png", tmp_path / "out.png"
    image = PillowImage.fromarray(indices)
    image.putpalette([9, 9, 9, 200, 0, 0, 200, 0, 0, 0, 0, 255])
    image.save(sprite)
    words = ("reduce", sprite, "-o", target, "--overwrite")
    own = tmp_path / "own.hex"
    own.write_text("090909\nc80000\nc80000\n0000ff\n")
    for options in (("--keep-indices",), ("--palette", own)):
        assert call(*words, *options).code == 0
        assert (np.asarray(PillowImage.open(target)) == indices).all()
    assert call(*words, "--keep-indices", "-k", 2).code == 2
    assert call("reduce", picture, "-o", target, "--overwrite", "--keep-indices").code == 2
    notice = call("reduce", sprite, "-o", tmp_path / "out.webp", "--keep-indices").err
    assert "holds no indices" in notice


def test_a_palette_in_order_with_names_roles_and_contrasts(call: Call, picture: Path) -> None:
    words = (
        "palette",
        picture,
        "-k",
        5,
        "--names",
        "--roles",
        "--contrast-table",
        "--order",
        "hue",
    )
    data = json.loads(call(*words, "--json").out)
    assert all(entry["name"] for entry in data["palette"])
    assert set(data["roles"]) == {
        *("background", "text", "accent", "vivid", "muted", "light", "dark")
    }
    assert np.array(data["contrast"]).shape == (5, 5)
    printed = call(*words).out
    assert "background" in printed
    assert "1.00" in printed


def test_names_may_come_from_a_palette(call: Call, picture: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.gpl"
    named.write_text("GIMP Palette\n#\n0 0 0 Night\n255 255 255 Day\n")
    data = json.loads(call("palette", picture, "-k", 4, "--names", named, "--json").out)
    assert {entry["name"] for entry in data["palette"]} <= {"Night", "Day"}


def test_one_palette_of_several_images(call: Call, picture: Path, tmp_path: Path) -> None:
    other, target = tmp_path / "other.png", tmp_path / "both.hex"
    PillowImage.new("RGB", (9, 9), (1, 1, 250)).save(other)
    outcome = call("palette", picture, other, "--together", "-k", 6, "-o", target)
    assert outcome.code == 0
    assert "0101fa" in target.read_text()
    assert call("palette", picture, other, "--together", "--order", "image").code == 2
    assert call("palette", picture, other, "--together", "--min-psnr", 20).code == 2
    data = json.loads(call("palette", picture, other, "--together", "--json").out)
    assert data["input"] == [str(picture), str(other)]
