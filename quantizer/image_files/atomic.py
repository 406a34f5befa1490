"""Write a file so that it appears complete or not at all. Nothing else here writes output files.

The bytes go to a hidden temporary file in the target's folder, are flushed to the disk, read back
and compared. Then the file is renamed to the target in one step. Until then an existing target
stays untouched. On any failure, an interrupt included, the temporary file is removed.

If the target is a symbolic link, the file that it points to is replaced and the link stays.
"""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.errors import WriteError

from ..language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_log = logging.getLogger(__name__)

_BLOCK = 1 << 20

TEMPORARY = (".quantizer-", ".tmp")
"""Start and end of the names of temporary files; see `temporary_name`."""

_EXISTS = mark("already exists; allow overwriting (--overwrite) to replace it")
_PROTECTED = mark("is an input file, which is never replaced; choose another name")
_DIFFERENT = mark("the disk returned other bytes than were written")

_REASONS = {
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("the disk quota is used up"),
    errno.EROFS: mark("the disk is read-only"),
    errno.EACCES: mark("no permission to write into this folder"),
    errno.EPERM: mark("no permission to write into this folder"),
    errno.ENOENT: mark("its folder does not exist"),
    errno.ENOTDIR: mark("its folder is a file"),
    errno.ENAMETOOLONG: mark("its name is too long"),
    errno.EFBIG: mark("it is too large for this disk"),
    errno.EIO: mark("the disk reported an error"),
    errno.EISDIR: mark("is a folder"),
    errno.ELOOP: mark("is a symbolic link that leads in a circle"),
}

_NO_HARD_LINKS = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


def write_atomically(
    path: Path,
    data: bytes,
    *,
    overwrite: bool = False,
    protect: Sequence[Path] = (),
    run_id: str = "",
    like: Path | None = None,
    before_placing: Callable[[], None] | None = None,
) -> None:
    """Write `data` to the file `path`, completely or not at all.

    Parameters
    ----------
    path
        The target. Its folder must exist.
    data
        The content of the file.
    overwrite
        Whether an existing file may be replaced; its permissions are kept.
    protect
        Files that must not be replaced under any name, links to them included.
    run_id
        Letters and digits for the name of the temporary file, which show after a crash which run
        left it.
    like
        A file whose owner and permissions the new one gets, if the system allows it. By default
        these are those of the replaced file, or of any new file.
    before_placing
        Called when all bytes are on the disk and only the renaming is left. Its exceptions are
        passed on.

    Raises
    ------
    WriteError
        If the file cannot be written. Then nothing has changed on the disk.
    """
    with _reasons(path):
        target = Path(os.path.realpath(path))
        old = _check(path, target, overwrite=overwrite, protect=protect)
        model = (None if like is None else _status(like)) or old
        with _temporary(target, run_id) as (file, temporary):
            if model is not None:  # before there is anything to be read
                _keep_permissions(file.fileno(), model)
            _fill(path, file.fileno(), data)
            file.close()
            if before_placing is not None:
                before_placing()
            if overwrite:
                # A protected file may have been linked here while the bytes were written.
                _check(path, target, overwrite=overwrite, protect=protect)
                os.replace(temporary, target)  # noqa: PTH105 - as above
            else:
                _place_new(path, temporary, target)
        _sync_folder(target.parent)
    _log.debug("%s: wrote %d bytes", path, len(data))


def make_folder(path: Path) -> None:
    """Create a folder and its parents, unless it exists.

    Raises
    ------
    WriteError
        If it cannot be created.
    """
    with _reasons(path):
        try:
            path.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise WriteError(path, tr("is a file, but a folder is to be made there")) from error


@contextlib.contextmanager
def made_folder(path: Path) -> Iterator[None]:
    """Create a folder and its parents, unless it exists, for the files that the block writes.

    If the block fails, the folders that were created for it are removed, unless they hold files.

    Raises
    ------
    WriteError
        If it cannot be created.
    """
    with _reasons(path):
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        make_folder(path)
        yield
    except BaseException:
        for folder in missing:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def temporary_name(run_id: str = "") -> str:
    """Return a unique name for a temporary file, which contains the id of the run."""
    start, end = TEMPORARY
    own = os.urandom(8).hex()
    return f"{start}{run_id}-{own}{end}" if run_id else f"{start}{own}{end}"


@contextlib.contextmanager
def _reasons(path: Path) -> Iterator[None]:
    """Turn an error of the operating system into a `WriteError` about `path`."""
    try:
        yield
    except OSError as error:
        known = _REASONS.get(error.errno or 0)
        reason = tr(known) if known else error.strerror or str(error)
        raise WriteError(path, reason) from error
    except ValueError as error:  # a null byte or a lone surrogate in the name
        raise WriteError(path, tr("its name cannot be used for a file")) from error


def _check(
    path: Path, target: Path, *, overwrite: bool, protect: Sequence[Path]
) -> os.stat_result | None:
    """Return the status of the file to be replaced, or None if there is none."""
    try:
        status = os.stat(target)  # noqa: PTH116 - a null byte must raise here
    except FileNotFoundError:
        _check_folder(path, target.parent)
        return None
    if stat.S_ISDIR(status.st_mode):
        raise WriteError(path, tr("is a folder"))
    for own in map(_status, protect):
        if own is not None and os.path.samestat(own, status):
            raise WriteError(path, tr(_PROTECTED))
    if not overwrite:
        raise WriteError(path, tr(_EXISTS))
    if not stat.S_ISREG(status.st_mode):
        raise WriteError(path, tr("is a device or a pipe, not a file"))
    if not os.access(target, os.W_OK):
        raise WriteError(path, tr("is write-protected"))
    return status


def _check_folder(path: Path, folder: Path) -> None:
    if not folder.exists():
        raise WriteError(path, tr("its folder does not exist"))
    if not folder.is_dir():
        raise WriteError(path, tr("its folder is a file"))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def _temporary(target: Path, run_id: str) -> Iterator[tuple[io.FileIO, Path]]:
    """Yield a new empty file in the folder of `target`, and remove it afterwards.

    Its name does not contain the target's, which may have the largest length that is allowed.
    """
    temporary = target.parent / temporary_name(run_id)
    try:
        with io.FileIO(temporary, "x+", opener=_create) as file:
            yield file, temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _create(name: str, flags: int) -> int:
    # With 0o666 the umask decides, as for any new file; mode "x" has put O_EXCL into the flags.
    return os.open(name, flags, 0o666)


def _keep_permissions(descriptor: int, old: os.stat_result) -> None:
    """Give the new file the owner and mode of the old one, if the system allows it."""
    with contextlib.suppress(OSError, AttributeError):
        os.fchown(descriptor, old.st_uid, old.st_gid)
    with contextlib.suppress(OSError, AttributeError):
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _fill(path: Path, descriptor: int, data: bytes) -> None:
    """Write `data`, flush it to the disk, read it back and compare."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest[:_BLOCK]) :]
    os.fsync(descriptor)
    os.lseek(descriptor, 0, os.SEEK_SET)
    for start in range(0, len(data) + 1, _BLOCK):
        wanted = data[start : start + _BLOCK]
        if _read(descriptor, _BLOCK) != wanted:
            raise WriteError(path, tr(_DIFFERENT))


def _read(descriptor: int, size: int) -> bytes:
    """Return the next `size` bytes, or fewer at the end; a single `os.read` may return fewer."""
    block = b""
    while len(block) < size and (piece := os.read(descriptor, size - len(block))):
        block += piece
    return block


def _place_new(path: Path, temporary: Path, target: Path) -> None:
    """Rename the file to `target`, but never over a file that has appeared there meanwhile."""
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise WriteError(path, tr(_EXISTS)) from error
    except (OSError, NotImplementedError, AttributeError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_HARD_LINKS:
            raise
        _claim(path, temporary, target)


def _claim(path: Path, temporary: Path, target: Path) -> None:
    """Rename without hard links: create an empty file under the name first, then replace it."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError as error:
        raise WriteError(path, tr(_EXISTS)) from error
    try:
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            target.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Flush the folder, so that the new name survives a crash, if the system allows it."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
