"""Opens files and folders of the program itself, which somebody else may have put there.

An output folder may come out of an archive, and what looks like a journal may be a link to another
file, a second name of one (a hard link), or a pipe that is never written to. None of these is
opened.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from ...language import tr

if TYPE_CHECKING:
    from pathlib import Path

_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path, flags: int, *, has_one_name: bool = False) -> int:
    """Open a regular file; return its descriptor.

    Parameters
    ----------
    path
        The file. Its folder is opened as it is.
    flags
        As for `os.open`; a new file is created with `os.O_CREAT`.
    has_one_name
        Whether a hard link is refused: what is written to it would change another file.

    Raises
    ------
    OSError
        If it cannot be opened, or is a link, a pipe, a device or a folder.
    """
    if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
        raise OSError(errno.ELOOP, tr("it is a link"))
    try:
        descriptor = os.open(path, flags | _FLAGS, 0o666)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, tr("it is a link")) from error
        raise
    status = os.fstat(descriptor)
    is_file = stat.S_ISREG(status.st_mode)
    if is_file and not (has_one_name and status.st_nlink > 1):
        return descriptor
    os.close(descriptor)
    if is_file:
        raise OSError(errno.EMLINK, tr("it is a hard link to another file"))
    raise OSError(errno.EINVAL, tr("it is not a file"))


def require_folder(path: Path) -> None:
    """Check that an existing folder is not a link; raise `OSError` if it is one."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, tr("{name} is a link", name=path.name))
