"""Default values of options from a configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from quantizer.cli.arguments import parse
from quantizer.cli.chosen import chosen_palette, chosen_settings
from quantizer.cli.config_file import VARIABLE, find_file
from quantizer.settings.settings import MAX_COLORS, Effort, Selector, Space

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from pathlib import Path

    from quantizer.settings.settings import Settings
    from tests.cli.conftest import Outcome

    Call = Callable[..., Outcome]
    Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a configuration file at the usual place of Linux."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "config" / "quantizer" / "config.toml"
    path.parent.mkdir(parents=True)

    def write_text(text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


def parsed(*words: str) -> Namespace:
    return parse(words)


def settings_of(*words: str) -> Settings:
    return chosen_settings(parsed(*words))


def test_keys_are_default_values_and_options_override_them(write: Write) -> None:
    write(
        'dither = "atkinson"\ncolors = 12\n[reduce]\ncolors = 16\njson = true\n'
        "[palette]\ncolors = 5"
    )
    reduce, palette = parsed("reduce", "a.png"), parsed("palette", "a.png")
    assert (reduce.json, palette.json) == (True, False)
    assert settings_of("reduce", "a.png").cluster.colors == 16
    assert settings_of("palette", "a.png").cluster.colors == 5
    assert settings_of("batch", "a", "-o", "b").cluster.colors == 12
    assert settings_of("reduce", "a.png").dither.name == "atkinson"
    given = settings_of("reduce", "a.png", "-k", "elbow", "--dither=none")
    assert (given.target.selector, given.dither.name) == (Selector.ELBOW, "none")


def test_a_method_instead_of_a_number_of_colours(write: Write) -> None:
    write('colors = "silhouette"')
    settings = settings_of("reduce", "a.png")
    assert settings.target.selector is Selector.SILHOUETTE
    assert settings.cluster.colors == MAX_COLORS
    assert settings_of("reduce", "a.png", "-k", "7").target.selector is Selector.FIXED


def test_options_without_a_value_are_turned_on_and_off(write: Write) -> None:
    write("[batch]\nskip-if-larger = true\noptimize = true\nno-recursive = true\nresume = false")
    default = parsed("batch", "a", "-o", "b")
    assert (default.skip_if_larger, default.optimize) == (True, True)
    assert (default.recursive, default.resume) == (False, False)
    words = ("--no-skip-if-larger", "--no-optimize", "--recursive", "--resume")
    given = parsed("batch", "a", "-o", "b", *words)
    assert (given.skip_if_larger, given.optimize) == (False, False)
    assert (given.recursive, given.resume) == (True, True)


def test_given_values_of_a_repeatable_option_replace_those_of_the_file(write: Write) -> None:
    write('lock = ["#ff0000", "#00ff00"]\n[batch]\ninclude = ["*.png"]')
    assert len(settings_of("reduce", "a.png").locked) == 2
    assert settings_of("reduce", "a.png", "--lock", "#0000ff").locked == ((0, 0, 255, 255),)
    assert parsed("batch", "a", "-o", "b").include == ["*.png"]
    words = ("--include", "*.gif", "--include", "*.bmp")
    assert parsed("batch", "a", "-o", "b", *words).include == ["*.gif", "*.bmp"]


def test_lists_numbers_and_paths_are_read_as_on_the_command_line(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(
        'bits = [5, 6, 5]\nlog-file = "~/log.txt"\ncolumns = ["age", 3]\nnames = true\nverbose = 1'
    )
    assert settings_of("reduce", "a.png").indexed.bits == (5, 6, 5)
    assert parsed("reduce", "a.png").log_file == tmp_path / "log.txt"
    assert parsed("cluster", "a.csv").columns == ("age", "3")
    assert (parsed("palette", "a.png").names, parsed("palette", "a.png").verbose) == ("css", 1)


def test_a_preset_on_the_command_line_is_stronger_and_one_in_the_file_weaker(write: Write) -> None:
    write('effort = "fast"\ndither = "atkinson"\ncolors = 3\npalette = "pico-8"\noptimize = false')
    settings = settings_of("reduce", "a.png", "--preset", "game-boy")
    palette = chosen_palette(parsed("reduce", "a.png", "--preset", "game-boy"))
    assert (settings.dither.name, settings.cluster.effort) == ("bayer-4", Effort.FAST)
    assert palette is not None
    assert (len(palette), settings.cluster.colors) == (4, 4)
    write('preset = "game-boy"\ndither = "atkinson"')
    arguments = parsed("reduce", "a.png", "--space", "oklab")
    settings, palette = chosen_settings(arguments), chosen_palette(arguments)
    assert (settings.dither.name, settings.cluster.space) == ("atkinson", Space.OKLAB)
    assert palette is not None
    assert next(iter(palette)).hex == "#0f380f"
    assert parsed("reduce", "a.png", "--preset", "web-image").preset.name == "Web image"


def test_a_palette_on_the_command_line_is_used_whole(write: Write) -> None:
    write('colors = 3\nlock = ["#ff0000"]')
    settings = settings_of("reduce", "a.png", "--palette", "pico-8")
    assert (settings.cluster.colors, settings.locked) == (MAX_COLORS, ())


def test_the_extension_of_a_result_is_stronger_than_the_format_of_the_file(
    write: Write, call: Call, picture: Path
) -> None:
    write('format = "gif"\nquiet = true')
    assert call("reduce", picture, "-k", "3").code == 0
    assert call("reduce", picture, "-k", "3", "-o", picture.with_name("out.bmp")).code == 0
    assert {path.suffix for path in picture.parent.glob("*.*")} >= {".gif", ".bmp"}
    assert call("palette", picture, "-k", "3").code == 0  # which has other formats


WRONG = {
    "colrs = 3": "line 1: there is no key 'colrs'; did you mean colors?",
    "[reduce]\n\n'dithr' = 1": "line 3: there is no key 'dithr'; did you mean dither?",
    "[redcue]\njson = true": "line 1: there is no table 'redcue'; did you mean reduce?",
    "reduce = 3": "line 1: reduce is a command: write [reduce]",
    "json = true\ndither = 'floyd'": "line 2: dither: 'floyd' is not one of adaptive, ",
    "[reduce]\njson = 'yes'": "line 2: json: 'yes' is not true or false",
    "colors = 999": "line 1: colors: a palette has 1 to 256 colours, not 999",
    "saturation = 500": "line 1: saturation: 500.0 is not a number, -100 to 100",
    "seed = 1.5": "line 1: seed: '1.5' is not a whole number",
    "seed = true": "line 1: seed: the value must be a text or a number",
    "verbose = -1": "line 1: verbose: -1 is not a whole number from 0",
    "preset = 'nope'": "there is no preset 'nope'; ",
    "overwrite = true": "line 1: overwrite replaces files, so ",
    "images = 'a.png'": "line 1: there is no key 'images'; ",
    "json = = 1": "not a TOML file: ",
    "a = " + "[" * 5000: "not a usable TOML file: ",
    "# " + "x" * 1_000_000: "a configuration of more than a megabyte is not read",
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_a_mistake_is_one_sentence_with_file_and_line(
    write: Write, call: Call, picture: Path, text: str
) -> None:
    path = write(text)
    done = call("reduce", picture)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    separator = ", " if WRONG[text].startswith("line") else ": "
    assert f"quantizer: {path}{separator}{WRONG[text]}" in done.err
    assert [one.name for one in picture.parent.glob("photo*")] == ["photo.png"]


def test_collisions_that_replace_files_are_refused(write: Write, call: Call) -> None:
    path = write("[batch]\ncollision = 'overwrite'")
    assert f"{path}, line 2: collision replaces files, so " in call("batch", "a", "-o", "b").err


def test_help_and_the_way_out_work_with_any_file(
    write: Write, call: Call, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("")
    path.write_bytes(b'a = 1\nb = "\xff"')
    assert "line 2: the text is not UTF-8" in call("formats").err
    for words in (["--version"], ["--help"], ["reduce", "--help"], ["formats", "--no-config"]):
        assert call(*words).code == 0
    monkeypatch.setenv(VARIABLE, "")
    assert call("formats").code == 0
    monkeypatch.setenv(VARIABLE, str(picture))
    assert f"quantizer: {picture}, line 1: " in call("formats").err
    monkeypatch.setenv(VARIABLE, str(picture.parent))
    assert f"quantizer: {picture.parent}: the configuration cannot be read" in call("formats").err
    monkeypatch.setenv(VARIABLE, str(picture.parent / "none"))
    assert (
        f"{VARIABLE} names {picture.parent / 'none'}, which does not exist" in call("formats").err
    )


def test_wrong_usage_that_may_come_from_the_file_says_so(write: Write, call: Call) -> None:
    path = write("[batch]\noutput = 'small'")
    done = call("batch", "a", "--replace")
    assert done.code == 2
    assert f"({path} gives default values; --no-config ignores it)" in done.err
    assert str(path) not in call("batch", "a", "--replace", "--no-config", "--min-saving=x").err


def test_without_a_home_folder_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    for name in (VARIABLE, "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pathlib.Path.home", no_home)
    assert find_file() is None


def test_the_example_of_the_help_is_a_configuration(write: Write, call: Call) -> None:
    lines = call("help", "config").out.splitlines()
    first = lines.index("  threads = 4")
    last = next(number for number, line in enumerate(lines) if "exclude" in line)
    write("\n".join(line.strip() for line in lines[first : last + 1]))
    reduce, batch = parsed("reduce", "a.png"), parsed("batch", "a", "-o", "b")
    assert (reduce.threads, reduce.optimize, batch.exclude) == (4, True, ["drafts/**"])
    assert len(chosen_settings(reduce).locked) == 2
