"""The content of a file when it was read, and whether the file has changed since."""

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

_MOST_BYTES = 1 << 26
"""Files up to this size (64 MiB) are kept in memory; larger ones are read again. Not tuned."""

_BLOCK = 1 << 20

_Identity = tuple[int, int, int]
"""Inode, size, and time of modification in nanoseconds."""


@dataclass(frozen=True, slots=True)
class FileSnapshot:
    """The content of a file when it was read.

    Parameters
    ----------
    path
        The file.
    data
        Its bytes; None if the file is too large to keep.
    digest
        Digest of its content; see `quantizer.batch.digest`.
    size
        Number of bytes.
    identity
        Inode, size and time of modification, which show a later change.
    """

    path: Path
    data: bytes | None
    digest: str
    size: int
    identity: _Identity

    @classmethod
    def read(cls, path: Path, progress: Progress = SILENT) -> FileSnapshot:
        """Read a file once.

        Raises
        ------
        ReadError
            If it cannot be opened.
        OSError
            If the disk fails later on.
        """
        with open_file(path, progress.at(Stage.READ).between(0, 0)) as stream:
            identity = _identity(os.fstat(stream.fileno()))
            if stream.size > _MOST_BYTES:
                return cls(path, None, stream_digest(stream), stream.size, identity)
            data = b"".join(iter(lambda: stream.read(_BLOCK), b""))
        return cls(path, data, digest(data), len(data), identity)

    @property
    def is_current(self) -> bool:
        """Whether the file is still there, unchanged."""
        with contextlib.suppress(OSError):
            return _identity(self.path.stat()) == self.identity
        return False


def _identity(status: os.stat_result) -> _Identity:
    return status.st_ino, status.st_size, status.st_mtime_ns
