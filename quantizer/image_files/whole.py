"""Small files, read as a whole."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from quantizer.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path


def read_whole(path: Path, most: int, kind: str) -> bytes:
    """Return a regular file's bytes; a pipe or device, which might never end, is refused.

    Parameters
    ----------
    path
        The file.
    most
        Bytes, from which on it cannot be what is looked for.
    kind
        What is looked for, such as ``"a palette"``.

    Raises
    ------
    ReadError
        If it is missing, no file, too large, or cannot be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(path, "it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(path, "it is not a regular file")
        if status.st_size > most:
            raise ReadError(path, f"it is larger than {most >> 20} MB, so not {kind}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(path, "there is no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(path, f"it cannot be read: {reason}") from error
