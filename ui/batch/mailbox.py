"""Changes on their way from the run's thread to the window's, fetched in bundles."""

from __future__ import annotations

import threading
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry


class Mailbox:
    """Holds the last change of each entry until it is fetched; any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes: dict[int, tuple[Entry, Outcome]] = {}

    def put(self, entry: Entry, outcome: Outcome) -> None:
        """Leave a change; it takes the place of an earlier one of that entry."""
        with self._lock:
            self._changes[entry.number] = (entry, outcome)

    def fetch(self, most: int) -> list[tuple[Entry, Outcome]]:
        """Take so many changes out, the oldest first."""
        with self._lock:
            numbers = list(islice(self._changes, most))
            return [self._changes.pop(number) for number in numbers]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to fetch."""
        return not self._changes
