from __future__ import annotations

import csv
import threading
import time
from typing import TYPE_CHECKING

import pytest

from quantizer.batch.outcome import State
from quantizer.batch.plan.options import BatchOptions, Destination, FileSelection, Sharing
from quantizer.errors import SettingsError
from tests.ui.batch.conftest import PALETTE, FakeBatch
from ui.batch.controller import BatchController, Phase
from ui.batch.jobs import Request
from ui.batch.table_model import BatchModel
from ui.thumbnails.cache import ThumbnailCache

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from quantizer.progress import Progress

    Fake = type[FakeBatch]


@pytest.fixture
def control(qapp: object, fake: Fake) -> Iterator[BatchController]:
    thumbnails = ThumbnailCache(16)
    made = BatchController(BatchModel(thumbnails))
    yield made
    made.shutdown()
    thumbnails.shutdown()


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    return wanted(tmp_path)


def wanted(folder: Path, sharing: Sharing = Sharing.NONE) -> Request:
    out = Destination(folder / "out")
    return Request((str(folder),), BatchOptions(FileSelection(()), out, sharing=sharing))


def plan(control: BatchController, request: Request, qtbot: QtBot) -> None:
    with qtbot.waitSignal(control.planned):
        control.prepare(request)


def finish(control: BatchController, qtbot: QtBot, fake: Fake, files: int) -> None:
    with qtbot.waitSignal(control.ended):
        fake.gate.release(files)


def states(control: BatchController) -> list[State]:
    return [control.model.state(row) for row in range(control.model.rowCount())]


def test_the_plan_becomes_the_rows_and_nothing_is_held(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    plan(control, request_, qtbot)
    assert control.phase is Phase.READY
    assert states(control) == [State.WAITING] * 5
    assert [one.is_open for one in fake.made] == [False]


def test_a_plan_that_cannot_be_leaves_no_rows_and_says_why(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    plan(control, request_, qtbot)
    fake.plan_error = SettingsError("two files would be written to /out/a.png")
    with qtbot.waitSignal(control.failed) as failure:
        control.prepare(request_)
    assert failure.args[0] == "The batch cannot be planned"
    assert str(failure.args[1]) == "two files would be written to /out/a.png"
    assert control.phase is Phase.EMPTY
    assert control.model.rowCount() == 0


def test_a_run_converts_all_that_waits(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    fake.skips, fake.fails = {2: "already converted"}, frozenset({4})
    plan(control, request_, qtbot)
    control.start()
    finish(control, qtbot, fake, 4)
    assert [one.number for one in fake.made[-1].ran] == [1, 3, 4, 5]
    assert states(control) == [
        State.DONE, State.SKIPPED, State.DONE, State.FAILED, State.DONE
    ]  # fmt: skip
    assert control.phase is Phase.READY
    assert control.saved == 3 * 600
    assert control.summary is not None
    assert not fake.made[-1].is_open


def test_outcomes_show_while_the_run_goes_on(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    plan(control, request_, qtbot)
    control.start()
    fake.gate.release(2)
    qtbot.waitUntil(lambda: control.throughput.done == 2)
    qtbot.waitUntil(lambda: states(control)[2] is State.RUNNING)
    assert states(control)[:2] == [State.DONE] * 2
    assert states(control)[3:] == [State.WAITING] * 2
    finish(control, qtbot, fake, 3)


def test_a_burst_of_outcomes_is_shown_in_parts_and_none_is_lost(
    control: BatchController,
    qtbot: QtBot,
    fake: Fake,
    request_: Request,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.batch.controller._MOST", 7)
    fake.count = 40
    fake.gate.release(40)
    plan(control, request_, qtbot)
    sizes: list[int] = []
    take = control.model.take
    monkeypatch.setattr(
        control.model, "take", lambda changes: (sizes.append(len(list(changes))), take(changes))
    )
    with qtbot.waitSignal(control.ended):
        control.start()
    assert max(sizes) == 7
    assert states(control) == [State.DONE] * 40
    assert control.throughput.done == 40


def test_a_pause_and_going_on(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    plan(control, request_, qtbot)
    control.start()
    control.pause()
    assert control.phase is Phase.PAUSED
    assert control._control.is_paused
    control.resume()
    assert control.phase is Phase.RUNNING
    assert not control._control.is_paused
    finish(control, qtbot, fake, 5)


def test_cancelling_keeps_what_is_done_and_a_later_run_does_the_rest(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    plan(control, request_, qtbot)
    control.start()
    fake.gate.release(2)
    qtbot.waitUntil(lambda: control.throughput.done == 2)
    with qtbot.waitSignal(control.ended):
        control.cancel()
        assert control.phase is Phase.STOPPING
    assert control.summary is not None
    assert control.summary.cancelled
    assert states(control) == [State.DONE] * 2 + [State.CANCELLED] * 3
    control.start()
    finish(control, qtbot, fake, 3)
    assert [one.number for one in fake.made[-1].ran] == [3, 4, 5]
    assert states(control) == [State.DONE] * 5


def test_what_failed_is_tried_again_alone(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    fake.fails = frozenset({1, 3})
    plan(control, request_, qtbot)
    control.start()
    finish(control, qtbot, fake, 5)
    fake.fails = frozenset({3})
    control.retry()
    assert states(control)[0] is State.WAITING
    finish(control, qtbot, fake, 2)
    assert [one.number for one in fake.made[-1].ran] == [1, 3]
    assert states(control)[0] is State.DONE
    assert states(control)[2] is State.FAILED


def test_shared_palettes_can_be_seen_before_the_run_and_are_not_found_twice(
    control: BatchController,
    qtbot: QtBot,
    fake: Fake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan(control, wanted(tmp_path, Sharing.ALL), qtbot)
    with qtbot.waitSignal(control.palettes_changed):
        control.find_palettes()
    assert control.palettes == {"all": PALETTE}
    assert control.phase is Phase.READY
    monkeypatch.delattr(FakeBatch, "palettes")
    control.start()
    finish(control, qtbot, fake, 5)
    assert states(control) == [State.DONE] * 5


def test_a_run_finds_shared_palettes_that_are_not_known(
    control: BatchController, qtbot: QtBot, fake: Fake, tmp_path: Path
) -> None:
    plan(control, wanted(tmp_path, Sharing.ALL), qtbot)
    with qtbot.waitSignal(control.palettes_changed):
        control.start()
    assert control.palettes == {"all": PALETTE}
    assert control.phase is Phase.RUNNING
    finish(control, qtbot, fake, 5)


def test_a_run_can_be_cancelled_while_it_looks_for_palettes(
    control: BatchController,
    qtbot: QtBot,
    fake: Fake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began = threading.Event()

    def seek(_batch: object, _plan: object, progress: Progress) -> None:
        began.set()
        while True:
            progress.check()
            time.sleep(0.001)

    monkeypatch.setattr(fake, "palettes", seek)
    plan(control, wanted(tmp_path, Sharing.ALL), qtbot)
    control.start()
    qtbot.waitUntil(began.is_set)
    with qtbot.waitSignal(control.ended):
        control.cancel()
    assert control.phase is Phase.READY
    assert states(control) == [State.WAITING] * 5
    assert not fake.made[-1].is_open


def test_a_run_that_breaks_off_says_why_and_the_rows_stay(
    control: BatchController,
    qtbot: QtBot,
    fake: Fake,
    request_: Request,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan(control, request_, qtbot)

    def refuse(*_arguments: object) -> None:
        raise SettingsError("another batch writes into /out")

    monkeypatch.setattr(fake, "run", refuse)
    with qtbot.waitSignal(control.failed) as failure:
        control.start()
    assert failure.args[0] == "The batch was stopped by an error"
    assert control.phase is Phase.READY
    assert states(control) == [State.WAITING] * 5


def test_the_report_holds_every_row(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request, tmp_path: Path
) -> None:
    fake.skips, fake.fails = {2: "already converted"}, frozenset({4})
    plan(control, request_, qtbot)
    control.start()
    finish(control, qtbot, fake, 4)
    path = tmp_path / "report.csv"
    with qtbot.waitSignal(control.reported) as told:
        control.write_report(path)
    assert told.args == [path]
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["result"] for row in rows] == [
        "converted", "skipped", "converted", "failed", "converted"
    ]  # fmt: skip


def test_a_plan_is_not_replaced_while_files_are_converted(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    plan(control, request_, qtbot)
    control.start()
    control.prepare(None)
    assert control.phase is Phase.RUNNING
    finish(control, qtbot, fake, 5)


def test_shutting_down_in_the_middle_of_a_run_ends_it(
    control: BatchController, qtbot: QtBot, fake: Fake, request_: Request
) -> None:
    plan(control, request_, qtbot)
    control.start()
    qtbot.waitUntil(lambda: len(fake.made) == 2 and bool(fake.made[1].ran))
    control.shutdown()
    assert not fake.made[1].is_open
