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

from quantizer.batch import tasks
from quantizer.batch.control import Control
from quantizer.batch.digest import file_digest
from quantizer.batch.earlier import ALREADY_CONVERTED
from quantizer.batch.lock import BusyError
from quantizer.batch.options import BatchOptions, Conversion, Destination, Selection, Sharing
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.session import Batch
from quantizer.batch.tree import JOURNALS
from quantizer.errors import Cancelled, SettingsError
from quantizer.palette import Palette
from quantizer.progress import Progress
from quantizer.settings import ClusterSettings, Effort, Settings
from tests.batch import calls
from tests.batch.runs import home_trash

if TYPE_CHECKING:
    from quantizer.batch.plan import Entry

__all__ = ["home_trash"]

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
        Selection((tmp_path / "in",)),
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


def test_a_batch_of_nothing_says_so() -> None:
    options = BatchOptions(Selection(()), Destination(None))
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


def test_a_worker_that_is_killed_costs_its_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "convert_pickled", calls.convert_unless_told_to_die)
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
    monkeypatch.setattr(tasks, "convert_pickled", calls.convert_unless_told_to_die)
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


def test_a_run_that_is_not_wanted_any_more_leaves_no_trace(tmp_path: Path) -> None:
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


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
def test_a_run_that_was_killed_is_taken_up_again(tmp_path: Path) -> None:
    names = [f"{number:02}.png" for number in range(40)]
    _make_images(tmp_path / "in", *names)
    inputs = {path: file_digest(path) for path in (tmp_path / "in").iterdir()}
    script = tmp_path / "program.py"
    script.write_text(_PROGRAM)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, script, tmp_path], env=environment) as program:
        while program.poll() is None and len(list((tmp_path / "out").glob("*.png"))) < 3:
            time.sleep(0.001)
        program.kill()
    done = set(_written(tmp_path))
    outcomes = _convert(_options(tmp_path))
    states = [outcome.state for outcome in outcomes.values()]
    assert set(states) <= {State.DONE, State.SKIPPED}
    assert states.count(State.SKIPPED) >= min(3, len(done)) - 2  # two were perhaps not told of yet
    written = _written(tmp_path)
    assert list(written) == names

    (tmp_path / "out").rename(tmp_path / "interrupted")
    _convert(_options(tmp_path))
    assert _written(tmp_path) == written
    assert {path: file_digest(path) for path in inputs} == inputs


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the trash of freedesktop.org")
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
