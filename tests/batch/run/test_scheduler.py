"""A few tasks at a time, each told when it begins and when it ends."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.plan import Entry
from quantizer.batch.run.control import Control
from quantizer.batch.run.scheduler import run
from quantizer.errors import Cancelled, QuantizerError
from quantizer.process.child import ProcessDiedError

if TYPE_CHECKING:
    from collections.abc import Callable


def _entries(count: int) -> list[Entry]:
    return [
        Entry(
            number,
            Path(f"/in/{number}.png"),
            Path(f"{number}.png"),
            Path(f"/out/{number}.png"),
            "png",
        )
        for number in range(1, count + 1)
    ]


class _Tasks:
    """Answers with whatever `work` returns; remembers what began and ended."""

    def __init__(self, work: Callable[[Entry], None] = lambda _: None) -> None:
        self.work = work
        self.begun: list[int] = []
        self.ended: list[int] = []

    def begin(self, entry: Entry) -> Callable[[], Outcome]:
        self.begun.append(entry.number)
        return partial(self._do, entry)

    def end(self, entry: Entry, outcome: Outcome) -> None:
        self.ended.append(entry.number)

    def _do(self, entry: Entry) -> Outcome:
        self.work(entry)
        return Outcome(entry.source, entry.target, State.DONE)


class _Told:
    """What the listener was told, on which thread."""

    def __init__(self) -> None:
        self.states: dict[int, list[State]] = {}
        self.reasons: dict[int, str] = {}
        self.threads: set[int] = set()

    def __call__(self, entry: Entry, outcome: Outcome) -> None:
        self.states.setdefault(entry.number, []).append(outcome.state)
        self.reasons[entry.number] = outcome.reason
        self.threads.add(threading.get_ident())

    @property
    def last(self) -> Counter[State]:
        return Counter(states[-1] for states in self.states.values())


class _ByHand(Executor):
    """Does nothing until it is told to."""

    def __init__(self) -> None:
        self.futures: list[tuple[Future[Outcome], Callable[[], Outcome]]] = []
        self.interrupted = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[Outcome] = Future()
        self.futures.append((future, fn))
        return future

    def start(self, number: int) -> None:
        self.futures[number][0].set_running_or_notify_cancel()

    def finish(self, number: int) -> None:
        future, call = self.futures[number]
        if not future.running():
            self.start(number)
        future.set_result(call())

    def interrupt(self) -> None:
        self.interrupted += 1
        for future, _ in self.futures:
            if future.running():
                future.set_exception(Cancelled())


def test_all_run_a_few_at_a_time_and_the_listener_is_called_here() -> None:
    alive, most, lock = 0, 0, threading.Lock()
    tasks, told = _Tasks(), _Told()

    class Counting(ThreadPoolExecutor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            nonlocal alive, most
            with lock:
                alive += 1
                most = max(most, alive)
            return super().submit(fn, *args, **kwargs)

    def listen(entry: Entry, outcome: Outcome) -> None:
        nonlocal alive
        if outcome.state.is_final:
            with lock:
                alive -= 1
        told(entry, outcome)

    with Counting(2) as executor:
        run(_entries(50), tasks, executor, 4, listen, Control())
    assert most == 4
    assert tasks.begun == list(range(1, 51))
    assert sorted(tasks.ended) == tasks.begun
    assert set(map(tuple, told.states.values())) == {(State.RUNNING, State.DONE)}
    assert told.threads == {threading.get_ident()}


def test_what_goes_wrong_is_one_failed_entry() -> None:
    def work(entry: Entry) -> None:
        if entry.number == 2:
            raise ProcessDiedError("the worker process was killed by SIGKILL")
        if entry.number == 3:
            raise KeyError("odd")

    class Refusing(_Tasks):
        def begin(self, entry: Entry) -> Callable[[], Outcome]:
            if entry.number == 4:
                raise QuantizerError("the journal cannot be written")
            return super().begin(entry)

    tasks, told = Refusing(work), _Told()
    with ThreadPoolExecutor(2) as executor:
        run(_entries(6), tasks, executor, 3, told, Control())
    assert told.last == {State.DONE: 3, State.FAILED: 3}
    assert "SIGKILL" in told.reasons[2]
    assert told.reasons[3] == "failed unexpectedly: KeyError 'odd'"
    assert told.reasons[4] == "the journal cannot be written"
    assert sorted(tasks.ended) == [1, 2, 3, 5, 6]


def test_a_pause_takes_back_what_no_worker_has_begun() -> None:
    executor, control, told = _ByHand(), Control(), _Told()
    tasks = _Tasks()

    def listen(entry: Entry, outcome: Outcome) -> None:
        told(entry, outcome)
        if entry.number == 3 and told.states[3] == [State.RUNNING]:  # all three are given out
            executor.start(0)
            control.pause()
        if outcome.state is State.WAITING and len(told.states[2]) == len(told.states[3]) == 2:
            executor.finish(0)
        if outcome.state is State.DONE and entry.number == 1:
            assert len(executor.futures) == 3  # nothing new is given out
            control.resume()
        if len(executor.futures) == 6 and outcome.state is State.RUNNING:
            for number in (3, 4, 5):
                executor.finish(number)

    run(_entries(4), tasks, executor, 3, listen, control)
    assert told.last == {State.DONE: 4}
    assert told.states[2] == [State.RUNNING, State.WAITING, State.RUNNING, State.DONE]
    assert tasks.begun == [1, 2, 3, 2, 3, 4]


def test_a_cancel_ends_what_runs_and_begins_nothing() -> None:
    executor, control, told, tasks = _ByHand(), Control(), _Told(), _Tasks()

    def listen(entry: Entry, outcome: Outcome) -> None:
        told(entry, outcome)
        if outcome.state is State.RUNNING and entry.number == 3:
            executor.start(1)
            executor.finish(0)
            control.cancel()

    run(_entries(9), tasks, executor, 3, listen, control)
    assert executor.interrupted == 1
    assert told.last == {State.DONE: 1, State.CANCELLED: 8}
    assert sorted(tasks.ended) == [1, 2, 3]
    assert tasks.begun == [1, 2, 3]


def test_a_cancel_without_an_interrupt_waits_for_what_runs() -> None:
    control, told = Control(), _Told()

    def work(entry: Entry) -> None:
        control.cancel()

    with ThreadPoolExecutor(1) as executor:
        run(_entries(9), _Tasks(work), executor, 3, told, control)
    assert told.last == {State.DONE: 1, State.CANCELLED: 8}


def test_a_listener_that_fails_ends_the_run() -> None:
    executor = _ByHand()

    def listen(entry: Entry, outcome: Outcome) -> None:
        executor.start(len(executor.futures) - 1)
        if entry.number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(_entries(9), _Tasks(), executor, 3, listen, Control())
    assert executor.interrupted == 1
    assert all(future.done() for future, _ in executor.futures)


def test_a_run_that_was_cancelled_before_it_begins() -> None:
    control, told = Control(), _Told()
    control.cancel()
    run(_entries(3), _Tasks(), _ByHand(), 3, told, control)
    assert told.last == {State.CANCELLED: 3}


def test_where_the_executor_is_lost_the_rest_has_failed() -> None:
    class Lost(_ByHand):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            if len(self.futures) == 3:
                self.finish(2)  # what is at work comes to its end
                raise QuantizerError("the cluster was lost")
            future = super().submit(fn, *args, **kwargs)
            if len(self.futures) < 3:
                self.finish(len(self.futures) - 1)
            return future

    told, tasks = _Told(), _Tasks()
    assert not run(_entries(9), tasks, Lost(), 3, told, Control())
    assert told.last == {State.DONE: 3, State.FAILED: 6}
    assert {told.reasons[number] for number in range(4, 10)} == {"the cluster was lost"}
    assert tasks.begun == [1, 2, 3, 4]
    assert sorted(tasks.ended) == tasks.begun
