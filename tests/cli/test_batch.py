"""``quantizer batch``, as a user calls it."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as PillowImage

import main as program
from quantizer.batch import watch as watching
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.options import (
    BatchOptions,
    Collision,
    Conversion,
    Destination,
    FileSelection,
    Sharing,
)
from quantizer.batch.report import COLUMNS
from quantizer.cli import batch
from quantizer.cli.arguments import parse
from quantizer.cli.batch_options import chosen_batch
from quantizer.settings.file_limits import Limits
from quantizer.settings.settings import ClusterSettings, DitherSettings, Effort, Settings
from tests.batch.inline import InlineBatch
from tests.batch.trees import hide
from tests.conftest import make_photo

ROOT = Path(program.__file__).parent

pytestmark = pytest.mark.usefixtures("kept_workers")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of two photos, one of them in a folder of its own."""
    folder = tmp_path / "photos"
    (folder / "sub").mkdir(parents=True)
    for seed, name in enumerate(["a.png", "sub/b.png"]):
        PillowImage.fromarray(make_photo(seed=seed)[..., :3]).save(folder / name)
    return folder


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command line convert without worker processes."""
    monkeypatch.setattr(batch, "Batch", InlineBatch)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def asked(*words: object) -> BatchOptions:
    return chosen_batch(parse(["batch", *map(str, words)]))


def test_a_folder_is_converted_resumed_and_undone(call, photos, tmp_path) -> None:
    inputs, output = contents(photos), tmp_path / "out"
    first = call("batch", photos, "-o", output, "-k", 8, "--jobs", 2)
    assert first.code == 0, first.err
    assert first.out == ""
    for name in ("a.png", "sub/b.png"):
        with PillowImage.open(output / name) as result:
            assert len(result.convert("RGB").getcolors()) == 8
    assert "2 converted" in first.err
    assert first.err.count("\n") == 2
    written = {name: data for name, data in contents(output).items() if name.endswith("png")}

    again = call("batch", photos, "-o", output, "-k", 8)
    assert again.code == 0
    assert "2 skipped" in again.err
    assert "already converted" in again.err

    hint = first.err.splitlines()[-1]
    assert "quantizer batch --undo" in hint
    assert output / ".quantizer-batch" in Path(hint.rpartition(" ")[2]).parents
    undone = call("batch", "--undo", output)
    assert undone.code == 0, undone.err
    assert "2 removed" in undone.err
    assert len(written) == 2
    assert not any((output / name).exists() for name in written)
    assert contents(photos) == inputs


def test_a_run_is_undone_by_its_journal_except_changed_files(call, photos, tmp_path) -> None:
    output = tmp_path / "out"
    told = json.loads(call("batch", photos, "-o", output, "-k", 4, "--json", "-j", 1).out)
    (output / "a.png").write_text("changed since")
    undone = call("batch", "--undo", told["journal"], "--json")
    assert undone.code == 1
    found = json.loads(undone.out)
    assert found["removed"] == [str(output / "sub" / "b.png")]
    assert [left["file"] for left in found["left"]] == [str(output / "a.png")]
    assert f"{output / 'a.png'}: left as it is" in undone.err
    assert (output / "a.png").read_text() == "changed since"
    missing = call("batch", "--undo", tmp_path / "no.jsonl")
    assert missing.code == 1
    assert missing.err.count("\n") == 1
    assert call("batch", "--undo", photos).code == 2


def test_a_renamed_folder_is_resumed_and_undone(call, photos, tmp_path) -> None:
    output, renamed = tmp_path / "out", tmp_path / "renamed"
    call("batch", photos, "-o", output, "-k", 4, "-j", 1)
    output.rename(renamed)
    assert "2 skipped" in call("batch", photos, "-o", renamed, "-k", 4).err
    (renamed / "a.png").unlink()
    asked = call("batch", "--undo", renamed)
    assert asked.code == 2
    assert f"is from another folder, {output}; pass --yes" in asked.err
    undone = call("batch", "--undo", renamed, "--yes")
    assert undone.code == 0
    assert "1 removed, 0 restored, 0 left as they are; 1 no longer existed" in undone.err
    assert not (renamed / "sub").exists()


@pytest.mark.exhaustive
def test_the_last_run_of_a_folder_is_the_last_that_wrote(call, photos, tmp_path) -> None:
    output = tmp_path / "out"
    call("batch", photos, "-o", output, "-k", 4, "-j", 1)
    call("batch", photos / "a.png", "-o", output, "-k", 5, "-j", 1, "--name", "other.png")
    (tmp_path / "bad.png").write_bytes(b"no image")
    assert call("batch", tmp_path / "bad.png", "-o", output, "-j", 1).code == 1
    first = call("batch", "--undo", output)
    assert "1 removed" in first.err
    again = call("batch", "--undo", output / ".quantizer-batch", "--json")
    assert (first.code, again.code) == (0, 0)
    assert "already undone" in again.err
    assert not any(json.loads(again.out).values())
    assert (output / "a.png").exists()
    assert (output / "sub" / "b.png").exists()


@pytest.mark.usefixtures("inline")
def test_a_failed_file_stops_no_other_and_reports_list_all(call, photos, tmp_path) -> None:
    (photos / "broken.png").write_bytes((photos / "a.png").read_bytes()[:300])
    reports = tmp_path / "report.csv", tmp_path / "report.json"
    words = ["--report", reports[0], "--report", reports[1], "--json"]
    outcome = call("batch", photos, "-o", tmp_path / "out", "-k", 4, *words)
    assert outcome.code == 1
    assert sum("broken.png" in line for line in outcome.err.splitlines()) == 1
    assert "2 converted, 1 failed" in outcome.err
    told = json.loads(outcome.out)
    assert told == json.loads(reports[1].read_text())
    with reports[0].open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
    for found in (told["files"], rows):
        states = {Path(row["file"]).name: row["result"] for row in found}
        assert states == {"a.png": "converted", "broken.png": "failed", "b.png": "converted"}
    assert (tmp_path / "out" / "sub" / "b.png").exists()


@pytest.mark.usefixtures("inline")
def test_a_report_replaces_its_like_and_nothing_else(call, photos, tmp_path) -> None:
    words = ["batch", photos, "-o", tmp_path / "out", "-k", 4, "--report"]
    precious = tmp_path / "precious.csv"
    precious.write_text("file,price\nhat,3\n")
    refused = call(*words, precious)
    assert refused.code == 1
    assert "no report" in refused.err
    assert not (tmp_path / "out").exists()
    assert precious.read_text() == "file,price\nhat,3\n"
    for name in ("report.csv", "report.json"):
        assert call(*words, tmp_path / name).code == 0
        assert call(*words, tmp_path / name).code == 0
    assert call(*words, tmp_path / "no" / "report.csv").code == 1
    fresh = ["batch", photos, "-o", tmp_path / "fresh", "-k", 4, "--report"]
    assert call(*fresh, tmp_path / "fresh" / "report.csv").code == 0
    assert (tmp_path / "fresh" / "report.csv").is_file()
    assert call(*words, tmp_path / "report.txt").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["photos", "-o", "x" * 300],
        ["photos", "-o", "x" * 300, "--dry-run"],
        ["photos", "-o", "out", "--report", f"{'x' * 300}.csv"],
        ["--undo", "x" * 300],
    ],
)
def test_a_name_that_is_too_long(call, photos, monkeypatch, words) -> None:
    monkeypatch.chdir(photos.parent)
    outcome = call("batch", *words)
    assert outcome.code == 1
    assert "unexpected" not in outcome.err
    assert "too long" in outcome.err
    assert not Path("out").exists()


def test_a_dry_run_prints_the_plan_and_writes_nothing(call, photos, tmp_path) -> None:
    before = contents(tmp_path)
    words = ["batch", photos, "-o", tmp_path / "out", "--dry-run", "--report", tmp_path / "r.csv"]
    outcome = call(*words)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines == [
        f"{photos / name} -> {tmp_path / 'out' / name}" for name in ("a.png", "sub/b.png")
    ]
    assert "2 files to convert" in outcome.err
    told = json.loads(call(*words, "--json").out)
    assert [Path(row["output"]).name for row in told["files"]] == ["a.png", "b.png"]
    assert contents(tmp_path) == before


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_dry_run_has_a_line_for_each_file_however_it_is_called(call, tmp_path) -> None:
    for name in (b"two\nlines.png", b"no\xfftext.png", b"red\x1b[31m.png"):
        (tmp_path / os.fsdecode(name)).touch()
    lines = call("batch", tmp_path, "-o", tmp_path / "out", "--dry-run").out.splitlines()
    assert [line.partition(" -> ")[0].rpartition("/")[2] for line in lines] == [
        r"no\udcfftext.png",
        r"red\x1b[31m.png",
        r"two\x0alines.png",
    ]


def test_a_dry_run_reports_collisions_like_the_run(call, photos, tmp_path) -> None:
    twin = photos / "a.bmp"
    PillowImage.open(photos / "a.png").save(twin)
    words = ["batch", photos, "-o", tmp_path / "out", "--format", "png", "--dry-run"]
    refused = call(*words)
    assert refused.code in {1, 2}
    assert "a.png" in refused.err
    skipped = call(*words, "--collision", "skip").out
    assert "skipped" in skipped
    renamed = call(*words, "--collision", "rename").out.splitlines()
    assert len({line.rpartition(" -> ")[2] for line in renamed}) == 3


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "folders or images"),
        (["photos"], "-o FOLDER"),
        (["photos", "-o", "out", "--replace"], "exclude"),
        (["photos", "--replace", "--name", "{n}"], "--name"),
        (["photos", "--replace", "--watch"], "--watch"),
        (["photos", "-o", "out", "--watch", "--share", "all"], "--share"),
        (["photos", "-o", "out", "--watch", "--name", "{n}.png"], "{n}"),
        (["photos", "-o", "out", "--watch", "--dry-run"], "--dry-run"),
        (["photos", "-o", "out", "--watch", "--collision", "fail"], "--collision"),
        (["photos", "-o", "out", "--copy-original"], "--skip-if-larger"),
        (["photos", "-o", "out", "--min-saving", "120"], "percent"),
        (["photos", "-o", "out", "--jobs", "0"], "jobs"),
        (["photos", "-o", "out", "--share", "some"], "some"),
        (["--undo", "journal.jsonl", "-o", "out"], "--undo"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(call, words, complaint) -> None:
    outcome = call("batch", *words)
    assert outcome.code == 2
    assert complaint in outcome.err
    assert outcome.err.count("\n") == 1


def test_every_argument_becomes_an_option(tmp_path) -> None:
    where = ["in", "other", "--no-recursive", "--include", "*.png", "--exclude", "x*"]
    target = ["-o", "out", "--name", "{stem}", "--format", "webp", "--collision", "rename"]
    rules = ["--skip-if-larger", "--min-saving", "7.5%", "--copy-original", "--share", "folder"]
    result = ["-k", "9", "--dither", "none", "--optimize", "--keep-exif", "--keep-profile"]
    options = asked(*where, *target, *rules, *result, "--max-megapixels", "3")
    assert options == BatchOptions(
        FileSelection((Path("in"), Path("other")), False, ("*.png",), ("x*",)),
        Destination(Path("out"), "{stem}", "webp", Collision.RENAME),
        Conversion(
            Settings(ClusterSettings(9, effort=Effort.FAST), DitherSettings("none")),
            skip_if_larger=True,
            min_saving=7.5,
            copy_original=True,
            optimize=True,
            keep_exif=True,
            keep_profile=True,
            limits=Limits(max_megapixels=3),
        ),
        Sharing.FOLDER,
    )


def test_usual_choices() -> None:
    options = asked("in", "-o", "out")
    usual = BatchOptions(FileSelection((Path("in"),)), Destination(Path("out")))
    assert replace(options, conversion=usual.conversion) == usual
    cluster = options.conversion.settings.cluster
    assert (cluster.colors, cluster.effort) == (256, Effort.FAST)
    assert asked("in", "-o", "out", "--overwrite").destination.collision is Collision.OVERWRITE
    assert asked("in", "-o", "out", "--watch").destination.collision is Collision.SKIP
    assert asked("in", "--replace").destination.replaces


@pytest.mark.parametrize(
    ("words", "jobs", "cluster", "resume", "max_memory"),
    [
        ([], None, None, True, None),
        (["--jobs", "3", "--no-resume"], 3, None, False, None),
        (["--cluster", "tcp://host:1", "--resume"], None, "tcp://host:1", True, None),
        (["--max-memory", "2GB"], None, None, True, 2_000_000_000),
    ],
)
def test_arguments_of_the_run_reach_the_batch(
    call, photos, tmp_path, monkeypatch, words, jobs, cluster, resume, max_memory
) -> None:
    heard = {}

    class Heard(InlineBatch):
        def __init__(self, options, **how) -> None:
            super().__init__(options)
            heard.update(how)

    monkeypatch.setattr(batch, "Batch", Heard)
    assert call("batch", photos, "-o", tmp_path / "out", "-k", 4, *words).code == 0
    asked = {"jobs": jobs, "cluster": cluster, "resume": resume, "max_memory": max_memory}
    assert heard == asked


class Prompt(InlineBatch):
    """Says that files are converted."""

    def convert(self, entry, plan) -> Outcome:
        notices = ("is not what it was.",) if entry.number % 2 else ()
        outcome = Outcome(entry.source, entry.target, State.DONE, "", 4, 30.0, 100, 40)
        return replace(outcome, notices=notices)


class Interrupted(Prompt):
    """Is interrupted at its second file, as by Ctrl+C."""

    def convert(self, entry, plan) -> Outcome:
        if entry.number == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return super().convert(entry, plan)


def many(folder: Path) -> Path:
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03d}.png").touch()
    return folder


def test_converted_files_get_a_line_only_with_verbose(call, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(batch, "Batch", Prompt)
    words = ["batch", many(tmp_path / "in"), "-o", tmp_path / "out"]
    outcome = call(*words)
    assert outcome.code == 0
    assert outcome.err.splitlines() == [
        "quantizer: 150 files: is not what it was.",
        "quantizer: 300 converted in 1.5 s: 30 kB -> 12 kB (40%), 18 kB saved",
    ]
    assert call(*words, "-q").err == ""
    verbose = call(*words, "-v").err.splitlines()
    assert len(verbose) == 300 + 150 + 1
    assert verbose[-2].endswith("299.png: 4 colours, 40 bytes, 40% of 100 bytes")


def test_common_reasons_are_printed_once(call, tmp_path, monkeypatch) -> None:
    class Dropped(InlineBatch):
        def convert(self, entry, plan) -> Outcome:
            reason = f"the result would be larger: {entry.number:,} bytes"
            return Outcome(entry.source, entry.target, State.SKIPPED, reason)

    monkeypatch.setattr(batch, "Batch", Dropped)
    words = ["batch", many(tmp_path / "in"), "-o", tmp_path / "out"]
    lines = call(*words).err.splitlines()
    assert lines[0] == "quantizer: 300 files: skipped, the result would be larger: ... bytes"
    assert len(lines) == 2
    words[1] = tmp_path / "in" / "000.png"
    assert f"{words[1]}: skipped, the result would be larger: 1 bytes" in call(*words).err


def test_an_interrupt_ends_it_and_says_how_to_resume(call, tmp_path, monkeypatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(batch, "Batch", Interrupted)
    report = tmp_path / "report.json"
    words = ["batch", many(tmp_path / "in"), "-o", tmp_path / "out"]
    outcome = call(*words, "--report", report)
    assert outcome.code == 130
    assert outcome.err.splitlines()[-1] == (
        "quantizer: interrupted after 2 of 300 files; repeat the command to continue"
    )
    counts = json.loads(report.read_text())["counts"]
    assert counts == {"converted": 2, "cancelled": 298}
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(("count", "code"), [(2, 0), (3, 130)])
def test_ctrl_c_is_how_a_watch_ends(call, tmp_path, monkeypatch, count, code) -> None:
    monkeypatch.setattr(watching, "STABLE_SECONDS", 0)
    monkeypatch.setattr(watching, "_LOOK_SECONDS", 0)
    monkeypatch.setattr(batch, "Batch", Interrupted)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.png").touch()
    outcome = call("batch", folder, "-o", tmp_path / "out", "--watch")
    assert outcome.code == code
    assert f"watching {folder}" in outcome.err
    assert ("repeat the command" in outcome.err) == bool(code)
    assert "2 converted" in outcome.err


def test_an_interrupt_while_planning(call, photos, tmp_path, monkeypatch) -> None:
    class Slow(InlineBatch):
        def plan(self, progress, **_):
            os.kill(os.getpid(), signal.SIGTERM)
            progress.check()

    monkeypatch.setattr(batch, "Batch", Slow)
    outcome = call("batch", photos, "-o", tmp_path / "out")
    assert outcome.code == 130
    assert outcome.err == "quantizer: interrupted before anything was converted\n"


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is another thing on Windows")
def test_ctrl_c_leaves_whole_files_and_the_same_command_resumes(call, tmp_path) -> None:
    photos, output = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    picture = PillowImage.fromarray(make_photo(120, 160)[..., :3])
    for number in range(10):
        picture.save(photos / f"{number:02d}.png")
    words = ["batch", str(photos), "-o", str(output), "-k", "64", "--jobs", "1"]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), *words],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while process.poll() is None and not list(output.glob("*.png")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # a terminal tells the workers, too
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "repeat the command to continue" in told
    assert "Traceback" not in told
    done = list(output.glob("*.png"))
    assert 0 < len(done) < 10
    for path in done:
        with PillowImage.open(path) as result:
            result.load()
    assert not list(output.rglob("*.tmp"))
    again = call(*words)
    assert again.code == 0, again.err
    assert len(list(output.glob("*.png"))) == 10
    assert f"{10 - len(done)} converted, {len(done)} skipped" in again.err


@pytest.mark.usefixtures("inline")
def test_folders_that_cannot_be_read_are_failures(call, photos, tmp_path, monkeypatch) -> None:
    hide(monkeypatch, photos / "sub")
    (photos / "link.png").symlink_to(tmp_path / "nowhere")
    complaint = f"quantizer: {photos / 'sub'}: the folder cannot be read (permission denied)\n"
    words = ["batch", photos, "-o", tmp_path / "out", "-k", 4, "--json"]
    outcome = call(*words, "-q", "--report", tmp_path / "r.csv")
    assert (outcome.code, outcome.err) == (1, complaint)
    told = json.loads(outcome.out)
    with (tmp_path / "r.csv").open(newline="") as file:
        for row in (told["files"][-1], list(csv.DictReader(file))[-1]):
            assert (row["file"], row["result"]) == (str(photos / "sub"), "failed")
            assert row["error"] == "the folder cannot be read (permission denied)"
    assert ["link.png" in notice for notice in told["notices"]] == [True]
    assert call(*words, "--collision", "skip").err.count("link.png") == 1  # told once
    planned = call(*words, "--dry-run", "-q", "--collision", "skip")
    assert (planned.code, planned.err) == (1, complaint)
    assert json.loads(planned.out)["files"][-1]["error"]


def test_files_that_were_not_begun_get_one_line(call, photos, tmp_path, monkeypatch) -> None:
    output, report = tmp_path / "out", tmp_path / "report.json"
    lost = output / ".quantizer-batch" / "report.csv"  # of two reports, one cannot be written
    monkeypatch.setattr(batch, "check_reports", lambda *_, **_named: None)
    output.mkdir()
    (output / ".quantizer-batch").write_text("in the way")
    outcome = call("batch", photos, "-o", output, "-q", "--report", lost, "--report", report)
    assert outcome.code == 1
    assert outcome.err.splitlines() == [
        f"quantizer: {photos / 'a.png'}: the output folder cannot be written (File exists)",
        "quantizer: and 1 file more: the output folder cannot be written (File exists)",
        f"quantizer: {lost.parent}: is a file, but a folder is to be made there",
    ]
    assert json.loads(report.read_text())["counts"] == {"failed": 2}


def test_a_folder_that_is_not_there_is_not_watched(call, tmp_path) -> None:
    outcome = call("batch", tmp_path / "missing", "-o", tmp_path / "out", "--watch")
    assert outcome.code == 1
    assert "watching" not in outcome.err
    assert outcome.err.endswith("missing: there is no such file or folder\n")


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
@pytest.mark.sample(2)
@pytest.mark.parametrize("closed", [">&- 2>&- <&-", ">&-", "2>&-"])
def test_it_works_with_closed_streams(photos, tmp_path, closed) -> None:
    words = [sys.executable, str(ROOT / "main.py"), "batch", "photos", "-o", "out", "-k", "4"]
    command = f"{shlex.join([*words, '-j', '1', '--json'])} {closed}"
    found = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "unexpected" not in found.stderr
    if closed.startswith(">&-"):  # all is converted, but the report is lost
        assert found.returncode == 1
        assert closed != ">&-" or found.stderr.endswith("printed: stdout is closed\n")
    else:
        assert found.returncode == 0
        assert json.loads(found.stdout)["counts"] == {"converted": 2}
    assert (tmp_path / "out" / "sub" / "b.png").is_file()


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be removed there")
@pytest.mark.parametrize("command", ["batch", "reduce"])
def test_a_current_folder_that_was_removed(photos, tmp_path, command) -> None:
    source = photos if command == "batch" else photos / "a.png"
    words = [sys.executable, str(ROOT / "main.py"), command, str(source), "-o", "out.png"]
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f"cd {shlex.quote(str(gone))} && rmdir ../gone && exec {shlex.join(words)}"
    found = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert found.stderr == (
        "quantizer: the current folder no longer exists; change to another one (cd) and try again\n"
    )


def test_a_folder_is_not_made_for_files_that_all_fail(call, tmp_path) -> None:
    source = tmp_path / "photos"
    source.mkdir()
    (source / "broken.png").write_bytes(b"no image")
    assert call("batch", source, "-o", tmp_path / "new" / "in", "-j", 1).code == 1
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").touch()
    told = call("batch", source, "-o", tmp_path / "file" / "in")
    assert (told.code, told.err.count("\n")) == (1, 1)


class TestReplace:
    @pytest.fixture
    def jpegs(self, tmp_path: Path) -> Path:
        """A folder of two JPEG files that are larger as PNG."""
        folder = tmp_path / "jpegs"
        folder.mkdir()
        for seed in range(2):
            photo = PillowImage.fromarray(make_photo(seed=seed)[..., :3])
            photo.save(folder / f"{seed}.jpg", quality=5)
        return folder

    def test_other_formats_and_larger_files_are_told_and_need_consent(
        self, call, inline, jpegs
    ) -> None:
        before = contents(jpegs)
        told = call("batch", jpegs, "-k", 16, "--replace")
        assert (told.code, told.err.count("\n")) == (2, 1)
        assert "turn 2 JPEG files into PNG and make 2 files larger, of 2 tried (" in told.err
        assert "kB in place of" in told.err
        assert "--yes" in told.err
        assert "--skip-if-larger" in told.err
        shown = call("batch", jpegs, "-k", 16, "--replace", "--dry-run")
        assert shown.code == 0
        assert "turn 2 JPEG files into PNG" in shown.err
        skipped = call("batch", jpegs, "-k", 16, "--replace", "--skip-if-larger")
        assert skipped.code == 0
        assert "going to turn 2 JPEG files into PNG" in skipped.err
        assert "2 skipped" in skipped.err
        assert contents(jpegs) == before
        assert "2 converted" in call("batch", jpegs, "-k", 16, "--replace", "--yes").err

    def test_files_of_the_same_format_that_become_smaller_need_none(
        self, call, inline, photos
    ) -> None:
        told = call("batch", photos, "--replace", "-k", 4, "--dry-run")
        assert told.code == 0
        assert "--replace" not in told.err

    def test_without_consent_no_file_becomes_larger(self) -> None:
        assert asked("in", "--replace").conversion.skip_if_larger
        assert not asked("in", "--replace", "--yes").conversion.skip_if_larger
        assert not asked("in", "-o", "out").conversion.skip_if_larger
