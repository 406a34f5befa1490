from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image as PillowImage

from quantizer.cli.arguments import parse
from quantizer.cli.chosen import chosen_palette, chosen_settings
from quantizer.presets import Preset, PresetStore
from quantizer.presets.screens import SCREENS
from quantizer.settings.settings import (
    OPTIONS,
    AlphaMode,
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    Effort,
    Selector,
    Settings,
    Space,
    TargetSettings,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Call = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PresetStore:
    """The user's folder is an empty one."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return PresetStore()


def parsed(*words: str) -> Namespace:
    return parse(words)


def colors_in(path: Path) -> set[tuple[int, ...]]:
    with PillowImage.open(path) as image:
        found = image.convert("RGB").getcolors(1 << 16)
    assert found is not None
    return {color for _, color in found}


@pytest.mark.parametrize("command", ["reduce", "palette", "batch"])
def test_a_preset_is_known_to_every_command_that_reduces(command: str) -> None:
    arguments = parsed(command, "x.png", "--preset", "game-boy")
    settings, palette = chosen_settings(arguments), chosen_palette(arguments)
    assert palette is not None
    assert [swatch.hex for swatch in palette] == ["#0f380f", "#306230", "#8bac0f", "#9bbc0f"]
    assert settings.dither.name == "bayer-4"
    assert settings.alpha == AlphaSettings(AlphaMode.OPAQUE, (0x9B, 0xBC, 0x0F))


def test_what_a_preset_leaves_open_is_as_the_command_has_it(store: PresetStore) -> None:
    store.save(
        Preset(
            "Oklab",
            settings=Settings(ClusterSettings(space=Space.OKLAB)),
            given=frozenset({"cluster.space"}),
        )
    )
    for command in ("reduce", "palette", "batch"):
        plain, preset = (
            chosen_settings(parsed(command, "x.png", *more)) for more in ((), ("--preset", "oklab"))
        )
        assert preset.cluster.space is Space.OKLAB
        assert preset.cluster.colors == plain.cluster.colors
        assert preset.dither == plain.dither
        assert preset.cluster.effort is plain.cluster.effort


@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_options_that_are_given_win(first: bool) -> None:
    given = ["-k", "9", "--dither", "atkinson", "--alpha", "full", "--effort", "fast"]
    preset = ["--preset", "pixel-art-16"]
    words = [*given, *preset] if first else [*preset, *given]
    settings = chosen_settings(parsed("reduce", "x.png", *words))
    assert settings.cluster.colors == 9
    assert settings.cluster.effort is Effort.FAST
    assert settings.dither.name == "atkinson"
    assert settings.alpha.mode is AlphaMode.FULL


def test_a_given_value_wins_also_where_it_is_the_usual_one() -> None:
    words = ("reduce", "x.png", "--preset", "pixel-art-16")
    settings = chosen_settings(parsed(*words, "--dither", "adaptive", "-k", "256"))
    assert (settings.dither.name, settings.cluster.colors) == ("adaptive", 256)
    web = parsed("reduce", "x.png", "--preset", "web-image")
    assert web.optimize is True
    assert parsed("reduce", "x.png", "--preset", "web-image", "--no-optimize").optimize is False


@pytest.mark.parametrize(
    "words", [("-k", "8"), ("-k", "elbow"), ("--min-psnr", "30"), ("--max-bytes", "9k")]
)
def test_a_number_of_colours_keeps_the_presets_palette(words: tuple[str, ...]) -> None:
    arguments = parsed("reduce", "x.png", "--preset", "game-boy", *words)
    palette = chosen_palette(arguments)
    assert palette is not None
    assert len(palette) == 4
    expected = {"8": 8, "elbow": 256}.get(words[1], 4)
    assert chosen_settings(arguments).cluster.colors == expected


def test_a_given_palette_takes_the_place_of_the_presets_colours(
    store: PresetStore, tmp_path: Path
) -> None:
    file = tmp_path / "two.hex"
    file.write_text("000000\nffffff\n")
    target = TargetSettings(Selector.ELBOW, min_psnr=30)
    given = frozenset({"target.selector", "target.min_psnr", "locked"})
    locked = ((1, 2, 3, 255),)
    store.save(Preset("Looking", settings=Settings(target=target, locked=locked), given=given))
    for name in ("looking", "game-boy"):
        arguments = parsed("reduce", "x.png", "--preset", name, "--palette", str(file))
        palette = chosen_palette(arguments)
        assert palette is not None
        assert [swatch.hex for swatch in palette] == ["#000000", "#ffffff"]
        settings = chosen_settings(arguments)
        assert (settings.target, settings.locked) == (TargetSettings(), ())
        assert settings.cluster.colors == 256


def options_help(call: Call, command: str) -> str:
    """Return the help of a command from the options of its settings on, in one line."""
    return " ".join(call(command, "--help").out.split("\ncolours:\n")[1].split())


def test_every_setting_has_an_option_in_the_help(call: Call) -> None:
    text = options_help(call, "reduce")
    for option in OPTIONS.values():
        assert re.search(rf"{option.flag}[ ,]", text)


@pytest.mark.parametrize(
    ("command", "defaults"),
    [
        ("reduce", ("256", "balanced", "adaptive")),
        ("palette", ("8", "balanced", "none")),
        ("batch", ("256", "fast", "adaptive")),
    ],
)
def test_the_help_shows_the_defaults_of_the_command(
    call: Call, command: str, defaults: tuple[str, ...]
) -> None:
    text = options_help(call, command)
    options = ("--colors N", "--effort NAME", "--dither NAME")
    for option, default in zip(options, defaults, strict=True):
        assert text.split(option)[1].split("(default ")[1].split(")")[0] == default


def test_all_settings_of_a_preset_arrive(store: PresetStore) -> None:
    settings = Settings(
        ClusterSettings(40, Space.LUV, 2.0, None, Effort.FAST, None, 3, 50, 0.01, 7, None),
        DitherSettings("stucki", 0.25),
        ((1, 2, 3, 255), (4, 5, 6, 0)),
        TargetSettings(Selector.SILHOUETTE, 33.0, 5000),
        AlphaSettings(AlphaMode.DITHER, (9, 8, 7)),
    )
    store.save(Preset("All", settings=settings, given=frozenset(OPTIONS)))
    assert chosen_settings(parsed("reduce", "x.png", "--preset", "all")) == settings


def test_game_boy_from_the_command_line(call: Call, picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    assert call("reduce", picture, "--preset", "Game Boy", "-o", out).code == 0
    assert colors_in(out) <= {(15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15)}


@pytest.mark.exhaustive
def test_the_format_of_a_preset_gives_way_to_a_name(
    call: Call, picture: Path, tmp_path: Path
) -> None:
    assert call("reduce", picture, "--preset", "gif").code == 0
    assert picture.with_name("photo-256.gif").read_bytes()[:4] == b"GIF8"
    assert call("reduce", picture, "--preset", "gif", "-o", tmp_path / "a.png").code == 0
    assert (tmp_path / "a.png").read_bytes()[1:4] == b"PNG"
    words = ("--preset", "gif", "--format", "webp", "-o", f"{tmp_path}/")
    assert call("reduce", picture, *words).code == 0
    assert picture.with_name("photo.webp").read_bytes()[:4] == b"RIFF"


def test_a_batch_takes_format_and_palette(call: Call, picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("--jobs", "1", "--preset", "game-boy", "--format", "gif", "--share", "all", "-q")
    assert call("batch", picture, "-o", out, *words).code == 0
    assert (out / "photo.gif").read_bytes()[:4] == b"GIF8"
    assert len(colors_in(out / "photo.gif")) <= 4


def test_an_unknown_preset_is_wrong_usage(call: Call, picture: Path) -> None:
    outcome = call("reduce", picture, "--preset", "sepia")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("quantizer: there is no preset 'sepia'; there are web-image")


def test_a_damaged_file_is_named(call: Call, picture: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text('{"format": "quantizer-preset", "version": 1, "colours": 4}')
    outcome = call("reduce", picture, "--preset", file)
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
    assert f"{file}: not a usable preset: the file has an unknown key 'colours'" in outcome.err


def test_presets_are_listed_and_shown(call: Call, store: PresetStore) -> None:
    store.save(Preset("Shop Icons", "For the shop"))
    listed = call("presets")
    assert listed.code == 0
    assert [line.split()[0] for line in listed.out.splitlines()] == [
        "web-image",
        "pixel-art-16",
        "game-boy",
        "gif",
        "e-ink",
        *(preset.key for preset in SCREENS),
        "shop-icons",
    ]
    assert call("presets", "list").out == listed.out
    told = json.loads(call("presets", "list", "--json").out)
    assert told["presets"][-1] == {
        "name": "Shop Icons",
        "key": "shop-icons",
        "built_in": False,
        "description": "For the shop",
    }
    shown = json.loads(call("presets", "show", "game boy").out)
    assert shown["palette"] == ["#0f380f", "#306230", "#8bac0f", "#9bbc0f"]


def test_a_preset_is_exported_changed_imported_used_and_removed(
    call: Call, picture: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    assert call("presets", "export", "pixel-art-16", "-o", file).code == 0
    assert call("presets", "export", "gif", "-o", file).code == 1  # nothing is replaced unasked
    told = json.loads(file.read_text())
    told["settings"]["cluster"]["colors"] = 5
    file.write_text(json.dumps(told))
    refused = call("presets", "import", file)
    assert refused.code == 1
    assert "built-in" in refused.err
    assert call("presets", "import", file, "--name", "Mine").code == 0
    assert call("presets", "import", file, "--name", "mine").code == 1
    assert call("presets", "import", file, "--name", "mine", "--overwrite").code == 0
    assert call("reduce", picture, "--preset", "mine", "-o", tmp_path / "out.png").code == 0
    assert len(colors_in(tmp_path / "out.png")) == 5
    assert call("presets", "remove", "mine").code == 0
    assert call("presets", "remove", "mine").code == 2
    assert call("presets", "remove", "gif").code == 2


def test_one_file_that_cannot_be_imported_does_not_stop_the_others(
    call: Call, store: PresetStore, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"format": "quantizer-preset", "version": 1}')
    bad.write_text("{")
    outcome = call("presets", "import", bad, good)
    assert outcome.code == 1
    assert str(bad) in outcome.err
    assert store.find("good").name == "good"
