"""Workers may die: that costs their own call, and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, wait
from functools import partial
from pathlib import Path

import pytest

from quantizer.batch.workers import process_pool
from quantizer.batch.workers.process_pool import LimitExceededError, ProcessExecutor
from quantizer.errors import Cancelled, ReadError, SettingsError
from quantizer.process import child
from quantizer.process.child import ProcessDiedError
from quantizer.process.server import ResultError
from tests.batch import calls

_PATIENCE = 120


def _wait_for(path: Path) -> int:
    """Return the process that wrote its number to `path`."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.01)
    raise AssertionError(f"{path.name} was not written")


def _has_ended(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return True
    return state == "Z"


def _wait_until_ended(process: int) -> None:
    end = time.monotonic() + _PATIENCE
    while not _has_ended(process):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_results_come_from_at_most_so_many_processes() -> None:
    with ProcessExecutor(2) as executor:
        futures = [executor.submit(calls.identity) for _ in range(20)]
        processes = {future.result() for future in futures}
    assert 1 <= len(processes) <= 2
    assert os.getpid() not in processes
    assert all(_has_ended(process) for process in processes)
    with pytest.raises(RuntimeError):
        executor.submit(calls.identity)


def test_a_failed_call_or_a_dead_worker_does_not_stop_the_others(tmp_path: Path) -> None:
    with ProcessExecutor(1) as executor:
        failed = executor.submit(calls.fail, tmp_path / "a.png")
        odd = executor.submit(calls.give_what_cannot_be_sent)
        before = executor.submit(calls.identity)
        killed = executor.submit(calls.die, signal.SIGKILL)
        after = executor.submit(calls.identity)
        left = executor.submit(calls.leave, 3)
        last = executor.submit(calls.identity)
        with pytest.raises(ReadError, match=r"a\.png: is torn"):
            failed.result(_PATIENCE)
        with pytest.raises(ResultError, match="cannot be sent"):
            odd.result(_PATIENCE)
        with pytest.raises(ProcessDiedError, match="killed by SIGKILL"):
            killed.result(_PATIENCE)
        with pytest.raises(ProcessDiedError, match="exit code 3"):
            left.result(_PATIENCE)
        assert len({before.result(), after.result(), last.result()}) == 3


def test_a_worker_that_was_killed_while_idle_costs_nothing() -> None:
    with ProcessExecutor(1) as executor:
        first = executor.submit(calls.identity).result(_PATIENCE)
        os.kill(first, signal.SIGKILL)
        _wait_until_ended(first)
        assert executor.submit(calls.identity).result(_PATIENCE) != first


def test_an_interrupt_ends_what_was_submitted_and_nothing_else(tmp_path: Path) -> None:
    with ProcessExecutor(1) as executor:
        running = executor.submit(calls.work_until_cancelled, tmp_path / "begun")
        waiting = executor.submit(calls.identity)
        process = _wait_for(tmp_path / "begun")
        executor.interrupt()
        with pytest.raises(Cancelled):
            running.result(_PATIENCE)
        with pytest.raises(CancelledError):
            waiting.result(_PATIENCE)
        assert wait([running, waiting], 0).not_done == set()
        assert executor.submit(calls.identity).result(_PATIENCE) == process


@pytest.mark.parametrize("stubborn", [calls.sleep_on, calls.hold_the_lock])
def test_an_interrupt_ends_a_task_that_does_not_listen(tmp_path: Path, stubborn: object) -> None:
    with ProcessExecutor(1) as executor:
        running = executor.submit(stubborn, tmp_path / "begun")
        process = _wait_for(tmp_path / "begun")
        executor.interrupt()
        with pytest.raises(Cancelled):
            running.result(_PATIENCE)
        assert executor.submit(calls.identity).result(_PATIENCE) != process


def test_an_interrupt_while_a_worker_starts() -> None:
    with ProcessExecutor(1) as executor:
        future = executor.submit(calls.identity)
        executor.interrupt()
        with pytest.raises((Cancelled, CancelledError)):
            future.result(_PATIENCE)
        assert executor.submit(calls.identity).result(_PATIENCE)


def test_workers_that_end_at_once_are_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = tmp_path / "starts"
    monkeypatch.setattr(child, "serve", partial(calls.refuse_to_start, starts))
    with ProcessExecutor(1) as executor:
        for future in [executor.submit(calls.identity) for _ in range(50)]:
            with pytest.raises(ProcessDiedError, match="no worker process can be started"):
                future.result(_PATIENCE)
    assert starts.read_text() == "xxx"


def test_ctrl_c_is_left_to_the_owner() -> None:
    with ProcessExecutor(1) as executor:
        process = executor.submit(calls.identity).result(_PATIENCE)
        os.kill(process, signal.SIGINT)
        assert signal.SIGINT in executor.submit(calls.blocked_signals).result(_PATIENCE)
        assert executor.submit(calls.identity).result(_PATIENCE) == process


def test_a_worker_starts_light_and_takes_one_core() -> None:
    with ProcessExecutor(1) as executor:
        loaded, threads = executor.submit(calls.modules).result(_PATIENCE)
    assert loaded.isdisjoint({"numpy", "PIL", "PySide6", "skimage", "quantizer.batch.session"})
    assert threads == "1"


def test_a_worker_loads_the_front_door_without_opening_it() -> None:
    root = Path(__file__).parents[3]
    told = (
        "import main, sys; print(*sorted({'PySide6', 'numpy', 'quantizer.cli'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_it_serves_any_thread() -> None:
    results = []

    def work() -> None:
        with ProcessExecutor(1) as executor:
            results.append(executor.submit(calls.identity).result(_PATIENCE))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(_PATIENCE)
    assert len(results) == 1


_OWNER = """
import sys
from pathlib import Path
from quantizer.batch.workers import process_pool
from quantizer.batch.workers.process_pool import LimitExceededError, ProcessExecutor
from tests.batch import calls

if __name__ == "__main__":
    executor = ProcessExecutor(2)
    executor.submit(calls.sleep_on, Path(sys.argv[1]))
    executor.submit(calls.hold_the_lock, Path(sys.argv[2]))
    sys.stdin.read()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_workers_end_with_an_owner_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(_OWNER)
    begun = [tmp_path / "first", tmp_path / "second"]
    root = str(Path(__file__).parents[3])
    with subprocess.Popen(
        [sys.executable, script, *begun],
        stdin=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": root},
    ) as owner:
        processes = [_wait_for(path) for path in begun]
        owner.kill()
        owner.wait()
        for process in processes:
            _wait_until_ended(process)


def test_a_number_of_jobs_that_cannot_be() -> None:
    with pytest.raises(SettingsError, match="1 or more"):
        ProcessExecutor(0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere not per thread")
def test_workers_have_the_niceness_asked_for_and_their_owner_keeps_its_own() -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    wanted = min(19, own + 3)
    with ProcessExecutor(1, niceness=wanted) as executor:
        found = executor.submit(os.getpriority, os.PRIO_PROCESS, 0).result(_PATIENCE)
    assert found == wanted
    assert os.getpriority(os.PRIO_PROCESS, 0) == own


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere not per thread")
def test_workers_of_a_program_with_a_low_priority_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("only the system may raise a priority")

    monkeypatch.setattr(os, "setpriority", refuse)
    with ProcessExecutor(1, niceness=0) as executor:
        assert executor.submit(calls.identity).result(_PATIENCE)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_call_can_be_interrupted_where_sigint_is_ignored(tmp_path: Path) -> None:
    """As in a program that a shell started in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with ProcessExecutor(1) as executor:
            running = executor.submit(calls.sleep_on, tmp_path / "begun")
            _wait_for(tmp_path / "begun")
            executor.interrupt()
            with pytest.raises(Cancelled):
                running.result(_PATIENCE)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_call_beyond_its_time_is_ended_and_the_next_one_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_pool, "_OVERTIME", 0.1)
    with ProcessExecutor(1, max_seconds=0.1) as executor:
        late = executor.submit(calls.sleep_on, tmp_path / "begun")
        after = executor.submit(calls.identity)
        with pytest.raises(LimitExceededError, match=r"given up.*--max-seconds"):
            late.result(_PATIENCE)
        assert after.result(_PATIENCE)
    _wait_until_ended(int((tmp_path / "begun").read_text()))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is known on Linux")
def test_workers_share_one_budget_of_memory(tmp_path: Path) -> None:
    with ProcessExecutor(2, max_memory=300_000_000) as executor:
        too_large = executor.submit(calls.take_memory, 320_000_000, tmp_path / "alone")
        with pytest.raises(LimitExceededError, match=r"300 MB.*--max-memory"):
            too_large.result(_PATIENCE)
        begun = tmp_path / "together"
        smaller = executor.submit(calls.hold_memory_beside, 140_000_000, begun)
        larger = executor.submit(calls.take_memory, 200_000_000, begun)
        assert smaller.result(_PATIENCE) == 140_000_000
        assert larger.result(_PATIENCE) == 200_000_000  # when nothing ran beside it
