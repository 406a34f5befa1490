"""Removes and moves files without following a link, even one that is put there meanwhile.

    path without links -> each of its folders is opened, beginning at the root; a link ends that
                       -> the file is looked at, removed or moved by its name in the open folder

So a folder that somebody exchanges for a link between a check and the move leads nowhere. On
Windows, which has no such calls, the paths are used as they are.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from quantizer.image_files.atomic import temporary_name

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HAS_DESCRIPTORS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_FOLDER = (
    getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_PATH", os.O_RDONLY)
    | getattr(os, "O_CLOEXEC", 0)
)


@dataclass(frozen=True, slots=True)
class FileState:
    """Tells whether a name still stands for the same, unchanged file."""

    device: int
    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path | str, folder: int | None = None) -> Self | None:
        """Return the state of a regular file; None if there is nothing.

        Parameters
        ----------
        path
            The file; a link is not followed.
        folder
            Descriptor of the folder that `path` is relative to; None without one.

        Raises
        ------
        OSError
            If there is something other than a regular file.
        """
        try:
            status = os.stat(path, dir_fd=folder, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, tr("it is not a file"))
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Place:
    """A path without links, and the file that was there when it was looked at.

    Parameters
    ----------
    path
        The path.
    state
        What was there; None if nothing, or a folder.
    """

    path: Path
    state: FileState | None

    @classmethod
    def of(cls, path: Path) -> Self:
        """Look at a path now; raises `OSError` if neither a file nor a folder is there."""
        return cls(path, None if path.is_dir() else FileState.of(path))


def remove(place: Place) -> None:
    """Remove a file.

    Raises
    ------
    OSError
        If it cannot be removed, or is no longer what was looked at.
    """
    with _opened(place.path) as (folder, name):
        _require(name, folder, place.state)
        os.unlink(name, dir_fd=folder)


def move(file: Place, place: Place) -> None:
    """Move a file over what is at `place`, in one step; missing folders are created.

    Raises
    ------
    OSError
        If it cannot be moved, or either is no longer what was looked at; then nothing has changed.
    """
    with _opened(file.path) as (source, old), _opened(place.path, create=True) as (folder, new):
        _require(old, source, file.state)
        _require(new, folder, place.state)
        try:
            if place.state is None and _place_new(old, source, new, folder):
                return
            os.replace(old, new, src_dir_fd=source, dst_dir_fd=folder)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _move_between_disks(old, source, new, folder)


def _place_new(old: str, source: int | None, new: str, folder: int | None) -> bool:
    """Move a file where nothing is; return False if the disk cannot do that in one step."""
    try:
        os.link(old, new, src_dir_fd=source, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # no hard links here, or another disk
        return False
    os.unlink(old, dir_fd=source)
    return True


def _move_between_disks(old: str, source: int | None, new: str, folder: int | None) -> None:
    beside = temporary_name()
    reading = os.open(old, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0), dir_fd=source)
    with os.fdopen(reading, "rb") as read:
        status = os.fstat(reading)
        try:
            writing = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
            with os.fdopen(writing, "wb") as written:
                shutil.copyfileobj(read, written)
                written.flush()
                os.fsync(writing)
                with contextlib.suppress(AttributeError, TypeError):  # not on Windows
                    os.fchmod(writing, stat.S_IMODE(status.st_mode))
                    os.utime(writing, ns=(status.st_atime_ns, status.st_mtime_ns))
            os.replace(beside, new, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(beside, dir_fd=folder)
    os.unlink(old, dir_fd=source)


def _require(name: str, folder: int | None, state: FileState | None) -> None:
    if FileState.of(name, folder) != state:
        raise OSError(errno.EAGAIN, tr("it was changed at this moment"))


@contextlib.contextmanager
def _opened(place: Path, *, create: bool = False) -> Iterator[tuple[int | None, str]]:
    """Open the folder of a file; yield its descriptor and the file's name in it.

    Without descriptors of folders, yield None and the whole path.
    """
    if not _HAS_DESCRIPTORS:
        if create:
            place.parent.mkdir(parents=True, exist_ok=True)
        yield None, str(place)
        return
    folder = os.open(place.anchor, _FOLDER)
    try:
        for part in place.parent.parts[1:]:
            below = _open_below(part, folder, create=create)
            os.close(folder)
            folder = below
        yield folder, place.name
    finally:
        os.close(folder)


def _open_below(name: str, folder: int, *, create: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except FileNotFoundError:
        if not create:
            raise
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, dir_fd=folder)
    return os.open(name, _FOLDER, dir_fd=folder)
