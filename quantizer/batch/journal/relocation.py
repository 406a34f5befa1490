"""A folder of outputs that was moved or renamed, and the paths that its journals tell.

    path as told -> below the folder as it was called: below the folder as it is called now
                    elsewhere, and not there any more: at the same place, seen from the folder

The second is for a project that was moved as a whole, inputs and outputs.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from quantizer.batch.journal.record import absolute
from quantizer.batch.plan.tree import JOURNALS


class Relocation:
    """Tells where something is now.

    Parameters
    ----------
    old, new
        The folder that the journals are under, as it was called and as it is called now.
    replaces
        Whether outputs took the place of inputs, which then moved with them.
    """

    def __init__(self, old: Path, new: Path, *, replaces: bool) -> None:
        self._old, self._new, self._replaces = old, new, replaces
        self._known: dict[Path, Path] = {}

    @classmethod
    def of(cls, told: str | None, journal: Path, *, replaces: bool) -> Self | None:
        """Return how paths of a journal are to be read; None if as they are.

        Parameters
        ----------
        told
            The folder that the journal says it is under; None if it does not say so.
        journal
            Where it is. One that was taken out of its folder is read as it is.
        replaces
            Whether it is of a run that replaced its inputs.
        """
        hidden = absolute(journal).parent
        if told is None or hidden.name != JOURNALS or Path(told) == hidden.parent:
            return None
        return cls(Path(told), hidden.parent, replaces=replaces)

    def output(self, path: Path) -> Path:
        """Return where an output is now, whether or not there is one."""
        if path.is_relative_to(self._old):
            return self._new / path.relative_to(self._old)
        return self.outside(path.parent) / path.name

    def input(self, path: Path) -> Path:
        """Return where an input is now, whether or not there is one."""
        return self.output(path) if self._replaces else self.outside(path.parent) / path.name

    def outside(self, path: Path) -> Path:
        """Return where something is now that need not have moved with the folder."""
        if path not in self._known:
            self._known[path] = self._seek(path)
        return self._known[path]

    def _seek(self, path: Path) -> Path:
        if os.path.lexists(path):
            return path
        try:
            way = os.path.relpath(path, self._old)
        except ValueError:  # on another drive
            return path
        moved = absolute(self._new / way)
        return moved if os.path.lexists(moved) else path
