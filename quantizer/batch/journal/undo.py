"""A run taken back: its outputs removed, what they replaced brought back.

    journal -> Run -> for each output: what stands there now?
                          as written   removed, or what was there before is brought back
                          changed      left, and named
                          nothing      only what was there before is brought back

Each file that is taken back is told in the journal, so that an undo can be broken off and repeated.
An output that is missing together with its folder is not: that may be on a disk that is not there.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.append_log import JournalFile
from quantizer.batch.journal.backups import KeptFiles, bring_back
from quantizer.batch.journal.codec import read_run
from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.output_state import Standing, has_digest, has_written, standing_at
from quantizer.batch.journal.record import Mark, absolute
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.trash import TrashError, TrashIndex, restore
from quantizer.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.batch.journal.record import Record, Run
    from quantizer.batch.journal.trash import Trashed
    from quantizer.progress import Progress


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
    missing
        Outputs that were not there any more.
    already
        Whether the run had been taken back before, and nothing was left to be done.
    """

    removed: tuple[Path, ...] = ()
    restored: tuple[Path, ...] = ()
    left: tuple[Left, ...] = ()
    missing: tuple[Path, ...] = ()
    already: bool = False

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
        with contextlib.closing(_reopened(run)) as file:
            if has_written(run):
                file.add_when_possible({"event": "undo"})
            undone = _take_back(run, run.records.values(), file, progress)
            file.add_when_possible({"event": "closed", "finished": True})
        _remove_empty(run.makes)
        KeptFiles(path.parent, run.run_id).close()
    return replace(undone, already=run.taken_back and undone == Undone())


def take_back(run: Run, records: Iterable[Record], progress: Progress = SILENT) -> Undone:
    """Take back some of what a run did; see `undo`. The caller holds the folder's lock."""
    with contextlib.closing(_reopened(run)) as file:
        return _take_back(run, records, file, progress)


def _reopened(run: Run) -> JournalFile:
    file = JournalFile(run.path)
    if run.relocation is not None:
        file.add_when_possible({"event": "moved", "folder": str(run.path.parent.parent)})
    return file


def _take_back(
    run: Run, records: Iterable[Record], file: JournalFile, progress: Progress
) -> Undone:
    work, records = _TakingBack(run, file), list(records)
    for done, record in enumerate(records):
        progress.report(done / len(records))
        work.take(record)
    progress.report(1.0)
    return work.undone


@dataclass(slots=True)
class _TakingBack:
    """Takes back the files of a run, one after the other, and tells its journal."""

    run: Run
    file: JournalFile
    removed: list[Path] = field(default_factory=list)
    restored: list[Path] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    trashes: TrashIndex = field(default_factory=TrashIndex)

    @property
    def undone(self) -> Undone:
        return Undone(
            tuple(self.removed), tuple(self.restored), tuple(self.left), tuple(self.missing)
        )

    def take(self, record: Record) -> None:
        """Take back one file, or note why not."""
        if not (record.is_written or record.is_unclear):
            return
        restored, standing = len(self.restored), None
        try:
            standing = standing_at(record, self.run)
            reason = self._take(record, standing)
        except OSError as error:
            reason = f"the system refused ({error.strerror or error})"
        except TrashError as error:
            reason = f"its original {error.reason}"
        if reason:
            self.left.append(Left(record.output, reason))
            return
        is_missing = standing is Standing.NOTHING and len(self.restored) == restored
        if is_missing and record.is_written:
            self.missing.append(record.output)
        if not is_missing or record.output.parent.is_dir():
            told = {"event": "undone", "target": str(record.begun.target)}
            self.file.add_when_possible(told)

    def _take(self, record: Record, standing: Standing) -> str:
        """Return why the file is left as it is; empty if it is not."""
        if standing is Standing.CHANGED:
            if self.run.replaces and record.is_unclear and not record.begun.in_place:
                self._take_original(record)
            if record.output.is_dir():
                return "a folder has taken its place"
            return "it was changed since"
        if self.run.replaces and (reason := self._take_original(record, standing)):
            return reason
        if record.begun.in_place or standing is Standing.AS_BEFORE:
            return ""
        return self._take_output(record, standing)

    def _take_original(self, record: Record, standing: Standing = Standing.NOTHING) -> str:
        """Bring the input back from the trash if it is there; return why not."""
        begun = record.begun
        now = Mark.of(begun.source)
        in_the_way = now is not None and not (begun.in_place and standing is Standing.AS_WRITTEN)
        if in_the_way:
            is_there = now == begun.source_mark or has_digest(begun.source, record.source_digest)
            return "" if is_there else f"something else stands at {begun.source}"
        trashed = self._find(record)
        if trashed is not None:
            restore(replace(trashed, original=Path(os.path.realpath(begun.source))))
            self.restored.append(begun.source)
            return ""
        if record.is_unclear and now is None and begun.source_mark is None:
            return ""
        return "its original was not found in the trash"

    def _take_output(self, record: Record, standing: Standing) -> str:
        """Bring back what stood at the target, or remove what stands there; return why not."""
        output = record.output
        kept = self.run.path.parent / record.kept
        is_kept = bool(record.kept) and kept.is_file()
        if is_kept and record.begun.doubtful and has_digest(kept, record.target_digest):
            kept.unlink()
            is_kept = False
        elif record.former is not None and not is_kept:
            return "the file that stood here before is not kept any more"
        if is_kept:
            bring_back(kept, output)
            self.restored.append(output)
        elif standing is Standing.AS_WRITTEN:
            output.unlink()
            self.removed.append(output)
        return ""

    def _find(self, record: Record) -> Trashed | None:
        """Return the input in the trash: the file that has its mark or its content."""
        begun = record.begun
        for place in filter(None, (begun.source, begun.came_from)):
            for trashed in self.trashes.find(place):
                is_same = Mark.of(trashed.path) == begun.source_mark
                if is_same or has_digest(trashed.path, record.source_digest):
                    return trashed
        return None


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that have nothing in them, the innermost first."""
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
