"""What people type: colours, mistyped words, ``help``, and whether they want colour."""

from __future__ import annotations

import json

import pytest

from quantizer import cli
from quantizer.cli.arguments import parse


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("red", (255, 0, 0, 255)),
        ("RebeccaPurple", (102, 51, 153, 255)),
        ("e30613", (227, 6, 19, 255)),
        ("rgb(227, 6, 19)", (227, 6, 19, 255)),
        ("rgb(89% 2% 7% / 50%)", (227, 5, 18, 128)),
        ("hsl(120deg 100% 25%)", (0, 128, 0, 255)),
        ("hwb(0.5turn 0% 0%)", (0, 255, 255, 255)),
        ("oklch(62.8% 0.2577 29.23)", (255, 0, 0, 255)),
        ("lab(100 0 0)", (255, 255, 255, 255)),
        ("color(srgb 1 0.5 0)", (255, 128, 0, 255)),
        ("transparent", (0, 0, 0, 0)),
    ],
)
def test_a_color_is_written_as_in_css(text: str, color: tuple[int, ...]) -> None:
    given = vars(parse(["reduce", "a.png", "--lock", text]))
    assert given["locked"] == [color]
    if color[3] == 255:
        assert vars(parse(["reduce", "a.png", "--matte", text]))["alpha.matte"] == color[:3]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["redcue"], "'redcue' is neither a command nor a file; did you mean reduce?"),
        (["redcue", "photo.png", "-k", "3"], "did you mean reduce?"),
        (["nonsense"], "the commands are reduce, palette"),
        (["help", "palete"], "did you mean palette?"),
        (["presets", "lst"], "did you mean list?"),
        (["reduce", "photo.png", "--colour", "3"], "did you mean --colors?"),
        (["reduce", "photo.png", "--colour=3"], "did you mean --colors?"),
        (["reduce", "photo.png", "--zzz"], "no option --zzz (see"),
        (["batch", "in", "--copy-orginals"], "did you mean --copy-original?"),
        (["reduce", "photo.png", "--space", "oklb"], "did you mean oklab?"),
        (["reduce", "photo.png", "--dither", "floyd"], "did you mean floyd-steinberg?"),
        (["reduce", "photo.png", "-k", "elbw"], "did you mean elbow?"),
        (["reduce", "photo.png", "--lock", "purpel"], "did you mean purple?"),
        (["reduce", "photo.png", "--lock", "currentcolor"], "not a colour of its own"),
        (["-v", "formats"], "-v is to come after the command"),
    ],
    ids=lambda part: "-".join(part) if isinstance(part, list) else "",
)
def test_a_mistyped_word_is_told_with_the_nearest(call, words, expected) -> None:
    told = call(*words)
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert expected in told.err


def test_a_file_opens_the_window_and_a_mistyped_command_does_not(
    capsys: pytest.CaptureFixture[str], tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    opened = []

    def open_window(path) -> int:
        opened.append(path and path.name)
        return 0

    for name in ("photo.jpg", "reduced"):
        (tmp_path / name).touch()
        assert cli.main([name], open_window) == 0
    assert cli.main([], open_window) == 0
    assert opened == ["photo.jpg", "reduced", None]
    assert cli.main(["redcue"], open_window) == 2
    assert "did you mean reduce?" in capsys.readouterr().err
    assert len(opened) == 3


@pytest.mark.parametrize("words", [[], ["reduce"], ["presets", "export"]], ids=" ".join)
def test_help_is_that_of_the_option(call, words) -> None:
    told = call("help", *words)
    assert (told.code, told.err) == (0, "")
    assert told.out == call(*words, "--help").out


@pytest.mark.parametrize(
    ("variables", "is_terminal", "expected"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": "0"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": ""}, False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    ],
    ids=str,
)
def test_the_environment_decides_about_color(
    call, monkeypatch: pytest.MonkeyPatch, variables, is_terminal, expected
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    for words in (["palettes", "pico-8"], ["palettes"]):
        assert ("\x1b[48;2;" in call(*words).out) is expected
    assert json.loads(call("palettes", "pico-8", "--json").out)["name"] == "pico-8"
