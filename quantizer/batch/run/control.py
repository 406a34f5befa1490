"""Pause, go on, cancel: how the owner of a run speaks to it while it runs.

The run is on one thread, its owner on another or in a signal handler. Each change is a flag that
is set first and then made known to whoever watches; there is no lock, so that a signal handler
may interrupt anything and still be understood.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from quantizer.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Control:
    """Whether a run is to go on, to wait, or to end.

    Every method may be called on any thread, and in a signal handler.
    """

    def __init__(self) -> None:
        self._is_paused = False
        self._is_cancelled = False
        self._watchers: tuple[Callable[[], None], ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether nothing new is to be begun for now."""
        return self._is_paused and not self._is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether the run is to end, for good."""
        return self._is_cancelled

    def pause(self) -> None:
        """Begin nothing new; what is at work is finished."""
        self._is_paused = True
        self._tell()

    def resume(self) -> None:
        """Go on after a pause."""
        self._is_paused = False
        self._tell()

    def cancel(self) -> None:
        """End the run: what is at work stops within a quarter of a second and leaves no trace."""
        self._is_cancelled = True
        self._tell()

    def progress(self, progress: Progress | None = None) -> Progress:
        """Return a job's line that ends with this run as well as with `progress`."""
        if progress is None:
            return Progress(cancelled=lambda: self._is_cancelled)
        asked = progress.cancelled
        return replace(progress, cancelled=lambda: self._is_cancelled or asked())

    def wait(self, seconds: float) -> bool:
        """Sleep for so many seconds, fewer if the run is cancelled; tell whether it is."""
        changes: SimpleQueue[None] = SimpleQueue()
        end = time.monotonic() + seconds
        with self.watched(lambda: changes.put(None)), contextlib.suppress(Empty):
            while not self._is_cancelled:
                changes.get(timeout=max(0.0, end - time.monotonic()))
        return self._is_cancelled

    @contextlib.contextmanager
    def watched(self, watcher: Callable[[], None]) -> Iterator[None]:
        """Have `watcher` called after each change, on the thread that makes it."""
        self._watchers = (*self._watchers, watcher)
        try:
            yield
        finally:
            self._watchers = tuple(other for other in self._watchers if other is not watcher)

    def _tell(self) -> None:
        for watcher in self._watchers:
            watcher()
