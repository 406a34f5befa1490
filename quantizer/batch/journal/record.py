"""What a journal tells: the run, and for each output what stood there and what became of it.

Mark: by what a file is recognised -> Begun, before its conversion -> Record, after it -> Run
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.outcome import State
from quantizer.errors import FileError

if TYPE_CHECKING:
    from quantizer.batch.journal.relocation import Relocation
    from quantizer.batch.outcome import Outcome

COARSE = 2.0
"""Seconds that the clocks of a disk and of a computer may be apart."""


class JournalError(FileError):
    """A journal cannot be written or read."""

    @classmethod
    def of(cls, path: Path, error: OSError) -> JournalError:
        """Return the error of the system as one about the journal at `path`."""
        return cls(path, f"the journal cannot be written ({error.strerror or error})")


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a file is recognised without reading it.

    Parameters
    ----------
    size
        Bytes.
    modified
        Nanoseconds since 1970.
    """

    size: int
    modified: int

    @classmethod
    def of(cls, path: Path | str) -> Mark | None:
        """Return the mark of a file, links followed; None if there is none."""
        try:
            status = os.stat(path)  # noqa: PTH116 - called twice per file; a Path costs more
        except (OSError, ValueError):
            return None
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Begun:
    """What stood where, before a file was converted.

    Parameters
    ----------
    source, target
        Absolute paths.
    time
        When, in seconds since 1970.
    source_mark
        Of the input.
    former
        Of the file that stood at the target, other than the input itself; None without one.
    kept
        Where that is kept, from the journal's folder; empty if it is not.
    makes
        Folders that were not there, the outermost first.
    doubtful
        Whether what is kept may be an output of this very run, which broke off and went on.
    came_from
        Where the source was then, if it was moved since; the trash knows it by that.
    """

    source: Path
    target: Path
    time: float
    source_mark: Mark | None = None
    former: Mark | None = None
    kept: str = ""
    makes: tuple[Path, ...] = ()
    doubtful: bool = False
    came_from: Path | None = None

    @property
    def in_place(self) -> bool:
        """Whether the output takes the place of its input."""
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class Record:
    """What a journal tells of one output.

    Parameters
    ----------
    begun
        What stood there before.
    outcome
        What became of it; None if the run broke off before that was known.
    recipe
        What determined the output; see `quantizer.batch.digest.recipe_digest`.
    target_mark
        Of the output, once written.
    ended
        When the outcome was known, in seconds since 1970.
    earlier
        What was told before the output was begun anew; None once that has come to its end.
    """

    begun: Begun
    outcome: Outcome | None = None
    recipe: str = ""
    target_mark: Mark | None = None
    ended: float | None = None
    earlier: Record | None = None

    @property
    def output(self) -> Path:
        """What was written: the target, or an original that was copied under another ending."""
        if self.outcome is not None and self.is_written:
            return self.outcome.target
        return self.begun.target

    @property
    def former(self) -> Mark | None:
        """The mark of what stood at the output before, the input included; None if nothing did."""
        begun, mark = self.begun, self.target_mark
        if begun.in_place:
            return begun.source_mark
        if self.output == begun.target:
            return begun.former
        is_older = mark is not None and mark.modified / 1e9 < begun.time - COARSE
        return mark if is_older else None

    @property
    def source_digest(self) -> str:
        """The fingerprint of the input; empty if the run did not come to know it."""
        return "" if self.outcome is None else self.outcome.source_digest

    @property
    def target_digest(self) -> str:
        """The fingerprint of what was written; empty if the run did not come to know it."""
        return "" if self.outcome is None else self.outcome.target_digest

    @property
    def kept(self) -> str:
        """Where the file that stood at the output is kept; see `Begun`."""
        return self.begun.kept if self.output == self.begun.target else ""

    @property
    def is_unclear(self) -> bool:
        """Whether the run did not come to know what stands at the target.

        It broke off before, or its worker died, which leaves an outcome without a digest.
        """
        if self.outcome is None:
            return True
        ended = self.outcome.state in {State.FAILED, State.CANCELLED}
        return ended and not self.outcome.source_digest

    @property
    def is_unwanted(self) -> bool:
        """Whether there was a result, which was dropped, as it was too large."""
        if self.outcome is None:
            return False
        return self.outcome.state is State.SKIPPED and bool(self.outcome.source_digest)

    @property
    def is_written(self) -> bool:
        """Whether the run came to know that a file stands at the target."""
        return self.outcome is not None and self.outcome.state.is_written


@dataclass(slots=True)
class Run:
    """What a journal tells.

    Parameters
    ----------
    path
        The journal.
    run_id
        Names the run, also in its temporary files.
    time, last
        When it began and when its last line was written, in seconds since 1970.
    roots
        The folders and files that it was given.
    replaces
        Whether outputs took the place of inputs, which went to the trash.
    records
        By target; what was taken back is not there.
    makes
        Folders that were not there before the run.
    finished
        Whether it came to its end, neither cancelled nor broken off.
    taken_back
        Whether `quantizer.batch.journal.undo` was at work on what it wrote.
    palettes
        Colours (r, g, b, a) that files shared, by recipe and `Entry.group`.
    relocation
        How paths of its last lines were read; None if as they are.
    """

    path: Path
    run_id: str
    time: float
    roots: tuple[Path, ...] = ()
    replaces: bool = False
    last: float = 0.0
    records: dict[Path, Record] = field(default_factory=dict)
    makes: set[Path] = field(default_factory=set)
    finished: bool = False
    taken_back: bool = False
    palettes: dict[str, dict[str, list[list[int]]]] = field(default_factory=dict)
    relocation: Relocation | None = None

    @property
    def unclear(self) -> list[Record]:
        """What may have been left half done."""
        return [record for record in self.records.values() if record.is_unclear]


def absolute(path: Path | str) -> Path:
    """Return a path as journals have it: links as they are, but without ``..``."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps the "..", resolve no links
