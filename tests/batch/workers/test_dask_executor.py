"""A real Dask cluster on this machine: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image as Pillow

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.options import (
    BatchOptions,
    Conversion,
    Destination,
    FileSelection,
    Sharing,
)
from quantizer.batch.plan.plan import Entry
from quantizer.batch.run.convert_file import Task, convert
from quantizer.batch.session import Batch
from quantizer.batch.workers import dask_executor
from quantizer.batch.workers.dask_executor import ClusterError, ClusterExecutor
from quantizer.errors import Cancelled, ReadError, SettingsError
from quantizer.settings.settings import ClusterSettings, Effort, Settings
from tests.batch import cluster_calls as calls
from tests.conftest import make_photo

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="Dask is not installed"
)

ROOT = Path(__file__).parents[3]

PATIENCE = 180
"""Seconds after which a test gives up; far more than a busy machine needs."""


_SHORT_WAITS = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s"}
"""The other worker waits that long for one that was killed; 30 s unless told."""


class LocalCluster:
    """A scheduler and workers; what is still alive at the end is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler",
            *("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._file)),
            *("--idle-timeout", "10 minutes"),  # if these tests are killed
        )
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> LocalCluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    @property
    def address(self) -> str:
        until(lambda: self._file.exists() and self._file.read_text().rstrip().endswith("}"))
        return str(json.loads(self._file.read_text())["address"])

    def connect(self, workers: int) -> ClusterExecutor:
        """Return an executor on so many workers."""
        assert self.address  # a worker that reads half of the file ends
        self.workers = [one for one in self.workers if one.poll() is None]
        while len(self.workers) < workers:
            self.workers.append(
                self._start(
                    "worker",
                    *("--scheduler-file", str(self._file), "--local-directory", str(self._folder)),
                    *("--nthreads", "1", "--no-nanny", "--death-timeout", "10 minutes"),
                )
            )
        found: list[ClusterExecutor] = []

        def is_complete() -> bool:
            try:
                found.append(ClusterExecutor(self.address))
            except ClusterError:
                return False
            if found[-1].jobs != workers:
                found.pop().shutdown()
            return bool(found)

        until(is_complete)
        return found[0]

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *arguments],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **_SHORT_WAITS},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def until(condition, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def at_work(folder: Path) -> set[int]:
    return {int(path.name) for path in folder.iterdir() if path.name.isdigit()}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with LocalCluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.mark.exhaustive
def test_it_works_on_all_workers(local: LocalCluster, tmp_path: Path) -> None:
    with local.connect(2) as executor:
        futures = [executor.submit(calls.wait_for, tmp_path) for _ in range(2)]
        until(lambda: len(at_work(tmp_path)) == 2)
        (tmp_path / "go").touch()
        assert {future.result(PATIENCE) for future in futures} == {one.pid for one in local.workers}


@pytest.mark.exhaustive
def test_what_goes_wrong_there_is_raised_here(local: LocalCluster, tmp_path: Path) -> None:
    with local.connect(2) as executor, pytest.raises(ReadError, match="is no image") as caught:
        executor.submit(calls.fail, tmp_path / "a.png").result(PATIENCE)
    assert caught.value.path == tmp_path / "a.png"


@pytest.mark.exhaustive
def test_the_task_of_a_killed_worker_runs_on_the_other(local: LocalCluster, tmp_path: Path) -> None:
    with local.connect(2) as executor:
        futures = [executor.submit(calls.wait_for, tmp_path) for _ in range(2)]
        until(lambda: len(at_work(tmp_path)) == 2)
        local.workers[0].kill()
        (tmp_path / "go").touch()
        assert [future.result(PATIENCE) for future in futures] == [local.workers[1].pid] * 2


@pytest.mark.usefixtures("kept_workers")
@pytest.mark.exhaustive
def test_a_batch_is_the_same_with_a_worker_killed_half_way(
    local: LocalCluster, tmp_path: Path
) -> None:
    for number in range(8):
        pixels = make_photo(30, 40, number)[..., :3] // (number % 5 + 1)
        (tmp_path / "in").mkdir(exist_ok=True)
        Pillow.fromarray(pixels).save(tmp_path / "in" / f"{number}.png")

    def options(output: str) -> BatchOptions:
        settings = Settings(ClusterSettings(colors=24, effort=Effort.FAST))
        return BatchOptions(
            FileSelection((tmp_path / "in",)),
            Destination(tmp_path / output),
            Conversion(settings),
            Sharing.ALL,
        )

    with Batch(options("plain"), jobs=1) as batch:
        plan = batch.plan()
        expected = batch.palettes(plan)
        batch.run(plan, expected)

    done: list[Outcome] = []

    def listen(_entry: Entry, outcome: Outcome) -> None:
        if outcome.state.is_final:
            done.append(outcome)
        if len(done) == 3:
            local.workers[0].kill()

    local.connect(2).shutdown()
    with Batch(options("cluster"), cluster=local.address) as batch:
        plan = batch.plan()
        palettes = batch.palettes(plan)
        assert palettes == expected
        summary = batch.run(plan, palettes, listen)
    assert {outcome.state for outcome in summary.outcomes} == {State.DONE}
    assert local.workers[0].wait(PATIENCE) != 0
    names = {path.name for path in (tmp_path / "in").iterdir()}
    files = [path for path in (tmp_path / "cluster").iterdir() if path.is_file()]
    assert {path.name for path in files} == names
    for path in files:
        assert path.read_bytes() == (tmp_path / "plain" / path.name).read_bytes()


@pytest.mark.exhaustive
def test_an_interrupt_ends_what_is_at_work(local: LocalCluster, tmp_path: Path) -> None:
    with local.connect(2) as executor:
        futures = [executor.submit(calls.wait_for, tmp_path) for _ in range(5)]
        until(lambda: len(at_work(tmp_path)) == 2)
        executor.interrupt()
        assert all(future.done() for future in futures)
        for future in futures:
            with pytest.raises(Cancelled):
                future.result(0)
        # The workers are free again, for what is submitted from now on.
        again = [executor.submit(calls.own_id) for _ in range(4)]
        assert {future.result(PATIENCE) for future in again} <= {one.pid for one in local.workers}


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="stops by a signal")
def test_an_interrupt_does_not_wait_for_a_worker_that_hangs(
    local: LocalCluster, tmp_path: Path
) -> None:
    with local.connect(2) as executor:
        futures = [executor.submit(calls.wait_for, tmp_path) for _ in range(2)]
        until(lambda: len(at_work(tmp_path)) == 2)
        local.workers[0].send_signal(signal.SIGSTOP)
        try:
            interrupting = threading.Thread(target=executor.interrupt, daemon=True)
            interrupting.start()
            interrupting.join(PATIENCE / 3)  # the cluster itself gives a worker up later
            assert not interrupting.is_alive()
            assert all(isinstance(future.exception(0), Cancelled) for future in futures)
        finally:
            local.workers[0].kill()


@pytest.mark.exhaustive
def test_a_cluster_without_workers_is_refused(tmp_path: Path) -> None:
    with LocalCluster(tmp_path) as empty, pytest.raises(ClusterError, match="no workers"):
        ClusterExecutor(empty.address)


def test_a_lost_cluster_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    with LocalCluster(tmp_path) as lost, lost.connect(1) as executor:
        future = executor.submit(calls.wait_for, folder)
        until(lambda: at_work(folder))
        lost.scheduler.kill()
        with pytest.raises(ClusterError, match="was lost"):
            future.result(PATIENCE)
        with pytest.raises(ClusterError, match="was lost"):
            executor.submit(calls.own_id)


def test_a_cluster_replaces_no_files(tmp_path: Path) -> None:
    options = BatchOptions(FileSelection((tmp_path,)), Destination(None))
    with pytest.raises(SettingsError, match="cannot replace files"):
        Batch(options, cluster="tcp://127.0.0.1:8786")


def test_a_task_that_is_done_twice_is_done(tmp_path: Path) -> None:
    # The worker that did it first died before it could say so.
    source, target = tmp_path / "a.png", tmp_path / "out" / "a.png"
    Pillow.fromarray(make_photo(30, 30)).save(source)
    settings = Settings(ClusterSettings(colors=8, effort=Effort.FAST))
    task = Task(Entry(1, source, Path("a.png"), target, "png"), Conversion(settings))
    first = convert(task)
    assert first.state is State.DONE
    assert replace(convert(task), seconds=0) == replace(first, seconds=0)
    target.write_bytes(b"another file")
    again = convert(task)
    assert again.state is State.FAILED
    assert "already exists" in again.reason
    assert target.read_bytes() == b"another file"


def test_where_no_scheduler_is_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_executor, "_SECONDS_TO_CONNECT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    with pytest.raises(ClusterError, match=f"127.0.0.1:{free}; start one"):
        ClusterExecutor(f"tcp://127.0.0.1:{free}")


@pytest.mark.parametrize("address", ["", "nonsense", "tcp://"])
def test_an_address_that_is_none_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_executor, "_SECONDS_TO_CONNECT", 0.1)
    with pytest.raises(ClusterError, match="no scheduler"):
        ClusterExecutor(address)


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'quantizer\[cluster\]'"):
        ClusterExecutor("tcp://127.0.0.1:8786")


@pytest.mark.exhaustive
def test_another_version_is_refused(local: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    local.connect(2).shutdown()
    monkeypatch.setattr(dask_executor, "__version__", "99.0")
    with pytest.raises(ClusterError, match=r"this computer has 99\.0; install the same version"):
        ClusterExecutor(local.address)


@pytest.mark.exhaustive
def test_a_batch_whose_cluster_is_lost_half_way_has_a_summary(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(12):
        Pillow.fromarray(make_photo(60, 80, number)[..., :3]).save(tmp_path / f"in/{number:02}.png")
    settings = Settings(ClusterSettings(colors=8, effort=Effort.FAST))
    options = BatchOptions(
        FileSelection((tmp_path / "in",)), Destination(tmp_path / "out"), Conversion(settings)
    )
    with LocalCluster(tmp_path) as lost:
        lost.connect(1).shutdown()

        def listen(_entry: Entry, outcome: Outcome) -> None:
            if outcome.state is State.DONE:
                lost.scheduler.kill()

        with Batch(options, cluster=lost.address) as batch:
            summary = batch.run(batch.plan(), None, listen)
    assert summary.exit_code == 1
    assert summary.counts[State.DONE] >= 1
    assert summary.counts[State.FAILED] == 12 - summary.counts[State.DONE] >= 1
    for outcome in summary.outcomes:
        assert outcome.state is State.DONE or "was lost" in outcome.reason
        assert outcome.target.exists() or outcome.state is State.FAILED
    with Batch(options, jobs=1) as batch:
        again = batch.run(batch.plan())
    assert {outcome.state for outcome in again.outcomes} == {State.DONE, State.SKIPPED}
    assert again.journal == summary.journal  # one run, in two parts
