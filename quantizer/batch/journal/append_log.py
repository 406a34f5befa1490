"""The file of a journal, to which lines are added and never changed.

Each line is one call to the system, so that a program that is killed tears at most the last one.
What the disk had no room for is kept and tried again with the next line.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from typing import TYPE_CHECKING

from quantizer.batch.journal.record import JournalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SYNC_SECONDS = 1.0


class JournalFile:
    """Adds lines to a journal; used from one thread.

    Parameters
    ----------
    path
        The journal, which may be there already.

    Raises
    ------
    JournalError
        If it can be neither opened nor made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._owed: list[bytes] = []
        self._synced = 0.0
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
            self._descriptor: int | None = os.open(path, flags, 0o666)
        except OSError as error:
            raise JournalError.of(path, error) from error
        try:
            self._end_torn_line(self._descriptor)
        except OSError as error:
            self.close()
            raise JournalError.of(path, error) from error

    @property
    def owed(self) -> int:
        """How many lines the disk had no room for."""
        return len(self._owed)

    def add(self, told: Mapping[str, object]) -> None:
        """Add a line.

        Raises
        ------
        JournalError
            If it cannot be written; then it never will be.
        """
        self._owed.append(_line(told))
        try:
            self._flush()
        except OSError as error:
            self._owed.pop()
            raise JournalError.of(self.path, error) from error

    def add_when_possible(self, told: Mapping[str, object]) -> None:
        """Add a line, now or as soon as the disk takes it."""
        self._owed.append(_line(told))
        self.retry()

    def retry(self) -> None:
        """Try to write what is owed."""
        with contextlib.suppress(OSError):
            self._flush()

    def close(self) -> None:
        """Put all on the disk and close; may be called again."""
        if self._descriptor is None:
            return
        self.retry()
        _sync(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = None

    def _flush(self) -> None:
        if self._descriptor is None:
            raise OSError(errno.EBADF, "the journal is closed")
        while self._owed:
            self._write(self._descriptor, self._owed[0])
            self._owed.pop(0)
        now = time.monotonic()
        if now - self._synced >= _SYNC_SECONDS:
            _sync(self._descriptor)
            self._synced = now

    @staticmethod
    def _write(descriptor: int, line: bytes) -> None:
        written = os.write(descriptor, line)
        if written < len(line):  # the disk is full; half a line would spoil the next one
            size = os.fstat(descriptor).st_size
            os.ftruncate(descriptor, size - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @staticmethod
    def _end_torn_line(descriptor: int) -> None:
        size = os.lseek(descriptor, 0, os.SEEK_END)
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            if os.read(descriptor, 1) != b"\n":
                os.write(descriptor, b"\n")


def _sync(descriptor: int) -> None:
    """Put on the disk what was written; where that fails, the system has the lines all the same."""
    with contextlib.suppress(OSError):
        os.fsync(descriptor)


def _line(told: Mapping[str, object]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"
