"""The trash: what goes there is found again, and nothing goes where there is none."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from quantizer.batch.journal import trash as trash_room
from quantizer.batch.journal.trash import TrashError, TrashIndex, require_trash, restore, trash
from quantizer.batch.plan.options import BatchOptions, Destination, FileSelection
from quantizer.batch.session import Batch
from tests.batch.runs import tree

pytestmark = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="its trash belongs to the system"
)

NAMES = [b"a.png", b"a b%20.png", b"a\nb.png", b"caf\xe9.png", "日本.png".encode(), b"[x]=1.png"]


@pytest.mark.parametrize("name", NAMES)
def test_there_and_back(name: bytes, tmp_path: Path, home_trash: Path) -> None:
    path = tmp_path / "in" / os.fsdecode(name)
    path.parent.mkdir()
    path.write_bytes(b"input")
    os.utime(path, ns=(1, 2))
    trash(path)
    assert not path.exists()
    (found,) = TrashIndex().find(path)
    assert found.path.parent == home_trash / "files"
    assert found.path.read_bytes() == b"input"
    restore(found)
    assert path.read_bytes() == b"input"
    assert path.stat().st_mtime_ns == 2
    assert list(home_trash.rglob("*.*")) == []
    assert TrashIndex().find(path) == ()


def test_the_newest_of_several_comes_first(tmp_path: Path, home_trash: Path) -> None:
    path = tmp_path / "a.png"
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        trash(path)
    for info in (home_trash / "info").iterdir():
        content = (home_trash / "files" / info.stem).read_bytes()
        second = {b"first": 1, b"second": 3, b"third": 2}[content]
        lines = [line for line in info.read_text().splitlines() if "Date" not in line]
        info.write_text("\n".join([*lines, f"DeletionDate=2026-01-01T00:00:0{second}"]))
    found = TrashIndex().find(path)
    assert [one.path.read_bytes() for one in found] == [b"second", b"third", b"first"]


def test_a_file_below_the_trash_itself(home_trash: Path) -> None:
    """The trash then notes a path from its own folder."""
    path = home_trash.parent / "pictures" / "a.png"
    path.parent.mkdir()
    path.write_bytes(b"input")
    trash(path)
    assert "Path=pictures/a.png" in next((home_trash / "info").iterdir()).read_text()
    (found,) = TrashIndex().find(path)
    assert found.original == path


def test_the_file_that_a_link_leads_to(tmp_path: Path, home_trash: Path) -> None:
    path, link = tmp_path / "a.png", tmp_path / "link.png"
    path.write_bytes(b"input")
    link.symlink_to(path)
    trash(link)
    assert not path.exists()
    assert link.is_symlink()
    (found,) = TrashIndex().find(link)
    restore(found)
    assert link.read_bytes() == b"input"


def test_it_is_restored_to_a_folder_that_was_deleted(tmp_path: Path, home_trash: Path) -> None:
    path = tmp_path / "deep" / "er" / "a.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"input")
    trash(path)
    path.parent.rmdir()
    path.parent.parent.rmdir()
    restore(TrashIndex().find(path)[0])
    assert path.read_bytes() == b"input"


def test_it_stays_in_the_trash_where_it_cannot_come_back(tmp_path: Path, home_trash: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"input")
    trash(path)
    path.mkdir()
    (found,) = TrashIndex().find(path)
    with pytest.raises(TrashError, match=r"a\.png: cannot be restored"):
        restore(found)
    assert TrashIndex().find(path) == (found,)
    assert [one.name for one in tmp_path.iterdir() if one.suffix] == ["a.png"]


def test_files_of_one_name_at_the_same_time(tmp_path: Path, home_trash: Path) -> None:
    """`send2trash` alone lets one take the other's place."""
    paths = [tmp_path / str(number) / "a.png" for number in range(60)]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_bytes(str(number).encode())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(trash, paths))
    index = TrashIndex()
    for number, path in enumerate(paths):
        (found,) = index.find(path)
        assert found.path.read_bytes() == str(number).encode()


def test_notes_that_make_no_sense(tmp_path: Path, home_trash: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"input")
    trash(path)
    info = home_trash / "info"
    (info / "empty.trashinfo").touch()
    (info / "gone.trashinfo").write_text(f"[Trash Info]\nPath={path}\n")
    (info / "odd.trashinfo").write_bytes(b"\xff=\n=\nPath=%\xff\nDeletionDate=\xff\n")
    (info / "folder.trashinfo").mkdir()
    (info / "other").write_text("Path=/a\n")
    assert len(TrashIndex().find(path)) == 1


class TestNoTrash:
    @pytest.fixture(params=["a file is in the way", "no home"])
    def nowhere(
        self,
        request: pytest.FixtureRequest,
        tmp_path: Path,
        home_trash: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        if request.param == "no home":
            monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
        else:
            home_trash.write_bytes(b"no folder")

    def test_it_refuses(self, nowhere: None, tmp_path: Path) -> None:
        path = tmp_path / "a.png"
        path.write_bytes(b"input")
        with pytest.raises(TrashError, match=r"a\.png: cannot go to the trash .*--replace"):
            trash(path)
        assert path.read_bytes() == b"input"
        assert TrashIndex().find(path) == ()

    def test_it_is_known_before_the_start(self, nowhere: None, tmp_path: Path) -> None:
        with pytest.raises(TrashError, match=r"no trash here .*\(-o\)"):
            require_trash(tmp_path)

    def test_a_batch_refuses(self, nowhere: None, tmp_path: Path) -> None:
        folder = tmp_path / "in"
        folder.mkdir()
        Image.new("RGB", (4, 4)).save(folder / "a.png")
        before = (folder / "a.png").read_bytes()
        options = BatchOptions(FileSelection((folder,)), Destination(None))
        with Batch(options, jobs=1) as batch, pytest.raises(TrashError):
            batch.run(batch.plan())
        assert tree(folder) == {"a.png": before}


def test_a_trash_that_claims_success(
    tmp_path: Path, home_trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("send2trash.send2trash", lambda path: None)
    (tmp_path / "a.png").touch()
    with pytest.raises(TrashError, match="did not take it"):
        trash(tmp_path / "a.png")


def test_a_file_that_is_not_there(tmp_path: Path, home_trash: Path) -> None:
    with pytest.raises(TrashError, match=r"a\.png"):
        trash(tmp_path / "a.png")


def test_where_there_is_a_trash(tmp_path: Path, home_trash: Path) -> None:
    require_trash(tmp_path)


class TestAnotherDisk:
    @pytest.fixture
    def disk(self, tmp_path: Path, home_trash: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder that passes for a disk of its own, as send2trash and we ask for it."""
        from send2trash import plat_other

        disk = tmp_path / "disk"
        disk.mkdir()
        real = os.path.ismount

        def device(path: Path | bytes) -> int:
            return int(os.fsencode(path).startswith(os.fsencode(disk)))

        def is_mount(path: Path | bytes) -> bool:
            return os.fsencode(path) == os.fsencode(disk) or real(path)

        monkeypatch.setattr(plat_other, "get_dev", device)
        monkeypatch.setattr(trash_room, "_device", device)
        monkeypatch.setattr(os.path, "ismount", is_mount)
        (disk / "in").mkdir()
        (disk / "in" / "a.png").write_bytes(b"input")
        return disk

    def test_its_own_trash(self, disk: Path, home_trash: Path) -> None:
        path = disk / "in" / "a.png"
        require_trash(path.parent)
        trash(path)
        (found,) = TrashIndex().find(path)
        assert found.path == disk / f".Trash-{os.getuid()}" / "files" / "a.png"
        assert not home_trash.exists()
        restore(found)
        assert path.read_bytes() == b"input"

    def test_its_trash_for_all_users(self, disk: Path) -> None:
        (disk / ".Trash").mkdir()
        (disk / ".Trash").chmod(0o1777)
        path = disk / "in" / "a.png"
        require_trash(path.parent)
        trash(path)
        (found,) = TrashIndex().find(path)
        assert found.path == disk / ".Trash" / str(os.getuid()) / "files" / "a.png"
        restore(found)
        assert path.read_bytes() == b"input"

    def test_without_a_place_for_one(self, disk: Path) -> None:
        (disk / f".Trash-{os.getuid()}").touch()
        path = disk / "in" / "a.png"
        with pytest.raises(TrashError):
            require_trash(path.parent)
        with pytest.raises(TrashError):
            trash(path)
        assert path.read_bytes() == b"input"

    def test_a_disk_that_cannot_rename_into_its_trash(
        self, disk: Path, home_trash: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file is copied to the home's trash, and back."""
        import errno

        real = os.rename

        def rename(old: bytes, new: bytes) -> None:
            if os.fsencode(old).startswith(os.fsencode(disk)):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            real(old, new)

        path = disk / "in" / "a.png"
        monkeypatch.setattr(os, "rename", rename)
        trash(path)
        monkeypatch.setattr(os, "replace", rename_across(disk, os.replace))
        (found,) = TrashIndex().find(path)
        assert found.path.is_relative_to(home_trash)
        restore(found)
        assert path.read_bytes() == b"input"
        assert list(home_trash.rglob("*.png*")) == []
        assert [one.name for one in path.parent.iterdir()] == ["a.png"]


def rename_across(disk: Path, real: object) -> object:
    """Return a `os.replace` that cannot leave or enter a disk."""
    import errno

    def replace(old: Path, new: Path) -> None:
        if Path(old).is_relative_to(disk) != Path(new).is_relative_to(disk):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        real(old, new)  # type: ignore[operator]

    return replace
