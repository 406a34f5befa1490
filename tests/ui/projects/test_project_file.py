from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from quantizer.built_in_palettes import built_in_palette
from quantizer.conversion.recipe import Recipe
from quantizer.errors import QuantizerError, ReadError
from quantizer.image_files.formats import format_by_name
from quantizer.presets import PresetStore
from quantizer.reduction.palette_edits import PaletteEdits
from quantizer.reduction.palette_operations import merged, renamed
from quantizer.settings.settings import ClusterSettings, Settings
from ui.canvas.view_mode import ViewMode
from ui.document.selection import Chosen
from ui.pins.pin import PinnedRecipe
from ui.projects.project import EmbeddedImage, ImageFile, Project, SavedView
from ui.projects.project_file import format_project, parse_project, read_project, write_project

if TYPE_CHECKING:
    from pathlib import Path

EDITS = renamed(merged(PaletteEdits.of(built_in_palette("pico-8")), [0, 3], [0.5] * 16), 0, "Ink")


def full_project(folder: Path) -> Project:
    settings = Settings(ClusterSettings(colors=9), locked=((1, 2, 3, 255),))
    measured = built_in_palette("acep-7").with_measured(built_in_palette("acep-7-measured"))
    preset = PresetStore(folder / "presets").presets()[0]
    webp = format_by_name("webp")
    return Project(
        EmbeddedImage("Clipboard", b"\x89PNG"),
        Chosen(settings, measured, preset, EDITS, webp),
        (
            PinnedRecipe(Recipe(webp, settings, edits=EDITS, optimize=True), "Mine"),
            PinnedRecipe(Recipe(webp, palette=replace(measured, is_found=True))),
        ),
        SavedView(ViewMode.HEAT_MAP, 8, 0.25),
        folder / "old.quantizer",
    )


def test_a_project_is_read_as_it_was_written(tmp_path: Path) -> None:
    project, path = full_project(tmp_path), tmp_path / "a.quantizer"
    write_project(project, path)
    write_project(project, path)
    assert read_project(path) == project


def test_a_folder_with_image_and_project_can_be_moved(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    (old / "photo.png").write_bytes(b"1")
    project = Project(ImageFile(old / "photo.png", "ab"), Chosen(Settings()))
    write_project(project, old / "a.quantizer")
    old.rename(new)
    assert read_project(new / "a.quantizer").image == ImageFile(new / "photo.png", "ab")
    (new / "photo.png").unlink()
    assert read_project(new / "a.quantizer").image == ImageFile(old / "photo.png", "ab")


def broken(folder: Path) -> dict[str, bytes]:
    good = json.loads(format_project(full_project(folder), folder))
    parts: dict[str, object] = {
        "image": {"data": "?"},
        "choice": {"settings": {"cluster": {"colors": 0}}},
        "pins": [7],
        "view": {"zoom": 1},
        "other": 1,
    }
    return {
        "nothing": b"",
        "no text": b"\xff\xfe\x00junk",
        "nested": b"[" * 100_000,
        "list": b"[]",
        "preset": b'{"format": "quantizer-preset", "version": 1}',
        "no version": b'{"format": "quantizer-project"}',
        **{name: json.dumps({**good, name: part}).encode() for name, part in parts.items()},
    }


def test_junk_is_refused_in_one_sentence_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.quantizer"
    for name, content in broken(tmp_path).items():
        path.write_bytes(content)
        with pytest.raises(ReadError) as error:
            read_project(path)
        assert "a.quantizer" in str(error.value), name
        assert "\n" not in str(error.value), name


def test_a_project_of_a_newer_version_is_refused_plainly(tmp_path: Path) -> None:
    path = tmp_path / "a.quantizer"
    path.write_text('{"format": "quantizer-project", "version": 2, "future": []}')
    with pytest.raises(ReadError, match="newer version of Quantizer: update"):
        read_project(path)


def test_a_value_of_a_wrong_type_anywhere_is_an_error_of_ours(tmp_path: Path) -> None:
    good = json.loads(format_project(full_project(tmp_path), tmp_path))

    def variants(data: object) -> list[object]:
        """The same data with one value replaced by others, for every value in it."""
        others: list[object] = [None, 7, "x", [], {}, True]
        if isinstance(data, dict):
            others += [{**data, key: one} for key in data for one in variants(data[key])]
        if isinstance(data, list) and data:
            others += [[one, *data[1:]] for one in variants(data[0])]
        return others

    outcomes = set()
    for one in variants(good)[::7]:
        try:
            parse_project(json.dumps(one).encode(), tmp_path)
            outcomes.add("read")
        except QuantizerError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}
