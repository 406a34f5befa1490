"""Files that a run overwrites, kept so that it can be taken back.

They are second names of the same files where the disk knows hard links, so that they cost neither
time nor room until the first name is gone, and copies elsewhere. They are kept until the run is
taken back, however many others follow: then runs can be taken back one after the other, the newest
first, down to what stood there before all of them. A person may delete them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from quantizer.batch.journal.record import JournalError
from quantizer.image_files.atomic import temporary_name

_NAME = "kept"


class KeptFiles:
    """What one run has overwritten.

    Parameters
    ----------
    folder
        That of the journals.
    run_id
        The run.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self._folder = folder
        self._own = folder / _NAME / run_id
        self._number = -1

    def keep(self, path: Path) -> str:
        """Keep the file that stands at `path`; return where, from the journals' folder.

        Raises
        ------
        JournalError
            If it cannot be kept.
        """
        try:
            if self._number < 0:
                self._begin()
            self._number += 1
            kept = self._own / str(self._number)
            # Where the target is a link, the file that it leads to is what will be replaced.
            _link_or_copy(Path(os.path.realpath(path)), kept)
        except OSError as error:
            reason = f"cannot be kept for an undo ({error.strerror or error})"
            raise JournalError(path, reason) from error
        return kept.relative_to(self._folder).as_posix()

    def drop(self, kept: str) -> None:
        """Do without a file that was kept, as it was not overwritten."""
        if kept:
            with contextlib.suppress(OSError):
                (self._folder / kept).unlink()

    def close(self) -> None:
        """Leave no empty folders."""
        with contextlib.suppress(OSError):
            self._own.rmdir()
            self._own.parent.rmdir()

    def _begin(self) -> None:
        """Make room; go on after what the run had kept before it broke off."""
        self._own.mkdir(parents=True, exist_ok=True)
        names = (path.name for path in self._own.iterdir())
        self._number = max((int(name) for name in names if name.isdecimal()), default=0)


def bring_back(kept: Path, target: Path) -> None:
    """Put a file that was kept back to its place, in one step, over what stands there.

    Raises
    ------
    OSError
        If it cannot be done; then nothing has changed.
    """
    place = Path(os.path.realpath(target))
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(kept, place)  # noqa: PTH105 - beside its siblings
    except OSError:
        beside = place.parent / temporary_name()
        try:
            shutil.copy2(kept, beside)
            os.replace(beside, place)  # noqa: PTH105
        finally:
            beside.unlink(missing_ok=True)
        kept.unlink()


def _link_or_copy(path: Path, kept: Path) -> None:
    try:
        os.link(path, kept)
    except (OSError, NotImplementedError, AttributeError):
        try:
            shutil.copy2(path, kept)
        except BaseException:
            kept.unlink(missing_ok=True)
            raise
