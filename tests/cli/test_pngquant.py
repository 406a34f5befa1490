"""``quantizer pngquant``, as scripts call pngquant."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.cli import pngquant
from quantizer.cli.pngquant_arguments import parse_quality

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def icon(tmp_path: Path) -> Path:
    """A PNG of 288 colours, soft edges and a resolution."""
    y, x = np.mgrid[:16, :18]
    pixels = np.stack([14 * x, 14 * y, 7 * (x + y), np.minimum(255, 40 * x)], axis=2)
    path = tmp_path / "icon.png"
    PillowImage.fromarray(pixels.astype(np.uint8)).save(path, dpi=(300, 300))
    return path


def colors_of(path: Path) -> int:
    with PillowImage.open(path) as image:
        assert image.format == "PNG"
        assert image.mode == "P"
        return len(image.convert("RGBA").getcolors())


@pytest.mark.parametrize(
    ("words", "name", "most"),
    [
        (["ICON"], "icon-fs8.png", 256),
        (["16", "ICON", "--nofs"], "icon-or8.png", 16),
        (["-nofs", "16", "--", "ICON"], "icon-or8.png", 16),
        (["--floyd", "16", "ICON"], "icon-fs8.png", 16),
        (["--floyd=0", "16", "ICON"], "icon-or8.png", 16),
        (["--speed=11", "16", "ICON"], "icon-or8.png", 16),
        (["16", "ICON", "--ext", "-small.png", "-s10"], "icon-small.png", 16),
        (["ICON", "-Q", "-5", "-s9", "-ext", ".8.png"], "icon.8.png", 150),
        (["--quality", "1-5", "ICON", "-s9", "-o", "OUT"], "out.png", 150),
    ],
)
def test_result_is_where_pngquant_puts_it(call, icon, words, name, most) -> None:
    before = icon.read_bytes()
    places = {"ICON": icon, "OUT": icon.with_name("out.png")}
    outcome = call("pngquant", *(places.get(word, word) for word in words))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    assert 1 < colors_of(icon.with_name(name)) <= most
    assert icon.read_bytes() == before


def test_existing_file_is_an_error_without_force_and_others_go_on(call, icon, picture) -> None:
    taken = icon.with_name("icon-fs8.png")
    taken.write_bytes(b"mine")
    outcome = call("pngquant", "8", icon, picture)
    assert outcome.code == 1
    assert "--force" in outcome.err
    assert taken.read_bytes() == b"mine"
    assert colors_of(picture.with_name("photo-fs8.png")) == 8
    assert call("pngquant", "8", "--force", icon).code == 0
    assert colors_of(taken) == 8


def test_ext_png_with_force_replaces_the_images(call, icon, picture) -> None:
    icon.chmod(0o640)
    before = icon.stat().st_ino
    same = icon.read_bytes()
    assert call("pngquant", "--ext", ".png", icon).code == 1
    assert icon.read_bytes() == same
    assert (
        call("pngquant", "-s9", "--quality=0-5", "--ext", ".png", "--force", icon, picture).code
        == 0
    )
    assert colors_of(icon) < 100
    assert colors_of(picture) < 256
    assert icon.stat().st_mode & 0o777 == 0o640
    assert icon.stat().st_ino != before  # a new file was renamed over it
    assert sorted(path.name for path in icon.parent.iterdir()) == ["icon.png", "photo.png"]


@pytest.mark.parametrize("words", [["--ext", ".png"], ["-o", "ICON"]])
def test_image_stays_as_it_is_if_quality_or_size_is_not_met(call, icon, words) -> None:
    same = icon.read_bytes()
    place = [icon if word == "ICON" else word for word in words]
    outcome = call("pngquant", "4", "--quality", "90-95", "--force", icon, *place)
    assert outcome.code == 99
    assert "at least 90" in outcome.err
    small = icon.with_name("small.png")
    PillowImage.new("RGB", (1, 1)).save(small, optimize=True)
    bytes_of_small = small.read_bytes()
    if "ICON" not in words:
        assert call("pngquant", "--skip-if-larger", "--force", small, *place).code == 98
    assert small.read_bytes() == bytes_of_small
    assert icon.read_bytes() == same


def test_image_that_changed_meanwhile_is_not_replaced(call, icon, monkeypatch) -> None:
    def encode(*arguments: object) -> SimpleNamespace:
        icon.write_bytes(b"new content")
        return SimpleNamespace(data=b"result")

    monkeypatch.setattr(pngquant, "encode_result", encode)
    outcome = call("pngquant", "--ext", ".png", "-f", icon)
    assert outcome.code == 1
    assert "was changed" in outcome.err
    assert icon.read_bytes() == b"new content"


def test_other_image_is_never_replaced(call, icon) -> None:
    other = icon.with_name("icon-fs8.png")
    PillowImage.new("RGB", (5, 5), "red").save(other)
    same = other.read_bytes()
    assert call("pngquant", "-f", icon, other).code == 1
    assert other.read_bytes() == same


def test_pipe_gives_the_bytes_of_a_file_or_the_image_itself(call, icon, monkeypatch) -> None:
    def pipe(*words: str) -> tuple[int, bytes]:
        written = io.BytesIO()
        stream = io.TextIOWrapper(written, encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(icon.read_bytes())))
        monkeypatch.setattr(sys, "stdout", stream)
        code = call("pngquant", *words).code
        return code, written.getvalue()

    code, out = pipe("16", "-")
    assert code == 0
    assert call("pngquant", "16", icon).code == 0
    assert out == icon.with_name("icon-fs8.png").read_bytes()
    assert pipe("4", "--quality=90-100") == (99, icon.read_bytes())


def test_names_after_two_hyphens_are_files(call, icon, monkeypatch) -> None:
    monkeypatch.chdir(icon.parent)
    icon.rename("-f.png")
    assert call("pngquant", "4", "--nofs", "--", "-f.png").code == 0
    assert colors_of(icon.with_name("-f-or8.png")) == 4


def test_most_serious_exit_code_counts(call, icon, tmp_path) -> None:
    assert call("pngquant", "4", "-Q90-95", tmp_path / "none.png", icon).code == 1


def test_posterize_leaves_the_upper_bits(call, icon) -> None:
    assert call("pngquant", "8", "--posterize=4", icon).code == 0
    with PillowImage.open(icon.with_name("icon-fs8.png")) as image:
        assert not (np.array(image.convert("RGBA").convert("RGB")) % 17).any()


def test_map_gives_the_colors(call, icon, tmp_path) -> None:
    PillowImage.fromarray(np.uint8([[[255, 0, 0], [0, 0, 255]]])).save(tmp_path / "map.png")
    assert call("pngquant", "--map", tmp_path / "map.png", "--nofs", icon).code == 0
    with PillowImage.open(icon.with_name("icon-or8.png")) as image:
        seen = {color[:3] for _, color in image.convert("RGBA").getcolors() if color[3]}
    assert seen <= {(255, 0, 0), (0, 0, 255)}


def test_strip_leaves_out_what_is_kept_otherwise(call, icon) -> None:
    result = icon.with_name("icon-fs8.png")
    assert call("pngquant", "8", icon).code == 0
    with PillowImage.open(result) as image:
        assert round(image.info["dpi"][0]) == 300
    assert call("pngquant", "8", "--strip", "-f", icon).code == 0
    with PillowImage.open(result) as image:
        assert "dpi" not in image.info


def test_verbose_tells_the_quality_and_quiet_wins(call, icon) -> None:
    told = call("pngquant", "8", "-v", "--quality=0-100", icon).err
    assert "8 colours, quality" in told
    assert call("pngquant", "8", "-v", "--quiet", "-f", "--iebug", icon).err == ""
    assert "--transbug is ignored" in call("pngquant", "8", "-f", "--transbug", icon).err


def test_version_is_printed(call) -> None:
    assert call("pngquant", "--version").out.startswith("quantizer ")


@pytest.mark.parametrize(
    ("text", "range_"),
    [
        ("60-80", (60, 80)),
        ("0-100", (0, 100)),
        ("80", (72, 80)),
        ("80-", (80, 100)),
        ("-80", (0, 80)),
    ],
)
def test_quality_is_read_as_pngquant_reads_it(text, range_) -> None:
    assert parse_quality(text) == range_


@pytest.mark.parametrize(
    "words",
    [
        ["--quality=80-60", "PICTURE"],
        ["--quality=60-101", "PICTURE"],
        ["--quality=good", "PICTURE"],
        ["--speed=0", "PICTURE"],
        ["--posterize=5", "PICTURE"],
        ["--floyd=2", "PICTURE"],
        ["--ext=a/b.png", "PICTURE"],
        ["257", "PICTURE"],
        ["-o", "out.png", "PICTURE", "PICTURE"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(call, picture, words) -> None:
    outcome = call("pngquant", *(picture if word == "PICTURE" else word for word in words))
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert [path.name for path in picture.parent.iterdir()] == ["photo.png"]
