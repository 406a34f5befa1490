"""Journals that somebody made to do harm: nothing outside of their folder is touched."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from quantizer.batch.journal import file_undo
from quantizer.batch.journal.folder_lock import NAME as LOCK
from quantizer.batch.journal.history import History
from quantizer.batch.journal.journal import Journal
from quantizer.batch.journal.journal_files import last_journal
from quantizer.batch.journal.journal_key import key_file
from quantizer.batch.journal.output_state import output_state
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.trash import trash
from quantizer.batch.journal.undo import NotOwnJournalError, UndoScope, undo
from quantizer.batch.plan.tree import JOURNALS
from tests.batch.runs import RECIPE, age, convert, entry, place, replace_original, tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quantizer.batch.journal.record import Record, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that no run has to do with."""
    folder = tmp_path / "elsewhere"
    place(folder / "a.png", b"output")
    place(folder / "b.png", b"precious")
    return folder


@pytest.fixture
def made(source: Path, out: Path) -> Path:
    """The journal of a run that overwrote a file."""
    place(out / "a.png", b"of the user")
    age(out / "a.png")
    with Journal.open(out) as journal:
        convert(journal, entry(source, out / "a.png", replaces=True), b"output")
        journal.close(finished=True)
    return journal.path


def rewrite(journal: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the lines of a journal, as somebody without the key can."""
    lines = [json.loads(line) for line in journal.read_bytes().splitlines()]
    for line in lines:
        line.pop("mac", None)
        change(line)
    journal.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))


def set_paths(path: Path) -> Callable[[dict[str, Any]], None]:
    return lambda line: line.update({key: str(path) for key in ("target", "output") if key in line})


def refused_then_agreed(journal: Path) -> dict[str, str]:
    """Undo what is not this user's: refused, and with consent; return what is left and why."""
    before = journal.read_bytes()
    with pytest.raises(NotOwnJournalError, match="somebody else"):
        undo(journal)
    assert UndoScope.of(journal).doubt
    assert journal.read_bytes() == before
    return {one.path.name: one.reason for one in undo(journal, accepts_others=True).not_undone}


class TestTargets:
    @pytest.mark.parametrize("name", ["a.png", "b.png", "new.png"])
    def test_outside(self, name: str, made: Path, elsewhere: Path) -> None:
        before = tree(elsewhere)
        rewrite(made, set_paths(elsewhere / name))
        assert refused_then_agreed(made) == {name: "it is outside of the folder of the run"}
        assert tree(elsewhere) == before

    def test_outside_by_dots(self, made: Path, out: Path, elsewhere: Path) -> None:
        before = tree(elsewhere)
        rewrite(made, set_paths(out / ".." / "elsewhere" / "a.png"))
        assert refused_then_agreed(made) == {"a.png": "it is outside of the folder of the run"}
        assert tree(elsewhere) == before

    @pytest.mark.parametrize("is_own", [True, False])
    def test_a_folder_that_is_a_link_since(
        self, is_own: bool, source: Path, out: Path, elsewhere: Path
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "sub" / "a.png"), b"output")
        shutil.rmtree(out / "sub")
        (out / "sub").symlink_to(elsewhere)
        if not is_own:
            rewrite(journal.path, lambda _line: None)
        before = tree(elsewhere)
        undone = undo(journal.path, accepts_others=True)
        assert [one.reason for one in undone.not_undone] == [
            "it is outside of the folder of the run"
        ]
        assert tree(elsewhere) == before

    def test_a_journal_or_a_backup_is_no_target(self, made: Path, out: Path) -> None:
        rewrite(made, set_paths(out / JOURNALS / LOCK))
        assert refused_then_agreed(made) == {LOCK: "it is outside of the folder of the run"}

    def test_folders_outside_are_not_removed(self, made: Path, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        rewrite(
            made,
            lambda line: line.update(
                {"makes": [str(tmp_path / "empty")]} if "makes" in line else {}
            ),
        )
        refused_then_agreed(made)
        assert (tmp_path / "empty").is_dir()


class TestBackups:
    @pytest.mark.parametrize("name", ["../../../elsewhere/b.png", "kept/../../../elsewhere/b.png"])
    def test_a_name_of_another_file(
        self, name: str, made: Path, out: Path, elsewhere: Path
    ) -> None:
        for kept in (name, str(elsewhere / "b.png")):
            rewrite(
                made, lambda line, kept=kept: line.update({"kept": kept} if "kept" in line else {})
            )
            undo(made, accepts_others=True)
        assert tree(out) == {"a.png": b"output"}
        assert (elsewhere / "b.png").read_bytes() == b"precious"

    @pytest.mark.parametrize("kind", ["link", "hard link", "folder"])
    def test_a_link_to_another_file(
        self, kind: str, made: Path, out: Path, elsewhere: Path
    ) -> None:
        (backup,) = (out / JOURNALS / "kept").glob("*/*")
        backup.unlink()
        if kind == "link":
            backup.symlink_to(elsewhere / "b.png")
        elif kind == "hard link":
            os.link(elsewhere / "b.png", backup)
        else:
            place(elsewhere / "kept" / backup.name, b"of the user")
            backup.parent.rmdir()
            backup.parent.symlink_to(elsewhere / "kept")
        before = tree(elsewhere)
        rewrite(made, lambda _line: None)
        assert set(refused_then_agreed(made)) == {"a.png"}
        assert (tree(out), tree(elsewhere)) == ({"a.png": b"output"}, before)

    def test_of_other_content_in_a_journal_of_this_user(self, made: Path, out: Path) -> None:
        (backup,) = (out / JOURNALS / "kept").glob("*/*")
        backup.unlink()
        backup.write_bytes(b"of somebody")
        (left,) = undo(made).not_undone
        assert left.reason == "the backup of the file that was here before was changed"
        assert tree(out) == {"a.png": b"output"}


class TestWhoseItIs:
    def test_another_user(
        self, made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        assert refused_then_agreed(made) == {}

    @pytest.mark.skipif(not hasattr(os, "getuid"), reason="modes")
    def test_only_the_user_can_read_the_key(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        assert key_file().stat().st_mode & 0o777 == 0o600
        assert undo(journal.path).count == 1

    def test_no_key_can_be_made(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "config").touch()
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        assert refused_then_agreed(journal.path) == {}
        assert tree(out) == {}

    @pytest.mark.parametrize("change", ["repeated", "left out", "added", "of another journal"])
    def test_own_lines_at_another_place(
        self, change: str, made: Path, source: Path, out: Path
    ) -> None:
        lines = made.read_bytes().splitlines(keepends=True)
        if change == "of another journal":
            with Journal.open(out, made.stem.split("-")[1] + "0") as other:
                convert(other, entry(source, out / "b.png"), b"output")
            made = other.path
            made.write_bytes(b"".join(lines))
        elif change == "left out":
            made.write_bytes(b"".join(lines[:1] + lines[2:]))
        else:
            made.write_bytes(b"".join(lines) + (lines[-1] if change == "repeated" else b"{}\n"))
        with pytest.raises(JournalError):
            undo(made)
        assert (out / "a.png").read_bytes() == b"output"

    def test_copied_from_another_folder_of_this_user(
        self, made: Path, out: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "other"
        place(other / "a.png", b"output")
        place(other / "b.png", b"mine")
        shutil.copytree(out / JOURNALS, other / JOURNALS)
        journal = other / JOURNALS / made.name
        with pytest.raises(NotOwnJournalError, match=f"from another folder, {out}"):
            undo(journal)
        undo(journal, accepts_others=True)
        assert tree(out) == {"a.png": b"output"}
        assert tree(other) == {"a.png": b"of the user", "b.png": b"mine"}

    def test_one_of_this_user_comes_first(self, made: Path, source: Path, out: Path) -> None:
        forged = made.with_name("30000101T000000Z-1.jsonl")
        shutil.copy(made, forged)
        assert last_journal(out) == made
        assert History(out).refresh().undoable == made


class TestLinks:
    """What looks like a journal may be another file."""

    @pytest.mark.parametrize("kind", ["link", "hard link", "pipe"])
    def test_the_journal(self, kind: str, made: Path, out: Path, tmp_path: Path) -> None:
        far = made.rename(tmp_path / "far.jsonl")
        before = far.read_bytes()
        if kind == "pipe":
            os.mkfifo(made)
        elif kind == "link":
            made.symlink_to(far)
        else:
            os.link(far, made)
        with pytest.raises(JournalError):
            undo(made, accepts_others=True)
        History(out).refresh()
        assert (far.read_bytes(), tree(out)) == (before, {"a.png": b"output"})

    @pytest.mark.parametrize("name", [JOURNALS, f"{JOURNALS}/{LOCK}", f"{JOURNALS}/kept"])
    def test_a_new_run_writes_nothing_through_them(
        self, name: str, source: Path, out: Path, elsewhere: Path
    ) -> None:
        place(out / "a.png", b"of the user")
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).symlink_to(elsewhere / "new" if name.endswith(LOCK) else elsewhere)
        before = tree(elsewhere)
        with pytest.raises(JournalError), Journal.open(out) as journal:
            journal.begin(entry(source, out / "a.png", replaces=True))
        assert tree(elsewhere) == before


class TestTheMomentBetween:
    """What is put there after the check is not what was checked."""

    @pytest.mark.parametrize("is_overwritten", [True, False])
    @pytest.mark.parametrize("what", ["file", "folder"])
    def test_something_else_at_the_output(
        self,
        what: str,
        is_overwritten: bool,
        source: Path,
        out: Path,
        elsewhere: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        target = out / "sub" / "a.png"
        if is_overwritten:
            place(target, b"of the user")
            age(target)
        with Journal.open(out) as journal:
            convert(journal, entry(source, target, replaces=is_overwritten), b"output")

        def exchange(record: Record, run: Run) -> object:
            state = output_state(record, run)
            if what == "file":
                place(target, b"new")
            else:
                (out / "sub").rename(out / "aside")
                (out / "sub").symlink_to(elsewhere)
            return state

        before = tree(elsewhere)
        monkeypatch.setattr(file_undo, "output_state", exchange)
        assert len(undo(journal.path).not_undone) == 1
        assert tree(elsewhere) == before
        if what == "file":
            assert target.read_bytes() == b"new"


class TestResume:
    """A batch into the folder believes nothing of it."""

    def test_nothing_is_done_or_continued(self, made: Path, source: Path, out: Path) -> None:
        rewrite(made, lambda line: line.update({"finished": False} if "finished" in line else {}))
        history = History(out).refresh()
        assert history.done(entry(source, out / "a.png"), RECIPE) is None
        assert (history.unfinished, history.runs) == (None, ())
        assert history.undoable == made  # after a question
        assert len(history.notices) == 1
        assert history.is_ours(source, out / "a.png")  # it is converted again, and backed up
        (out / "a.png").write_bytes(b"edited")
        assert not history.is_ours(source, out / "a.png")

    def test_a_line_that_is_added_meanwhile(self, made: Path, source: Path, out: Path) -> None:
        history = History(out).refresh()
        assert history.done(entry(source, out / "a.png"), RECIPE) is not None
        with made.open("ab") as file:
            file.write(b'{"event":"closed","finished":false}\n')
        assert history.refresh().done(entry(source, out / "a.png"), RECIPE) is None
        assert history.runs == ()

    def test_no_file_leaves_the_trash_or_is_cleaned_up(
        self, source: Path, elsewhere: Path, home_trash: Path
    ) -> None:
        folder = source.parent
        with Journal.open(folder, "r1", replaces=True) as journal:
            journal.begin(entry(source, source))
        trash(source)
        trash(elsewhere / "b.png")
        place(elsewhere / ".quantizer-r1-0.tmp", b"not of this run")

        def aim(line: dict[str, Any]) -> None:
            line.update(
                {key: str(elsewhere / "b.png") for key in ("source", "target") if key in line}
            )

        rewrite(journal.path, aim)
        before = tree(elsewhere)
        history = History(folder).refresh()
        assert history.clean_up() == 0
        assert set(refused_then_agreed(journal.path)) == {"b.png"}
        assert tree(elsewhere) == before
        assert len(list((home_trash / "files").iterdir())) == 2

    def test_a_moved_folder_is_compared_by_content(
        self, made: Path, source: Path, out: Path, tmp_path: Path
    ) -> None:
        moved = out.rename(tmp_path / "moved")
        status = (moved / "a.png").stat()
        one = entry(source, moved / "a.png")
        assert History(moved).refresh().done(one, RECIPE) is not None
        (moved / "a.png").write_bytes(b"hacked")
        os.utime(moved / "a.png", ns=(status.st_atime_ns, status.st_mtime_ns))
        assert History(moved).refresh().done(one, RECIPE) is None


def test_a_trash_of_a_disk_that_is_not_this_users(
    source: Path, elsewhere: Path, home_trash: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stick may hold a link where the trash should be."""
    from quantizer.batch.journal import trash as trash_module

    monkeypatch.setattr(trash_module, "_mount_point", lambda _path: tmp_path)
    info = elsewhere / "info" / "a.jpg.trashinfo"
    place(elsewhere / "files" / "a.jpg", b"input")
    place(info, f"[Trash Info]\nPath={source}\nDeletionDate=2026-01-01T00:00:00\n".encode())
    (tmp_path / f".Trash-{os.getuid()}").symlink_to(elsewhere)
    with Journal.open(source.parent, replaces=True) as journal:
        replace_original(journal, entry(source, source), b"output")
    shutil.rmtree(home_trash)
    (left,) = undo(journal.path).not_undone
    assert left.reason == "its original was not found in the trash"
    assert (elsewhere / "files" / "a.jpg").exists()
