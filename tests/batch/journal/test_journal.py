"""The journal: what it says survives whatever happens to the program that writes it."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from quantizer.batch.journal import append_log
from quantizer.batch.journal.append_log import AppendLog
from quantizer.batch.journal.codec import read_run
from quantizer.batch.journal.folder_lock import BusyError
from quantizer.batch.journal.history import History
from quantizer.batch.journal.journal import Journal
from quantizer.batch.journal.record import FileSignature, JournalError
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.tree import JOURNALS
from tests.batch.runs import RECIPE, convert, done, entry, failed, place

ROOT = Path(__file__).parents[3]


def lines(journal: Journal | Path) -> list[dict[str, object]]:
    path = journal if isinstance(journal, Path) else journal.path
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_a_run_is_read_back(source: Path, out: Path) -> None:
    one = entry(source, out / "deep" / "er" / "a.png")
    with Journal.open(out, roots=[source.parent]) as journal:
        assert journal.path.parent == out / JOURNALS
        assert journal.run_id in journal.path.name
        outcome = convert(journal, one, b"output")
        journal.close(finished=True)
    run = read_run(journal.path)
    record = run.records[one.target]
    assert (run.run_id, run.roots, run.finished) == (journal.run_id, (source.parent,), True)
    assert (run.relocation, run.is_undone) == (None, False)
    assert record.outcome == outcome
    assert record.recipe == RECIPE
    assert record.intent.source_signature == FileSignature.of(source)
    assert record.target_signature == FileSignature.of(one.target)
    assert (record.intent.previous, record.intent.backup) == (None, "")
    assert record.intent.new_folders == (out / "deep", out / "deep" / "er")


def test_the_beginning_is_written_before_the_file_is_given_out(source: Path, out: Path) -> None:
    with Journal.open(out) as journal:
        journal.begin(entry(source, out / "a.png"))
        assert [line["event"] for line in lines(journal)] == ["open", "begin"]


def test_every_outcome_is_read_back_unchanged(source: Path, out: Path) -> None:
    outcomes = [
        Outcome(source, out / "1", State.FAILED, "a, b\n“c”", notices=("first", "second")),
        Outcome(source, out / "2", State.DONE, "", 256, float("inf"), 10, 5, 0.25, (), "s", "t"),
        Outcome(source, out / "3", State.SKIPPED, "is larger", bytes_before=7, source_digest="s"),
        Outcome(source, out / "4", State.CANCELLED),
    ]
    with Journal.open(out) as journal:
        for outcome in outcomes:
            journal.begin(entry(source, outcome.target))
            journal.end(entry(source, outcome.target), outcome, RECIPE)
    records = read_run(journal.path).records
    assert [records[outcome.target].outcome for outcome in outcomes] == outcomes


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
@pytest.mark.parametrize("name", [b'a\nb,"c".png', b"caf\xe9\xff.png", "\u2028日本.png".encode()])
def test_names_of_any_bytes(name: bytes, tmp_path: Path, out: Path) -> None:
    source, target = tmp_path / os.fsdecode(name), out / os.fsdecode(name)
    source.write_bytes(b"input")
    with Journal.open(out) as journal:
        convert(journal, entry(source, target), b"output")
    assert len(lines(journal)) == 4
    assert read_run(journal.path).records[target].outcome is not None
    assert History(out).refresh().done(entry(source, target), RECIPE) is not None


class TestTornLines:
    def test_any_torn_end_leaves_what_was_before(self, source: Path, out: Path) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
            whole = journal.path.read_bytes()
            journal.begin(entry(source, out / "b.png"))
        torn = journal.path.read_bytes()[: len(whole) + 400]
        for end in range(len(whole), len(torn)):
            journal.path.write_bytes(torn[:end])
            run = read_run(journal.path)
            assert run.records[out / "a.png"].outcome is not None
            assert not run.finished

    def test_a_resumed_run_starts_a_new_line_after_a_torn_one(
        self, source: Path, out: Path
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        journal.path.write_bytes(journal.path.read_bytes()[:-9])
        with Journal.open(out, journal.run_id) as again:
            assert again.path == journal.path
            convert(again, entry(source, out / "b.png"), b"output")
            again.close(finished=True)
        run = read_run(journal.path)
        assert set(run.records) == {out / "a.png", out / "b.png"}
        assert run.finished

    def test_a_line_after_a_torn_one(self, tmp_path: Path) -> None:
        path = tmp_path / "j.jsonl"
        path.write_bytes(b'{"event":"open"}\n{"event":"be')
        with contextlib.closing(AppendLog(path)) as file:
            file.append({"event": "undone"})
        assert json.loads(path.read_bytes().splitlines()[-1])["event"] == "undone"

    @pytest.mark.parametrize("text", [b"", b"{", b"no journal\n", b"[1]\n", b'{"event":"end"}\n'])
    def test_what_is_no_journal(self, text: bytes, out: Path) -> None:
        out.mkdir()
        (out / "j.jsonl").write_bytes(text)
        with pytest.raises(JournalError, match="not a journal"):
            read_run(out / "j.jsonl")

    def test_a_later_version_is_not_guessed_at(self, out: Path) -> None:
        with Journal.open(out) as journal:
            pass
        text = journal.path.read_text().replace('"version":1', '"version":2')
        journal.path.write_text(text)
        with pytest.raises(JournalError, match="later version"):
            read_run(journal.path)
        assert History(out).refresh().runs == ()


BEGIN = {
    "event": "begin",
    "time": 1,
    "source": "/a",
    "target": "/b",
    "mark": None,
    "former": None,
    "kept": "",
    "makes": [],
}


class TestDamagedLines:
    """One error names the line; the next run works, and says that the journal is set aside."""

    @pytest.mark.parametrize(
        "line",
        [
            b'{"event":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
            b'{"event":"begin","source":' + b"[" * 20_000,
            b'{"event":"undo","time":1e999}',
            b'{"event":"undo","time":NaN}',
            b'{"event":"undo","time":' + b"9" * 5000 + b"}",
            b'{"event":"undo","x":"' + b"x" * (1 << 20) + b'"}',
            b'{"event":"end","target":"/nowhere"}',
            b"\xff\xfe",
            b"7",
            b"{}",
            *(
                json.dumps(BEGIN | changed).encode()
                for changed in (
                    {"mark": [1]},
                    {"mark": [1.5, 1]},
                    {"mark": [1, 1 << 70]},
                    {"source": "relative"},
                    {"source": "/nul\0"},
                    {"source": "/\ud800"},
                    {"target": ["/a"]},
                    {"kept": 7},
                    {"makes": {"/a": 1}},
                    {"time": "1"},
                )
            ),
        ],
        ids=lambda line: line[:40],
    )
    def test_they_are_named(self, line: bytes, source: Path, out: Path) -> None:
        one = entry(source, out / "a.png")
        with Journal.open(out) as journal:
            convert(journal, one, b"output")
        number = len(journal.path.read_bytes().splitlines()) + 1
        with journal.path.open("ab") as file:
            file.write(line + b"\n")
        with pytest.raises(JournalError, match=f"{journal.path.name}: line {number} is damaged"):
            read_run(journal.path)
        history = History(out).refresh()
        assert history.runs == ()
        assert history.notices == (f"{journal.path}: line {number} is damaged; it is set aside",)
        assert history.is_ours(source, out / "a.png")  # by its content, so it is converted again
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "b.png"), b"output")
        assert [run.path for run in History(out).refresh().runs] == [journal.path]

    def test_an_end_of_zeros_as_some_disks_leave_after_a_power_cut(
        self, source: Path, out: Path
    ) -> None:
        with Journal.open(out) as journal:
            convert(journal, entry(source, out / "a.png"), b"output")
        journal.path.write_bytes(journal.path.read_bytes()[:-9] + b"\0" * 500)
        with Journal.open(out, journal.run_id) as again:
            convert(again, entry(source, out / "b.png"), b"output")
        assert set(read_run(journal.path).records) == {out / "a.png", out / "b.png"}


KILLED = """
    import sys
    from pathlib import Path
    from quantizer.batch.journal.journal import Journal
    from tests.batch.runs import convert, entry

    folder = Path(sys.argv[1])
    journal = Journal.open(folder / "out", "r1")
    for number in range(100_000):
        source = folder / "in" / "a.jpg"
        convert(journal, entry(source, folder / "out" / f"{number:06}.png"), b"output %d" % number)
        if number == 20:
            print("now", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_kill_9_in_the_middle(source: Path, tmp_path: Path) -> None:
    """What was ended is known; what was begun is known; another batch can go on at once."""
    out = tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        try:
            child.stdout.readline()
            with pytest.raises(BusyError, match="another batch"):
                Journal.open(out)
        finally:
            child.send_signal(signal.SIGKILL)
    history = History(out).refresh()
    assert history.unfinished is not None
    run = read_run(history.unfinished.path)
    written = [record for record in run.records.values() if record.is_written]
    assert len(written) > 20
    assert len(run.incomplete) <= 1
    for record in written:
        assert record.output.exists()
        assert history.done(entry(source, record.output), RECIPE) == record.outcome
    for record in run.incomplete:
        if record.output.exists():
            assert history.is_ours(source, record.output)
    told = {record.output for record in run.records.values()}
    assert set(out.glob("[0-9]*.png")) <= told
    Journal.open(out, run.run_id).close(finished=True)


class TestLock:
    def test_two_batches_never_write_into_one_folder(self, out: Path) -> None:
        with Journal.open(out), pytest.raises(BusyError) as caught:
            Journal.open(out)
        assert str(out) in str(caught.value)
        Journal.open(out).close()

    def test_other_folders_are_free(self, out: Path, tmp_path: Path) -> None:
        with Journal.open(out), Journal.open(tmp_path / "other"):
            pass

    def test_a_failed_opening_releases_the_lock(
        self, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(append_log.os, "write", no_room)
            with pytest.raises(JournalError, match="No space left"):
                Journal.open(out)
        Journal.open(out).close()

    def test_closing_twice(self, out: Path) -> None:
        journal = Journal.open(out)
        journal.close(finished=True)
        journal.close()
        assert read_run(journal.path).finished


def no_room(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class TestFullDisk:
    def test_a_file_is_not_begun_that_cannot_be_written_down(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Journal.open(out) as journal:
            with monkeypatch.context() as patch:
                patch.setattr(append_log.os, "write", no_room)
                with pytest.raises(JournalError, match="No space left"):
                    journal.begin(entry(source, out / "a.png"))
            convert(journal, entry(source, out / "b.png"), b"output")
        assert set(read_run(journal.path).records) == {out / "b.png"}

    def test_an_end_is_written_as_soon_as_there_is_room(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Journal.open(out) as journal:
            with monkeypatch.context() as patch:
                one = entry(source, out / "a.png")
                journal.begin(one)
                patch.setattr(append_log.os, "write", no_room)
                journal.end(one, done(one, b"output"), RECIPE)
                assert "disk is full" in journal.notices[0]
            journal.begin(entry(source, out / "b.png"))
            assert journal.notices == ()
        assert read_run(journal.path).records[out / "a.png"].recipe == RECIPE

    def test_half_a_line_is_removed(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.write
        with Journal.open(out) as journal:
            before = journal.path.read_bytes()
            with monkeypatch.context() as patch:
                patch.setattr(append_log.os, "write", lambda file, data: real(file, data[:10]))
                with pytest.raises(JournalError):
                    journal.begin(entry(source, out / "a.png"))
            assert journal.path.read_bytes() == before

    def test_lines_that_never_fit_are_in_the_notices(
        self, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journal, one = Journal.open(out), entry(source, out / "a.png")
        journal.begin(one)
        with monkeypatch.context() as patch:
            patch.setattr(append_log.os, "write", no_room)
            journal.end(one, done(one, b"output"), RECIPE)
            journal.close(finished=True)
        assert journal.notices


def test_no_fsync_for_each_line(source: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    monkeypatch.setattr(append_log.time, "monotonic", lambda: 5.0)
    with Journal.open(out) as journal:
        monkeypatch.setattr(append_log.os, "fsync", synced.append)
        for number in range(50):
            one = entry(source, out / f"{number}.png")
            journal.begin(one)
            journal.end(one, failed(one))
        assert synced == []
    assert len(synced) == 1


def test_a_disk_that_does_not_sync_has_the_lines_all_the_same(
    source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_sync(descriptor: int) -> None:
        raise OSError(errno.EIO, "the disk reported an error")

    monkeypatch.setattr(append_log, "_SYNC_SECONDS", 0.0)
    monkeypatch.setattr(append_log.os, "fsync", no_sync)
    with Journal.open(out) as journal:
        outcome = convert(journal, entry(source, out / "a.png"), b"output")
        journal.close(finished=True)
    run = read_run(journal.path)
    assert run.finished
    assert run.records[out / "a.png"].outcome == outcome


def test_a_folder_that_cannot_be_made(source: Path) -> None:
    with pytest.raises(JournalError, match=r"a\.jpg"):
        Journal.open(source / "out")


@pytest.mark.parametrize("name", ["../x", "a b", "-", "a*"])
def test_run_ids_are_names(name: str, out: Path) -> None:
    with pytest.raises(JournalError):
        Journal.open(out, name)
    assert not out.exists()


def test_temporary_files_of_a_worker_that_died_are_removed(source: Path, out: Path) -> None:
    with Journal.open(out, "r1") as journal:
        for name in ("deep/a.png", "deeper/b.png"):
            one = entry(source, out / name)
            journal.begin(one)
            one.target.parent.mkdir()
            (one.target.parent / ".quantizer-r1-00ff.tmp").write_bytes(b"half")
            (one.target.parent / ".quantizer-r2-00ff.tmp").write_bytes(b"of another run")
            if name == "deep/a.png":
                journal.end(one, failed(one, "the worker died"))
    assert sorted(path.name for path in out.rglob("*.tmp")) == [".quantizer-r2-00ff.tmp"] * 2


def test_a_file_that_is_converted_again_keeps_what_stood_there_first(
    source: Path, out: Path
) -> None:
    """As when a folder is watched, and a file changes twice."""
    target = out / "a.png"
    place(target, b"of the user")
    with Journal.open(out) as journal:
        for data in (b"first", b"second", b"third"):
            convert(journal, entry(source, target, replaces=True), data)
    kept = list((out / JOURNALS / "kept").rglob("[0-9]"))
    assert [path.read_bytes() for path in kept] == [b"of the user"]


@pytest.mark.parametrize("is_copied", [False, True])
def test_a_file_that_was_not_overwritten_has_no_backup(
    is_copied: bool, source: Path, out: Path
) -> None:
    target = out / "a.png"
    place(target, b"of the user")
    one = entry(source, target, replaces=True)
    copied = done(one, b"input", State.COPIED, out / "a.jpg")
    with Journal.open(out) as journal:
        journal.begin(one)
        journal.end(one, copied if is_copied else failed(one), RECIPE)
    assert not (out / JOURNALS / "kept").exists()
    assert target.read_bytes() == b"of the user"
