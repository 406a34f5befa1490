"""``quantizer palettes``, and palettes by name in the other commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from quantizer.built_in_palettes import built_in_names, built_in_palette
from quantizer.cli import swatch_line
from quantizer.palette_files import read_palette

if TYPE_CHECKING:
    from pathlib import Path


def test_all_palettes_are_listed(call) -> None:
    lines = call("palettes").out.splitlines()
    assert [line.split()[0] for line in lines] == list(built_in_names())
    told = json.loads(call("palettes", "--json").out)["palettes"]
    assert [entry["name"] for entry in told] == list(built_in_names())
    assert all(entry["source"] for entry in told)


def test_colours_are_shown_on_a_terminal(call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in call("palettes").out
    monkeypatch.setattr(swatch_line.sys.stdout, "isatty", lambda: True, raising=False)
    assert "\x1b[48;2;255;0;77m" in call("palettes").out


def test_a_palette_is_shown_with_its_source(call) -> None:
    text = call("palettes", "PICO 8").out
    assert text.startswith("PICO-8: 16 colours\nSource: ")
    assert "\n#ff004d     Red\n" in text
    told = json.loads(call("palettes", "pico-8", "--json").out)
    assert told["colors"][8] == {"color": "#ff004d", "name": "Red", "group": ""}


def test_a_palette_is_written_and_converted(call, tmp_path: Path) -> None:
    swatches, table = tmp_path / "mine.ase", tmp_path / "mine.hex"
    assert call("palettes", "pico-8", "-o", swatches).code == 0
    outcome = call("palettes", swatches, "-o", table)
    assert (outcome.code, outcome.out) == (0, "")
    assert f"{table}: Hex list holds no names of colours; they are left out" in outcome.err
    assert [s.color for s in read_palette(table)] == [s.color for s in built_in_palette("pico-8")]
    assert call("palettes", swatches, "-o", table).code == 1
    assert call("palettes", swatches, "-o", swatches, "--overwrite").code == 1
    assert call("palettes", "db16", "-o", tmp_path, "--format", "act").code == 0
    assert len(read_palette(tmp_path / "db16.act")) == 16


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["pico-9"], "did you mean pico-8"),
        (["-o", "out.gpl"], "need the name"),
        (["pico-8", "--format", "gpl"], "-o"),
        (["pico-8", "-o", "out.xyz"], "no palette format"),
        (["pico-8", "-o", "out.aseprite"], "can be read, but not written"),
    ],
)
def test_wrong_usage(call, words: list[str], reason: str) -> None:
    outcome = call("palettes", *words)
    assert outcome.code == 2
    assert reason in outcome.err


def test_the_other_commands_take_a_palette_by_name(call, picture: Path, tmp_path: Path) -> None:
    codes = {swatch.hex for swatch in built_in_palette("pico-8")}
    words = ("--palette", "pico-8", "--json")
    reduced = json.loads(call("reduce", picture, *words, "-o", tmp_path / "a.png").out)
    assert {entry["color"] for entry in reduced["palette"]} <= codes
    shares = json.loads(call("palette", picture, *words).out)
    assert {entry["color"] for entry in shares["palette"]} <= codes
    folder = tmp_path / "out"
    assert call("batch", picture, "--palette", "pico-8", "-o", folder, "-q").code == 0
    assert {swatch.hex for swatch in read_palette(folder / "photo.png")} <= codes


def test_what_is_left_out_of_a_palette_file_is_said(call, picture: Path, tmp_path: Path) -> None:
    path = tmp_path / "theme.css"
    path.write_text(":root { --a: #000; --b: #fff; --c: var(--a); --gap: 4px }")
    for words in (("reduce", picture, "-o", tmp_path / "a.png"), ("palette", picture)):
        told = call(*words, "--palette", path).err
        assert f"{path}: left out, since they depend on other declarations: --c" in told
        assert "--gap" in told
