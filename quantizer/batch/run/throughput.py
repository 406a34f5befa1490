"""The throughput of a run: files done, files per second, time left, bytes saved."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

from quantizer.batch.outcome import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry

_WINDOW = 15.0
"""Seconds over which the rate is measured; not tuned."""


class Throughput:
    """Counts the files of a run as they end, and measures the time without pauses.

    Files that are skipped by the plan count as done, but not in the rate: they take no time.
    """

    def __init__(self, total: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.counts: Counter[State] = Counter()
        self.saved = 0
        """Bytes by which the results are smaller than their inputs."""
        self.before = 0
        """Total size of the inputs that have results."""
        self._converted = 0
        self._clock = clock
        self._resumed: float | None = clock()
        self._seconds_before = 0.0
        self._samples: deque[tuple[float, int]] = deque([(0.0, 0)])

    @property
    def done(self) -> int:
        """Number of files in a final state."""
        return self.counts.total()

    @property
    def fraction(self) -> float:
        """Share of the files that are done, 0 to 1."""
        return self.done / self.total if self.total else 1.0

    @property
    def seconds(self) -> float:
        """Time of the run without pauses."""
        running = 0.0 if self._resumed is None else self._clock() - self._resumed
        return self._seconds_before + running

    @property
    def rate(self) -> float | None:
        """Files per second in the last seconds; None before the first one is done."""
        begin, before = self._samples[0]
        elapsed = self.seconds - begin
        return (self._converted - before) / elapsed if self._converted and elapsed > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at that rate; None without a rate."""
        rate = self.rate
        return (self.total - self.done) / rate if rate else None

    def count(self, changes: Iterable[tuple[Entry, Outcome]]) -> None:
        """Count outcomes; those that are not final are ignored."""
        for entry, outcome in changes:
            if not outcome.state.is_final:
                continue
            self.counts[outcome.state] += 1
            self._converted += not (entry.skip or entry.error)
            if outcome.state is State.DONE:
                self.saved += outcome.saved
                self.before += outcome.bytes_before or 0
        now = self.seconds
        self._samples.append((now, self._converted))
        while len(self._samples) > 2 and now - self._samples[1][0] > _WINDOW:
            self._samples.popleft()

    def pause(self) -> None:
        """Stop the clock."""
        self._seconds_before, self._resumed = self.seconds, None

    def resume(self) -> None:
        """Let the clock run again."""
        if self._resumed is None:
            self._resumed = self._clock()
