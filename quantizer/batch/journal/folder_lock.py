"""A lock on a folder: only one batch works in it at a time, in this program or another.

The lock belongs to an open file. The system releases it when the program ends, however it ends, so
no lock is ever left behind.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, Self

from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.regular_file import open_regular

from ...language import tr

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "lock"

_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


class BusyError(JournalError):
    """Another batch is working in the folder."""


class FolderLock:
    """Held from `acquire` to `release`; a context manager that releases it.

    On a network disk without locks, `acquire` always succeeds.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def acquire(cls, folder: Path, *, owner: Path) -> FolderLock:
        """Lock an existing folder.

        Parameters
        ----------
        folder
            Folder of the lock's file, which stays there.
        owner
            The folder to name in errors: the one that the user gave.

        Raises
        ------
        BusyError
            If it is locked, by this program or another.
        JournalError
            If the lock's file cannot be created.
        """
        try:
            descriptor = open_regular(folder / NAME, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise JournalError.of(folder, error) from error
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _TAKEN:
                os.close(descriptor)
                reason = tr("another batch is working here; wait until it is done")
                raise BusyError(owner, reason) from error
        return cls(descriptor)

    def release(self) -> None:
        """Unlock the folder; may be called again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
