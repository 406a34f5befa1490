"""How far a run is, how fast it goes, when it will be over, and what was saved."""

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
"""Seconds over which the rate is taken."""


class Pace:
    """Counts the files of a run as they end; time that it stands still does not count.

    Files that are left out before they are begun are done, but do not count in the rate: they take
    no time.

    Parameters
    ----------
    total
        Number of files.
    clock
        Tells seconds.
    """

    def __init__(self, total: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.counts: Counter[State] = Counter()
        self.saved = 0
        """Bytes that the outputs have less than their inputs."""
        self.before = 0
        """Bytes of the inputs that have outputs."""
        self._worked = 0
        self._clock = clock
        self._since: float | None = clock()
        self._passed = 0.0
        self._samples: deque[tuple[float, int]] = deque([(0.0, 0)])

    @property
    def done(self) -> int:
        """Files of which nothing more will be heard."""
        return self.counts.total()

    @property
    def fraction(self) -> float:
        """Share of all files that are done, 0 to 1."""
        return self.done / self.total if self.total else 1.0

    @property
    def seconds(self) -> float:
        """Time that the run went on."""
        return self._passed + (0.0 if self._since is None else self._clock() - self._since)

    @property
    def rate(self) -> float | None:
        """Files per second, lately; None before the first one is done."""
        begin, before = self._samples[0]
        elapsed = self.seconds - begin
        return (self._worked - before) / elapsed if self._worked and elapsed > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at that rate; None while there is no rate."""
        rate = self.rate
        return (self.total - self.done) / rate if rate else None

    def count(self, changes: Iterable[tuple[Entry, Outcome]]) -> None:
        """Take in what became of some files; those that are still worked on count for nothing."""
        for entry, outcome in changes:
            if not outcome.state.is_final:
                continue
            self.counts[outcome.state] += 1
            self._worked += not (entry.skip or entry.error)
            if outcome.state is State.DONE:
                self.saved += outcome.saved
                self.before += outcome.bytes_before or 0
        now = self.seconds
        self._samples.append((now, self._worked))
        while len(self._samples) > 2 and now - self._samples[1][0] > _WINDOW:
            self._samples.popleft()

    def stop(self) -> None:
        """Let the time stand still."""
        self._passed, self._since = self.seconds, None

    def go_on(self) -> None:
        """Let the time pass again."""
        if self._since is None:
            self._since = self._clock()
