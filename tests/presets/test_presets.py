from __future__ import annotations

import json
import math
import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.adjust.adjust import adjust_image
from quantizer.errors import ReadError, SettingsError, WriteError
from quantizer.image.palette import Palette, Swatch
from quantizer.image_files.formats import AlphaSupport, format_by_name
from quantizer.presets import BUILT_IN, Preset, PresetStore, read_preset, write_preset
from quantizer.presets.naming import checked_name, key_of
from quantizer.presets.preset_file import format_preset, parse_preset
from quantizer.presets.screens import SCREENS
from quantizer.presets.store import user_folder
from quantizer.reduction import pipeline
from quantizer.settings.settings import (
    OPTIONS,
    AlphaMode,
    ClusterSettings,
    DitherSettings,
    Effort,
    Settings,
    Space,
)

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.image.image import Image

MINIMAL = {"format": "quantizer-preset", "version": 1}


def write(path: Path, **told: object) -> Path:
    path.write_text(json.dumps({**MINIMAL, **told}))
    return path


def built_in(key: str) -> Preset:
    return next(preset for preset in BUILT_IN if preset.key == key)


def reduced(image: Image, preset: Preset) -> pipeline.Quantized:
    settings = preset.applied_to(Settings())
    return pipeline.quantize(image, settings, palette=preset.palette, with_metrics=False)


def size_of(preset: Preset) -> tuple[int, int]:
    width, height = map(int, preset.name.split()[-1].split("x"))
    return width, height


def pixels_of(preset: Preset) -> int:
    return math.prod(size_of(preset))


@pytest.fixture
def store(tmp_path: Path) -> PresetStore:
    return PresetStore(tmp_path / "presets")


@pytest.mark.sample(4)
@pytest.mark.parametrize("preset", BUILT_IN, ids=lambda one: one.key)
def test_a_built_in_preset_reduces_any_image_and_survives_its_file(
    preset: Preset, photo: Image, icon: Image, tmp_path: Path
) -> None:
    for image in (photo, icon):
        result = reduced(image, preset)
        assert 1 <= len(result.palette) <= 256
    path = tmp_path / "one.json"
    write_preset(preset, path)
    again = read_preset(path)
    assert again.applied_to(Settings()) == preset.applied_to(Settings())
    assert (again.name, again.description) == (preset.name, preset.description)
    assert (again.given, again.file_format) == (preset.given, preset.file_format)
    assert (again.palette, again.optimize) == (preset.palette, preset.optimize)


def test_the_built_in_presets_are_those_that_were_promised() -> None:
    assert [one.name for one in BUILT_IN] == [
        "Web image",
        "Pixel art 16",
        "Game Boy",
        "GIF",
        "E-ink",
        "E-ink 7-colour 800x480",
        "E-ink 7-colour 600x448",
        "E-ink Spectra 6 800x480",
        "E-ink black-white 800x480",
        "E-ink black-white-red 400x300",
        "Game Boy screen 160x144",
        "PICO-8 screen 128x128",
        "C64 screen 320x200",
        "ZX Spectrum screen 256x192",
        "NES screen 256x240",
    ]


@pytest.mark.sample(10)
@pytest.mark.parametrize("preset", sorted(SCREENS, key=pixels_of), ids=lambda one: one.key)
def test_a_preset_for_a_screen_fills_it_with_its_colours(
    preset: Preset, photo: Image, icon: Image
) -> None:
    width, height = size_of(preset)
    settings = preset.applied_to(Settings())
    assert preset.palette is not None
    colors = set(map(tuple, preset.palette.colors))
    for image in (photo, icon):
        fitted = adjust_image(image, settings)
        assert (fitted.width, fitted.height) == (width, height)
        found = pipeline.quantize(fitted, settings, palette=preset.palette, with_metrics=False)
        assert set(map(tuple, found.indexed.to_rgba().reshape(-1, 4))) <= colors
    border = (*(settings.alpha.matte or ()), 255)
    assert border in colors, "the border is not dithered"


def test_game_boy_shows_its_four_greens_and_nothing_else(photo: Image, icon: Image) -> None:
    greens = {(15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15)}
    for image in (photo, icon):
        result = reduced(image, built_in("game-boy"))
        assert {swatch.color[:3] for swatch in result.palette} <= greens
        assert all(swatch.color[3] == 255 for swatch in result.palette)


def test_e_ink_has_sixteen_even_greys(photo: Image) -> None:
    palette = built_in("e-ink").palette
    assert palette is not None
    colors = palette.colors
    assert (colors[:, :3] == np.arange(0, 256, 17)[:, None]).all()
    assert set(map(tuple, reduced(photo, built_in("e-ink")).palette.colors)) <= set(
        map(tuple, colors)
    )


def test_pixel_art_has_sixteen_colours_and_no_dither(photo: Image, icon: Image) -> None:
    preset = built_in("pixel-art-16")
    assert not preset.applied_to(Settings()).is_dithered
    assert len(reduced(photo, preset).palette) == 16
    assert {swatch.color[3] for swatch in reduced(icon, preset).palette} == {0, 255}


def test_gif_and_web_image_say_how_files_are_written() -> None:
    gif, web = built_in("gif"), built_in("web-image")
    assert gif.format is format_by_name("gif")
    assert gif.applied_to(Settings()).alpha.mode is AlphaMode.THRESHOLD
    assert (web.file_format, web.optimize) == ("png", True)
    assert web.format is not None
    assert web.format.alpha is AlphaSupport.FULL
    assert web.applied_to(Settings()).cluster.colors == 256


def test_what_a_preset_does_not_set_stays_as_it_was() -> None:
    usual = Settings(
        ClusterSettings(colors=8, effort=Effort.FAST, seed=5), DitherSettings("none", 0.5)
    )
    values = Settings(ClusterSettings(colors=12, seed=9, effort=Effort.BEST))
    preset = Preset("Twelve", settings=values, given=frozenset({"cluster.colors"}))
    assert preset.applied_to(usual) == Settings(
        ClusterSettings(colors=12, effort=Effort.FAST, seed=5), DitherSettings("none", 0.5)
    )
    assert Preset("Nothing").applied_to(usual) == usual
    everything = Preset("All", settings=values, given=frozenset(OPTIONS))
    assert everything.applied_to(usual) == values


def test_a_file_with_keys_missing_leaves_them_open(tmp_path: Path) -> None:
    path = write(tmp_path / "my own.json", settings={"cluster": {"colors": 9, "space": "oklab"}})
    preset = read_preset(path)
    assert preset.name == "my own"
    assert preset.given == {"cluster.colors", "cluster.space"}
    assert preset.settings.cluster.space is Space.OKLAB
    assert (preset.palette, preset.file_format, preset.optimize) == (None, None, None)
    assert read_preset(write(tmp_path / "empty.json")).given == frozenset()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"colours": 3}, "unknown key 'colours'"),
        ({"settings": {"cluster": {"colours": 3}}}, "unknown key 'colours'"),
        ({"settings": {"kmeans": {}}}, "unknown key 'kmeans'"),
        ({"version": 2}, "its version is 2, and this program reads 1"),
        ({"version": True}, "version"),
        ({"format": "quantizer-palette"}, '"format"'),
        ({"settings": {"cluster": {"colors": 300}}}, "1 to 256"),
        ({"settings": {"cluster": {"colors": 4.5}}}, "whole number"),
        ({"settings": {"cluster": {"colors": "4"}}}, "whole number"),
        ({"settings": {"dither": {"strength": True}}}, "strength is True, but must be a number"),
        ({"settings": {"dither": {"name": "sparkles"}}}, "'sparkles' is not a dither"),
        ({"settings": {"alpha": {"mode": "half"}}}, "half"),
        ({"settings": []}, "not a JSON object"),
        ({"settings": {"alpha": {"matte": [1, 2]}}}, "3 channels"),
        ({"palette": ["#12"]}, "not a colour"),
        ({"palette": []}, "1 to 256 colours"),
        ({"palette": "#000000"}, "not a built-in palette"),
        ({"palette": 3}, "neither a list of colours nor a name"),
        ({"palette": ["#000"], "settings": {"locked": [[1, 2, 3, 255]]}}, "that palette only"),
        ({"file_format": "jpeg"}, "not written"),
        ({"file_format": "doc"}, "not a file format"),
        ({"optimize": 1}, "neither true nor false"),
        ({"name": "../evil"}, "'/'"),
        ({"name": 3}, '"name" is not text'),
    ],
)
def test_a_file_that_is_not_understood_is_refused_by_name(
    told: dict[str, object], words: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "strange.json", **told)
    with pytest.raises(ReadError, match=r"strange\.json: not a usable preset") as caught:
        read_preset(path)
    assert words in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"1" * 9999])
def test_what_is_no_json_is_refused_by_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"broken\.json"):
        read_preset(path)


def test_a_pipe_or_a_folder_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path / "pipe.json", tmp_path, tmp_path / "missing.json"):
        with pytest.raises(ReadError):
            read_preset(path)


@given(st.text(max_size=70))
def test_a_name_is_refused_or_safe_as_a_file_name(name: str) -> None:
    try:
        checked = checked_name(name)
    except SettingsError:
        return
    key = key_of(checked)
    assert key
    assert not set(key) & set('/\\:*?"<>|')
    assert key[0] != "."
    assert key.isprintable()
    assert len(f"{key}.json".encode()) <= 255
    assert checked_name(checked) == checked
    assert key_of(key) == key


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a/b", "a\\b", "NUL", "com1.x", "x\n", "---"])
def test_names_that_are_no_file_names_are_refused(name: str) -> None:
    if name == "x\n":
        assert checked_name(name) == "x"
        return
    with pytest.raises(SettingsError):
        Preset(name)


def test_a_preset_is_kept_found_and_removed(store: PresetStore) -> None:
    preset = Preset(
        "Shop Icons",
        "For the shop",
        Settings(ClusterSettings(colors=7), locked=((1, 2, 3, 255),)),
        frozenset({"cluster.colors", "locked"}),
        file_format="webp",
    )
    store.save(preset)
    assert (store.folder / "shop-icons.json").is_file()
    assert store.presets() == (*BUILT_IN, preset)
    for name in ("Shop Icons", "shop-icons", "SHOP_ICONS", " shop  icons "):
        assert store.find(name) == preset
    store.remove("shop icons")
    assert store.presets() == BUILT_IN
    assert list(store.folder.iterdir()) == []
    with pytest.raises(SettingsError, match="no preset 'Shop Icons'"):
        store.remove("Shop Icons")


def test_nothing_is_replaced_unasked(store: PresetStore) -> None:
    first = Preset("Mine", "first")
    store.save(first)
    with pytest.raises(SettingsError, match="already"):
        store.save(Preset("mine", "second"))
    assert store.find("mine") == first
    store.save(Preset("mine", "second"), overwrite=True)
    assert [one.description for one in store.presets()[len(BUILT_IN) :]] == ["second"]


@pytest.mark.parametrize("name", ["Game Boy", "game-boy", "GAME_BOY"])
def test_a_built_in_preset_stays_as_it_is(name: str, store: PresetStore) -> None:
    with pytest.raises(SettingsError, match="built-in"):
        store.save(Preset(name), overwrite=True)
    with pytest.raises(SettingsError, match="built-in"):
        store.remove(name)
    store.folder.mkdir()
    write(store.folder / "game-boy.json", name="Game Boy", description="an impostor")
    assert store.presets() == BUILT_IN
    assert store.find(name) is built_in("game-boy")


def test_a_damaged_file_hides_no_other(store: PresetStore) -> None:
    store.save(Preset("Good"))
    (store.folder / "bad.json").write_text("{")
    assert [one.name for one in store.presets()[len(BUILT_IN) :]] == ["Good"]
    assert [error.path for error in store.damaged()] == [store.folder / "bad.json"]
    with pytest.raises(ReadError, match=r"bad\.json"):
        store.find("bad")
    store.remove("bad")
    assert store.damaged() == ()


def test_a_file_put_there_by_hand_is_found_by_its_name(store: PresetStore) -> None:
    store.folder.mkdir()
    write(store.folder / "x.json", name="By hand")
    assert store.find("by-hand").name == "By hand"
    store.save(Preset("By hand", "again"), overwrite=True)
    assert [path.name for path in store.folder.iterdir()] == ["x.json"]
    store.remove("by hand")
    assert store.presets() == BUILT_IN


def test_a_path_names_a_file(store: PresetStore, tmp_path: Path) -> None:
    path = write(tmp_path / "there.json", name="There")
    assert store.find_or_read(str(path)).name == "There"
    assert store.find_or_read("gif") is built_in("gif")
    with pytest.raises(ReadError, match="no such file"):
        store.find_or_read("missing.json")
    with pytest.raises(SettingsError, match="there are web-image"):
        store.find_or_read("missing")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = PresetStore(tmp_path / "file" / "presets")
    assert store.presets() == BUILT_IN
    with pytest.raises(WriteError, match="presets"):
        store.save(Preset("Mine"))


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert user_folder() == tmp_path / "Quantizer" / "presets"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert user_folder() == tmp_path / "home" / ".config" / "Quantizer" / "presets"


def test_a_palette_goes_there_and_back() -> None:
    palette = Palette((Swatch((1, 2, 3, 255)), Swatch((4, 5, 6, 0))), "Two")
    preset = Preset("Two", palette=palette)
    assert parse_preset(format_preset(preset).encode(), "x") == preset
