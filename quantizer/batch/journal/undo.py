"""Undoes a run: removes its outputs and restores what they replaced.

    journal -> Run -> for each output: what is there now?
                          as written   it is removed, or replaced by what was there before
                          changed      it stays, and the result names it
                          missing      what was there before is restored

Each undone file is recorded in the journal, so an undo can be interrupted and repeated. An output
that is missing together with its folder is not recorded: its disk may be disconnected.
"""

from __future__ import annotations

import contextlib
import logging
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.append_log import AppendLog
from quantizer.batch.journal.backups import Backups, restore_backup
from quantizer.batch.journal.codec import JournalReader
from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.output_state import OutputState, has_digest, has_written, output_state
from quantizer.batch.journal.record import FileSignature
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.trash import TrashError, TrashIndex, restore
from quantizer.batch.plan.tree import absolute
from quantizer.progress import SILENT

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.batch.journal.record import Record, Run
    from quantizer.batch.journal.trash import TrashedFile
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class UndoScope:
    """What an undo of a run is going to do, if no file was changed since.

    Parameters
    ----------
    journal
        The journal of the run.
    removed
        Number of outputs that are removed.
    restored
        Number of files that are restored: those that outputs overwrote, and replaced originals.
    """

    journal: Path
    removed: int
    restored: int

    @classmethod
    def of(cls, journal: Path) -> UndoScope:
        """Return the scope of the run of a journal; raises `JournalError` if it is unreadable."""
        run = JournalReader(absolute(journal)).read()
        outputs = [record for record in run.records.values() if record.is_written]
        restored = sum(run.replaces or bool(record.backup) for record in outputs)
        return cls(journal, 0 if run.replaces else len(outputs) - restored, restored)


def undo(journal: Path, progress: Progress = SILENT) -> UndoResult:
    """Undo a whole run.

    Outputs that are as they were written are removed. Files that they overwrote, and originals
    in the trash, are restored. Files that were changed since are left as they are; the undo can
    be repeated for them. A cancel ends the undo between two files.

    Raises
    ------
    JournalError
        If the journal cannot be read or written.
    BusyError
        If a batch is working in its folder.
    """
    path = absolute(journal)
    reader = JournalReader(path)
    reader.read()
    with FolderLock.acquire(path.parent, owner=journal):
        run = reader.read()
        was_undone = run.is_undone
        folders = {record.intent.target.parent for record in run.incomplete}
        remove_temporaries(folders, run.run_id)
        with contextlib.closing(_reopen(run)) as log:
            if has_written(run):
                log.append_when_possible({"event": "undo"})
            result = _undo(run, run.records.values(), log, progress)
            log.append_when_possible({"event": "closed", "finished": True})
        _remove_empty(run.new_folders)
        Backups(path.parent, run.run_id).close()
    return replace(result, was_undone_before=was_undone and result == UndoResult())


def undo_records(run: Run, records: Iterable[Record], progress: Progress = SILENT) -> UndoResult:
    """Undo some outputs of a run; see `undo`. The caller holds the folder's lock."""
    with contextlib.closing(_reopen(run)) as log:
        return _undo(run, records, log, progress)


def _reopen(run: Run) -> AppendLog:
    log = AppendLog(run.path)
    if run.relocation is not None:
        log.append_when_possible({"event": "moved", "folder": str(run.path.parent.parent)})
    return log


def _undo(run: Run, records: Iterable[Record], log: AppendLog, progress: Progress) -> UndoResult:
    work, records = _Undo(run, log), list(records)
    for done, record in enumerate(records):
        progress.report(done / len(records))
        work.undo(record)
    progress.report(1.0)
    counts = len(work.removed), len(work.restored), len(work.not_undone)
    _log.info("undo of %s: %d removed, %d restored, %d left as they are", run.path, *counts)
    return work.result


@dataclass(slots=True)
class _Undo:
    """Undoes one output after another, and records that in the journal."""

    run: Run
    log: AppendLog
    removed: list[Path] = field(default_factory=list)
    restored: list[Path] = field(default_factory=list)
    not_undone: list[NotUndone] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    trash: TrashIndex = field(default_factory=TrashIndex)

    @property
    def result(self) -> UndoResult:
        return UndoResult(
            tuple(self.removed), tuple(self.restored), tuple(self.not_undone), tuple(self.missing)
        )

    def undo(self, record: Record) -> None:
        """Undo one output, or note why not."""
        if not (record.is_written or record.is_incomplete):
            return
        restored, state = len(self.restored), None
        try:
            state = output_state(record, self.run)
            reason = self._undo(record, state)
        except OSError as error:
            reason = tr("the system refused ({reason})", reason=error.strerror or error)
        except TrashError as error:
            reason = tr("its original {reason}", reason=error.reason)
        if reason:
            self.not_undone.append(NotUndone(record.output, reason))
            return
        is_missing = state is OutputState.MISSING and len(self.restored) == restored
        if is_missing and record.is_written:
            self.missing.append(record.output)
        if not is_missing or record.output.parent.is_dir():
            line = {"event": "undone", "target": str(record.intent.target)}
            self.log.append_when_possible(line)

    def _undo(self, record: Record, state: OutputState) -> str:
        """Undo one output; return why it is left as it is, or an empty string."""
        if state is OutputState.CHANGED:
            if self.run.replaces and record.is_incomplete and not record.intent.in_place:
                self._restore_original(record)
            if record.output.is_dir():
                return tr("a folder has taken its place")
            return tr("it was changed since")
        if self.run.replaces and (reason := self._restore_original(record, state)):
            return reason
        if record.intent.in_place or state is OutputState.AS_BEFORE:
            return ""
        return self._undo_output(record, state)

    def _restore_original(self, record: Record, state: OutputState = OutputState.MISSING) -> str:
        """Restore the input if it is in the trash; return why not, or an empty string."""
        intent = record.intent
        now = FileSignature.of(intent.source)
        is_own_output = intent.in_place and state is OutputState.AS_WRITTEN
        if now is not None and not is_own_output:
            is_same = now == intent.source_signature
            is_same = is_same or has_digest(intent.source, record.source_digest)
            return "" if is_same else tr("there is another file at {source}", source=intent.source)
        trashed = self._find(record)
        if trashed is not None:
            restore(replace(trashed, original=Path(os.path.realpath(intent.source))))
            self.restored.append(intent.source)
            return ""
        if record.is_incomplete and now is None and intent.source_signature is None:
            return ""
        return tr("its original was not found in the trash")

    def _undo_output(self, record: Record, state: OutputState) -> str:
        """Restore what was at the target, or remove what is there; return why not."""
        output = record.output
        backup = self.run.path.parent / record.backup
        has_backup = bool(record.backup) and backup.is_file()
        is_doubtful = has_backup and record.intent.is_backup_doubtful
        if is_doubtful and has_digest(backup, record.target_digest):
            backup.unlink()
            has_backup = False
        elif record.previous is not None and not has_backup:
            return tr("the backup of the file that was here before is gone")
        if has_backup:
            restore_backup(backup, output)
            self.restored.append(output)
        elif state is OutputState.AS_WRITTEN:
            output.unlink()
            self.removed.append(output)
        return ""

    def _find(self, record: Record) -> TrashedFile | None:
        """Return the input in the trash: the file with its signature or its content."""
        intent = record.intent
        for place in filter(None, (intent.source, intent.original_source)):
            for trashed in self.trash.find(place):
                is_same = FileSignature.of(trashed.path) == intent.source_signature
                if is_same or has_digest(trashed.path, record.source_digest):
                    return trashed
        return None


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that are empty, the innermost first."""
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
