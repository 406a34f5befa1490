"""Paths in the journals of an output folder that was moved or renamed.

    path below the folder's old place  -> same path below its new place
    other path that no longer exists   -> same path relative to the folder, if that exists

The second rule serves a project that was moved as a whole, with inputs and outputs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from quantizer.batch.plan.tree import JOURNALS, absolute

if TYPE_CHECKING:
    from pathlib import Path


class Relocation:
    """Maps paths of a journal to where the files are now.

    Parameters
    ----------
    old, new
        Old and new place of the folder that contains the journals' folder.
    replaces
        Whether outputs replaced their inputs, which have then moved with them.
    """

    def __init__(self, old: Path, new: Path, *, replaces: bool) -> None:
        self.old = old
        self._new, self._replaces = new, replaces
        self._known: dict[Path, Path] = {}

    @classmethod
    def of(cls, folder: Path | None, journal: Path, *, replaces: bool) -> Self | None:
        """Return the mapping for a journal; None if its paths are right as they are.

        Parameters
        ----------
        folder
            The folder that the journal names as its place; None if it names none.
        journal
            Where the journal is. One that was taken out of its folder is read as it is.
        replaces
            Whether the run replaced its inputs.
        """
        hidden = absolute(journal).parent
        if folder is None or hidden.name != JOURNALS or folder == hidden.parent:
            return None
        if os.path.realpath(folder) == os.path.realpath(hidden.parent):  # through a link
            return None
        return cls(folder, hidden.parent, replaces=replaces)

    def output(self, path: Path) -> Path:
        """Return where an output is now; it need not exist."""
        if path.is_relative_to(self.old):
            return self._new / path.relative_to(self.old)
        return self.outside(path.parent) / path.name

    def input(self, path: Path) -> Path:
        """Return where an input is now; it need not exist."""
        return self.output(path) if self._replaces else self.outside(path.parent) / path.name

    def outside(self, path: Path) -> Path:
        """Return where a path outside the folder is now."""
        if path not in self._known:
            self._known[path] = self._find(path)
        return self._known[path]

    def _find(self, path: Path) -> Path:
        if os.path.lexists(path):
            return path
        try:
            relative = os.path.relpath(path, self.old)
        except ValueError:  # on another drive
            return path
        moved = absolute(self._new / relative)
        return moved if os.path.lexists(moved) else path
