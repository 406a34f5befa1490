"""The memory that all worker processes of a batch may take together.

    each worker is looked at while it works -> together they take too much
        -> the largest one is ended: its file takes too much by itself -> the file has failed
                                     otherwise                         -> tried again, alone

How much a process takes is known on Linux; elsewhere only if psutil is installed. Without that the
budget is never exceeded.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.progress import Progress

_SHARE = 0.75
"""Share of the computer's memory that is left to the workers by default. Not tuned."""
_POLL = 0.1
"""Seconds between two looks at whether a wait is cancelled. Not tuned."""
_CONTROL_GROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where Linux says how much memory a container may take (control groups, version 2 and 1)."""


class Verdict(Enum):
    """What the budget says of a worker."""

    FITS = auto()
    TOO_MUCH_TOGETHER = auto()
    TOO_MUCH_ALONE = auto()


class MemoryBudget:
    """Watches how much memory the workers take; used by their threads.

    Parameters
    ----------
    most
        Bytes that they may take together; None for no limit.
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self._taken: dict[int, int] = {}
        self._changed = threading.Condition()
        self._running = 0
        self._waiting_alone = 0
        self._is_exclusive = False

    def judge(self, pid: int) -> Verdict:
        """Look at the worker `pid`; it is too much if it is the largest of too large ones."""
        if self.most is None:
            return Verdict.FITS
        own = private_bytes(pid)
        with self._changed:
            self._taken[pid] = own
            total, largest = sum(self._taken.values()), max(self._taken.values())
        if own > self.most:
            return Verdict.TOO_MUCH_ALONE
        return Verdict.TOO_MUCH_TOGETHER if total > self.most and own == largest else Verdict.FITS

    def forget(self, pid: int) -> None:
        """Count a worker no longer, as it is idle or has ended."""
        with self._changed:
            self._taken.pop(pid, None)

    @contextlib.contextmanager
    def turn(self, progress: Progress, *, alone: bool = False) -> Iterator[None]:
        """Wait for the turn of a call, and take it inside the ``with`` block.

        Parameters
        ----------
        progress
            Checked while waiting.
        alone
            Whether no other call may run meanwhile.

        Raises
        ------
        Cancelled
            If `progress` is cancelled while waiting.
        """
        with self._changed:
            self._waiting_alone += int(alone)
            try:
                while self._is_exclusive or (self._running if alone else self._waiting_alone):
                    progress.check()
                    self._changed.wait(_POLL)
            finally:
                self._waiting_alone -= int(alone)
            self._is_exclusive = alone
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._is_exclusive = False if alone else self._is_exclusive
                self._changed.notify_all()


def default_budget() -> int | None:
    """Return the bytes that the workers may take by default; None if the system does not say."""
    limits: list[int] = []
    with contextlib.suppress(AttributeError, ValueError, OSError):
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in _CONTROL_GROUP_LIMITS:
        with contextlib.suppress(OSError, ValueError):  # "max" stands for no limit
            limits.append(int(path.read_text(encoding="ascii")))
    return int(_SHARE * min(limits)) if limits else None


def private_bytes(pid: int) -> int:
    """Return the memory of a process that it shares with no other, in bytes; 0 if unknown."""
    with contextlib.suppress(Exception):
        if sys.platform.startswith("linux"):
            # proc(5): size, resident and shared memory, in pages.
            pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
            return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")
        psutil: Any = importlib.import_module("psutil")  # not needed on Linux
        return int(psutil.Process(pid).memory_info().rss)
    return 0
