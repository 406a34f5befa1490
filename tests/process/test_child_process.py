from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from quantizer.errors import Cancelled, ReadError
from quantizer.process.child import ChildProcess, ProcessDiedError, call_in_process
from quantizer.process.message import Message
from quantizer.progress import SILENT, Progress, Stage


def repeat(text: str, *, progress: Progress) -> str:
    progress.at(Stage.READ).report(0.5)
    return f"{text} {text} {os.getpid() != int(os.environ['PARENT'])}"


def sleep_for_a_minute(started: str, *, progress: Progress) -> None:
    Path(started).touch()
    time.sleep(60)


def fail(*, progress: Progress) -> None:
    raise ReadError(Path("a.png"), "damaged")


def crash(*, progress: Progress) -> None:
    os._exit(9)


def test_progress_and_the_result_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARENT", str(os.getpid()))
    reported: list[tuple[Stage, float]] = []
    progress = Progress(listener=lambda stage, fraction: reported.append((stage, fraction)))
    assert call_in_process(repeat, "ho", progress=progress) == "ho ho True"
    assert reported == [(Stage.READ, 0.5)]


def test_a_typed_error_is_raised_unchanged() -> None:
    with pytest.raises(ReadError) as caught:
        call_in_process(fail, progress=Progress())
    assert (caught.value.path, caught.value.reason) == (Path("a.png"), "damaged")


def test_a_crash_is_an_error_and_no_more() -> None:
    with pytest.raises(ProcessDiedError, match="exit code 9"):
        call_in_process(crash, progress=Progress())


def test_cancelling_ends_the_process_in_the_middle_of_a_call(tmp_path: Path) -> None:
    started = tmp_path / "started"
    before = threading.active_count()
    with pytest.raises(Cancelled):
        call_in_process(
            sleep_for_a_minute, str(started), progress=Progress(cancelled=started.exists)
        )
    assert threading.active_count() == before


def double(levels: np.ndarray, empty: np.ndarray, *, progress: Progress) -> tuple[np.ndarray, str]:
    return levels * 2, f"{levels.shape} {empty.shape}"


def test_arrays_of_any_size_go_there_and_come_back() -> None:
    levels = np.arange(3 * 400_001, dtype=np.uint32).reshape(3, -1)
    empty = np.empty((0, 4), np.uint8)
    result, shapes = call_in_process(double, levels, empty, progress=Progress())
    assert np.array_equal(result, levels * 2)
    assert shapes == "(3, 400001) (0, 4)"


def test_cancelling_while_arrays_are_sent_kills_the_process() -> None:
    child = ChildProcess()
    child.wait_until_ready()
    checks = iter(range(100))
    progress = Progress(cancelled=lambda: next(checks) > 3)
    arrays = np.zeros(1 << 24, np.uint8), np.zeros(1)
    with pytest.raises(Cancelled):
        child.call(Message.of((double, arrays, {"progress": SILENT})), progress)
    assert not child.is_alive
    child.close()


def test_one_process_makes_one_call_after_another() -> None:
    child = ChildProcess()
    child.wait_until_ready()
    first, second = (child.call(Message.of((os.getpid, (), {}))) for _ in range(2))
    assert first == second == child.pid
    assert child.close() is not None


def test_a_process_that_cannot_load_its_call_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unreadable:
        def __reduce__(self) -> tuple[object, tuple[int]]:
            return os._exit, (9,)

    with pytest.raises(ProcessDiedError, match="exit code 9"):
        call_in_process(repeat, Unreadable(), np.zeros(1 << 22, np.uint8), progress=Progress())
