"""The commands where the number of colours is not given."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image as PillowImage

from quantizer.cli.values import parse_size
from tests.conftest import make_photo
from tests.drawing import draw

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small photo, as each search reduces it many times."""
    path = tmp_path / "photo.png"
    PillowImage.fromarray(make_photo(24, 32)[..., :3]).save(path)
    return path


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """A flag of five colours with soft edges, as a PNG file."""
    path = tmp_path / "flag.png"
    PillowImage.fromarray(draw(4, "flag", count=5).image.pixels[..., :3]).save(path)
    return path


@pytest.mark.parametrize("selector", ["elbow", "silhouette"])
def test_the_image_says_how_many(call, drawing, selector) -> None:
    outcome = call("reduce", drawing, "-k", selector, "--json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert told["k"] == told["selection"]["k"] == 5
    assert told["selection"]["selector"] == selector
    assert "drawn" in told["selection"]["reason"]
    candidates = told["selection"]["candidates"]
    assert [c["k"] for c in candidates] == list(range(2, len(candidates) + 2))
    assert all(c["inertia"] >= 0 for c in candidates)
    assert all(set(c) == {"k", "inertia", "silhouette", "psnr", "bytes"} for c in candidates)
    assert told["output"] == str(drawing.with_name("flag-5.png"))
    assert drawing.with_name("flag-5.png").exists()
    lines = call("palette", drawing, "-k", selector).out.splitlines()
    assert len(lines) == 5


def test_a_given_number_has_no_selection(call, picture) -> None:
    assert json.loads(call("palette", picture, "--json").out)["selection"] is None
    assert json.loads(call("palette", picture, "--json").out)["k"] == 8


@pytest.mark.exhaustive
def test_the_fewest_colours_that_reach_a_psnr(call, picture, tmp_path) -> None:
    target = tmp_path / "out.png"
    outcome = call("reduce", picture, "--min-psnr", 30, "-o", target, "--json")
    assert outcome.code == 0
    told = json.loads(outcome.out)
    assert told["psnr"] >= 30
    assert told["selection"]["selector"] == "fixed"
    tried = {c["k"]: c["psnr"] for c in told["selection"]["candidates"]}
    assert tried[told["selection"]["k"]] == told["psnr"]
    assert tried[told["selection"]["k"] - 1] < 30
    fewer = call("reduce", picture, "-k", told["k"] - 1, "-o", tmp_path / "less.png", "--json")
    assert json.loads(fewer.out)["psnr"] < 30
    told = json.loads(
        call("palette", picture, "--dither", "adaptive", "--min-psnr", 30, "--json").out
    )
    assert told["psnr"] >= 30
    assert told["selection"]["k"] == told["k"]


@pytest.mark.parametrize("command", ["reduce", "palette"])
def test_a_quality_that_cannot_be_reached_is_exit_code_99(call, picture, tmp_path, command) -> None:
    before = sorted(tmp_path.iterdir())
    for words in (["--min-psnr", 70], ["--min-psnr", 30, "-k", 3]):
        outcome = call(command, picture, *words)
        assert outcome.code == 99
        assert outcome.err.count("\n") == 1
        assert "photo.png: not written" in outcome.err
        assert outcome.out == ""
    assert sorted(tmp_path.iterdir()) == before


def test_the_most_colours_whose_file_fits(call, picture, tmp_path) -> None:
    target = tmp_path / "out.gif"
    told = json.loads(call("reduce", picture, "--max-bytes", "1.2k", "-o", target, "--json").out)
    assert told["bytes"] == target.stat().st_size <= 1200
    k = told["selection"]["k"]
    tried = {c["k"]: c["bytes"] for c in told["selection"]["candidates"]}
    assert tried[k] == told["bytes"]
    assert tried[k + 1] > 1200
    assert call("reduce", picture, "--max-bytes", "1.2k").code == 0
    assert len(list(tmp_path.glob("photo-*.png"))) == 1


def test_a_file_that_cannot_be_so_small_is_exit_code_98(call, picture, tmp_path) -> None:
    before = sorted(tmp_path.iterdir())
    for words in (["--max-bytes", 30], ["--max-bytes", 600, "--min-psnr", 35]):
        outcome = call("reduce", picture, "--dither", "none", *words)
        assert outcome.code == 98
        assert outcome.err.count("\n") == 1
        assert "photo.png: not written" in outcome.err
    assert sorted(tmp_path.iterdir()) == before


def test_one_failure_of_many_decides_the_exit_code(call, picture, tmp_path) -> None:
    plain = tmp_path / "plain.png"
    PillowImage.new("RGB", (9, 9), "teal").save(plain)
    outcome = call("reduce", picture, plain, "--min-psnr", 70, "-q")
    assert outcome.code == 99
    assert (tmp_path / "plain-1.png").exists()
    assert not list(tmp_path.glob("photo-*.png"))


def test_a_chosen_name_overwrites_nothing(call, drawing) -> None:
    target = drawing.with_name("flag-5.png")
    target.write_text("precious")
    outcome = call("reduce", drawing, "-k", "elbow")
    assert outcome.code == 1
    assert "already exists" in outcome.err
    assert target.read_text() == "precious"
    assert call("reduce", drawing, "-k", "elbow", "--overwrite").code == 0
    # The result as an input beside its source is not replaced either.
    before = target.read_bytes()
    assert call("reduce", drawing, target, "-k", "elbow", "--overwrite").code == 1
    assert target.read_bytes() == before


def test_a_setting_that_does_not_suit_one_input_names_it(call, picture, tmp_path) -> None:
    icon = tmp_path / "icon.png"
    pixels = make_photo()
    pixels[:9] = 0
    PillowImage.fromarray(pixels).save(icon)
    outcome = call("reduce", picture, icon, "-k", 1)
    assert outcome.code == 2
    assert f"{icon}: " in outcome.err
    assert (tmp_path / "photo-1.png").exists()


def test_numbers_that_cannot_be_are_refused_in_words(call, picture) -> None:
    assert "1 to 256 colours, not 0" in call("reduce", picture, "-k", 0).err
    assert "1 to 256 colours, not 257" in call("palette", picture, "-k", 257).err
    assert "infinitely many decibels" in call("reduce", picture, "--min-psnr", "inf").err


def test_two_inputs_never_share_a_chosen_name(call, drawing) -> None:
    twin = drawing.with_suffix(".bmp")
    PillowImage.open(drawing).save(twin)
    outcome = call("reduce", drawing, twin, "-k", "elbow")
    assert outcome.code == 2
    assert "would both be written" in outcome.err


@pytest.mark.exhaustive
def test_k_takes_entries_of_a_given_palette(call, picture, tmp_path) -> None:
    master = tmp_path / "master.hex"
    steps = ("00", "55", "aa", "ff")
    codes = [f"{r}{g}{b}" for r in steps for g in steps for b in steps]
    master.write_text("\n".join(codes))
    target = tmp_path / "out.png"

    def entries(*words: object) -> list[str]:
        words = ("reduce", picture, "--palette", master, "-o", target, "--overwrite", *words)
        outcome = call(*words, "--json")
        assert outcome.code == 0
        return [entry["color"][1:] for entry in json.loads(outcome.out)["palette"]]

    assert entries() == codes
    six = entries("-k", 6)
    assert len(six) == 6
    assert six == [code for code in codes if code in six]
    assert codes[0] in entries("-k", 6, "--lock", codes[0])
    assert 1 < len(entries("-k", "elbow")) < 64
    assert 1 < len(entries("--min-psnr", 15)) < 64
    assert len(entries("--max-bytes", "500")) < 64
    assert target.stat().st_size <= 500


@pytest.mark.parametrize(
    "words",
    [
        ["reduce", "PICTURE", "--palette", "COLOURS", "--lock", "#123456"],
        ["palette", "PICTURE", "--max-bytes", "30k"],
        ["reduce", "PICTURE", "-k", "fixed"],
        ["reduce", "PICTURE", "-k", "knee"],
        ["reduce", "PICTURE", "--min-psnr", "0"],
        ["reduce", "PICTURE", "--min-psnr", "nan"],
        ["reduce", "PICTURE", "--min-psnr", "good"],
        ["reduce", "PICTURE", "--max-bytes", "0"],
        ["reduce", "PICTURE", "--max-bytes", "-4k"],
        ["reduce", "PICTURE", "--max-bytes", "4x"],
        ["reduce", "PICTURE", "--threads", "0"],
        ["reduce", "PICTURE", "--threads", "two"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(call, picture, tmp_path, words) -> None:
    colours = tmp_path / "two.hex"
    colours.write_text("102030\nffeedd\n")
    before = sorted(tmp_path.iterdir())
    paths = {"PICTURE": picture, "COLOURS": colours}
    outcome = call(*(paths.get(word, word) for word in words))
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("40000", 40_000),
        ("40k", 40_000),
        ("40KB", 40_000),
        ("1.5MB", 1_500_000),
        ("40KiB", 40_960),
        ("2 Mi", 2_097_152),
        (".5k", 500),
        ("12b", 12),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "k", "4q", "1e9", "4iB", "4kk", "0.2", "4 5"])
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        parse_size(text)


def test_threads_change_nothing(call, picture, tmp_path) -> None:
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    assert call("reduce", picture, "-k", 20, "--threads", 1, "-o", one).code == 0
    assert call("reduce", picture, "-k", 20, "--threads", 2, "-o", two).code == 0
    assert one.read_bytes() == two.read_bytes()


def test_help_tells_of_all_this(call) -> None:
    told = call("reduce", "--help").out
    for word in ("elbow", "silhouette", "--min-psnr", "--max-bytes", "--threads", "99", "98"):
        assert word in told
    assert "--max-bytes SIZE" not in call("palette", "--help").out
