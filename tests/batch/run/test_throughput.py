"""Count, rate, time left and bytes saved of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.plan import Entry
from quantizer.batch.run.throughput import Throughput


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


def end(pace: Throughput, state: State = State.DONE, skip: str = "") -> None:
    path = Path("a.png")
    entry = Entry(1, path, path, path, "png", skip=skip)
    pace.count([(entry, Outcome(path, path, state, bytes_before=100, bytes_after=40))])


def test_the_rate_counts_what_was_worked_on() -> None:
    clock = Clock()
    pace = Throughput(10, clock)
    assert (pace.rate, pace.seconds_left, pace.fraction) == (None, None, 0)
    for _ in range(4):
        end(pace, State.SKIPPED, skip="already converted")
    assert (pace.done, pace.rate, pace.saved) == (4, None, 0)
    clock.now += 8
    end(pace)
    end(pace, State.FAILED)
    assert pace.done == 6
    assert pace.rate == pytest.approx(0.25)
    assert pace.seconds_left == pytest.approx(16)
    assert pace.fraction == pytest.approx(0.6)
    assert pace.saved == 60


def test_nothing_to_do_is_done() -> None:
    assert Throughput(0).fraction == 1


def test_the_rate_is_that_of_the_last_seconds() -> None:
    clock = Clock()
    pace = Throughput(1000, clock)
    for _ in range(20):  # ten a second, then one a second
        clock.now += 1
        for _ in range(10):
            end(pace)
    assert pace.rate == pytest.approx(10)
    for _ in range(20):
        clock.now += 1
        end(pace)
    assert pace.rate == pytest.approx(1)
    assert pace.seconds_left == pytest.approx(780)


def test_a_pause_does_not_count() -> None:
    clock = Clock()
    pace = Throughput(4, clock)
    clock.now += 1
    end(pace)
    end(pace)
    pace.pause()
    clock.now += 99
    assert pace.seconds == 1
    pace.resume()
    clock.now += 1
    assert pace.seconds == 2
    assert pace.rate == pytest.approx(1)


def test_what_is_still_worked_on_does_not_count() -> None:
    pace = Throughput(3, Clock())
    end(pace, State.RUNNING)
    end(pace, State.FAILED)
    assert (pace.done, pace.saved, pace.counts[State.FAILED]) == (1, 0, 1)
