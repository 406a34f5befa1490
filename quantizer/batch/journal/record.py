"""What a journal contains: a `Run`, with a `Record` of each output.

FileSignature: size and time of a file
-> Intent: written before a file is converted
-> Record: the intent and the outcome
-> Run: all records of one journal
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.batch.outcome import State
from quantizer.errors import FileError

from ...language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.journal.relocation import Relocation
    from quantizer.batch.outcome import Outcome

CLOCK_TOLERANCE = 2.0
"""Seconds by which the clocks of a disk and of the computer may differ; FAT stores 2 s steps."""


class Origin(Enum):
    """Where a journal comes from, which decides how far it is trusted."""

    OWN = auto()
    """This user wrote every line, and the folder is where it was."""
    MOVED = auto()
    """This user wrote every line, but for a folder at another place."""
    FOREIGN = auto()
    """Somebody else may have written it, or an earlier version that did not sign its lines."""


class JournalError(FileError):
    """A journal cannot be written or read."""

    @classmethod
    def of(cls, path: Path, error: OSError) -> JournalError:
        """Return a system error as one about the journal at `path`."""
        return cls(
            path, tr("the journal cannot be written ({reason})", reason=error.strerror or error)
        )


@dataclass(frozen=True, slots=True)
class FileSignature:
    """Recognises a file without reading it.

    Parameters
    ----------
    size
        Bytes.
    modified
        Time of modification, in nanoseconds since 1970.
    """

    size: int
    modified: int

    @classmethod
    def of(cls, path: Path | str) -> FileSignature | None:
        """Return the signature of a file, links followed; None if it does not exist."""
        try:
            status = os.stat(path)  # noqa: PTH116 - called twice per file; a Path costs more
        except (OSError, ValueError):
            return None
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Intent:
    """Which file is about to be converted, and what its target was before.

    Parameters
    ----------
    source, target
        Absolute paths.
    time
        When it was written, in seconds since 1970.
    source_signature
        Signature of the input.
    previous
        Signature of the file at the target, unless that is the input itself; None without one.
    backup
        Backup of that file, relative to the journal's folder; empty without one.
    new_folders
        Folders that have to be created, the outermost first.
    is_backup_doubtful
        Whether the backup may be an output of this very run, which was interrupted and resumed.
    original_source
        Path of the source when it was converted, if it has moved since; the trash knows it.
    place
        The target with links followed, when it was written; None if unknown or moved since.
    backup_digest
        Digest of the backup; empty without one, or if unknown.
    """

    source: Path
    target: Path
    time: float
    source_signature: FileSignature | None = None
    previous: FileSignature | None = None
    backup: str = ""
    new_folders: tuple[Path, ...] = ()
    is_backup_doubtful: bool = False
    original_source: Path | None = None
    place: Path | None = None
    backup_digest: str = ""

    @property
    def in_place(self) -> bool:
        """Whether the output replaces its input under the same name."""
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class Record:
    """What a journal says about one output.

    Parameters
    ----------
    intent
        Written before the conversion.
    outcome
        Result of the conversion; None if the run was interrupted before it was known.
    recipe
        Digest of what determines the output; see `quantizer.batch.digest.recipe_digest`.
    target_signature
        Signature of the output, once written.
    ended
        When the outcome was known, in seconds since 1970.
    before_retry
        The record of this output before it was converted again; None once that has ended.
    """

    intent: Intent
    outcome: Outcome | None = None
    recipe: str = ""
    target_signature: FileSignature | None = None
    ended: float | None = None
    before_retry: Record | None = None

    @property
    def output(self) -> Path:
        """The file written: the target, or a copy of the original with another extension."""
        if self.outcome is not None and self.is_written:
            return self.outcome.target
        return self.intent.target

    @property
    def previous(self) -> FileSignature | None:
        """Signature of the file at `output` before the run, perhaps the input; None without one."""
        intent, signature = self.intent, self.target_signature
        if intent.in_place:
            return intent.source_signature
        if self.output == intent.target:
            return intent.previous
        oldest = intent.time - CLOCK_TOLERANCE
        is_older = signature is not None and signature.modified / 1e9 < oldest
        return signature if is_older else None

    @property
    def source_digest(self) -> str:
        """Digest of the input; empty if unknown."""
        return "" if self.outcome is None else self.outcome.source_digest

    @property
    def target_digest(self) -> str:
        """Digest of the file written; empty if unknown."""
        return "" if self.outcome is None else self.outcome.target_digest

    @property
    def backup(self) -> str:
        """Backup of the file that was at `output`; see `Intent`."""
        return self.intent.backup if self.output == self.intent.target else ""

    @property
    def is_incomplete(self) -> bool:
        """Whether the journal does not say what is at the target.

        The run was interrupted, or the worker died, which leaves an outcome without a digest.
        """
        if self.outcome is None:
            return True
        failed = self.outcome.state in {State.FAILED, State.CANCELLED}
        return failed and not self.outcome.source_digest

    @property
    def is_rejected(self) -> bool:
        """Whether there was a result, which was not written because it was too large."""
        if self.outcome is None:
            return False
        return self.outcome.state is State.SKIPPED and bool(self.outcome.source_digest)

    @property
    def is_written(self) -> bool:
        """Whether the journal says that a file was written."""
        return self.outcome is not None and self.outcome.state.is_written


@dataclass(slots=True)
class Run:
    """The content of one journal.

    Parameters
    ----------
    path
        The journal.
    run_id
        Names the run, also in its temporary files.
    time, last
        When the run began and when its last line was written, in seconds since 1970.
    roots
        The folders and files given to the run.
    replaces
        Whether outputs replaced their inputs, which went to the trash.
    records
        By target; without those that were undone.
    new_folders
        Folders that did not exist before the run.
    finished
        Whether the run came to its end, neither cancelled nor interrupted.
    is_undone
        Whether `quantizer.batch.journal.undo` has worked on it.
    palettes
        Colours (r, g, b, a), 0 to 255, of shared palettes, by recipe and `Entry.group`.
    relocation
        Maps paths of the current lines if the folder has moved; None if it has not.
    is_signed
        Whether each line so far was signed with this user's key.
    """

    path: Path
    run_id: str
    time: float
    roots: tuple[Path, ...] = ()
    replaces: bool = False
    last: float = 0.0
    records: dict[Path, Record] = field(default_factory=dict)
    new_folders: set[Path] = field(default_factory=set)
    finished: bool = False
    is_undone: bool = False
    palettes: dict[str, dict[str, list[list[int]]]] = field(default_factory=dict)
    relocation: Relocation | None = None
    is_signed: bool = True

    @property
    def origin(self) -> Origin:
        """Where the journal comes from."""
        if not self.is_signed:
            return Origin.FOREIGN
        return Origin.OWN if self.relocation is None else Origin.MOVED

    @property
    def incomplete(self) -> list[Record]:
        """Records of files that may be half done."""
        return [record for record in self.records.values() if record.is_incomplete]
