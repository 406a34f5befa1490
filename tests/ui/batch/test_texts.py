from __future__ import annotations

import pytest

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.run.throughput import Throughput
from tests.ui.batch.conftest import done, entries, failed
from ui.batch.texts import counts_words, duration, progress_words
from ui.batch.update_queue import UpdateQueue


def test_progress_tells_what_failed() -> None:
    first, second, third = entries(3)
    throughput = Throughput(3, lambda: 0.0)
    assert progress_words(throughput) == "0 of 3 files · 0 bytes saved"
    running = Outcome(third.source, third.target, State.RUNNING)
    throughput.count([(first, done(first)), (second, failed(second)), (third, running)])
    assert progress_words(throughput) == "2 of 3 files · 600 bytes saved · 1 failed"


def test_counts_are_told_in_the_order_of_states() -> None:
    counts = {State.FAILED: 20, State.DONE: 9950, State.SKIPPED: 0}
    assert counts_words(counts) == "9,950 converted, 20 failed"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (59.4, "59 s"), (125, "2 min 05 s"), (3600 * 5 + 61, "5 h 01 min")],
)
def test_durations_are_told_shortly(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_the_update_queue_keeps_the_last_change_of_each_entry_until_it_is_fetched() -> None:
    box, (first, second) = UpdateQueue(), entries(2)
    box.put(first, Outcome(first.source, first.target, State.RUNNING))
    box.put(second, failed(second))
    box.put(first, done(first))
    assert [(entry, outcome.state) for entry, outcome in box.fetch(1)] == [(first, State.DONE)]
    assert not box.is_empty
    assert [entry for entry, _ in box.fetch(9)] == [second]
    assert box.is_empty
    assert box.fetch(9) == []
