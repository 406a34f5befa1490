"""The queue of changes from the thread of the run to the GUI thread."""

from __future__ import annotations

import threading
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry


class UpdateQueue:
    """Holds the latest change of each entry until it is fetched; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes: dict[int, tuple[Entry, Outcome]] = {}

    def put(self, entry: Entry, outcome: Outcome) -> None:
        """Add a change; it replaces an earlier change of the same entry."""
        with self._lock:
            self._changes[entry.number] = (entry, outcome)

    def fetch(self, most: int) -> list[tuple[Entry, Outcome]]:
        """Remove and return up to `most` changes, the oldest first."""
        with self._lock:
            numbers = list(islice(self._changes, most))
            return [self._changes.pop(number) for number in numbers]

    @property
    def is_empty(self) -> bool:
        """Whether there are no changes to fetch."""
        return not self._changes
