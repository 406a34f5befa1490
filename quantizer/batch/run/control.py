"""Pauses, resumes and cancels a run from outside.

The run works on one thread; its owner is on another, or in a signal handler. Each method sets a
flag first and then calls the callbacks. There is no lock, so a signal handler may interrupt any of
them.
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
    """Whether a run continues, pauses or ends. Used from any thread, and in signal handlers."""

    def __init__(self) -> None:
        self._is_paused = False
        self._is_cancelled = False
        self._callbacks: tuple[Callable[[], None], ...] = ()

    @property
    def is_paused(self) -> bool:
        """Whether no further file is to be started for now."""
        return self._is_paused and not self._is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether the run is to end; this is final."""
        return self._is_cancelled

    def pause(self) -> None:
        """Start no further file; those being converted are finished."""
        self._is_paused = True
        self._notify()

    def resume(self) -> None:
        """Continue after a pause."""
        self._is_paused = False
        self._notify()

    def cancel(self) -> None:
        """End the run; files being converted stop within a quarter of a second, unwritten."""
        self._is_cancelled = True
        self._notify()

    def progress(self, progress: Progress | None = None) -> Progress:
        """Return a progress that is cancelled with this run as well as with `progress`."""
        if progress is None:
            return Progress(cancelled=lambda: self._is_cancelled)
        asked = progress.cancelled
        return replace(progress, cancelled=lambda: self._is_cancelled or asked())

    def wait(self, seconds: float) -> bool:
        """Sleep, at most until the run is cancelled; return whether it is."""
        changes: SimpleQueue[None] = SimpleQueue()
        end = time.monotonic() + seconds
        with self.notifying(lambda: changes.put(None)), contextlib.suppress(Empty):
            while not self._is_cancelled:
                changes.get(timeout=max(0.0, end - time.monotonic()))
        return self._is_cancelled

    @contextlib.contextmanager
    def notifying(self, callback: Callable[[], None]) -> Iterator[None]:
        """Have `callback` called after each change, on the thread that makes the change."""
        self._callbacks = (*self._callbacks, callback)
        try:
            yield
        finally:
            self._callbacks = tuple(other for other in self._callbacks if other is not callback)

    def _notify(self) -> None:
        for callback in self._callbacks:
            callback()
