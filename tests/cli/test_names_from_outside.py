"""Names from outside never reach a terminal as they are: control characters are escaped."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from quantizer.escape import escape_controls

HOSTILE = "a\x1b]0;title\x07\x7f\x9b31m\u202egnp\u2066\ud800\udc80\u2028 b"
SHOWN = r"a\x1b]0;title\x07\x7f\x9b31m\u202egnp\u2066\ud800\udc80\u2028 b"
RAW = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\ud800-\udfff]")


def test_control_characters_are_escaped_and_letters_are_not() -> None:
    assert escape_controls(HOSTILE) == SHOWN
    for text in (r"C:\new", "Grün, 赤, عربي, \U0001f468\u200d\U0001f467", ""):
        assert escape_controls(text) == text
    assert escape_controls("a\tb\nc\r", keep="\n") == "a\\x09b\nc\\x0d"


@pytest.fixture
def hostile(picture, tmp_path):
    """An image, a palette and a table whose names and contents are hostile."""
    name = "a\x1b[31m\u202e\x9b\nb"
    folder = tmp_path / name
    folder.mkdir()
    shutil.copy(picture, folder / f"{name}.png")
    entry = f"255 0 0 {name}".replace("\n", "")
    title = f"Name: {name}".replace("\n", "")
    text = f"GIMP Palette\n{title}\n#\n{entry}\n0 0 255\tblue\n"
    (folder / f"{name}.gpl").write_text(text, encoding="utf-8")
    (folder / f"{name}.csv").write_text("a\x1b[2J,b,c\n1,2,x\x1b[31m\n9,8,y\n1,1,z\n")
    return folder / f"{name}.png"


@pytest.mark.parametrize(
    "words",
    [
        ["reduce", "{}.png", "-k", "4", "-vv", "--log-file", "{}.log"],
        ["reduce", "{}.png", "{}.missing", "--palette", "{}.gpl"],
        ["palette", "{}.png", "{}.gpl", "--palette", "{}.gpl", "--roles", "-v"],
        ["palettes", "{}.gpl"],
        ["compare", "{}.png", "{}.csv"],
        ["cluster", "{}.csv", "-k", "2"],
        ["batch", "{dir}", "-o", "out", "--dry-run"],
        ["group", "{dir}", "--labels", "{}.csv"],
        ["presets", "import", "{}.csv"],
        ["formats", "{}"],
        ["reduce", "x.png", "--{}"],
    ],
)
def test_no_command_prints_them(call, hostile, tmp_path, monkeypatch, words) -> None:
    monkeypatch.chdir(tmp_path)
    stem = str(hostile.with_suffix(""))
    outcome = call(*(word.replace("{}", stem).format(dir=hostile.parent) for word in words))
    printed = outcome.out + outcome.err
    for log in hostile.parent.glob("*.log"):
        printed += log.read_text("utf-8")
    assert RAW.search(printed) is None
    assert "\\x1b[" in printed


def test_json_has_them_escaped_by_json(call, hostile) -> None:
    outcome = call("palette", hostile, "--palette", hostile.with_suffix(".gpl"), "--json", "-q")
    assert RAW.search(outcome.out) is None
    assert json.loads(outcome.out)["input"] == str(hostile)
