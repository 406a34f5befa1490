"""Runs the same function on many items, on a few threads.

The calling thread works, too, and it alone reports progress. The other threads help as far as the
work releases the interpreter's lock, as NumPy and zlib do. Results have the order of the items, so
they do not depend on the number of threads. After a failure, a cancellation or an interrupt no
new item is started.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")


def core_count() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def thread_count(threads: int | None) -> int:
    """Return `threads`, or the number of processor cores for None."""
    return core_count() if threads is None else threads


def run(
    work: Callable[[T], R],
    items: Sequence[T],
    threads: int | None = None,
    progress: Progress = SILENT,
) -> list[R]:
    """Return the results of `work` for all items, in their order.

    Parameters
    ----------
    work
        Called with an item, on several threads at once.
    items
        The items.
    threads
        Most threads at work, the calling one included; None for one per processor core.
    progress
        Told the share of items done, on the calling thread.

    Raises
    ------
    Exception
        The first exception of `work` or `progress`; all threads have ended by then.
    """
    jobs = _Jobs(work, items)
    wanted = min(len(items), thread_count(threads))
    helpers = [threading.Thread(target=jobs.help, daemon=True) for _ in range(wanted - 1)]
    for helper in helpers:
        helper.start()
    try:
        while jobs.do_next():
            progress.report(jobs.share)
    finally:
        jobs.stop()
        for helper in helpers:
            helper.join()
    return jobs.results()


class _Jobs(Generic[T, R]):
    """Waiting items, and the results of finished ones."""

    def __init__(self, work: Callable[[T], R], items: Sequence[T]) -> None:
        self._work = work
        self._items = items
        self._waiting = iter(range(len(items)))
        self._lock = threading.Lock()
        self._stopped = False
        self._done: dict[int, R] = {}
        self._error: BaseException | None = None

    @property
    def share(self) -> float:
        return len(self._done) / len(self._items)

    def do_next(self) -> bool:
        """Process the next item; return whether there was one."""
        with self._lock:
            place = None if self._stopped else next(self._waiting, None)
        if place is None:
            return False
        self._done[place] = self._work(self._items[place])
        return True

    def help(self) -> None:
        """Process items until none waits."""
        try:
            while self.do_next():
                pass
        except BaseException as error:  # noqa: BLE001 - raised again on the calling thread
            self._error = self._error or error
            self.stop()

    def stop(self) -> None:
        """Start no further item."""
        self._stopped = True

    def results(self) -> list[R]:
        if self._error is not None:
            raise self._error
        return [self._done[place] for place in range(len(self._items))]
