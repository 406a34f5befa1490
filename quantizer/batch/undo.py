"""A run taken back: its outputs removed, what they replaced brought back.

    journal -> Run -> for each output: what stands there now?
                          as written   removed, or what was there before is brought back
                          changed      left, and named
                          nothing      only what was there before is brought back

Each file that is taken back is told in the journal, so that an undo can be broken off and repeated.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.batch.digest import file_digest
from quantizer.batch.journal_file import JournalFile
from quantizer.batch.journal_lines import read_run
from quantizer.batch.kept import bring_back
from quantizer.batch.leftovers import remove_temporaries
from quantizer.batch.lock import FolderLock
from quantizer.batch.record import COARSE, Mark, absolute
from quantizer.batch.trash import TrashError, TrashIndex, restore
from quantizer.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from quantizer.batch.record import Record, Run
    from quantizer.batch.trash import Trashed
    from quantizer.progress import Progress

_LONGEST = 600.0
"""Seconds that one file may take."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was not taken back.

    Parameters
    ----------
    path
        The output.
    reason
        For a person: a clause, without a full stop.
    """

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back.

    Parameters
    ----------
    removed
        Outputs that were removed.
    restored
        Files that were overwritten, or went to the trash, and are back.
    left
        Outputs that stand as they were, and why.
    """

    removed: tuple[Path, ...] = ()
    restored: tuple[Path, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def count(self) -> int:
        """How many files were removed or brought back."""
        return len(self.removed) + len(self.restored)

    @property
    def exit_code(self) -> int:
        """1 if anything was left, otherwise 0."""
        return int(bool(self.left))


def undo(journal: Path, progress: Progress = SILENT) -> Undone:
    """Take back a whole run.

    Outputs that are still as they were written are removed; files that they overwrote, and
    originals that went to the trash, are brought back. What was changed since is left and named.
    It may be done again, for what was left.

    Parameters
    ----------
    journal
        The run's.
    progress
        Told how far it is; may end it between two files.

    Raises
    ------
    JournalError
        If the journal cannot be read, or not be written to.
    BusyError
        If a batch is at work in its folder.
    """
    path = absolute(journal)
    read_run(path)
    with FolderLock.acquire(path.parent, owner=journal):
        run = read_run(path)
        remove_temporaries({record.begun.target.parent for record in run.unclear}, run.run_id)
        undone = take_back(run, list(run.records.values()), progress)
        _remove_empty(run.makes)
        with contextlib.closing(JournalFile(path)) as file:
            file.add_when_possible({"event": "closed", "finished": True})
    return undone


def take_back(run: Run, records: Iterable[Record], progress: Progress = SILENT) -> Undone:
    """Take back some of what a run did; see `undo`. The caller holds the folder's lock."""
    file, records = JournalFile(run.path), list(records)
    work = _TakingBack(run, file)
    try:
        for done, record in enumerate(records):
            progress.report(done / len(records))
            work.take(record)
        progress.report(1.0)
    finally:
        file.close()
    return work.undone


def was_written(record: Record, run: Run) -> bool:
    """Return whether an output seems to have been written, where the run did not learn of it.

    Something stands there that did not before the file was first begun, and it was made since.
    """
    mark, begun = Mark.of(record.begun.target), record.begun
    if not record.is_unclear or mark is None or (mark == record.former and not begun.doubtful):
        return False
    latest = run.last + _LONGEST if record.ended is None else record.ended + COARSE
    return begun.time - COARSE <= mark.modified / 1e9 <= latest


class _Standing(Enum):
    NOTHING = auto()
    AS_BEFORE = auto()
    AS_WRITTEN = auto()
    CHANGED = auto()


@dataclass(slots=True)
class _TakingBack:
    """Takes back the files of a run, one after the other, and tells its journal."""

    run: Run
    file: JournalFile
    removed: list[Path] = field(default_factory=list)
    restored: list[Path] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    trashes: TrashIndex = field(default_factory=TrashIndex)

    @property
    def undone(self) -> Undone:
        return Undone(tuple(self.removed), tuple(self.restored), tuple(self.left))

    def take(self, record: Record) -> None:
        """Take back one file, or note why not."""
        if not (record.is_written or record.is_unclear):
            return
        target = record.begun.target
        try:
            reason = self._take(record, _standing(record, self.run))
        except (OSError, TrashError) as error:
            reason = str(error.strerror or error) if isinstance(error, OSError) else error.reason
        if reason:
            self.left.append(Left(record.output, reason))
        else:
            self.file.add_when_possible({"event": "undone", "target": str(target)})

    def _take(self, record: Record, standing: _Standing) -> str:
        """Return why the file is left as it is; empty if it is not."""
        if standing is _Standing.CHANGED:
            if self.run.replaces and record.is_unclear and not record.begun.in_place:
                self._take_original(record)
            return "it was changed since"
        if self.run.replaces and (reason := self._take_original(record, standing)):
            return reason
        if record.begun.in_place or standing is _Standing.AS_BEFORE:
            return ""
        return self._take_output(record, standing)

    def _take_original(self, record: Record, standing: _Standing = _Standing.NOTHING) -> str:
        """Bring the input back from the trash if it is there; return why not."""
        begun = record.begun
        now = Mark.of(begun.source)
        in_the_way = now is not None and not (begun.in_place and standing is _Standing.AS_WRITTEN)
        if in_the_way:
            is_there = now == begun.source_mark or _has_digest(begun.source, _source_digest(record))
            return "" if is_there else f"something else stands at {begun.source}"
        trashed = self._find(record)
        if trashed is not None:
            restore(trashed)
            self.restored.append(begun.source)
            return ""
        if record.is_unclear and now is None and begun.source_mark is None:
            return ""
        return "its original was not found in the trash"

    def _take_output(self, record: Record, standing: _Standing) -> str:
        """Bring back what stood at the target, or remove what stands there; return why not."""
        output = record.output
        kept = self.run.path.parent / record.kept
        is_kept = bool(record.kept) and kept.is_file()
        if is_kept and record.begun.doubtful and _has_digest(kept, _target_digest(record)):
            kept.unlink()
            is_kept = False
        elif record.former is not None and not is_kept:
            return "the file that stood here before is not kept any more"
        if is_kept:
            bring_back(kept, output)
            self.restored.append(output)
        elif standing is _Standing.AS_WRITTEN:
            output.unlink()
            self.removed.append(output)
        return ""

    def _find(self, record: Record) -> Trashed | None:
        """Return the input in the trash: the file that has its mark or its content."""
        for trashed in self.trashes.find(record.begun.source):
            if Mark.of(trashed.path) == record.begun.source_mark:
                return trashed
            if _has_digest(trashed.path, _source_digest(record)):
                return trashed
        return None


def _standing(record: Record, run: Run) -> _Standing:
    """Return what stands at a target now."""
    mark = Mark.of(record.output)
    if mark is None:
        return _Standing.NOTHING
    if mark == record.former:
        return _Standing.AS_BEFORE
    for told in (record, record.earlier):
        if told is not None and told.is_written:
            digest = _target_digest(told)
            if _has_digest(record.output, digest) or (not digest and mark == told.target_mark):
                return _Standing.AS_WRITTEN
    return _Standing.AS_WRITTEN if was_written(record, run) else _Standing.CHANGED


def _source_digest(record: Record) -> str:
    return "" if record.outcome is None else record.outcome.source_digest


def _target_digest(record: Record) -> str:
    return "" if record.outcome is None else record.outcome.target_digest


def _has_digest(path: Path, digest: str) -> bool:
    return bool(digest) and file_digest(path) == digest


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that have nothing in them, the innermost first."""
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
