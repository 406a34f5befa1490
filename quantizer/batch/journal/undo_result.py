"""What an undo has done, for a person to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class NotUndone:
    """An output that was left as it is.

    Parameters
    ----------
    path
        The output.
    reason
        Why, for a person: a clause, without a full stop.
    """

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo has done.

    Parameters
    ----------
    removed
        Outputs that were removed.
    restored
        Files that were overwritten or in the trash, and are back.
    not_undone
        Outputs that were left as they are, and why.
    missing
        Outputs that no longer existed.
    was_undone_before
        Whether the run had been undone before, and there was nothing left to do.
    """

    removed: tuple[Path, ...] = ()
    restored: tuple[Path, ...] = ()
    not_undone: tuple[NotUndone, ...] = ()
    missing: tuple[Path, ...] = ()
    was_undone_before: bool = False

    @property
    def count(self) -> int:
        """Number of files removed or restored."""
        return len(self.removed) + len(self.restored)

    @property
    def exit_code(self) -> int:
        """1 if a file was left as it is, otherwise 0."""
        return int(bool(self.not_undone))
