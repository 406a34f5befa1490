"""The whole list of inputs and outputs."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from quantizer.batch.plan.collisions import CollisionError
from quantizer.batch.plan.options import (
    BatchOptions,
    Collision,
    Conversion,
    Destination,
    FileSelection,
    Sharing,
)
from quantizer.batch.plan.plan import EmptySelectionError, make_plan
from quantizer.errors import Cancelled, ReadError, SettingsError, WriteError
from quantizer.image.palette import Palette, Swatch
from quantizer.progress import Progress
from quantizer.settings.enums import Selector
from quantizer.settings.settings import ClusterSettings, Settings, TargetSettings
from tests.batch.trees import hide, make, plan, targets


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    return make(tmp_path / "in", "b.png", "a.JPG", "sub/c.tif", "sub/d.PNG")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_structure_is_kept_and_entries_are_in_order(inputs: Path, out: Path) -> None:
    made = plan(inputs, to=out)
    assert targets(made, out) == {
        "a.JPG": "a.png",
        "b.png": "b.png",
        "sub/c.tif": "sub/c.tif",
        "sub/d.PNG": "sub/d.PNG",
    }
    assert [entry.number for entry in made.entries] == [1, 2, 3, 4]
    assert [entry.format for entry in made.entries] == ["png", "png", "tiff", "png"]
    assert [entry.relative for entry in made.entries] == sorted(
        entry.relative for entry in made.entries
    )
    assert not any(entry.replaces or entry.skip for entry in made.entries)
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "output", "file_format"),
    [
        ("x.apng", "x.apng", "png"),
        ("x.gif", "x.gif", "gif"),
        ("x.webp", "x.webp", "webp"),
        ("x.dib", "x.dib", "bmp"),
        ("x.TIFF", "x.TIFF", "tiff"),
        ("x.jpeg", "x.png", "png"),
        ("x.avif", "x.png", "png"),
        ("x.ico", "x.png", "png"),
        ("x.tga", "x.png", "png"),
    ],
)
def test_a_format_that_holds_a_palette_is_kept(
    name: str, output: str, file_format: str, tmp_path: Path, out: Path
) -> None:
    made = plan(make(tmp_path / "in", name), to=out)
    assert made.entries[0].target == out / output
    assert made.entries[0].format == file_format


def test_the_format_can_be_given(inputs: Path, out: Path) -> None:
    made = plan(inputs, to=out, format="gif")
    assert {entry.format for entry in made.entries} == {"gif"}
    assert set(targets(made, out).values()) == {"a.gif", "b.gif", "sub/c.gif", "sub/d.gif"}
    by_name = plan(inputs, to=out, name="{relative}.webp")
    assert {entry.format for entry in by_name.entries} == {"webp"}


def test_the_format_must_be_one_that_is_written(inputs: Path, out: Path) -> None:
    with pytest.raises(SettingsError, match="JPEG cannot be written"):
        plan(inputs, to=out, format="jpeg")
    with pytest.raises(SettingsError, match="does not have the extension of GIF"):
        plan(inputs, to=out, format="gif", name="{stem}.png")


def test_names_come_from_the_template(inputs: Path, out: Path) -> None:
    options = BatchOptions(
        FileSelection((inputs,)),
        Destination(out, name="{k}/{n:02}-{stem}"),
        Conversion(Settings(cluster=ClusterSettings(colors=12))),
    )
    assert targets(make_plan(options), out)["sub/c.tif"] == "12/03-c.tif"
    palette = Palette((Swatch((0, 0, 0, 255)), Swatch((255, 255, 255, 255))))
    given = replace(options, conversion=replace(options.conversion, palette=palette))
    assert targets(make_plan(given), out)["sub/c.tif"] == "2/03-c.tif"
    large = Palette(palette.swatches * 9)
    some = replace(options, conversion=replace(options.conversion, palette=large))
    assert targets(make_plan(some), out)["sub/c.tif"] == "12/03-c.tif"


@pytest.mark.parametrize(
    "target", [TargetSettings(selector=Selector.ELBOW), TargetSettings(min_psnr=30)]
)
def test_a_number_of_colours_that_is_yet_to_be_found_is_in_no_name(
    target: TargetSettings, inputs: Path, out: Path
) -> None:
    options = BatchOptions(
        FileSelection((inputs,)),
        Destination(out, name="{stem}-{k}"),
        Conversion(Settings(target=target)),
    )
    with pytest.raises(SettingsError, match=r"leave \{k\} out"):
        make_plan(options)


def test_files_and_several_folders_go_to_one(inputs: Path, tmp_path: Path, out: Path) -> None:
    other = make(tmp_path / "other", "sub/e.gif")
    made = plan(inputs, other, make(tmp_path, "alone") / "alone", to=out)
    assert targets(made, out)["sub/e.gif"] == "sub/e.gif"
    assert targets(made, out)["alone"] == "alone.png"


class TestSharing:
    def groups(self, inputs: Path, out: Path, sharing: Sharing) -> list[str | None]:
        options = BatchOptions(FileSelection((inputs,)), Destination(out), sharing=sharing)
        return [entry.group for entry in make_plan(options).entries]

    def test_groups_files(self, inputs: Path, out: Path) -> None:
        assert set(self.groups(inputs, out, Sharing.NONE)) == {None}
        assert len(set(self.groups(inputs, out, Sharing.ALL)) - {None}) == 1
        by_folder = self.groups(inputs, out, Sharing.FOLDER)
        assert by_folder[0] == by_folder[1] != by_folder[2] == by_folder[3]

    def test_is_of_no_matter_where_the_palette_is_given(self, inputs: Path, out: Path) -> None:
        options = BatchOptions(
            FileSelection((inputs,)),
            Destination(out),
            Conversion(palette=Palette((Swatch((0, 0, 0, 255)),))),
            Sharing.ALL,
        )
        assert {entry.group for entry in make_plan(options).entries} == {None}


class TestReplacing:
    def test_targets_are_the_inputs(self, inputs: Path) -> None:
        made = plan(inputs, to=None)
        assert targets(made, inputs) == {
            "a.JPG": "a.png",
            "b.png": "b.png",
            "sub/c.tif": "sub/c.tif",
            "sub/d.PNG": "sub/d.PNG",
        }
        assert not any(entry.replaces for entry in made.entries)

    def test_the_ending_follows_the_format(self, inputs: Path) -> None:
        made = plan(inputs, to=None, format="png")
        assert targets(made, inputs)["sub/c.tif"] == "sub/c.png"
        assert targets(made, inputs)["sub/d.PNG"] == "sub/d.PNG"

    def test_a_new_ending_may_collide(self, inputs: Path) -> None:
        make(inputs, "a.png")
        for collision in (Collision.FAIL, Collision.OVERWRITE):
            with pytest.raises(CollisionError, match=r"a\.png: is an input, so .*a\.JPG"):
                plan(inputs, to=None, collision=collision)
        alone = plan(inputs / "a.JPG", to=None, collision=Collision.OVERWRITE)
        assert alone.entries[0].replaces
        made = plan(inputs, to=None, collision=Collision.RENAME)
        assert targets(made, inputs)["a.JPG"] == "a-2.png"
        assert targets(made, inputs)["a.png"] == "a.png"

    def test_names_that_differ_in_case_or_form_are_files_of_their_own(self, tmp_path: Path) -> None:
        names = [
            "X.png",
            "x.png",
            *(unicodedata.normalize(form, "ä.png") for form in ("NFC", "NFD")),
        ]
        made = plan(make(tmp_path / "in", *names), to=None)
        assert all(entry.target == entry.source for entry in made.entries)

    def test_names_are_not_chosen(self, inputs: Path) -> None:
        with pytest.raises(SettingsError, match="keep their names"):
            plan(inputs, to=None, name="{stem}-small")


class TestOutputFolder:
    def test_that_is_a_file(self, inputs: Path, tmp_path: Path) -> None:
        make(tmp_path, "file")
        for to in (tmp_path / "file", tmp_path / "file" / "out"):
            with pytest.raises(WriteError, match=r"file: is a file, where a folder is needed"):
                plan(inputs, to=to)

    def test_that_is_a_broken_link(self, inputs: Path, out: Path) -> None:
        out.symlink_to("nowhere")
        with pytest.raises(WriteError, match="is a broken link"):
            plan(inputs, to=out)

    def test_with_a_file_where_a_folder_is_needed(self, inputs: Path, out: Path) -> None:
        make(out, "sub")
        with pytest.raises(WriteError, match=r"sub: is a file, where a folder is needed"):
            plan(inputs, to=out)

    def test_is_not_left_by_a_link_in_it(self, inputs: Path, tmp_path: Path, out: Path) -> None:
        make(tmp_path / "elsewhere", "x")
        out.mkdir()
        (out / "sub").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(WriteError, match="outside the output folder"):
            plan(inputs, to=out)

    def test_may_itself_be_a_link(self, inputs: Path, tmp_path: Path, out: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        out.symlink_to(tmp_path / "elsewhere")
        assert plan(inputs, to=out).entries[0].target == out / "a.png"

    def test_in_the_input_is_not_read(self, inputs: Path) -> None:
        make(inputs, "small/a.png")
        made = plan(inputs, to=inputs / "small", collision=Collision.OVERWRITE)
        assert len(made.entries) == 4
        assert made.entries[0].replaces


def test_an_empty_selection_is_an_error(tmp_path: Path, out: Path) -> None:
    folder = make(tmp_path / "in", "notes.txt")
    with pytest.raises(EmptySelectionError, match="there are no images"):
        plan(folder, to=out)
    with pytest.raises(EmptySelectionError, match="no files were given"):
        plan(to=out)
    with pytest.raises(EmptySelectionError, match=r"is a device"):
        plan(Path(os.devnull), to=out)
    options = BatchOptions(FileSelection((folder,), include=("*.gif",)), Destination(out))
    with pytest.raises(EmptySelectionError, match="no image matches"):
        make_plan(options)


def test_a_missing_folder_is_an_error(tmp_path: Path, out: Path) -> None:
    with pytest.raises(ReadError, match="there is no such file or folder"):
        plan(tmp_path / "missing", to=out)


def test_notices_are_passed_on(inputs: Path, out: Path) -> None:
    (inputs / "gone.png").symlink_to("nowhere")
    assert "is a broken link" in plan(inputs, to=out).notices[0]


def test_a_plan_can_be_cancelled(inputs: Path, out: Path) -> None:
    options = BatchOptions(FileSelection((inputs,)), Destination(out))
    with pytest.raises(Cancelled):
        make_plan(options, progress=Progress(cancelled=lambda: True))


def test_it_does_not_depend_on_how_the_disk_lists_files(
    inputs: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = plan(inputs, to=out).entries
    real = os.scandir

    class Reversed:
        def __init__(self, path: str) -> None:
            with real(path) as entries:
                self._entries = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self._entries

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Reversed)
    assert plan(inputs, to=out).entries == expected


def test_many_files_ask_the_disk_a_few_times_each(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "in", *(f"d{number % 10}/{number}.jpg" for number in range(500)))
    asked = []
    for name in ("stat", "lstat"):
        real = getattr(os, name)

        def counted(*args: object, _real: object = real, **named: object) -> os.stat_result:
            asked.append(args[0])
            return _real(*args, **named)  # type: ignore[operator, no-any-return]

        monkeypatch.setattr(os, name, counted)
    assert (
        len(plan(tmp_path / "in", to=out, name="same", collision=Collision.RENAME).entries) == 500
    )
    assert len(asked) < 500 * 4


def test_folders_that_cannot_be_read_have_failed_already(
    inputs: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, inputs / "sub")
    made = plan(inputs, to=out, name="{n}.{ext}")
    assert [entry.target.name for entry in made.entries[:-1]] == ["1.png", "2.png"]
    failed = made.entries[-1]
    assert (failed.number, failed.source, failed.relative) == (3, inputs / "sub", Path("sub"))
    assert failed.error == "the folder cannot be read (permission denied)"
    assert failed.target == out / "sub"
    assert not any(entry.error for entry in made.entries[:-1])
    assert [entry.error for entry in plan(inputs / "sub", to=None).entries] == [failed.error]
