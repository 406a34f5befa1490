from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from quantizer.errors import Cancelled, QuantizerError, ReadError
from quantizer.progress import Progress, Stage
from ui.jobs.child_process import call_apart


def tell_twice(text: str, *, progress: Progress) -> str:
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
    heard: list[tuple[Stage, float]] = []
    progress = Progress(listener=lambda stage, fraction: heard.append((stage, fraction)))
    assert call_apart(tell_twice, "ho", progress=progress) == "ho ho True"
    assert heard == [(Stage.READ, 0.5)]


def test_a_typed_error_comes_back_as_it_was() -> None:
    with pytest.raises(ReadError) as caught:
        call_apart(fail, progress=Progress())
    assert (caught.value.path, caught.value.reason) == (Path("a.png"), "damaged")


def test_a_crash_is_an_error_and_no_more() -> None:
    with pytest.raises(QuantizerError, match="without a word"):
        call_apart(crash, progress=Progress())


def test_cancelling_ends_the_process_in_the_middle_of_a_call(tmp_path: Path) -> None:
    started = tmp_path / "started"
    before = threading.active_count()
    with pytest.raises(Cancelled):
        call_apart(sleep_for_a_minute, str(started), progress=Progress(cancelled=started.exists))
    assert threading.active_count() == before


def double(levels: np.ndarray, empty: np.ndarray, *, progress: Progress) -> tuple[np.ndarray, str]:
    return levels * 2, f"{levels.shape} {empty.shape}"


def test_arrays_of_any_size_go_there_and_come_back() -> None:
    levels = np.arange(3 * 400_001, dtype=np.uint32).reshape(3, -1)
    empty = np.empty((0, 4), np.uint8)
    result, shapes = call_apart(double, levels, empty, progress=Progress())
    assert np.array_equal(result, levels * 2)
    assert shapes == "(3, 400001) (0, 4)"


def test_cancelling_while_arrays_are_on_their_way_ends_the_process() -> None:
    asked = iter(range(100))
    progress = Progress(cancelled=lambda: next(asked) > 3)
    with pytest.raises(Cancelled):
        call_apart(double, np.zeros(1 << 24, np.uint8), np.zeros(1), progress=progress)


def test_a_process_that_never_listens_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Unreadable:
        def __reduce__(self) -> tuple[object, tuple[int]]:
            return os._exit, (9,)

    with pytest.raises(QuantizerError, match="without a word"):
        call_apart(tell_twice, Unreadable(), np.zeros(1 << 22, np.uint8), progress=Progress())
