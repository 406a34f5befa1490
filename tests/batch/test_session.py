"""A batch from plan to summary, with real files, workers and journals."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from quantizer.batch.digest import file_digest
from quantizer.batch.journal.append_log import AppendLog
from quantizer.batch.journal.folder_lock import BusyError
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.undo import undo
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.options import (
    BatchOptions,
    Collision,
    Conversion,
    Destination,
    FileSelection,
    Sharing,
)
from quantizer.batch.plan.tree import JOURNALS
from quantizer.batch.run import journaled_tasks
from quantizer.batch.run.control import Control
from quantizer.batch.run.resume import ALREADY_CONVERTED
from quantizer.batch.session import Batch
from quantizer.errors import Cancelled, SettingsError
from quantizer.image.palette import Palette
from quantizer.progress import Progress
from quantizer.settings.settings import ClusterSettings, Effort, Settings
from tests.batch import calls
from tests.batch.trees import hide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quantizer.batch.plan.plan import Entry


@pytest.fixture(autouse=True)
def _workers(request: pytest.FixtureRequest) -> None:
    """Have all tests share worker processes, but those that move the home folder."""
    if "home_trash" not in request.fixturenames:
        request.getfixturevalue("kept_workers")


_SETTINGS = Settings(ClusterSettings(colors=8, effort=Effort.FAST))


def _make_images(folder: Path, *names: str) -> None:
    for seed, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(seed).integers(0, 256, (12, 16, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(path)


def _options(
    tmp_path: Path, settings: Settings = _SETTINGS, sharing: Sharing = Sharing.NONE
) -> BatchOptions:
    return BatchOptions(
        FileSelection((tmp_path / "in",)),
        Destination(tmp_path / "out"),
        Conversion(settings),
        sharing,
    )


def _convert(options: BatchOptions, *, jobs: int = 1, resume: bool = True) -> dict[str, Outcome]:
    with Batch(options, jobs=jobs, resume=resume) as batch:
        plan = batch.plan()
        summary = batch.run(plan, batch.palettes(plan))
    return {outcome.source.name: outcome for outcome in summary.outcomes}


def _written(tmp_path: Path) -> dict[str, str]:
    """Return the fingerprints of all outputs, and of what else there is beside the journals."""
    out = tmp_path / "out"
    return {
        str(path.relative_to(out)): file_digest(path)
        for path in sorted(out.rglob("*"))
        if path.is_file() and JOURNALS not in path.parts
    }


def _reasons(outcomes: dict[str, Outcome]) -> set[tuple[State, str]]:
    return {(outcome.state, outcome.reason) for outcome in outcomes.values()}


@pytest.mark.exhaustive
def test_outputs_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png", "b.png", "deep/c.png")
    _convert(_options(tmp_path))
    one = _written(tmp_path)
    assert list(one) == ["a.png", "b.png", "deep/c.png"]
    again = _convert(_options(tmp_path), jobs=2, resume=False)
    assert _reasons(again) == {(State.DONE, "")}
    assert _written(tmp_path) == one


def test_what_is_done_is_left_out_until_anything_changes(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png", "b.png")
    first = _convert(_options(tmp_path))
    second = _convert(_options(tmp_path))
    assert _reasons(second) == {(State.SKIPPED, ALREADY_CONVERTED)}
    assert second["a.png"].k == first["a.png"].k == 8
    assert second["a.png"].bytes_after == first["a.png"].bytes_after

    _make_images(tmp_path / "in", "b.png")  # other contents, under the same name
    third = _convert(_options(tmp_path))
    assert third["a.png"].state is State.SKIPPED
    assert third["b.png"].state is State.DONE

    (tmp_path / "out" / "a.png").unlink()
    assert _convert(_options(tmp_path))["a.png"].state is State.DONE
    fewer = replace(_SETTINGS, cluster=replace(_SETTINGS.cluster, colors=4))
    assert _reasons(_convert(_options(tmp_path, fewer))) == {(State.DONE, "")}


def test_a_shared_palette_is_found_anew_and_what_has_it_is_left_out(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png", "b.png")
    options = _options(tmp_path, sharing=Sharing.ALL)
    assert _reasons(_convert(options)) == {(State.DONE, "")}
    with Image.open(tmp_path / "out/a.png") as one, Image.open(tmp_path / "out/b.png") as other:
        assert one.getpalette() == other.getpalette()
    assert _reasons(_convert(options)) == {(State.SKIPPED, ALREADY_CONVERTED)}
    _make_images(tmp_path / "in", "c.png", "d.png", "e.png")
    assert _reasons(_convert(options)) == {(State.DONE, "")}


def test_no_palette_is_looked_for_where_one_is_given(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png")
    palette = Palette.from_colors(np.array([[0, 0, 0, 255], [255, 255, 255, 255]], np.uint8))
    options = _options(tmp_path, sharing=Sharing.ALL)
    options = replace(options, conversion=replace(options.conversion, palette=palette))
    assert _convert(options)["a.png"].k == 2
    assert _reasons(_convert(options)) == {(State.SKIPPED, ALREADY_CONVERTED)}


@pytest.mark.parametrize("sharing", [Sharing.NONE, Sharing.ALL])
def test_files_take_or_share_the_best_entries_of_a_given_palette(
    tmp_path: Path, sharing: Sharing
) -> None:
    _make_images(tmp_path / "in", "a.png", "b.png")
    steps = np.linspace(0, 255, 4).astype(np.uint8)
    colors = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 3)
    palette = Palette.from_colors(colors)
    few = replace(_SETTINGS, cluster=replace(_SETTINGS.cluster, colors=5))
    options = _options(tmp_path, few, sharing=sharing)
    options = replace(options, conversion=replace(options.conversion, palette=palette))
    outcomes = _convert(options)
    assert [outcome.k for outcome in outcomes.values()] == [5, 5]
    with Image.open(tmp_path / "out/a.png") as one, Image.open(tmp_path / "out/b.png") as other:
        entries = [set(map(tuple, np.reshape(each.getpalette(), (-1, 3)))) for each in (one, other)]
    assert entries[0] | entries[1] <= set(map(tuple, colors.tolist()))
    assert entries[0] == entries[1] or sharing is Sharing.NONE
    assert _reasons(_convert(options)) == {(State.SKIPPED, ALREADY_CONVERTED)}


def test_a_batch_of_nothing_says_so() -> None:
    options = BatchOptions(FileSelection(()), Destination(None))
    with Batch(options) as batch, pytest.raises(SettingsError, match="no files were given"):
        batch.plan()


def test_planning_writes_nothing(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png")
    with Batch(_options(tmp_path)) as batch:
        batch.plan(tidy=False)
        assert batch.journal is None
        with pytest.raises(Cancelled):
            batch.plan(Progress(cancelled=lambda: True))
    assert not (tmp_path / "out").exists()


@pytest.mark.exhaustive
def test_a_worker_that_is_killed_costs_its_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journaled_tasks, "convert_pickled", calls.convert_unless_told_to_die)
    _make_images(tmp_path / "in", "a.png", "die.png", "z.png")
    outcomes = _convert(_options(tmp_path), jobs=2)
    assert outcomes["a.png"].state is outcomes["z.png"].state is State.DONE
    assert outcomes["die.png"].state is State.FAILED
    assert "killed by SIGKILL" in outcomes["die.png"].reason
    assert list(_written(tmp_path)) == ["a.png", "z.png"]  # and no temporary file

    monkeypatch.undo()
    again = _convert(_options(tmp_path))
    assert [outcome.state for outcome in again.values()] == [
        State.SKIPPED,
        State.DONE,
        State.SKIPPED,
    ]


def test_a_cancel_leaves_whole_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journaled_tasks, "convert_pickled", calls.convert_unless_told_to_die)
    _make_images(tmp_path / "in", "a.png", "hang.png", "y.png", "z.png")
    control = Control()

    def listen(entry: Entry, outcome: Outcome) -> None:
        if outcome.state is State.DONE:
            threading.Thread(target=cancel_once_it_hangs).start()

    def cancel_once_it_hangs() -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and not list((tmp_path / "out").glob(".quantizer-*.tmp")):
            time.sleep(0.01)
        control.cancel()

    with Batch(_options(tmp_path), jobs=1) as batch:
        summary = batch.run(batch.plan(), None, listen, control)
        assert list(_written(tmp_path)) == ["a.png"]  # though the batch is still open
    assert summary.cancelled
    assert [outcome.state for outcome in summary.outcomes] == [State.DONE] + [State.CANCELLED] * 3

    monkeypatch.undo()
    with Batch(_options(tmp_path), jobs=1) as batch:
        again = batch.run(batch.plan())
    assert [outcome.state for outcome in again.outcomes] == [State.SKIPPED] + [State.DONE] * 3
    assert again.journal == summary.journal  # one run, in two parts


def test_a_cancelled_run_leaves_no_trace(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png")
    control = Control()
    control.cancel()
    with Batch(_options(tmp_path)) as batch:
        summary = batch.run(batch.plan(), None, control=control)
    assert summary.cancelled
    assert summary.journal is None
    assert not (tmp_path / "out").exists()


def test_files_that_failed_are_tried_again_in_the_same_journal(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png")
    (tmp_path / "in" / "b.png").write_bytes(b"no picture")
    with Batch(_options(tmp_path), jobs=1) as batch:
        plan = batch.plan()
        first = batch.run(plan)
        failed = {one.source for one in first.outcomes if one.state is State.FAILED}
        assert {path.name for path in failed} == {"b.png"}
        (tmp_path / "in" / "b.png").write_bytes((tmp_path / "in" / "a.png").read_bytes())
        part = replace(plan, entries=tuple(e for e in plan.entries if e.source in failed))
        second = batch.run(part)
    assert [outcome.state for outcome in second.outcomes] == [State.DONE]
    assert first.journal == second.journal


def test_two_batches_do_not_write_into_one_folder(tmp_path: Path) -> None:
    _make_images(tmp_path / "in", "a.png")
    with Batch(_options(tmp_path), jobs=1) as one, Batch(_options(tmp_path), jobs=1) as other:
        plan = other.plan()
        one.run(one.plan())
        with pytest.raises(BusyError):
            other.run(plan)


_PROGRAM = """
import sys
from pathlib import Path
from tests.batch.test_session import _convert, _options

if __name__ == "__main__":
    _convert(_options(Path(sys.argv[1])), jobs=2)
"""


def _journal_lines(folder: Path, event: str) -> int:
    paths = (folder / "out").glob(".quantizer-batch/*.jsonl")
    return sum(path.read_bytes().count(f'"event":"{event}"'.encode()) for path in paths)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
def test_a_run_that_was_killed_is_resumed(tmp_path: Path) -> None:
    names = [f"{number:02}.png" for number in range(40)]
    _make_images(tmp_path / "in", *names)
    inputs = {path: file_digest(path) for path in (tmp_path / "in").iterdir()}
    script = tmp_path / "program.py"
    script.write_text(_PROGRAM)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, script, tmp_path], env=environment) as program:
        while program.poll() is None and _journal_lines(tmp_path, "end") < 3:
            time.sleep(0.001)
        program.kill()
    outcomes = _convert(_options(tmp_path))
    states = [outcome.state for outcome in outcomes.values()]
    assert set(states) <= {State.DONE, State.SKIPPED}
    assert states.count(State.SKIPPED) >= 3
    written = _written(tmp_path)
    assert list(written) == names

    (tmp_path / "out").rename(tmp_path / "interrupted")
    _convert(_options(tmp_path))
    assert _written(tmp_path) == written
    assert {path: file_digest(path) for path in inputs} == inputs


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the trash of freedesktop.org")
@pytest.mark.exhaustive
def test_inputs_that_are_replaced_keep_the_palette_that_they_began_with(
    tmp_path: Path, home_trash: Path
) -> None:
    assert home_trash
    _make_images(tmp_path / "in", *(f"{number}.png" for number in range(6)))
    options = replace(_options(tmp_path, sharing=Sharing.ALL), destination=Destination(None))
    control = Control()

    def stop_after_two(_entry: Entry, outcome: Outcome) -> None:
        if outcome.state is State.DONE:
            control.cancel()

    with Batch(options, jobs=1) as batch:
        plan = batch.plan()
        first = batch.palettes(plan)
        summary = batch.run(plan, first, stop_after_two, control)
    assert summary.cancelled
    with Batch(options, jobs=1) as batch:
        plan = batch.plan()
        second = batch.palettes(plan)
        outcomes = batch.run(plan, second).outcomes
    assert {group: palette.colors.tolist() for group, palette in second.items()} == {
        group: palette.colors.tolist() for group, palette in first.items()
    }
    assert {outcome.state for outcome in outcomes} == {State.DONE, State.SKIPPED}
    colors = {tuple(color) for color in first["all"].colors[:, :3].tolist()}
    for path in (tmp_path / "in").glob("*.png"):
        with Image.open(path) as result:
            pixels = np.asarray(result.convert("RGB")).reshape(-1, 3)
        assert {tuple(color) for color in pixels.tolist()} <= colors


@pytest.mark.exhaustive
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the trash of freedesktop.org")
@pytest.mark.parametrize("sharing", [Sharing.ALL, Sharing.FOLDER])
def test_inputs_that_were_replaced_keep_their_palette_for_ever(
    tmp_path: Path, home_trash: Path, sharing: Sharing
) -> None:
    assert home_trash
    _make_images(tmp_path / "in", "a.jpg", "b.png", "sub/c.png")
    options = replace(_options(tmp_path, sharing=sharing), destination=Destination(None))
    assert _reasons(_convert(options)) == {(State.DONE, "")}
    with Batch(options, jobs=1) as batch:
        plan = batch.plan()
        first = batch.palettes(plan)
    with Batch(options, jobs=1) as batch:  # as the window asks, which planned before
        assert batch.palettes(plan) == first
    assert _reasons(_convert(options)) == {(State.SKIPPED, ALREADY_CONVERTED)}

    _make_images(tmp_path / "in", *["new.png"] * 2, "other/d.png")
    with Batch(options, jobs=1) as batch:
        second = batch.palettes(batch.plan())
    assert {group: second[group] for group in first} == first
    assert len(second) == (1 if sharing is Sharing.ALL else 3)
    third = _convert(options)
    assert {name for name, one in third.items() if one.state is State.DONE} == {"new.png", "d.png"}
    assert _reasons(_convert(options)) == {(State.SKIPPED, ALREADY_CONVERTED)}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the trash of freedesktop.org")
@pytest.mark.exhaustive
def test_a_palette_that_no_file_has_any_more_is_found_anew(
    tmp_path: Path, home_trash: Path
) -> None:
    assert home_trash
    _make_images(tmp_path / "in", "a.png", "b.png")
    options = replace(_options(tmp_path, sharing=Sharing.ALL), destination=Destination(None))
    with Batch(options, jobs=1) as batch:
        plan = batch.plan()
        first = batch.palettes(plan)
        journal = batch.run(plan, first).journal
    assert journal is not None
    assert len(undo(journal).restored) == 2
    _make_images(tmp_path / "in", *(f"{number}.png" for number in range(4)))
    with Batch(options, jobs=1) as batch:
        assert batch.palettes(batch.plan()) != first


def test_a_folder_that_cannot_be_read_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_images(tmp_path / "in", "a.png", "secret/b.png")
    (tmp_path / "in" / "link.png").symlink_to(tmp_path / "nowhere")
    hide(monkeypatch, tmp_path / "in" / "secret")
    told: list[State] = []
    for state in (State.DONE, State.SKIPPED):  # also when there is nothing else to do
        told.clear()
        with Batch(_options(tmp_path), jobs=1) as batch:
            plan = batch.plan()
            summary = batch.run(plan, None, lambda _, outcome: told.append(outcome.state))
        assert [outcome.state for outcome in summary.outcomes] == [state, State.FAILED]
        assert summary.outcomes[1].source == tmp_path / "in" / "secret"
        assert summary.outcomes[1].reason == "the folder cannot be read (permission denied)"
        assert summary.exit_code == 1
        assert State.FAILED in told
        (notice,) = summary.notices
        assert "link.png is a broken link" in notice


@pytest.mark.parametrize("is_shared", [False, True])
def test_an_output_folder_that_cannot_be_written_fails_all(
    tmp_path: Path, is_shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **_named: object) -> None:
        raise OSError(30, "Read-only file system")

    _make_images(tmp_path / "in", "a.png", "b.png")
    sharing = Sharing.ALL if is_shared else Sharing.NONE
    monkeypatch.setattr(Path, "mkdir", refuse)
    with Batch(_options(tmp_path, sharing=sharing), jobs=1) as batch:
        plan = batch.plan()
        summary = batch.run(plan, batch.palettes(plan))
    assert {(outcome.state, outcome.reason) for outcome in summary.outcomes} == {
        (State.FAILED, "the output folder cannot be written (Read-only file system)")
    }
    assert len(summary.outcomes) == 2
    assert summary.exit_code == 1
    assert summary.journal is None


def test_a_journal_that_cannot_be_written_any_more_fails_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_images(tmp_path / "in", "a.png", "b.png", "c.png")
    append = AppendLog.append

    def refuse(file: AppendLog, line: Mapping[str, object]) -> None:
        if str(line.get("source", "")).endswith(("b.png", "c.png")):
            raise JournalError.of(file.path, OSError(5, "I/O error")) from OSError(5, "I/O error")
        append(file, line)

    monkeypatch.setattr(AppendLog, "append", refuse)
    outcomes = _convert(_options(tmp_path))
    assert outcomes["a.png"].state is State.DONE
    assert {(outcomes[name].state, outcomes[name].reason) for name in ("b.png", "c.png")} == {
        (State.FAILED, "the output folder cannot be written (I/O error)")
    }
    assert list(_written(tmp_path)) == ["a.png"]


@pytest.mark.exhaustive
def test_the_copy_of_an_original_follows_the_original(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    source, copy = tmp_path / "in" / "a.jpg", tmp_path / "out" / "a.jpg"
    options = _options(tmp_path)
    conversion = replace(options.conversion, min_saving=100, copy_original=True)
    options = replace(options, conversion=conversion)
    for color in ("red", "green", "blue"):
        Image.new("RGB", (40, 30), color).save(source)
        assert _convert(options)["a.jpg"].state is State.COPIED
        assert copy.read_bytes() == source.read_bytes()
    assert _reasons(_convert(options)) == {(State.SKIPPED, ALREADY_CONVERTED)}

    copy.write_bytes(b"changed by somebody")
    for collision in (Collision.FAIL, Collision.OVERWRITE, Collision.SKIP, Collision.RENAME):
        target = Destination(tmp_path / "out", collision=collision)
        outcome = _convert(replace(options, destination=target))["a.jpg"]
        assert copy.read_bytes() == b"changed by somebody"
        if collision is Collision.RENAME:
            assert (outcome.state, outcome.target.name) == (State.COPIED, "a-2.jpg")
        elif collision is Collision.SKIP:
            assert outcome.state is State.SKIPPED
            assert outcome.reason.endswith("; a.jpg exists already")
        else:
            assert outcome.state is State.FAILED
            assert "a.jpg: already exists, and is no copy" in outcome.reason
