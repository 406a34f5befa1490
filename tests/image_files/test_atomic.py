from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from quantizer.errors import WriteError
from quantizer.image_files import atomic
from quantizer.image_files.atomic import make_folder, write_atomically

OLD, NEW = b"old", b"new" * 700_000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target.png"


def only(folder: Path, *names: str) -> bool:
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


def test_a_new_file(target: Path) -> None:
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW
    assert only(target.parent, "target.png")


def test_an_empty_file(target: Path) -> None:
    write_atomically(target, b"")
    assert target.read_bytes() == b""


def test_an_existing_file_stays(target: Path) -> None:
    target.write_bytes(OLD)
    with pytest.raises(WriteError, match="already exists"):
        write_atomically(target, NEW)
    assert target.read_bytes() == OLD
    assert only(target.parent, "target.png")


def test_an_existing_file_is_replaced_if_asked(target: Path) -> None:
    target.write_bytes(OLD)
    write_atomically(target, NEW, overwrite=True)
    assert target.read_bytes() == NEW
    assert only(target.parent, "target.png")


def test_the_longest_name_allowed(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("n" * 251 + ".png"), NEW)


class TestPermissions:
    def test_a_new_file_follows_the_umask(self, target: Path) -> None:
        before = os.umask(0o027)
        try:
            write_atomically(target, NEW)
        finally:
            os.umask(before)
        assert stat.S_IMODE(target.stat().st_mode) == 0o640

    @pytest.mark.parametrize("mode", [0o600, 0o644, 0o666])
    def test_a_replaced_file_keeps_its_permissions(self, target: Path, mode: int) -> None:
        target.write_bytes(OLD)
        target.chmod(mode)
        write_atomically(target, NEW, overwrite=True)
        assert stat.S_IMODE(target.stat().st_mode) == mode

    def test_a_write_protected_file_stays(
        self, target: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target.write_bytes(OLD)
        monkeypatch.setattr(atomic.os, "access", lambda *_args: False)
        with pytest.raises(WriteError, match="write-protected"):
            write_atomically(target, NEW, overwrite=True)
        assert target.read_bytes() == OLD


class TestRefuses:
    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        for overwrite in (False, True):
            with pytest.raises(WriteError, match="is a folder"):
                write_atomically(tmp_path / "folder", NEW, overwrite=overwrite)
        assert only(tmp_path, "folder")

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(WriteError, match="its folder does not exist"):
            write_atomically(tmp_path / "no" / "x.png", NEW)
        assert only(tmp_path)

    def test_a_folder_that_is_a_file(self, target: Path) -> None:
        target.write_bytes(OLD)
        with pytest.raises(WriteError, match="its folder is a file"):
            write_atomically(target / "x.png", NEW)

    def test_an_impossible_name(self, tmp_path: Path) -> None:
        for name in ("a\0b", "n" * 300, "\udfff" * 3):
            with pytest.raises(WriteError):
                write_atomically(tmp_path / name, NEW)
            assert only(tmp_path)

    def test_a_pipe(self, target: Path) -> None:
        os.mkfifo(target)
        with pytest.raises(WriteError, match="device or a pipe"):
            write_atomically(target, NEW, overwrite=True)

    @pytest.mark.parametrize("link", ["itself", "hard", "symbolic"])
    @pytest.mark.parametrize("overwrite", [False, True])
    def test_an_input_file_is_not_replaced(
        self, tmp_path: Path, target: Path, link: str, overwrite: bool
    ) -> None:
        source = target if link == "itself" else tmp_path / "source.png"
        source.write_bytes(OLD)
        if link == "hard":
            os.link(source, target)
        if link == "symbolic":
            target.symlink_to(source)
        with pytest.raises(WriteError, match="input file"):
            write_atomically(target, NEW, overwrite=overwrite, protect=[Path("missing"), source])
        assert source.read_bytes() == OLD


class TestLinks:
    def test_a_link_stays_and_its_file_is_replaced(self, tmp_path: Path, target: Path) -> None:
        real = tmp_path / "real.png"
        real.write_bytes(OLD)
        target.symlink_to(real)
        write_atomically(target, NEW, overwrite=True)
        assert target.is_symlink()
        assert real.read_bytes() == NEW

    def test_a_dangling_link_is_filled(self, tmp_path: Path, target: Path) -> None:
        target.symlink_to(tmp_path / "real.png")
        write_atomically(target, NEW)
        assert (tmp_path / "real.png").read_bytes() == NEW

    def test_a_link_to_itself(self, target: Path) -> None:
        target.symlink_to(target)
        with pytest.raises(WriteError):
            write_atomically(target, NEW)


FAILURES = [
    (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
    (OSError(errno.EDQUOT, "Quota"), "quota"),
    (OSError(errno.EROFS, "Read-only"), "read-only"),
    (OSError(errno.EACCES, "Permission denied"), "no permission to write"),
    (OSError(errno.EIO, "I/O error"), "reported an error"),
    (KeyboardInterrupt("stop"), "stop"),
    (SystemExit("stop"), "stop"),
]


@pytest.mark.parametrize("step", ["write", "fsync", "lseek", "read", "replace"])
@pytest.mark.parametrize(("failure", "reason"), FAILURES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("exists", [False, True])
def test_a_failure_at_any_step_leaves_no_trace(
    target: Path,
    step: str,
    failure: BaseException,
    reason: str,
    exists: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if exists:
        target.write_bytes(OLD)

    def fail(*_args: object) -> int:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, step, fail)
        kind = WriteError if isinstance(failure, OSError) else type(failure)
        with pytest.raises(kind, match=reason):
            write_atomically(target, NEW, overwrite=True)
    assert only(target.parent, *(["target.png"] if exists else []))
    assert not exists or target.read_bytes() == OLD


def test_a_failure_half_way_leaves_no_trace(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    calls = 0

    def fill_up(descriptor: int, data: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[:1000])

    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "write", fill_up)
        with pytest.raises(WriteError, match="the disk is full"):
            write_atomically(target, NEW)
    assert only(target.parent)


def test_short_writes_and_reads_are_continued(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, read = os.write, os.read
    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "write", lambda file, data: write(file, data[:100_000]))
        patch.setattr(atomic.os, "read", lambda file, size: read(file, min(size, 100_000)))
        write_atomically(target, NEW)
    assert target.read_bytes() == NEW


def test_a_difference_after_reading_back_is_an_error(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "write", lambda file, data: write(file, bytes(len(data))))
        with pytest.raises(WriteError, match="other bytes"):
            write_atomically(target, NEW)
    assert only(target.parent)


def test_a_folder_that_may_not_be_written(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, "open", refuse)
        with pytest.raises(WriteError, match="no permission to write into this folder"):
            write_atomically(target, NEW)
    assert only(target.parent)


class TestRace:
    @pytest.mark.parametrize("links", [True, False])
    def test_a_file_that_appears_meanwhile_stays(
        self, target: Path, links: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = os.link

        def late(source: Path, name: Path) -> None:
            target.write_bytes(OLD)
            if not links:
                raise OSError(errno.EPERM, "no hard links here")
            link(source, name)

        monkeypatch.setattr(atomic.os, "link", late)
        with pytest.raises(WriteError, match="already exists"):
            write_atomically(target, NEW)
        assert target.read_bytes() == OLD
        assert only(target.parent, "target.png")

    def test_without_hard_links(self, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_args: object) -> None:
            raise OSError(errno.ENOTSUP, "no hard links here")

        monkeypatch.setattr(atomic.os, "link", refuse)
        write_atomically(target, NEW)
        assert target.read_bytes() == NEW
        assert only(target.parent, "target.png")

    def test_a_failure_without_hard_links_leaves_no_trace(
        self, target: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_args: object) -> None:
            raise OSError(errno.ENOTSUP, "no hard links here")

        def fail(*_args: object) -> None:
            raise OSError(errno.EIO, "I/O error")

        monkeypatch.setattr(atomic.os, "link", refuse)
        monkeypatch.setattr(atomic.os, "replace", fail)
        with pytest.raises(WriteError):
            write_atomically(target, NEW)
        assert only(target.parent)


class TestRun:
    def test_the_temporary_file_contains_the_run_id(self, target: Path) -> None:
        met: list[str] = []

        def look() -> None:
            met.extend(path.name for path in target.parent.iterdir())

        write_atomically(target, NEW, run_id="5f3a", before_placing=look)
        assert len(met) == 1
        assert met[0].startswith(".quantizer-5f3a-")
        assert met[0].endswith(".tmp")
        assert only(target.parent, "target.png")

    @pytest.mark.parametrize("overwrite", [False, True])
    def test_before_placing_the_file_is_complete(self, target: Path, overwrite: bool) -> None:
        if overwrite:
            target.write_bytes(OLD)

        def look() -> None:
            (temporary,) = target.parent.glob(".quantizer-*.tmp")
            assert temporary.read_bytes() == NEW
            assert target.exists() == overwrite
            target.unlink(missing_ok=True)

        write_atomically(target, NEW, overwrite=overwrite, before_placing=look)
        assert target.read_bytes() == NEW

    def test_an_error_before_placing_changes_nothing(self, target: Path) -> None:
        target.write_bytes(OLD)

        def refuse() -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_atomically(target, NEW, overwrite=True, before_placing=refuse)
        assert target.read_bytes() == OLD
        assert only(target.parent, "target.png")


class TestFolder:
    def test_is_created_with_its_parents(self, tmp_path: Path) -> None:
        for _ in range(2):
            make_folder(tmp_path / "a" / "b")
        assert (tmp_path / "a" / "b").is_dir()

    @pytest.mark.parametrize("name", ["a", "a/b"])
    def test_is_not_created_in_place_of_a_file(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "a").write_bytes(OLD)
        with pytest.raises(WriteError, match="is a file"):
            make_folder(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="permissions are others")
def test_a_new_file_has_its_permissions_before_its_content(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, modes, fill = tmp_path / "other", [], atomic._fill

    def look(path: Path, descriptor: int, data: bytes) -> None:
        modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fill(path, descriptor, data)

    monkeypatch.setattr(atomic, "_fill", look)
    other.touch()
    other.chmod(0o600)
    write_atomically(target, NEW, like=other)
    assert modes == [0o600]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    write_atomically(tmp_path / "new", NEW, like=tmp_path / "missing")
    assert (tmp_path / "new").read_bytes() == NEW
