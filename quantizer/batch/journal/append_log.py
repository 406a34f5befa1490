"""The file of a journal: lines are appended and never changed.

Each line ends with a code by the user's key; see `quantizer.batch.journal.journal_key`. It is
written by one system call, so a program that is killed tears at most the last line.
Lines that do not fit on a full disk are kept in memory and tried again with the next line.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from typing import TYPE_CHECKING

from quantizer.batch.journal.journal_key import JournalKey
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.regular_file import open_regular

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SYNC_SECONDS = 1.0
"""Shortest time between two calls of fsync; not tuned."""


class AppendLog:
    """Appends JSON objects to a file, new or existing, one per line. Used from one thread.

    Raises
    ------
    JournalError
        If it can be neither opened nor created, or is a link.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unwritten: list[bytes] = []
        self._synced = 0.0
        self._key = JournalKey.load_or_create()
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
            self._descriptor: int | None = open_regular(path, flags, has_one_name=True)
        except OSError as error:
            raise JournalError.of(path, error) from error
        try:
            _end_torn_line(self._descriptor)
        except OSError as error:
            self.close()
            raise JournalError.of(path, error) from error

    @property
    def unwritten(self) -> int:
        """Number of lines that did not fit on the disk."""
        return len(self._unwritten)

    def append(self, value: Mapping[str, object]) -> None:
        """Append a line.

        Raises
        ------
        JournalError
            If it cannot be written; it is then discarded.
        """
        self._unwritten.append(_line(value))
        try:
            self._flush()
        except OSError as error:
            self._unwritten.pop()
            raise JournalError.of(self.path, error) from error

    def append_when_possible(self, value: Mapping[str, object]) -> None:
        """Append a line now, or as soon as the disk has room for it."""
        self._unwritten.append(_line(value))
        self.retry()

    def retry(self) -> None:
        """Try to write the lines that did not fit."""
        with contextlib.suppress(OSError):
            self._flush()

    def close(self) -> None:
        """Write everything to the disk and close the file; may be called again."""
        if self._descriptor is None:
            return
        self.retry()
        _sync(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = None

    def _flush(self) -> None:
        if self._descriptor is None:
            raise OSError(errno.EBADF, tr("the journal is closed"))
        while self._unwritten:
            _write(self._descriptor, self._signed(self._unwritten[0]))
            self._unwritten.pop(0)
        now = time.monotonic()
        if now - self._synced >= _SYNC_SECONDS:
            _sync(self._descriptor)
            self._synced = now

    def _signed(self, line: bytes) -> bytes:
        """Return a line with its code, which says where in the file it is, and its line end."""
        assert self._descriptor is not None
        if self._key is not None:
            place = os.fstat(self._descriptor).st_size
            line = self._key.sign(line, self.path.name, place)
        return line + b"\n"


def _write(descriptor: int, line: bytes) -> None:
    written = os.write(descriptor, line)
    if written < len(line):  # the disk is full; half a line would damage the next one
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - written)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _end_torn_line(descriptor: int) -> None:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size:
        os.lseek(descriptor, size - 1, os.SEEK_SET)
        if os.read(descriptor, 1) != b"\n":
            os.write(descriptor, b"\n")


def _sync(descriptor: int) -> None:
    with contextlib.suppress(OSError):  # the system has the lines all the same
        os.fsync(descriptor)


def _line(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
