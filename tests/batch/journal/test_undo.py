"""Undo: a run is taken back, and nothing of anybody else is touched."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from quantizer.batch.journal import backups, file_undo, safe_move
from quantizer.batch.journal.folder_lock import BusyError
from quantizer.batch.journal.journal import Journal
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.trash import TrashIndex, trash
from quantizer.batch.journal.undo import NotOwnJournalError, undo
from quantizer.batch.journal.undo_result import NotUndone, UndoResult
from quantizer.batch.outcome import State
from quantizer.batch.plan.tree import JOURNALS
from quantizer.errors import Cancelled
from quantizer.progress import Progress
from tests.batch.runs import (
    RECIPE,
    age,
    convert,
    done,
    entry,
    failed,
    place,
    replace_original,
    tree,
)

OUTSIDE = "it is outside of the folder of the run"


def reasons(undone: UndoResult) -> dict[str, str]:
    return {one.path.name: one.reason for one in undone.not_undone}


class TestNewFiles:
    def test_outputs_and_their_folders_go(self, source: Path, out: Path) -> None:
        targets = [out / "a.png", out / "deep" / "b.png", out / "deep" / "er" / "c.png"]
        with Journal.open(out) as journal:
            for target in targets:
                convert(journal, entry(source, target), b"output")
            journal.close(finished=True)
        undone = undo(journal.path)
        assert (undone.removed, undone.restored, undone.not_undone) == (tuple(targets), (), ())
        assert (undone.count, undone.exit_code) == (3, 0)
        assert tree(out) == {}
        assert tree(source.parent) == {"a.jpg": b"input"}

    def test_what_others_put_there_stays(self, source: Path, out: Path) -> None:
        (out / "empty").mkdir(parents=True)
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "new" / "a.png"), b"output")
            convert(journal, entry(source, out / "empty" / "a.png"), b"output")
        (out / "new" / "other.png").write_bytes(b"of the user")
        undo(journal.path)
        assert tree(out) == {"new/other.png": b"of the user", "empty/": b""}

    def test_what_was_changed_since_is_left_and_named(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            for name in "abc":
                convert(journal, entry(source, out / f"{name}.png"), b"output")
        (out / "b.png").write_bytes(b"edited")
        undone = undo(journal.path)
        assert undone.not_undone == (NotUndone(out / "b.png", "it was changed since"),)
        assert undone.exit_code == 1
        assert tree(out) == {"b.png": b"edited"}

    def test_of_the_same_size_and_time(self, source: Path, out: Path) -> None:
        """Content is what counts."""
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        status = (out / "a.png").stat()
        (out / "a.png").write_bytes(b"outpuT")
        os.utime(out / "a.png", ns=(status.st_atime_ns, status.st_mtime_ns))
        assert undo(journal.path).not_undone
        assert tree(out) == {"a.png": b"outpuT"}

    def test_touched_but_the_same(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        age(out / "a.png")
        assert undo(journal.path).count == 1
        assert tree(out) == {}

    def test_outputs_that_are_gone(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        (out / "a.png").unlink()
        assert undo(journal.path) == UndoResult(missing=(out / "a.png",))
        assert undo(journal.path) == UndoResult(was_undone_before=True)

    def test_outputs_missing_with_their_folder_are_not_recorded_as_undone(
        self, source: Path, out: Path, tmp_path: Path
    ) -> None:
        """As on a disk that is not there now."""
        target = out / "disk" / "a.png"
        with Journal.open(out) as journal:
            convert(journal, entry(source, target), b"output")
        (out / "disk").rename(tmp_path / "away")
        for _ in range(2):
            assert undo(journal.path) == UndoResult(missing=(target,))
        (tmp_path / "away").rename(out / "disk")
        assert undo(journal.path).removed == (target,)
        assert tree(out) == {}

    def test_a_folder_in_the_place_of_an_output(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
            journal.begin(entry(source, out / "b.png"))
            (out / "b.png").mkdir()
        (out / "a.png").unlink()
        (out / "a.png").mkdir()
        reason = "a folder has taken its place"
        assert reasons(undo(journal.path)) == {"a.png": reason, "b.png": reason}
        assert tree(out) == {"a.png/": b"", "b.png/": b""}

    def test_files_that_failed_or_were_skipped(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            for name, outcome in (("a", failed), ("b", lambda one: done(one, b"", State.SKIPPED))):
                one = entry(source, out / f"{name}.png")
                journal.begin(one)
                journal.end(one, outcome(one), RECIPE)
                place(one.target, b"of the user")
                age(one.target, -60)
        before = tree(out)
        undone = undo(journal.path)
        assert undone.count == 0
        assert tree(out) == before

    def test_an_original_that_was_copied(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            for name, is_there in (("a", False), ("b", True)):
                one = entry(source, out / f"{name}.png")
                copy = out / f"{name}.jpg"
                if is_there:
                    place(copy, b"input")
                    age(copy)
                journal.begin(one)
                if not is_there:
                    place(copy, b"input")
                journal.end(one, done(one, b"input", State.COPIED, copy), RECIPE)
        assert undo(journal.path).removed == (out / "a.jpg",)
        assert tree(out) == {"b.jpg": b"input"}


class TestOverwrittenFiles:
    @pytest.fixture(params=["link", "copy"])
    def target(
        self, request: pytest.FixtureRequest, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Path:
        if request.param == "copy":

            def link(*_: object, **__: object) -> None:
                raise PermissionError(errno.EPERM, "no hard links on this disk")

            monkeypatch.setattr(backups.os, "link", link)
        place(out / "a.png", b"of the user")
        (out / "a.png").chmod(0o640)
        age(out / "a.png")
        return out / "a.png"

    def test_they_come_back(self, source: Path, target: Path, out: Path) -> None:
        before = target.stat()
        with Journal.open(out) as journal:
            convert(journal, entry(source, target, replaces=True), b"output")
        assert target.read_bytes() == b"output"
        assert undo(journal.path).restored == (target,)
        assert tree(out) == {"a.png": b"of the user"}
        after = target.stat()
        assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
        assert undo(journal.path) == UndoResult(was_undone_before=True)
        assert tree(out) == {"a.png": b"of the user"}
        assert {path.name for path in (out / JOURNALS).iterdir()} == {journal.path.name, "lock"}

    def test_also_if_the_output_is_gone(self, source: Path, target: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, target, replaces=True), b"output")
        target.unlink()
        assert undo(journal.path).restored == (target,)
        assert tree(out) == {"a.png": b"of the user"}

    def test_but_not_over_what_was_changed(self, source: Path, target: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, target, replaces=True), b"output")
        target.write_bytes(b"edited")
        assert reasons(undo(journal.path)) == {"a.png": "it was changed since"}
        assert tree(out) == {"a.png": b"edited"}
        target.unlink()
        undo(journal.path)
        assert tree(out) == {"a.png": b"of the user"}

    def test_where_the_target_is_a_link(
        self, source: Path, target: Path, out: Path, tmp_path: Path
    ) -> None:
        far = tmp_path / "far.png"
        target.rename(far)
        target.symlink_to(far)
        with Journal.open(out) as journal:
            one = entry(source, target, replaces=True)
            journal.begin(one)
            place(far, b"output")
            journal.end(one, done(one, b"output"), RECIPE)
        undo(journal.path)
        assert target.is_symlink()
        assert far.read_bytes() == b"of the user"

    def test_however_many_runs_overwrote_them(self, source: Path, target: Path, out: Path) -> None:
        journals = []
        recipes = ("first", "second", "third")
        for recipe in recipes:
            with Journal.open(out) as journal:
                one = entry(source, target, replaces=True)
                convert(journal, one, recipe.encode(), recipe)
                journals.append(journal.path)
        assert reasons(undo(journals[0])) == {"a.png": "it was changed since"}
        for journal, before in zip(
            reversed(journals), ("second", "first", "of the user"), strict=True
        ):
            assert target.exists()
            assert undo(journal) == UndoResult(restored=(target,))
            assert tree(out) == {"a.png": before.encode()}

    def test_a_backup_that_was_deleted(self, source: Path, target: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, target, replaces=True), b"output")
        shutil.rmtree(out / JOURNALS / "kept")
        assert (
            "backup of the file that was here before is gone"
            in reasons(undo(journal.path))["a.png"]
        )
        assert tree(out) == {"a.png": b"output"}

    def test_a_run_that_overwrites_nothing_leaves_them(
        self, source: Path, target: Path, out: Path
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, target, replaces=True), b"output")
        with Journal.open(out) as other:
            convert(other, entry(source, out / "b.png"), b"output")
        undo(journal.path)
        assert tree(out) == {"a.png": b"of the user", "b.png": b"output"}

    def test_converted_twice_in_one_run(self, source: Path, target: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            for data in (b"first", b"second"):
                convert(journal, entry(source, target, replaces=True), data)
        undo(journal.path)
        assert tree(out) == {"a.png": b"of the user"}

    def test_converted_again_in_vain(self, source: Path, target: Path, out: Path) -> None:
        one = entry(source, target, replaces=True)
        with Journal.open(out) as journal:
            convert(journal, one, b"output")
            journal.begin(one)
            journal.end(one, done(one, b"", State.FAILED), RECIPE)
        undo(journal.path)
        assert tree(out) == {"a.png": b"of the user"}

    def test_edited_between_two_conversions(self, source: Path, target: Path, out: Path) -> None:
        one = entry(source, target, replaces=True)
        with Journal.open(out) as journal:
            convert(journal, one, b"first")
            place(target, b"edited")
            convert(journal, one, b"second")
        undo(journal.path)
        assert tree(out) == {"a.png": b"edited"}

    def test_a_file_that_cannot_be_backed_up_is_not_overwritten(
        self, source: Path, target: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with Journal.open(out) as journal, monkeypatch.context() as patch:
            patch.setattr(backups.os, "link", fail)
            patch.setattr(backups.shutil, "copy2", fail)
            with pytest.raises(JournalError, match=r"a\.png: cannot be backed up"):
                journal.begin(entry(source, target, replaces=True))
        assert undo(journal.path) == UndoResult()
        assert tree(out) == {"a.png": b"of the user"}


class TestBrokenOff:
    """The run was killed: it had begun a file, and what became of it was not written down."""

    def test_before_it_was_written(self, source: Path, out: Path) -> None:
        with Journal.open(out, "r1") as journal:
            journal.begin(entry(source, out / "deep" / "a.png"))
            (out / "deep").mkdir()
        (out / "deep" / ".quantizer-r1-1.tmp").touch()
        assert undo(journal.path) == UndoResult()
        assert tree(out) == {}

    def test_after_it_was_written(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            journal.begin(entry(source, out / "a.png"))
            place(out / "a.png", b"output")
        assert undo(journal.path).removed == (out / "a.png",)
        assert tree(out) == {}

    def test_a_file_of_another_time_is_not_removed(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            journal.begin(entry(source, out / "a.png"))
        place(out / "a.png", b"of the user")
        age(out / "a.png", -3600)
        assert reasons(undo(journal.path)) == {"a.png": "it was changed since"}
        assert tree(out) == {"a.png": b"of the user"}

    @pytest.mark.parametrize("is_written", [False, True])
    def test_while_it_was_overwritten(self, is_written: bool, source: Path, out: Path) -> None:
        place(out / "a.png", b"of the user")
        age(out / "a.png")
        with Journal.open(out) as journal:
            journal.begin(entry(source, out / "a.png", replaces=True))
            if is_written:
                place(out / "a.png", b"output")
        restored = (out / "a.png",) if is_written else ()
        assert undo(journal.path) == UndoResult(restored=restored)
        assert tree(out) == {"a.png": b"of the user"}

    def test_by_a_worker_that_died(self, source: Path, out: Path) -> None:
        place(out / "a.png", b"of the user")
        age(out / "a.png")
        one = entry(source, out / "a.png", replaces=True)
        with Journal.open(out) as journal:
            journal.begin(one)
            place(out / "a.png", b"output")
            journal.end(one, failed(one, "the worker died"), RECIPE)
        undo(journal.path)
        assert tree(out) == {"a.png": b"of the user"}

    @pytest.mark.parametrize("stood", [False, True])
    @pytest.mark.parametrize("is_written", [False, True])
    def test_and_resumed(self, stood: bool, is_written: bool, source: Path, out: Path) -> None:
        if stood:
            place(out / "a.png", b"of the user")
            age(out / "a.png")
        before = tree(out)
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "b.png"), b"output")
            journal.begin(entry(source, out / "a.png", replaces=stood))
            if is_written:
                place(out / "a.png", b"output")
        with Journal.open(out, journal.run_id) as again:
            target = out / "a.png"
            convert(again, entry(source, target, replaces=target.exists()), b"output")
            again.close(finished=True)
        assert undo(journal.path).not_undone == ()
        assert tree(out) == before

    def test_and_somebody_put_a_file_there_before_it_went_on(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            journal.begin(entry(source, out / "a.png"))
        place(out / "a.png", b"of the user")
        with Journal.open(out, journal.run_id) as again:
            convert(again, entry(source, out / "a.png", replaces=True), b"output")
        undo(journal.path)
        assert tree(out) == {"a.png": b"of the user"}


class TestReplacedOriginals:
    @pytest.mark.parametrize("name", ["a.jpg", "a.png"])
    def test_they_come_back(self, name: str, source: Path, home_trash: Path) -> None:
        folder = source.parent
        before = source.stat().st_mtime_ns
        with Journal.open(folder, replaces=True) as journal:
            replace_original(journal, entry(source, folder / name), b"output")
            journal.close(finished=True)
        assert tree(folder) == {name: b"output"}
        assert source in undo(journal.path).restored
        assert tree(folder) == {"a.jpg": b"input"}
        assert source.stat().st_mtime_ns == before
        assert TrashIndex().find(source) == ()
        assert undo(journal.path) == UndoResult(was_undone_before=True)
        assert tree(folder) == {"a.jpg": b"input"}

    @pytest.mark.parametrize("name", ["a.jpg", "a.png"])
    def test_not_where_the_trash_was_emptied(
        self, name: str, source: Path, home_trash: Path
    ) -> None:
        """The result is then the only one there is."""
        folder = source.parent
        with Journal.open(folder, replaces=True) as journal:
            replace_original(journal, entry(source, folder / name), b"output")
        (trashed,) = TrashIndex().find(source)
        trashed.path.unlink()
        assert "not found in the trash" in reasons(undo(journal.path))[name]
        assert tree(folder) == {name: b"output"}

    def test_not_over_an_edited_result(self, source: Path, home_trash: Path) -> None:
        with Journal.open(source.parent, replaces=True) as journal:
            replace_original(journal, entry(source, source), b"output")
        source.write_bytes(b"edited")
        assert undo(journal.path).exit_code == 1
        assert tree(source.parent) == {"a.jpg": b"edited"}

    def test_not_over_something_new_in_their_place(self, source: Path, home_trash: Path) -> None:
        folder = source.parent
        with Journal.open(folder, replaces=True) as journal:
            replace_original(journal, entry(source, folder / "a.png"), b"output")
        source.write_bytes(b"of the user")
        assert "there is another file at" in reasons(undo(journal.path))["a.png"]
        assert tree(folder) == {"a.jpg": b"of the user", "a.png": b"output"}

    def test_a_person_restored_them(self, source: Path, home_trash: Path) -> None:
        folder = source.parent
        with Journal.open(folder, replaces=True) as journal:
            replace_original(journal, entry(source, folder / "a.png"), b"output")
        source.write_bytes(b"input")
        assert undo(journal.path).not_undone == ()
        assert tree(folder) == {"a.jpg": b"input"}

    def test_the_right_one_of_several(self, source: Path, home_trash: Path) -> None:
        folder = source.parent
        with Journal.open(folder, replaces=True) as journal:
            replace_original(journal, entry(source, folder / "a.png"), b"output")
        source.write_bytes(b"later")
        trash(source)
        undo(journal.path)
        assert tree(folder) == {"a.jpg": b"input"}
        assert [one.path.read_bytes() for one in TrashIndex().find(source)] == [b"later"]

    def test_an_input_that_a_person_put_into_the_trash_stays_there(
        self, source: Path, out: Path, home_trash: Path
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        trash(source)
        undo(journal.path)
        assert not source.exists()
        assert tree(out) == {}

    @pytest.mark.parametrize("name", ["a.jpg", "a.png"])
    @pytest.mark.parametrize("is_written", [False, True])
    def test_a_run_that_was_killed(
        self, name: str, is_written: bool, source: Path, home_trash: Path
    ) -> None:
        folder = source.parent
        with Journal.open(folder, replaces=True) as journal:
            journal.begin(entry(source, folder / name))
            trash(source)
            if is_written:
                place(folder / name, b"output")
        undo(journal.path)
        assert tree(folder) == {"a.jpg": b"input"}


class TestMovedFolders:
    """The output folder has another name, or lies elsewhere, since the run."""

    @pytest.fixture
    def moved(self, tmp_path: Path) -> Path:
        return tmp_path / "elsewhere" / "moved"

    def move(self, journal: Journal, old: Path, new: Path) -> Path:
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
        return new / journal.path.relative_to(old)

    def test_outputs_and_their_folders_go(self, source: Path, out: Path, moved: Path) -> None:
        place(out / "b.png", b"of the user")
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "deep" / "a.png"), b"output")
            convert(journal, entry(source, out / "b.png", replaces=True), b"output")
        path = self.move(journal, out, moved)
        with pytest.raises(NotOwnJournalError, match=f"another folder, {out}"):
            undo(path)
        undone = undo(path, accepts_others=True)
        assert undone == UndoResult((moved / "deep" / "a.png",), (moved / "b.png",))
        assert tree(moved) == {"b.png": b"of the user"}
        assert undo(path) == UndoResult(was_undone_before=True)

    def test_there_and_back(self, source: Path, out: Path, moved: Path) -> None:
        """What was taken back elsewhere is known as taken back."""
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
            convert(journal, entry(source, out / "b.png"), b"output")
        path = self.move(journal, out, moved)
        (moved / "b.png").write_bytes(b"edited")
        assert undo(path, accepts_others=True).removed == (moved / "a.png",)
        moved.rename(out)
        assert undo(journal.path, accepts_others=True) == UndoResult(
            not_undone=(NotUndone(out / "b.png", "it was changed since"),)
        )

    def test_into_a_folder_of_its_own_name(self, source: Path, out: Path, tmp_path: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        path = self.move(journal, out, tmp_path / "aside")
        out.mkdir()
        (tmp_path / "aside").rename(out / "inner")
        path = out / "inner" / path.relative_to(tmp_path / "aside")
        with Journal.open(out / "inner", journal.run_id) as again:
            convert(again, entry(source, out / "inner" / "inner" / "b.png"), b"output")
        assert again.path == path
        undone = undo(path)
        assert undone.removed == (out / "inner" / "a.png", out / "inner" / "inner" / "b.png")
        assert tree(out) == {}

    def test_files_at_the_old_place_are_not_touched(
        self, source: Path, out: Path, moved: Path
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        path = self.move(journal, out, moved)
        shutil.copytree(moved, out)
        undo(path, accepts_others=True)
        assert (tree(moved), tree(out)) == ({}, {"a.png": b"output"})

    @pytest.mark.parametrize("name", ["a.jpg", "a.png"])
    @pytest.mark.parametrize("is_made_anew", [False, True])
    def test_replaced_originals_come_back_to_the_new_place(
        self, name: str, is_made_anew: bool, source: Path, moved: Path, home_trash: Path
    ) -> None:
        folder = source.parent
        with Journal.open(folder, replaces=True) as journal:
            replace_original(journal, entry(source, folder / name), b"output")
        path = self.move(journal, folder, moved)
        if is_made_anew:
            place(source, b"of the user")
        undone = undo(path, accepts_others=True)
        assert moved / "a.jpg" in undone.restored
        assert tree(moved) == {"a.jpg": b"input"}
        assert tree(folder) == ({"a.jpg": b"of the user"} if is_made_anew else {})
        assert list((home_trash / "files").iterdir()) == []

    def test_a_journal_that_does_not_name_its_folder(
        self, source: Path, out: Path, moved: Path
    ) -> None:
        """What was written elsewhere is left alone; once the folder is back, it is found."""
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        first, _, rest = journal.path.read_text().partition("\n")
        told = json.loads(first)
        del told["folder"]
        journal.path.write_text(f"{json.dumps(told)}\n{rest}")
        path = self.move(journal, out, moved)
        assert reasons(undo(path, accepts_others=True)) == {"a.png": OUTSIDE}
        assert tree(moved) == {"a.png": b"output"}
        moved.rename(out)
        assert undo(journal.path, accepts_others=True).removed == (out / "a.png",)

    def test_a_journal_that_was_taken_out_of_its_folder(
        self, source: Path, out: Path, tmp_path: Path
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        copy = shutil.copy(journal.path, tmp_path / "copy.jsonl")
        with pytest.raises(JournalError, match="not in the folder"):
            undo(copy)
        assert tree(out) == {"a.png": b"output"}


class TestTheUndoItself:
    def test_it_can_be_cancelled_and_repeated(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            for number in range(10):
                convert(journal, entry(source, out / f"{number}.png"), b"output")
        told: list[float] = []
        progress = Progress(lambda _, fraction: told.append(fraction), lambda: len(told) >= 4)
        with pytest.raises(Cancelled):
            undo(journal.path, progress)
        assert len(tree(out)) == 6
        assert undo(journal.path).count == 6
        assert tree(out) == {}

    def test_one_error_does_not_stop_the_others(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Journal.open(out) as journal:
            for name in "abc":
                convert(journal, entry(source, out / f"{name}.png"), b"output")
        real = safe_move.remove

        def remove(place: safe_move.Place) -> None:
            if place.path.name == "b.png":
                raise PermissionError(13, "Permission denied")
            real(place)

        with monkeypatch.context() as patch:
            patch.setattr(file_undo, "remove", remove)
            assert reasons(undo(journal.path)) == {
                "b.png": "the system refused (Permission denied)"
            }
        assert tree(out) == {"b.png": b"output"}
        assert undo(journal.path).removed == (out / "b.png",)

    def test_not_while_a_batch_is_at_work(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
            with pytest.raises(BusyError):
                undo(journal.path)
        assert tree(out) == {"a.png": b"output"}

    def test_of_what_is_no_journal(self, tmp_path: Path) -> None:
        path = tmp_path / "a.png"
        path.write_bytes(b"\x89PNG")
        for one in (path, tmp_path, tmp_path / "none.jsonl"):
            with pytest.raises(JournalError):
                undo(one)
        assert tree(tmp_path) == {"a.png": b"\x89PNG"}

    def test_an_older_run_leaves_what_a_newer_one_wrote(self, source: Path, out: Path) -> None:
        with Journal.open(out) as first:
            convert(first, entry(source, out / "a.png"), b"first", "first")
            convert(first, entry(source, out / "b.png"), b"first", "first")
        with Journal.open(out) as second:
            convert(second, entry(source, out / "a.png", replaces=True), b"second", "second")
        undone = undo(first.path)
        assert (undone.removed, reasons(undone)) == (
            (out / "b.png",),
            {"a.png": "it was changed since"},
        )
        assert tree(out) == {"a.png": b"second"}

    def test_relative_paths(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with Journal.open(Path("out")) as journal:
            convert(journal, entry(Path("in/a.jpg"), Path("out/a.png")), b"output")
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        undo(Path("..") / "out" / JOURNALS / journal.path.name)
        assert tree(out) == {}
