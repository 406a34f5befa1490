"""Backups of the files that a run overwrites, so that the run can be undone.

Where the disk supports hard links, a backup is a hard link, which takes neither time nor space
until the file itself is replaced; elsewhere it is a copy. Backups stay until the run is undone, so
that several runs can be undone one after another, the newest first. A person may delete them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from quantizer.batch.digest import file_digest
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.regular_file import require_folder

from ...language import tr

_NAME = "kept"
"""Folder of the backups, beside the journals. Existing journals refer to it."""


class Backups:
    """The backups of one run, beside its journal in `folder`."""

    def __init__(self, folder: Path, run_id: str) -> None:
        self._folder = folder
        self._own = folder / _NAME / run_id
        self._number = -1

    def add(self, path: Path) -> str:
        """Back up a file; return the backup's path relative to the journals' folder.

        Raises
        ------
        JournalError
            If the backup cannot be made.
        """
        try:
            if self._number < 0:
                self._open_folder()
            self._number += 1
            backup = self._own / str(self._number)
            # If the target is a link, the file behind it will be replaced.
            _link_or_copy(Path(os.path.realpath(path)), backup)
        except OSError as error:
            reason = tr(
                "cannot be backed up for an undo ({reason})", reason=error.strerror or error
            )
            raise JournalError(path, reason) from error
        return backup.relative_to(self._folder).as_posix()

    def digest(self, backup: str) -> str:
        """Return the digest of a backup; empty without one, or if it cannot be read."""
        try:
            return file_digest(self._folder / backup) if backup else ""
        except OSError:
            return ""

    def remove(self, backup: str) -> None:
        """Remove the backup of a file that was not overwritten after all."""
        if backup:
            with contextlib.suppress(OSError):
                (self._folder / backup).unlink()

    def close(self) -> None:
        """Remove the folders if they are empty."""
        with contextlib.suppress(OSError):
            self._own.rmdir()
            self._own.parent.rmdir()

    def _open_folder(self) -> None:
        """Create the folder; a resumed run continues the numbers of its backups."""
        for folder in (self._own.parent, self._own):
            require_folder(folder)
        self._own.mkdir(parents=True, exist_ok=True)
        names = (path.name for path in self._own.iterdir())
        self._number = max((int(name) for name in names if name.isdecimal()), default=0)


def _link_or_copy(path: Path, backup: Path) -> None:
    try:
        os.link(path, backup)
    except (OSError, NotImplementedError, AttributeError):
        try:
            shutil.copy2(path, backup)
        except BaseException:
            backup.unlink(missing_ok=True)
            raise
