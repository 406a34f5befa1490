"""The built-in palettes: each can be used by name and says where its colours come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageColor

from quantizer import QuantizerError, built_in_palette, write_palette
from quantizer.built_in_palettes import built_in_names, built_in_source, find_palette
from quantizer.errors import ReadError, SettingsError
from quantizer.image.palette import Palette, parse_hex
from quantizer.presets.preset_file import parse_preset

COUNTS = {
    "1-bit": 2, "16-greys": 16, "4-greys": 4, "aap-64": 64, "acep-7": 7, "acep-7-measured": 7,
    "black-white-red": 3, "black-white-yellow": 3, "c64": 16, "c64-colodore": 16, "cga-0-high": 4,
    "cga-0-low": 4, "cga-1-high": 4, "cga-1-low": 4, "css-names": 139, "db16": 16, "db32": 32,
    "ega-16": 16, "endesga-32": 32, "game-boy": 4, "game-boy-pocket": 4, "macintosh-16": 16,
    "macintosh-256": 256, "msx": 15, "nes": 54, "pico-8": 16, "spectra-6": 6,
    "spectra-6-measured": 6, "sweetie-16": 16, "vga-256": 256, "web-safe": 216, "windows-16": 16,
    "windows-20": 20, "zx-spectrum": 15,
}  # fmt: skip
WITH_EQUAL_ENTRIES = {"vga-256"}
"""Its entries are kept as they are, because programs of the time address them by index."""


def codes(palette: Palette) -> list[str]:
    return [swatch.hex for swatch in palette]


def test_all_palettes_are_there() -> None:
    assert {name: len(built_in_palette(name)) for name in built_in_names()} == COUNTS


@pytest.mark.parametrize("name", COUNTS)
def test_each_palette_is_usable_and_names_its_source(name: str) -> None:
    palette = built_in_palette(name)
    assert palette.name
    assert all(swatch.color[3] == 255 for swatch in palette)
    assert len(set(codes(palette))) == len(palette) or name in WITH_EQUAL_ENTRIES
    assert len(built_in_source(name)) > 20


def test_colours_that_can_be_computed() -> None:
    names = {swatch.name: swatch.color[:3] for swatch in built_in_palette("css-names")}
    known = {name: ImageColor.getrgb(name) for name in tuple(ImageColor.colormap)}
    assert names.items() <= known.items()
    assert set(names.values()) == set(known.values())
    levels = [0, 51, 102, 153, 204, 255]
    cube = [f"#{r:02x}{g:02x}{b:02x}" for r in levels for g in levels for b in levels]
    assert codes(built_in_palette("web-safe")) == cube
    assert set(cube) <= set(codes(built_in_palette("macintosh-256")))
    greys = codes(built_in_palette("16-greys"))
    assert greys == [f"#{level:02x}{level:02x}{level:02x}" for level in range(0, 256, 17)]
    assert codes(built_in_palette("4-greys")) == greys[::5]


def test_palettes_that_contain_each_other() -> None:
    ega = codes(built_in_palette("ega-16"))
    assert codes(built_in_palette("vga-256"))[:16] == ega
    for name in ("cga-0-low", "cga-0-high", "cga-1-low", "cga-1-high"):
        assert set(codes(built_in_palette(name))) < set(ega)
    assert set(codes(built_in_palette("windows-16"))) < set(codes(built_in_palette("windows-20")))
    for name in ("acep-7", "spectra-6"):
        nominal, measured = built_in_palette(name), built_in_palette(f"{name}-measured")
        assert [swatch.name for swatch in nominal] == [swatch.name for swatch in measured]


def test_samples_of_each_kind() -> None:
    for name, index, code in (
        ("pico-8", 8, "#ff004d"),
        ("db16", 6, "#d04648"),
        ("db32", 31, "#8a6f30"),
        ("vga-256", 34, "#7d00ff"),
        ("vga-256", 80, "#b6b6ff"),
        ("vga-256", 247, "#2d3141"),
        ("macintosh-256", 215, "#ee0000"),
        ("nes", 53, "#a0a2a0"),
        ("acep-7", 6, "#ff8000"),
    ):
        assert built_in_palette(name).swatches[index].hex == code, name


@pytest.mark.parametrize("name", ["pico-8", "PICO-8", "Pico 8", "pico8"])
def test_names_are_found_however_they_are_written(name: str) -> None:
    assert built_in_palette(name) == find_palette(name) == built_in_palette("pico-8")


def test_a_name_that_is_unknown_gets_a_suggestion() -> None:
    for find in (built_in_palette, built_in_source, find_palette):
        with pytest.raises(SettingsError, match="did you mean pico-8"):
            find("pico-9")
        with pytest.raises(SettingsError, match="quantizer palettes"):
            find("xyz")


def test_a_path_is_read_as_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    palette = built_in_palette("db16")
    write_palette(palette, Path("mine.gpl"))
    Path("mine.gpl").rename("pico-8")
    assert codes(find_palette("pico-8")) == codes(built_in_palette("pico-8"))
    assert find_palette("./pico-8") == palette
    Path("pico-8").rename("unnamed")
    assert find_palette("unnamed") == palette
    with pytest.raises(ReadError, match="no such file"):
        find_palette("missing.gpl")


def test_a_preset_file_may_name_a_palette() -> None:
    head = b'{"format": "quantizer-preset", "version": 1, "palette": '
    preset = parse_preset(head + b'"pico-8"}', "mine")
    assert preset.palette is not None
    assert preset.palette.swatches[8].color == parse_hex("ff004d")
    with pytest.raises(QuantizerError, match="did you mean pico-8"):
        parse_preset(head + b'"pico-9"}', "mine")
