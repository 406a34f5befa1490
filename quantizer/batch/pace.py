"""How far a run is, how fast it goes, and when it will be over."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan import Entry


class Pace:
    """Counts the files of a run as they end.

    Files that are left out before they are begun, which come first, are done, but do not count in
    the rate: they take no time.

    Parameters
    ----------
    total
        Number of files.
    clock
        Tells seconds.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.done = 0
        self.saved = 0
        self._worked = 0
        self._clock = clock
        self._started = clock()

    def add(self, entry: Entry, outcome: Outcome) -> None:
        """Count a file that has come to its end."""
        self.done += 1
        self.saved += outcome.saved
        self._worked += not entry.skip

    @property
    def fraction(self) -> float:
        """Share of all files that are done, 0 to 1."""
        return self.done / self.total if self.total else 1.0

    @property
    def rate(self) -> float | None:
        """Files per second, on average since the start; None before the first one is done."""
        elapsed = self._clock() - self._started
        return self._worked / elapsed if self._worked and elapsed > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds to the end at that rate; None while there is no rate."""
        rate = self.rate
        return None if rate is None else (self.total - self.done) / rate
