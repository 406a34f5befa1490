"""What a file held when it was read, and whether it still does."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.batch.digest import digest, stream_digest
from quantizer.image_files.stream import open_file
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from pathlib import Path

_AT_HAND = 1 << 26
"""Bytes up to which a file is held in memory; a larger one is read again when it is wanted."""

_BLOCK = 1 << 20

_Stamp = tuple[int, int, int]
"""Inode, size and time of change, by which a file that was changed is told."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file held when it was read.

    Parameters
    ----------
    path
        The file.
    data
        Its bytes; None if they are too many to keep.
    digest
        Their fingerprint; see `quantizer.batch.digest`.
    size
        Their number.
    stamp
        By which a later change is told.
    """

    path: Path
    data: bytes | None
    digest: str
    size: int
    stamp: _Stamp

    @classmethod
    def read(cls, path: Path, progress: Progress = SILENT) -> Contents:
        """Read a file, once.

        Raises
        ------
        ReadError
            If it cannot be opened.
        OSError
            If the disk fails later on.
        Cancelled
            If `progress` says so.
        """
        with open_file(path, progress.at(Stage.READ).between(0, 0)) as stream:
            stamp = _stamp(os.fstat(stream.fileno()))
            if stream.size > _AT_HAND:
                return cls(path, None, stream_digest(stream), stream.size, stamp)
            data = b"".join(iter(lambda: stream.read(_BLOCK), b""))
        return cls(path, data, digest(data), len(data), stamp)

    @property
    def is_current(self) -> bool:
        """Whether the file stands where it was, unchanged."""
        with contextlib.suppress(OSError):
            return _stamp(self.path.stat()) == self.stamp
        return False


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns
