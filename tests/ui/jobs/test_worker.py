from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QThread

from quantizer.errors import ReadError
from quantizer.progress import Stage
from ui.jobs.worker import Context, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def worker(qapp: object) -> Iterator[Worker]:
    worker = Worker("test")
    yield worker
    worker.shutdown()
    assert not worker._thread.is_alive()


def until_cancelled(context: Context) -> None:
    while True:
        context.progress.check()
        threading.Event().wait(0.002)


def test_a_job_runs_elsewhere_and_its_result_arrives_on_the_gui_thread(
    qtbot: QtBot, worker: Worker
) -> None:
    where = []
    worker.published.connect(lambda result: where.append((result, QThread.isMainThread())))
    with qtbot.waitSignal(worker.finished):
        worker.start(lambda _context: threading.current_thread().name)
    assert where == [("test", True)]
    assert not worker.is_busy


def test_partial_results_come_before_the_last(qtbot: QtBot, worker: Worker) -> None:
    results: list[object] = []
    worker.published.connect(results.append)

    def job(context: Context) -> object:
        context.publish("partial")
        return "last"

    with qtbot.waitSignal(worker.finished):
        worker.start(job)
    assert results == ["partial", "last"]


def test_a_result_that_is_already_under_way_is_dropped(qtbot: QtBot, worker: Worker) -> None:
    results: list[object] = []
    worker.published.connect(results.append)
    done = threading.Event()

    def first(context: Context) -> object:
        context.publish("stale")
        done.set()
        return "stale as well"

    worker.start(first)
    assert done.wait(5)  # its message waits in the event loop, undelivered
    with qtbot.waitSignal(worker.finished):
        worker.start(lambda _context: "fresh")
    qtbot.wait(20)
    assert results == ["fresh"]


def test_starting_cancels_the_job_before(qtbot: QtBot, worker: Worker) -> None:
    worker.start(until_cancelled)
    with qtbot.waitSignal(worker.published, timeout=5000) as blocker:
        worker.start(lambda _context: 2)
    assert blocker.args == [2]


def test_cancel_is_told_once_and_at_once(qtbot: QtBot, worker: Worker) -> None:
    told: list[str] = []
    worker.cancelled.connect(lambda: told.append("cancelled"))
    worker.finished.connect(lambda: told.append("finished"))
    worker.start(until_cancelled)
    qtbot.wait(10)
    worker.cancel()
    assert told == ["cancelled", "finished"]
    qtbot.wait(30)
    assert told == ["cancelled", "finished"]


@pytest.mark.parametrize(
    "error", [ReadError("a.png", "damaged"), IndexError("boom"), MemoryError()]
)
def test_a_failure_is_told_and_the_worker_goes_on(
    qtbot: QtBot, worker: Worker, error: Exception
) -> None:
    def job(_context: Context) -> None:
        raise error

    with qtbot.waitSignal(worker.failed) as blocker:
        worker.start(job)
    assert blocker.args == [error]
    with qtbot.waitSignal(worker.published):
        worker.start(lambda _context: 1)


def test_progress_arrives(qtbot: QtBot, worker: Worker) -> None:
    def job(context: Context) -> None:
        context.progress.at(Stage.CLUSTER).report(0.5)

    with qtbot.waitSignal(worker.progressed) as blocker:
        worker.start(job)
    assert blocker.args == [Stage.CLUSTER, 0.5]


def test_shutdown_during_a_job_leaves_no_thread(qapp: object) -> None:
    before = threading.active_count()
    for _ in range(20):
        worker = Worker("short-lived")
        worker.start(until_cancelled)
        worker.shutdown()
        assert not worker._thread.is_alive()
    assert threading.active_count() == before


def test_what_a_job_tells_its_observer_arrives_complete_and_in_batches(
    qtbot: QtBot, worker: Worker
) -> None:
    heard: list[tuple[object, ...]] = []
    worker.observed.connect(heard.append)

    def job(context: Context) -> object:
        if context.progress.observer is None:
            return "nobody watches"
        for number in range(1000):
            context.progress.observer(number)
        return None

    with qtbot.waitSignal(worker.published) as blocker:
        worker.start(job)
    assert blocker.args == ["nobody watches"]
    worker.observes = True
    with qtbot.waitSignal(worker.finished):
        worker.start(job)
    assert [number for batch in heard for number in batch] == list(range(1000))
    assert len(heard) < 100
