from __future__ import annotations

import pytest

from quantizer.batch.outcome import Outcome, State
from tests.ui.batch.conftest import done, entries, failed
from ui.batch.figures import Figures
from ui.batch.mailbox import Mailbox
from ui.batch.texts import counts_words, duration, progress_words


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rate_and_time_left_come_from_the_last_seconds() -> None:
    clock = Clock()
    figures = Figures(1000, clock)
    made = [done(one) for one in entries(220)]
    for second in range(1, 21):  # ten a second, then one a second
        clock.now = second
        figures.count(made[10 * (second - 1) : 10 * second])
    assert figures.rate == pytest.approx(10)
    for second in range(21, 41):
        clock.now = second
        figures.count([made[179 + second]])
    assert figures.done == 220
    assert figures.rate == pytest.approx(1)
    assert figures.seconds_left == pytest.approx(780)


def test_nobody_knows_the_time_left_before_a_file_is_done() -> None:
    figures = Figures(3, Clock())
    assert figures.rate == 0
    assert figures.seconds_left is None
    assert progress_words(figures) == "0 of 3 files · 0 bytes saved"


def test_a_pause_does_not_count() -> None:
    clock = Clock()
    figures = Figures(4, clock)
    clock.now = 1.0
    figures.count([done(one) for one in entries(2)])
    figures.stop()
    clock.now = 100.0
    assert figures.seconds == 1
    figures.go_on()
    clock.now = 101.0
    assert figures.seconds == 2
    assert figures.rate == pytest.approx(1)


def test_only_what_has_ended_counts_and_only_outputs_save() -> None:
    first, second, third = entries(3)
    figures = Figures(3, Clock())
    running = Outcome(third.source, third.target, State.RUNNING)
    figures.count([done(first), failed(second), running])
    assert figures.done == 2
    assert figures.saved == 600
    assert progress_words(figures) == "2 of 3 files · 600 bytes saved · 1 failed"


def test_counts_are_told_in_the_order_of_states() -> None:
    counts = {State.FAILED: 20, State.DONE: 9950, State.SKIPPED: 0}
    assert counts_words(counts) == "9,950 converted, 20 failed"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (59.4, "59 s"), (125, "2 min 05 s"), (3600 * 5 + 61, "5 h 01 min")],
)
def test_durations_are_told_shortly(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_the_mailbox_keeps_the_last_change_of_each_entry_until_it_is_fetched() -> None:
    box, (first, second) = Mailbox(), entries(2)
    box.put(first, Outcome(first.source, first.target, State.RUNNING))
    box.put(second, failed(second))
    box.put(first, done(first))
    assert [(entry, outcome.state) for entry, outcome in box.fetch(1)] == [(first, State.DONE)]
    assert not box.is_empty
    assert [entry for entry, _ in box.fetch(9)] == [second]
    assert box.is_empty
    assert box.fetch(9) == []
