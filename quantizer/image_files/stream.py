"""A regular file, opened once and read-only, whose reading can be watched and cancelled.

Pillow reads a file in pieces while it decodes. `Stream` reports progress at each piece, and raises
`Cancelled` if the job was cancelled. Because Pillow's decoders may swallow that exception, the
stream remembers it in `Stream.cancelled`.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from quantizer.errors import Cancelled, ReadError
from quantizer.progress import SILENT, Progress

from ..language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BLOCK = 1 << 20


class Stream(io.RawIOBase):
    """A binary file that reports how much of it was read.

    Parameters
    ----------
    file
        The seekable file to read from.
    size
        Its length in bytes.
    progress
        Receives the share of the file that was read.

    Attributes
    ----------
    before_read
        Called before each piece is read, when the pieces before are decoded; None for nothing.
    """

    def __init__(self, file: BinaryIO, size: int, progress: Progress) -> None:
        super().__init__()
        self.size = size
        self.cancelled = False
        self.before_read: Callable[[], None] | None = None
        self._file = file
        self._progress = progress
        self._step = max(32768, size // 100)
        self._unreported = 0
        self._furthest = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return the next `size` bytes, or all that are left."""
        if self.before_read is not None:
            self.before_read()
        data = self._file.read(size)
        self._unreported += len(data)
        if self._unreported >= self._step:
            self._unreported = 0
            self.report()
        return data

    def report(self) -> None:
        """Report how much was read; raise `Cancelled` if the job was cancelled."""
        self._furthest = max(self._furthest, self._file.tell())
        try:
            self._progress.report(self._furthest / self.size)
        except Cancelled:
            self.cancelled = True
            raise

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to `offset`."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position."""
        return self._file.tell()

    def readable(self) -> bool:
        """Return true."""
        return True

    def seekable(self) -> bool:
        """Return true."""
        return True

    def fileno(self) -> int:
        """Return the file's descriptor, from which libtiff reads on its own."""
        return self._file.fileno()


@contextlib.contextmanager
def open_file(
    path: Path | str, progress: Progress, data: bytes | None = None, kind: str = mark("an image")
) -> Iterator[Stream]:
    """Open the file at `path`, or instead its bytes in `data` if they are given.

    Raises
    ------
    ReadError
        If it is missing, empty, not a regular file, or cannot be opened; the message says that it
        should be `kind`.
    """
    if data is not None:
        if not data:
            raise ReadError(path, tr("is empty"))
        yield Stream(io.BytesIO(data), len(data), progress)
        return
    try:
        _check_regular(path, os.stat(path), kind)  # noqa: PTH116 - pathlib hides a null byte's ValueError
        # The file may have become a pipe since the check; opening must not wait for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
    except OSError as error:
        raise ReadError(path, _reason(error)) from error
    except ValueError as error:  # a null byte or a lone surrogate in the name
        raise ReadError(path, tr("there is no such file")) from error
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
        status = os.fstat(descriptor)
        _check_regular(path, status, kind)
        yield Stream(file, status.st_size, progress)


def read_small_file(path: Path, max_bytes: int, kind: str, data: bytes | None = None) -> bytes:
    """Return the bytes of a file, or `data`, that should be `kind`, such as ``"a palette"``.

    Raises
    ------
    ReadError
        As `open_file` does, and if it is larger than `max_bytes`.
    """
    with open_file(path, SILENT, data, kind) as stream:
        if stream.size > max_bytes:
            raise ReadError(
                path,
                tr(
                    "is larger than {max_bytes} MB, so not {kind}",
                    max_bytes=max_bytes >> 20,
                    kind=tr(kind),
                ),
            )
        try:
            return stream.read()
        except OSError as error:
            raise ReadError(
                path, tr("cannot be read: {reason}", reason=error.strerror or error)
            ) from error


def _check_regular(path: Path | str, status: os.stat_result, kind: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ReadError(path, tr("is a folder, not {kind}", kind=tr(kind)))
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(path, tr("is a device or a pipe, not {kind}", kind=tr(kind)))
    if status.st_size == 0:
        raise ReadError(path, tr("is empty"))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return tr("there is no such file")
    if isinstance(error, PermissionError):
        return tr("no permission to read it")
    return tr("cannot be opened: {reason}", reason=error.strerror or error)
