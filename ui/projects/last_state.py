"""The last state of a session, kept on the disk until the session ends properly.

    data folder / sessions / one folder for each running program: a lock, and a project file

The system releases the lock of a program however that ends. So a folder that holds a state and can
be locked belongs to a session that was cut off, and its state is offered to the next one. Whoever
holds the lock answers for the folder: two windows never offer the same state.
"""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from typing import TYPE_CHECKING

from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.record import JournalError
from quantizer.image_files.atomic import make_folder

from .project_file import write_project

if TYPE_CHECKING:
    from pathlib import Path

    from .project import Project

_log = logging.getLogger(__name__)
_STATE = "state.quantizer"
_NEW_SECONDS = 60
"""Age up to which a folder without a state may belong to a program that has just started."""


class LastState:
    """The folder of one session. Call `release` or `remove` at the end."""

    def __init__(self, folder: Path, lock: FolderLock) -> None:
        self._folder, self._lock = folder, lock

    @classmethod
    def create(cls, root: Path) -> LastState:
        """Return a new folder in the folder of all sessions.

        Raises
        ------
        QuantizerError
            If it cannot be made.
        """
        folder = root / uuid.uuid4().hex
        make_folder(folder)
        return cls(folder, FolderLock.acquire(folder, owner=folder))

    @property
    def path(self) -> Path:
        """The project file."""
        return self._folder / _STATE

    def write(self, project: Project) -> None:
        """Write a state; raise `WriteError` if that fails."""
        write_project(project, self.path)

    def release(self) -> None:
        """Leave the state to the next session."""
        self._lock.release()

    def remove(self) -> None:
        """Remove the state and its folder."""
        self._lock.release()
        shutil.rmtree(self._folder, ignore_errors=True)


def cut_off_state(root: Path) -> LastState | None:
    """Return the newest state of a session that was cut off; None without any."""
    try:
        folders = [one for one in root.iterdir() if one.is_dir()]
    except OSError:
        return None
    found: list[tuple[float, LastState]] = []
    for folder in folders:
        try:
            state = LastState(folder, FolderLock.acquire(folder, owner=folder))
        except JournalError:
            continue  # its program is running, or the folder cannot be used
        written = _time_of(state.path)
        if written is not None:
            found.append((written, state))
        elif time.time() - (_time_of(folder) or 0) > _NEW_SECONDS:
            state.remove()
        else:
            state.release()
    found.sort(key=lambda pair: pair[0])
    for _, older in found[:-1]:
        older.release()
    if found:
        _log.info("a session was cut off: %s", found[-1][1].path)
    return found[-1][1] if found else None


def _time_of(path: Path) -> float | None:
    """Return when a file or folder was changed last, in seconds; None if it is missing."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None
