"""Moves files to the system's trash, and restores them from it.

`send2trash` moves them there without saying where that is. So a file is found again by its
``.trashinfo`` file, which notes its original path and the time (FreeDesktop.org Trash specification
1.0). On Windows and macOS files go to the trash, too, but a person has to restore them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from quantizer.batch.journal.safe_move import Place, move
from quantizer.errors import FileError

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_FREEDESKTOP = sys.platform not in {"win32", "darwin"}
_SUFFIX = ".trashinfo"


class TrashError(FileError):
    """A file cannot be moved to the trash or restored; it has not been moved."""


@dataclass(frozen=True, slots=True)
class TrashedFile:
    """A file in the trash.

    Parameters
    ----------
    original
        Its original path, links followed.
    path
        Its path in the trash.
    info
        Its ``.trashinfo`` file.
    time
        When it was moved there, local time as ``YYYY-MM-DDThh:mm:ss``.
    """

    original: Path
    path: Path
    info: Path
    time: str


def require_trash(folder: Path) -> None:
    """Check, as far as possible, that files of a folder can be moved to a trash.

    Raises
    ------
    TrashError
        If they cannot.
    """
    if not _FREEDESKTOP:
        return
    try:
        _make(_places(Path(os.path.realpath(folder))))
    except OSError as error:
        reason = tr(
            "there is no trash here ({reason}), so originals are not replaced",
            reason=error.strerror or error,
        )
        raise TrashError(
            folder, tr("{reason}; choose a folder for the results (-o)", reason=reason)
        ) from error


def trash(path: Path) -> None:
    """Move a file to the trash; for a link, the file behind it.

    Raises
    ------
    TrashError
        If there is no trash for it, or the system refuses; the file has not been moved then.
    """
    from send2trash import send2trash  # noqa: PLC0415 - few batches need it

    place = os.path.realpath(path)
    try:
        with _one_at_a_time():
            send2trash(place)
    except OSError as error:
        raise TrashError(path, _refusal(error)) from error
    if os.path.lexists(place):
        raise TrashError(path, tr("the trash did not take it"))


def restore(trashed: TrashedFile, place: Place | None = None) -> None:
    """Move a file from the trash to where it was, in one step, over what is there.

    Parameters
    ----------
    trashed
        The file.
    place
        Where it goes, and what was there when that was checked; None for its original path.

    Raises
    ------
    TrashError
        If it cannot be moved; it is still in the trash then.
    """
    file = Path(os.path.realpath(trashed.path.parent)) / trashed.path.name
    try:
        move(Place.of(file), place or Place.of(trashed.original))
    except OSError as error:
        reason = tr("cannot be restored from the trash ({reason})", reason=error.strerror or error)
        raise TrashError(trashed.original, reason) from error
    with contextlib.suppress(OSError):
        trashed.info.unlink()


class TrashIndex:
    """Finds files in the trash by their original path; reads each trash once."""

    def __init__(self) -> None:
        self._read: set[Path] = set()
        self._found: dict[Path, list[TrashedFile]] = {}

    def find(self, original: Path) -> tuple[TrashedFile, ...]:
        """Return the files that came from a path, the newest first; none on Windows and macOS."""
        if not _FREEDESKTOP:
            return ()
        place = Path(os.path.realpath(original))
        for root in (_home_trash(), *filter(_is_own, _top_trashes(_mount_point(place)))):
            if root not in self._read:
                self._read.add(root)
                for trashed in _contents(root):
                    self._found.setdefault(trashed.original, []).append(trashed)
        there = [trashed for trashed in self._found.get(place, ()) if trashed.path.exists()]
        return tuple(sorted(there, key=lambda trashed: trashed.time, reverse=True))


def _refusal(error: OSError) -> str:
    return tr(
        "cannot go to the trash ({reason}); without --replace the original stays where it is",
        reason=error.strerror or error,
    )


def _places(folder: Path) -> tuple[Path, ...]:
    """Return the trashes that a file in `folder` may be moved to, the likeliest first."""
    home = Path(os.path.realpath(Path.home()))
    if _device(folder) == _device(home):
        return (_home_trash(),)
    shared, own = _top_trashes(_mount_point(folder))
    return (shared, own) if _is_proper(shared.parent) else (own,)


def _device(path: Path) -> int:
    return path.stat().st_dev


def _make(places: tuple[Path, ...]) -> None:
    """Create the first trash that can be created, if needed; raise the last `OSError`."""
    for number, place in enumerate(places, 1):
        try:
            for part in ("files", "info"):
                (place / part).mkdir(mode=0o700, parents=True, exist_ok=True)
                if not os.access(place / part, os.W_OK | os.X_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError:
            if number == len(places):
                raise
        else:
            return


def _home_trash() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "Trash"


def _top_trashes(top: Path) -> tuple[Path, Path]:
    """Return the trashes of a disk: the user's folder in the shared one, and the user's own one."""
    user = str(os.getuid())
    return top / ".Trash" / user, top / f".Trash-{user}"


def _is_own(trash: Path) -> bool:
    """Return whether the trash of a disk is this user's own folder, not a link to another."""
    if trash.parent.name == ".Trash" and not _is_proper(trash.parent):
        return False
    try:
        status = trash.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()


def _is_proper(shared: Path) -> bool:
    """Return whether a shared trash is as the specification demands: sticky, and not a link."""
    try:
        mode = shared.lstat().st_mode
    except OSError:
        return False
    return stat.S_ISDIR(mode) and bool(mode & stat.S_ISVTX)


def _mount_point(path: Path) -> Path:
    while not os.path.ismount(path):
        path = path.parent
    return path


def _contents(root: Path) -> Iterator[TrashedFile]:
    """Yield the files of a trash; ``.trashinfo`` files that make no sense are skipped."""
    top = root.parent.parent if root.parent.name == ".Trash" else root.parent
    try:
        names = os.listdir(root / "info")  # noqa: PTH208 - names are all that is asked for
    except OSError:
        return
    for name in names:
        if not name.endswith(_SUFFIX):
            continue
        info = root / "info" / name
        try:
            lines = info.read_bytes().splitlines()
        except OSError:
            continue
        noted = dict(line.split(b"=", 1) for line in lines if b"=" in line)
        if b"Path" in noted:
            path = os.path.normpath(top / os.fsdecode(unquote_to_bytes(noted[b"Path"])))
            time = noted.get(b"DeletionDate", b"").decode("ascii", "replace")
            yield TrashedFile(Path(path), root / "files" / name.removesuffix(_SUFFIX), info, time)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep two workers from choosing the same name in the trash, which would lose a file.

    `send2trash` looks for a free name and takes it in two steps. The lock is on the home folder
    itself, so that no file is made; where that cannot be locked, the system is trusted.
    """
    if not _FREEDESKTOP:
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    descriptor = None
    with contextlib.suppress(OSError):
        descriptor = os.open(Path.home(), os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
