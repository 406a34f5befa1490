"""Work on threads: results in order, errors heard, nothing begun after a failure."""

from __future__ import annotations

import threading

import pytest

from quantizer.errors import Cancelled
from quantizer.parallel import run
from quantizer.progress import Progress, Stage


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
def test_results_come_in_order(threads: int | None) -> None:
    assert run(lambda item: item * item, range(50), threads) == [item * item for item in range(50)]
    assert run(str, [], threads) == []


def test_all_threads_work_and_only_the_caller_reports() -> None:
    together = threading.Barrier(3, timeout=10)
    callers = set()
    line = Progress(listener=lambda _stage, _share: callers.add(threading.get_ident()))
    workers = run(lambda _: together.wait() * 0 + threading.get_ident(), range(3), 3, line)
    assert len(set(workers)) == 3
    assert callers == {threading.get_ident()}


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_is_raised_by_the_caller_and_ends_the_work(threads: int) -> None:
    begun = []

    def work(item: int) -> None:
        begun.append(item)
        if item == 3:
            raise ValueError("three")

    with pytest.raises(ValueError, match="three"):
        run(work, range(10_000), threads)
    assert len(begun) < 10_000


def test_a_cancel_ends_the_work() -> None:
    begun = []
    line = Progress(cancelled=lambda: len(begun) >= 5)
    with pytest.raises(Cancelled):
        run(begun.append, range(10_000), 1, line)
    assert len(begun) == 5


def test_progress_ends_at_one() -> None:
    shares = []
    run(str, range(4), 1, Progress(listener=lambda stage, share: shares.append((stage, share))))
    assert shares == [(Stage.READ, quarter / 4) for quarter in (1, 2, 3, 4)]
