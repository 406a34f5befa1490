"""History: done files are not converted again, and leftovers of killed runs are cleaned up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quantizer.batch.journal import journal_lines
from quantizer.batch.journal.codec import read_run
from quantizer.batch.journal.folder_lock import BusyError
from quantizer.batch.journal.history import Histories, History
from quantizer.batch.journal.journal import Journal
from quantizer.batch.journal.journal_files import last_journal
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.trash import trash
from quantizer.batch.journal.undo import undo
from quantizer.batch.outcome import State
from quantizer.batch.plan.options import BatchOptions, Destination, FileSelection
from quantizer.batch.plan.tree import JOURNALS
from quantizer.batch.session import Batch
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


class TestDone:
    @pytest.fixture(autouse=True)
    def run(self, source: Path, out: Path) -> None:
        self.out, self.entry = out, entry(source, out / "a.png")
        with Journal.open(out) as journal:
            self.outcome = convert(journal, self.entry, b"output")
            journal.close(finished=True)

    def is_done(self, recipe: str = RECIPE) -> bool:
        outcome = History(self.out).refresh().done(self.entry, recipe)
        assert outcome in {None, self.outcome}
        return outcome is not None

    def test_nothing_has_changed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("quantizer.batch.journal.output_state.file_digest", pytest.fail)
        assert self.is_done()

    def test_the_same_content_copied_anew(self) -> None:
        age(self.entry.source)
        age(self.entry.target)
        assert self.is_done()

    def test_another_recipe(self) -> None:
        assert not self.is_done("other")

    def test_another_input(self) -> None:
        self.entry.source.write_bytes(b"inpuT")
        assert not self.is_done()

    def test_an_input_that_is_gone(self) -> None:
        self.entry.source.unlink()
        assert not self.is_done()

    def test_an_output_that_is_gone(self) -> None:
        self.entry.target.unlink()
        assert not self.is_done()

    def test_an_output_that_was_changed(self) -> None:
        self.entry.target.write_bytes(b"outpuT")
        assert not self.is_done()

    def test_an_output_that_another_run_has_overwritten(self) -> None:
        self.entry = entry(self.entry.source, self.entry.target, replaces=True)
        with Journal.open(self.out) as journal:
            convert(journal, self.entry, b"other output", recipe="other")
        assert not self.is_done()
        self.outcome = done(self.entry, b"other output")
        assert self.is_done("other")

    def test_a_run_that_was_undone(self) -> None:
        undo(next((self.out / JOURNALS).glob("*.jsonl")))
        place(self.entry.target, b"output")
        assert not self.is_done()

    def test_relative_paths_are_known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(self.out.parent)
        self.entry = entry(Path("in/../in/a.jpg"), Path("out/a.png"))
        assert self.is_done()


def test_the_last_of_many_runs_counts(source: Path, out: Path) -> None:
    one = entry(source, out / "a.png", replaces=True)
    for data in (b"first", b"second"):
        with Journal.open(out) as journal:
            outcome = convert(journal, one, data)
            journal.begin(entry(source, out / "b.png"))
    history = History(out).refresh()
    assert history.done(one, RECIPE) == outcome
    assert [{record.output for record in run.incomplete} for run in history.runs] == [
        {out / "b.png"}
    ] * 2
    assert set(history.runs[0].records) == {out / "b.png"}  # the rest is in the newer run


class TestEachLineIsParsedOnce:
    @pytest.fixture
    def parsed(self, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
        """The lines that are parsed from now on."""
        lines: list[bytes] = []
        parse = journal_lines._parse

        def note(line: bytes) -> dict[str, object] | None:
            lines.append(line)
            return parse(line)

        monkeypatch.setattr(journal_lines, "_parse", note)
        return lines

    def test_of_unchanged_journals_none_again(
        self, source: Path, out: Path, parsed: list[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for data in (b"first", b"second"):
            with Journal.open(out) as journal:
                outcome = convert(journal, entry(source, out / "a.png", replaces=True), data)
        history = History(out).refresh()
        assert len(parsed) == 8  # opened, begun, ended, closed: twice
        monkeypatch.setattr(Path, "open", pytest.fail)
        for _ in range(3):
            assert history.refresh().done(entry(source, out / "a.png"), RECIPE) == outcome
        assert len(parsed) == 8

    def test_of_a_journal_that_grows_only_the_new_ones(
        self, source: Path, out: Path, parsed: list[bytes]
    ) -> None:
        history = History(out)
        with Journal.open(out) as journal:
            for number in range(5):
                one = entry(source, out / f"{number}.png")
                outcome = convert(journal, one, b"output")
                parsed.clear()
                assert history.refresh().done(one, RECIPE) == outcome
                assert len(parsed) == (3 if number == 0 else 2)
        parsed.clear()
        with Journal.open(out, journal.run_id, read=history.read_run) as journal:
            assert len(parsed) == 1  # that it was closed
            assert journal.path == history.runs[0].path
        parsed.clear()
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "5.png"), b"output")
        history.refresh()
        assert len(parsed) == 6  # it was resumed and closed; the new journal
        assert history.done(entry(source, out / "0.png"), RECIPE) is not None
        assert history.done(entry(source, out / "5.png"), RECIPE) is not None

    def test_a_torn_line_is_parsed_when_it_is_complete(self, source: Path, out: Path) -> None:
        one = entry(source, out / "a.png")
        with Journal.open(out) as journal:
            outcome = convert(journal, one, b"output")
        whole = journal.path.read_bytes()
        ended = whole.index(b'{"event":"end"')
        journal.path.write_bytes(whole[: ended + 20])
        history = History(out).refresh()
        assert history.done(one, RECIPE) is None
        with journal.path.open("ab") as file:
            file.write(whole[ended + 20 :])
        assert history.refresh().done(one, RECIPE) == outcome

    def test_a_journal_that_was_changed_otherwise_is_read_again(
        self, source: Path, out: Path
    ) -> None:
        journals = []
        for number in range(2):
            with Journal.open(out) as journal:
                convert(journal, entry(source, out / f"{number}.png"), b"output")
            journals.append(journal.path)
        history = History(out).refresh()
        for number, path in enumerate(journals):
            one = entry(source, out / f"{number}.png")
            assert history.refresh().done(one, RECIPE) is not None
            undo(path)
            place(one.target, b"output")
            assert history.refresh().done(one, RECIPE) is None
        journals[0].unlink()
        assert len(history.refresh().runs) == 1
        assert history.runs[0].path == journals[1]

    def test_of_a_batch_that_plans_and_runs_none_again(
        self, source: Path, out: Path, parsed: list[bytes]
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "b.png"), b"output")
        options = BatchOptions(FileSelection((source,)), Destination(out))
        histories = Histories()
        for _ in range(3):
            with Batch(options, jobs=1, histories=histories) as batch:
                for _ in range(2):
                    batch.plan()
        assert len(parsed) == 4


def test_a_file_that_failed_is_tried_again(source: Path, out: Path) -> None:
    one = entry(source, out / "a.png")
    with Journal.open(out) as journal:
        journal.begin(one)
        journal.end(one, failed(one), RECIPE)
    assert History(out).refresh().done(one, RECIPE) is None


def test_a_rejected_result_is_not_made_again(source: Path, out: Path) -> None:
    one = entry(source, out / "a.png")
    with Journal.open(out) as journal:
        journal.begin(one)
        outcome = done(one, b"", State.SKIPPED)
        journal.end(one, outcome, RECIPE)
    assert History(out).refresh().done(one, RECIPE) == outcome
    source.write_bytes(b"other")
    assert History(out).refresh().done(one, RECIPE) is None


def test_a_copy_under_the_ending_of_the_original(source: Path, out: Path) -> None:
    one = entry(source, out / "a.png")
    with Journal.open(out) as journal:
        journal.begin(one)
        place(out / "a.jpg", b"input")
        outcome = done(one, b"input", State.COPIED, out / "a.jpg")
        journal.end(one, outcome, RECIPE)
    assert History(out).refresh().done(one, RECIPE) == outcome
    (out / "a.jpg").write_bytes(b"inpuT")
    assert History(out).refresh().done(one, RECIPE) is None


class TestMovedFolders:
    @pytest.fixture(params=["out", "."])
    def moved(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        """The folder of the outputs, moved without its inputs, or both together."""
        project = tmp_path / "project"
        source, out = project / "in" / "a.jpg", project / "out"
        place(source, b"input")
        with Journal.open(out, "r1", roots=[project]) as journal:
            self.outcome = convert(journal, entry(source, out / "deep" / "a.png"), b"output")
        if request.param == "out":
            self.source, self.roots = source, (project,)
            return out.rename(tmp_path / "moved")
        new = project.with_name("moved")
        project.rename(new)
        self.source, self.roots = new / "in" / "a.jpg", (new,)
        return new / "out"

    def test_what_is_done_is_known(self, moved: Path) -> None:
        history = History(moved).refresh()
        outcome = history.done(entry(self.source, moved / "deep" / "a.png"), RECIPE)
        assert outcome is not None
        assert (outcome.source, outcome.target) == (self.source, moved / "deep" / "a.png")
        assert outcome.target_digest == self.outcome.target_digest
        assert history.is_ours(self.source, moved / "deep" / "a.png")

    def test_the_run_is_resumed(self, moved: Path) -> None:
        unfinished = History(moved).refresh().unfinished
        assert unfinished is not None
        assert unfinished.roots == self.roots
        with Journal.open(moved, "r1", roots=self.roots) as journal:
            convert(journal, entry(self.source, moved / "b.png"), b"output")
        run = read_run(journal.path)
        assert set(run.records) == {moved / "deep" / "a.png", moved / "b.png"}
        assert run.new_folders == {moved / "deep"}
        assert undo(journal.path).count == 2
        assert tree(moved) == {}

    def test_what_replaced_its_input(self, source: Path, home_trash: Path) -> None:
        folder, moved = source.parent, source.parent.with_name("moved")
        with Journal.open(folder, roots=[folder], replaces=True) as journal:
            replace_original(journal, entry(source, folder / "a.png"), b"output")
        folder.rename(moved)
        history = History(moved).refresh()
        assert history.done(entry(moved / "a.png", moved / "a.png"), RECIPE) is not None
        assert history.unfinished is not None
        assert history.unfinished.roots == (moved,)


class TestFoldersAbove:
    def test_what_replaced_its_input_is_known_below(self, source: Path, home_trash: Path) -> None:
        folder, top = source.parent, source.parents[2]
        for replaces in (True, False):
            with Journal.open(top, replaces=replaces) as journal:
                if replaces:
                    outcome = replace_original(journal, entry(source, source), b"output")
        history = History(folder).refresh()
        assert history.done(entry(source, source), RECIPE) == outcome
        assert (history.runs, history.unfinished) == ((), None)
        assert history.done(entry(source, folder / "out" / "a.png"), RECIPE) is None

    def test_the_last_run_counts(self, source: Path, home_trash: Path) -> None:
        folder, top = source.parent, source.parents[1]
        for where, recipe in ((folder, "first"), (top, "second")):
            with Journal.open(where, replaces=True) as journal:
                one = entry(source, source)
                journal.begin(one)
                place(source, recipe.encode())
                journal.end(one, done(one, recipe.encode()), recipe)
        assert History(folder).refresh().done(one, "first") is None
        assert History(folder).refresh().done(one, "second") is not None

    def test_those_without_replaced_inputs_are_not_read(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "deep" / "a.png"), b"output")
        history = History(out / "deep").refresh()
        assert not history.is_ours(source, out / "deep" / "a.png")


class TestLastJournal:
    def run(self, out: Path, *names: str, source: Path) -> Path:
        """Run a batch in which all but the files of these names fail."""
        with Journal.open(out) as journal:
            for name in names:
                convert(journal, entry(source, out / name), b"output")
            one = entry(source, out / "bad.png")
            journal.begin(one)
            journal.end(one, failed(one), RECIPE)
            journal.close(finished=True)
        return journal.path

    def test_runs_that_wrote_nothing_are_passed_over(self, source: Path, out: Path) -> None:
        wrote = self.run(out, "a.png", source=source)
        self.run(out, source=source)
        (out / JOURNALS / "30000101T000000Z-1.jsonl").touch()  # the disk was full
        assert last_journal(out) == wrote

    def test_a_run_that_was_undone_is_not(self, source: Path, out: Path) -> None:
        self.run(out, "a.png", source=source)
        last = self.run(out, "b.png", source=source)
        failing = self.run(out, source=source)
        undo(failing)
        for _ in range(2):
            assert last_journal(out) == last
            undo(last)
        assert tree(out) == {"a.png": b"output"}

    def test_a_run_that_was_killed_when_it_had_written(self, source: Path, out: Path) -> None:
        self.run(out, "a.png", source=source)
        with Journal.open(out) as journal:
            journal.begin(entry(source, out / "b.png"))
            place(out / "b.png", b"output")
        assert last_journal(out) == journal.path

    def test_a_run_that_was_killed_when_an_original_was_in_the_trash(
        self, source: Path, home_trash: Path
    ) -> None:
        folder = source.parent
        self.run(folder, "b.png", source=source)
        with Journal.open(folder, replaces=True) as journal:
            journal.begin(entry(source, folder / "a.png"))
            trash(source)
        assert last_journal(folder) == journal.path

    def test_no_run_wrote_anything(self, source: Path, out: Path) -> None:
        assert last_journal(out) is None
        self.run(out, source=source)
        last = self.run(out, source=source)
        assert last_journal(out) == last

    def test_a_journal_of_a_later_version_is_not_passed_over(self, source: Path, out: Path) -> None:
        self.run(out, "a.png", source=source)
        path = self.run(out, "b.png", source=source)
        path.write_text(path.read_text().replace('"version":1', '"version":2'))
        with pytest.raises(JournalError, match="later version"):
            last_journal(out)


class TestIsOurs:
    def test_of_the_same_input(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        history = History(out).refresh()
        assert history.is_ours(source, out / "a.png")
        assert not history.is_ours(source.with_name("b.jpg"), out / "a.png")
        assert not history.is_ours(source, out / "b.png")

    def test_changed_since(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        (out / "a.png").write_bytes(b"edited")
        assert not History(out).refresh().is_ours(source, out / "a.png")

    def test_written_when_the_run_was_killed(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            journal.begin(entry(source, out / "a.png"))
        history = History(out).refresh()
        assert not history.is_ours(source, out / "a.png")
        place(out / "a.png", b"output")
        assert history.is_ours(source, out / "a.png")
        age(out / "a.png")
        assert not history.is_ours(source, out / "a.png")

    def test_what_stood_there_when_the_run_was_killed(self, source: Path, out: Path) -> None:
        place(out / "a.png", b"of the user")
        with Journal.open(out) as journal:
            journal.begin(entry(source, out / "a.png", replaces=True))
        assert not History(out).refresh().is_ours(source, out / "a.png")

    def test_written_by_a_worker_that_died(self, source: Path, out: Path) -> None:
        one = entry(source, out / "a.png")
        with Journal.open(out) as journal:
            journal.begin(one)
            place(one.target, b"output")
            journal.end(one, failed(one, "the worker died"), RECIPE)
        assert History(out).refresh().is_ours(source, out / "a.png")


class TestUnfinished:
    def test_nothing_at_all(self, out: Path) -> None:
        assert History(out).refresh().unfinished is None
        assert History(out).refresh().clean_up() == 0
        assert not out.exists()

    def test_the_newest_run_counts(self, source: Path, out: Path) -> None:
        with Journal.open(out) as cancelled:
            convert(cancelled, entry(source, out / "a.png"), b"output")
        unfinished = History(out).refresh().unfinished
        assert unfinished is not None
        assert unfinished.run_id == cancelled.run_id
        with Journal.open(out) as journal:
            journal.close(finished=True)
        assert History(out).refresh().unfinished is None

    def test_a_run_that_went_on_is_one_run(self, source: Path, out: Path) -> None:
        with Journal.open(out, roots=[source]) as first:
            convert(first, entry(source, out / "a.png"), b"output")
        with Journal.open(out, first.run_id, roots=[source]) as second:
            convert(second, entry(source, out / "b.png"), b"output")
            second.close(finished=True)
        history = History(out).refresh()
        assert history.unfinished is None
        assert len(history.runs) == 1
        assert set(read_run(first.path).records) == {out / "a.png", out / "b.png"}

    def test_a_run_that_was_undone_is_not_resumed(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        undo(journal.path)
        assert History(out).refresh().unfinished is None


class TestCleanUp:
    def killed(self, out: Path, *entries: object, replaces: bool = False) -> Journal:
        journal = Journal.open(out, replaces=replaces)
        for one in entries:
            journal.begin(one)  # type: ignore[arg-type]
        return journal

    def die(self, journal: Journal) -> None:
        """End without a word: only the system lets go of the lock."""
        journal._log.close()
        journal._lock.release()

    def test_only_temporary_files_of_interrupted_runs(self, source: Path, out: Path) -> None:
        journal = self.killed(out, entry(source, out / "deep" / "a.png"))
        self.die(journal)
        (out / "deep").mkdir()
        (out / "deep" / f".quantizer-{journal.run_id}-1.tmp").touch()
        (out / "deep" / ".quantizer-other-1.tmp").touch()
        (out / "deep" / ".tmp").touch()
        assert History(out).refresh().clean_up() == 1
        assert set(tree(out)) == {"deep/.quantizer-other-1.tmp", "deep/.tmp"}
        assert History(out).refresh().unfinished is not None

    def test_not_while_a_batch_is_at_work(self, source: Path, out: Path) -> None:
        journal = self.killed(out, entry(source, out / "a.png"))
        temporary = out / f".quantizer-{journal.run_id}-1.tmp"
        temporary.touch()
        with pytest.raises(BusyError):
            History(out).refresh().clean_up()
        assert temporary.exists()
        journal.close()

    @pytest.mark.parametrize("name", ["a.jpg", "a.png"])
    @pytest.mark.parametrize("is_written", [False, True])
    def test_an_original_in_the_trash_is_restored(
        self, name: str, is_written: bool, source: Path, home_trash: Path
    ) -> None:
        """Killed between the two steps of a replacement, or after both and before the journal."""
        folder = source.parent
        one = entry(source, folder / name)
        journal = self.killed(folder, one, replaces=True)
        trash(source)
        if is_written:
            place(one.target, b"output")
        self.die(journal)
        assert History(folder).refresh().clean_up() >= 1
        assert tree(folder) == {"a.jpg": b"input"}
        assert list((home_trash / "files").iterdir()) == []
        assert History(folder).refresh().clean_up() == 0

    def test_an_original_that_never_left_stays(self, source: Path, home_trash: Path) -> None:
        journal = self.killed(source.parent, entry(source, source), replaces=True)
        self.die(journal)
        assert History(source.parent).refresh().clean_up() == 0
        assert tree(source.parent) == {"a.jpg": b"input"}

    def test_a_result_that_was_edited_since_is_not_lost(
        self, source: Path, home_trash: Path
    ) -> None:
        journal = self.killed(source.parent, entry(source, source), replaces=True)
        trash(source)
        self.die(journal)
        place(source, b"of the user")
        os.utime(source, (1e9, 1e9))
        History(source.parent).refresh().clean_up()
        assert tree(source.parent) == {"a.jpg": b"of the user"}


def test_a_worker_that_dies_between_trash_and_result(source: Path, home_trash: Path) -> None:
    """The original is back as soon as that is known, so that the file can be tried again."""
    one = entry(source, source)
    with Journal.open(source.parent, replaces=True) as journal:
        journal.begin(one)
        trash(source)
        journal.end(one, failed(one, "the worker died"), RECIPE)
        assert source.read_bytes() == b"input"


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_what_replaced_its_input_is_not_converted_again(
    name: str, source: Path, home_trash: Path
) -> None:
    folder, target = source.parent, source.parent / name
    with Journal.open(folder, replaces=True) as journal:
        outcome = replace_original(journal, entry(source, target), b"output")
    again = entry(target, target)
    assert History(folder).refresh().done(again, RECIPE) == outcome
    assert History(folder).refresh().done(again, "other") is None
    target.write_bytes(b"edited")
    assert History(folder).refresh().done(again, RECIPE) is None
