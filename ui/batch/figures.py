"""How many files are done, how fast it goes, how long it will take, and what was saved."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

from quantizer.batch.outcome import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from quantizer.batch.outcome import Outcome

_FINAL = frozenset(state for state in State if state.is_final)
_WINDOW = 15.0
"""Seconds over which the rate is taken."""


class Figures:
    """Counts one run; time that it stands still does not count.

    Parameters
    ----------
    total
        Files of the run.
    clock
        Seconds that pass.
    """

    def __init__(self, total: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.counts: Counter[State] = Counter()
        self.saved = 0
        """Bytes that the outputs have less than their inputs."""
        self.before = 0
        """Bytes of the inputs that have outputs."""
        self._clock = clock
        self._since: float | None = clock()
        self._before = 0.0
        self._samples: deque[tuple[float, int]] = deque([(0.0, 0)])

    @property
    def done(self) -> int:
        """Files of which nothing more will be heard."""
        return self.counts.total()

    @property
    def seconds(self) -> float:
        """Time that the run went on."""
        return self._before + (0.0 if self._since is None else self._clock() - self._since)

    @property
    def rate(self) -> float:
        """Files per second, lately; 0 until one is done."""
        now = self.seconds
        begin, before = self._samples[0]
        return (self.done - before) / (now - begin) if now > begin else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time until the last file is done, if it goes on like this; None if nobody knows."""
        rate = self.rate
        return (self.total - self.done) / rate if rate > 0 else None

    def count(self, outcomes: Iterable[Outcome]) -> None:
        """Take in what became of some files; those that are still worked on count for nothing."""
        for outcome in outcomes:
            state = outcome.state
            if state in _FINAL:
                self.counts[state] += 1
                if state is State.DONE:
                    self.saved += outcome.saved
                    self.before += outcome.bytes_before or 0
        now = self.seconds
        self._samples.append((now, self.done))
        while len(self._samples) > 2 and now - self._samples[1][0] > _WINDOW:
            self._samples.popleft()

    def stop(self) -> None:
        """Let the time stand still."""
        self._before, self._since = self.seconds, None

    def go_on(self) -> None:
        """Let the time pass again."""
        if self._since is None:
            self._since = self._clock()
