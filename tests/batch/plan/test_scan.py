"""Which files a batch reads."""

from __future__ import annotations

import os
import socket
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quantizer.batch.plan import scan as scan_module
from quantizer.batch.plan.options import FileSelection
from quantizer.batch.plan.scan import scan
from quantizer.batch.plan.scan_result import ScanResult, UnreadableFolder
from quantizer.errors import Cancelled, ReadError, SettingsError
from quantizer.image_files.formats import READABLE
from quantizer.progress import Progress
from tests.batch.trees import make

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTPUT = Path("/nonexistent/output")


def look(*paths: Path, output: Path | None = OUTPUT, **choices: object) -> ScanResult:
    return scan(FileSelection(paths, **choices), output)  # type: ignore[arg-type]


def relatives(found: ScanResult) -> list[str]:
    return [file.relative.as_posix() for file in found.files]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "in", "b.png", "a.jpg", "sub/c.png", "sub/deep/d.gif")


def test_folders_are_walked_and_files_come_in_order(folder: Path) -> None:
    found = look(folder)
    assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]
    assert found.files[2].source == folder / "sub" / "c.png"
    assert found.notices == ()


def test_order_is_by_folder_not_by_the_characters_of_the_whole_path(tmp_path: Path) -> None:
    make(tmp_path, "a/z.png", "a-b.png", "a.png", "B.png")
    found = [Path(name) for name in relatives(look(tmp_path))]
    assert found == sorted(found)


def test_folders_in_folders_can_be_left_alone(folder: Path) -> None:
    assert relatives(look(folder, recursive=False)) == ["a.jpg", "b.png"]


def test_only_endings_of_images_are_taken_from_folders(tmp_path: Path) -> None:
    endings = [ending for entry in READABLE for ending in entry.extensions]
    make(tmp_path, *(f"x{ending}" for ending in endings), "X.PNG", "notes.txt", "png", "x.png.bak")
    found = look(tmp_path)
    assert sorted(relatives(found)) == sorted(["X.PNG", *(f"x{ending}" for ending in endings)])
    assert found.notices == ()


def test_files_given_by_name_are_taken_whatever_they_are_called(tmp_path: Path) -> None:
    make(tmp_path, "photo", ".hidden.dat", "sub/x.txt")
    paths = [tmp_path / "photo", tmp_path / ".hidden.dat", tmp_path / "sub" / "x.txt"]
    assert relatives(look(*paths, include=("*.png",))) == [".hidden.dat", "photo", "x.txt"]


def test_a_file_given_by_name_is_excluded_with_a_notice(tmp_path: Path) -> None:
    make(tmp_path, "x.png", "x-old.png")
    found = look(tmp_path / "x.png", tmp_path / "x-old.png", exclude=("*-old*",))
    assert relatives(found) == ["x.png"]
    assert "x-old.png is excluded" in found.notices[0]


def test_paths_are_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for given in (Path(), Path("sub/.."), folder):
        found = look(given)
        assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]
        assert found.files[0].source == folder / "a.jpg"


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "x.png", "._x.png", ".thumbnails/y.png", ".git/z.png", "sub/.a.png")
    assert relatives(look(tmp_path)) == ["x.png"]
    assert relatives(look(tmp_path / ".thumbnails")) == ["y.png"]


def test_journals_and_temporary_files_are_never_read(tmp_path: Path) -> None:
    make(tmp_path, "x.png", ".quantizer-batch/kept/a.png", ".quantizer-1f-2e.tmp")
    (tmp_path / "link.png").symlink_to(tmp_path / ".quantizer-batch" / "kept" / "a.png")
    ours = tmp_path / ".quantizer-batch"
    found = look(tmp_path, ours, ours / "kept" / "a.png", tmp_path / ".quantizer-1f-2e.tmp")
    assert relatives(found) == ["x.png"]
    assert len(found.notices) == 3
    assert all("belongs to an earlier run" in notice for notice in found.notices)


class TestOutputFolder:
    def test_is_not_read_where_it_lies_within_the_input(self, folder: Path) -> None:
        make(folder, "out/a.png", "out/sub/b.png")
        (folder / "link").symlink_to(folder / "out")
        (folder / "link.png").symlink_to(folder / "out" / "a.png")
        found = look(folder, output=folder / "out")
        assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]
        assert found.notices == ()

    def test_is_known_by_any_name(self, folder: Path, tmp_path: Path) -> None:
        make(folder, "out/a.png")
        (tmp_path / "elsewhere").symlink_to(folder / "out")
        found = look(folder, output=tmp_path / "elsewhere")
        assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]

    def test_is_not_read_by_way_of_a_link_to_its_parent(self, tmp_path: Path) -> None:
        make(tmp_path / "in", "a/out/x.png", "a/y.png")
        (tmp_path / "in" / "b").symlink_to(tmp_path / "in" / "a")
        found = look(tmp_path / "in", output=tmp_path / "in" / "a" / "out")
        assert relatives(found) == ["a/y.png", "b/y.png"]

    def test_cannot_be_the_input_folder(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "same").symlink_to(folder)
        for output in (folder, tmp_path / "same", folder / "sub" / ".."):
            with pytest.raises(SettingsError, match="both input and output"):
                look(folder, output=output)

    def test_may_be_around_the_input_folder(self, folder: Path) -> None:
        (folder / "sub" / "link.png").symlink_to("c.png")
        found = look(folder / "sub", output=folder)
        assert relatives(found) == ["c.png", "deep/d.gif", "link.png"]

    def test_with_a_similar_name_is_another_folder(self, folder: Path) -> None:
        make(folder, "out-old/x.png")
        assert "out-old/x.png" in relatives(look(folder, output=folder / "out"))


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "fitting"),
        [
            ("*.png", ["a.png", "icons/B.PNG", "icons/deep/c.png"]),
            ("*.PNG", ["a.png", "icons/B.PNG", "icons/deep/c.png"]),
            ("icons", ["icons/B.PNG", "icons/c.jpg", "icons/deep/c.png"]),
            ("icons/", ["icons/B.PNG", "icons/c.jpg", "icons/deep/c.png"]),
            ("icons/**", ["icons/B.PNG", "icons/c.jpg", "icons/deep/c.png"]),
            ("icons/*", ["icons/B.PNG", "icons/c.jpg"]),
            ("./icons/*.jpg", ["icons/c.jpg"]),
            ("/a.png", ["a.png"]),
            ("**/c.*", ["icons/c.jpg", "icons/deep/c.png"]),
            ("**/deep/*", ["icons/deep/c.png"]),
            ("icons/deep", ["icons/deep/c.png"]),
            ("?.jpg", ["icons/c.jpg"]),
            ("[ab].*", ["a.png", "icons/B.PNG"]),
            ("*/c.png", []),
        ],
    )
    def test_fit(self, pattern: str, fitting: list[str], tmp_path: Path) -> None:
        names = ["a.png", "icons/B.PNG", "icons/c.jpg", "icons/deep/c.png"]
        make(tmp_path, *names)
        assert relatives(look(tmp_path, include=(pattern,))) == fitting
        rest = [name for name in names if name not in fitting]
        assert relatives(look(tmp_path, exclude=(pattern,))) == rest

    def test_exclude_wins_over_include(self, folder: Path) -> None:
        found = look(folder, include=("*.png", "*.gif"), exclude=("deep",))
        assert relatives(found) == ["b.png", "sub/c.png"]

    def test_take_both_unicode_forms(self, tmp_path: Path) -> None:
        make(tmp_path, unicodedata.normalize("NFD", "grün.png"))
        pattern = unicodedata.normalize("NFC", "GRÜN*")
        assert len(look(tmp_path, include=(pattern,)).files) == 1

    @pytest.mark.parametrize("pattern", ["", "/", "./"])
    def test_are_not_empty(self, pattern: str, folder: Path) -> None:
        with pytest.raises(SettingsError, match="not a pattern"):
            look(folder, include=(pattern,))


class TestLinks:
    def test_within_the_tree_are_followed(self, folder: Path) -> None:
        (folder / "link.png").symlink_to("sub/c.png")
        (folder / "way").symlink_to("sub")
        found = look(folder)
        assert relatives(found) == [
            *("a.jpg", "b.png", "link.png", "sub/c.png", "sub/deep/d.gif"),
            *("way/c.png", "way/deep/d.gif"),
        ]
        assert found.files[2].source == folder / "link.png"
        assert found.files[2].real == found.files[3].real

    def test_out_of_the_tree_are_not_followed(self, folder: Path, tmp_path: Path) -> None:
        make(tmp_path, "x.png", "in-more/y.png")
        (folder / "x.png").symlink_to(tmp_path / "x.png")
        (folder / "more").symlink_to(tmp_path / "in-more")
        (folder / "up").symlink_to("..")
        found = look(folder)
        assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]
        assert len(found.notices) == 3
        assert all("to somewhere outside its folder" in notice for notice in found.notices)
        assert found.links_outside == 3

    def test_in_a_circle_are_cut(self, folder: Path) -> None:
        (folder / "loop").symlink_to(".")
        (folder / "sub" / "deep" / "loop").symlink_to("..")
        (folder / "sub" / "self.png").symlink_to("self.png")
        found = look(folder)
        assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]
        assert sum("to a folder that contains it" in notice for notice in found.notices) == 2
        assert sum("broken link" in notice for notice in found.notices) == 1

    def test_between_many_folders_come_to_an_end(self, tmp_path: Path) -> None:
        names = [f"d{number}" for number in range(12)]
        make(tmp_path, *(f"{name}/x.png" for name in names))
        for name in names:
            for other in names:
                (tmp_path / name / f"to-{other}").symlink_to(tmp_path / other)
        found = look(tmp_path)
        assert len(found.files) == 12 + 12 * 11

    def test_out_of_the_tree_are_followed_on_request(self, folder: Path, tmp_path: Path) -> None:
        make(tmp_path, "x.png", "pool/y.png", "far/z.png", "out/w.png")
        (tmp_path / "pool" / "far").symlink_to(tmp_path / "far")
        (tmp_path / "pool" / "again").symlink_to(tmp_path / "far")
        (tmp_path / "pool" / "x.png").symlink_to(tmp_path / "x.png")
        (tmp_path / "pool" / "back").symlink_to(folder)
        (tmp_path / "pool" / "w.png").symlink_to(tmp_path / "out" / "w.png")
        (tmp_path / "far" / "circle").symlink_to(tmp_path / "pool")
        (folder / "more").symlink_to(tmp_path / "pool")
        (folder / "up").symlink_to("..")
        found = look(folder, follow_links=True, output=tmp_path / "out")
        assert relatives(found) == [
            *("a.jpg", "b.png", "more/again/z.png", "more/x.png", "more/y.png"),
            *("sub/c.png", "sub/deep/d.gif"),
        ]
        assert found.links_outside == 0
        assert ["to a folder that contains it" in notice for notice in found.notices] == [True]

    def test_between_many_followed_folders_come_to_an_end(self, tmp_path: Path) -> None:
        names = [f"d{number}" for number in range(12)]
        make(tmp_path, *(f"far/{name}/x.png" for name in names))
        (tmp_path / "near").mkdir()
        for name in names:
            (tmp_path / "near" / name).symlink_to(tmp_path / "far" / name)
            for other in names:
                (tmp_path / "far" / name / f"to-{other}").symlink_to(tmp_path / "far" / other)
        assert len(look(tmp_path / "near", follow_links=True).files) == 12

    def test_that_are_broken_are_noticed(self, folder: Path) -> None:
        (folder / "gone.png").symlink_to("nowhere.png")
        assert "gone.png is a broken link" in look(folder).notices[0]

    def test_given_by_name_are_followed(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "link.png").symlink_to(folder / "b.png")
        (tmp_path / "way").symlink_to(folder)
        assert relatives(look(tmp_path / "link.png")) == ["link.png"]
        assert len(look(tmp_path / "way").files) == 4

    def test_are_not_replaced(self, folder: Path, tmp_path: Path) -> None:
        (folder / "link.png").symlink_to("b.png")
        (folder / "way").symlink_to("sub")
        (tmp_path / "given.png").symlink_to(folder / "b.png")
        found = look(folder, tmp_path / "given.png", output=None)
        assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]
        assert len(found.notices) == 2
        alone = look(tmp_path / "given.png", output=None)
        assert alone.files[0].source == folder / "b.png"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_pipes_sockets_and_devices_are_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "pipe.png")
    (folder / "link.png").symlink_to("pipe.png")
    monkeypatch.chdir(folder)  # the address of a socket is short
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("plug.png")
        found = look(folder, folder / "pipe.png", Path(os.devnull))
    assert relatives(found) == ["a.jpg", "b.png", "sub/c.png", "sub/deep/d.gif"]
    told = "\n".join(found.notices)
    assert told.count("pipe.png is a pipe") == 2
    assert "link.png is a link to a pipe" in told
    assert "plug.png is a socket" in told
    assert f"{os.devnull} is a device" in told


def test_folders_that_cannot_be_read_are_listed_separately(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def guarded(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(scan_module.os, "scandir", guarded)
    found = look(folder)
    assert relatives(found) == ["a.jpg", "b.png"]
    reason = "the folder cannot be read (permission denied)"
    assert found.unread == (UnreadableFolder(folder / "sub", Path("sub"), reason),)
    assert found.notices == ()
    alone = look(folder / "sub", folder)
    assert [(one.path, one.relative) for one in alone.unread] == [(folder / "sub", Path("sub"))]


def test_a_folder_deleted_during_the_scan_is_no_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def guarded(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("sub"):
            raise FileNotFoundError(2, "No such file or directory", path)
        return real(path)

    monkeypatch.setattr(scan_module.os, "scandir", guarded)
    found = look(folder)
    assert found.unread == ()
    assert found.notices == (f"{folder / 'sub'} was deleted during the scan; it is left out.",)


def test_several_roots_keep_their_own_structure_and_overlap_once(
    folder: Path, tmp_path: Path
) -> None:
    other = make(tmp_path / "other", "b.png", "e.png")
    found = look(folder, other, folder, folder / "sub", folder / "b.png")
    sources = [file.source for file in found.files]
    assert sources == [
        *(folder / "a.jpg", folder / "b.png", other / "b.png", other / "e.png"),
        *(folder / "sub" / "c.png", folder / "sub" / "deep" / "d.gif"),
    ]


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no such file or folder"):
        look(tmp_path / "missing")
    with pytest.raises(ReadError, match="cannot be used"):
        look(Path("a\0b"))


def test_it_can_be_cancelled(folder: Path) -> None:
    with pytest.raises(Cancelled):
        scan(FileSelection((folder,)), OUTPUT, Progress(cancelled=lambda: True))
