"""Read a small file, such as a palette or a preset, into memory."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from quantizer.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path


def read_small_file(path: Path, max_bytes: int, kind: str) -> bytes:
    """Return the bytes of a regular file; pipes and devices are refused, as they may never end.

    Parameters
    ----------
    path
        The file.
    max_bytes
        Largest size that is read, in bytes.
    kind
        What the file should be, for the error message, such as ``"a palette"``.

    Raises
    ------
    ReadError
        If the file is missing, not a regular file, too large, or unreadable.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(path, "it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(path, "it is not a regular file")
        if status.st_size > max_bytes:
            raise ReadError(path, f"it is larger than {max_bytes >> 20} MB, so not {kind}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(path, "there is no such file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(path, f"it cannot be read: {reason}") from error
