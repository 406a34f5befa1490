"""Undoes a run: removes its outputs and restores what they replaced.

    journal -> Run -> is it this user's, and in its place? else it is refused, or was agreed to
            -> each file of the run: `quantizer.batch.journal.file_undo`
            -> folders that the run made, if they are empty

Each undone file is recorded in the journal, so an undo can be interrupted and repeated.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.batch.journal.append_log import AppendLog
from quantizer.batch.journal.backups import Backups
from quantizer.batch.journal.bounds import Bounds
from quantizer.batch.journal.codec import JournalReader
from quantizer.batch.journal.file_undo import FileUndo
from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.output_state import has_written
from quantizer.batch.journal.record import JournalError, Origin
from quantizer.batch.journal.regular_file import require_folder
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.undo_result import UndoResult
from quantizer.batch.plan.tree import JOURNALS, absolute
from quantizer.progress import SILENT

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from quantizer.batch.journal.record import Record, Run
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)


class NotOwnJournalError(JournalError):
    """A journal is not this user's, or not from this folder; its undo must be agreed to."""


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
    doubt
        Why the user has to agree to the undo in particular, as a clause; empty for the user's own
        run in this folder.
    """

    journal: Path
    removed: int
    restored: int
    doubt: str = ""

    @classmethod
    def of(cls, journal: Path) -> UndoScope:
        """Return the scope of the run of a journal; raises `JournalError` if it is unreadable."""
        run = JournalReader(absolute(journal)).read()
        outputs = [record for record in run.records.values() if record.is_written]
        restored = sum(run.replaces or bool(record.backup) for record in outputs)
        return cls(journal, 0 if run.replaces else len(outputs) - restored, restored, _doubt(run))


def undo(journal: Path, progress: Progress = SILENT, *, accepts_others: bool = False) -> UndoResult:
    """Undo a whole run.

    Outputs that are as they were written are removed. Files that they overwrote, and originals
    in the trash, are restored. Files that were changed since are left as they are; the undo can
    be repeated for them. A cancel ends the undo between two files.

    Parameters
    ----------
    journal
        The journal of the run, in its folder.
    progress
        Receives the share of files that are done.
    accepts_others
        Whether the user agrees to undo a journal of somebody else, or of a folder that was moved.
        Only files in the folder are changed then, and only where their content is as it says.

    Raises
    ------
    NotOwnJournalError
        If it is such a journal, and the user did not agree.
    JournalError
        If the journal cannot be read or written, or a line of it is damaged.
    BusyError
        If a batch is working in its folder.
    """
    path = absolute(journal)
    reader = JournalReader(path)
    _require_place(reader.read())
    _require_agreement(reader.read(), accepts_others=accepts_others)
    with FolderLock.acquire(path.parent, owner=journal):
        run = reader.read()
        _require_agreement(run, accepts_others=accepts_others)
        was_undone, bounds = run.is_undone, Bounds(run)
        remove_temporaries(bounds.target_folders(run.incomplete), run.run_id)
        with contextlib.closing(_reopen(run)) as log:
            if has_written(run):
                log.append_when_possible({"event": "undo"})
            result = _undo(run, run.records.values(), log, progress)
            log.append_when_possible({"event": "closed", "finished": True})
        _remove_empty(bounds.folders(run.new_folders))
        Backups(path.parent, run.run_id).close()
    return replace(result, was_undone_before=was_undone and result == UndoResult())


def _require_place(run: Run) -> None:
    """Check that a journal is in a folder of journals: that says which folder it is about."""
    path = run.path
    if path.parent.name != JOURNALS:
        reason = tr("is not in the folder {name} of an output folder", name=JOURNALS)
        raise JournalError(path, reason)
    try:
        require_folder(path.parent)
    except OSError as error:
        raise JournalError(path, tr("cannot be read ({reason})", reason=error.strerror)) from error


def _require_agreement(run: Run, *, accepts_others: bool) -> None:
    doubt = _doubt(run)
    if doubt and not accepts_others:
        raise NotOwnJournalError(run.path, doubt)


def _doubt(run: Run) -> str:
    """Return why the user has to agree to an undo, as a clause; an empty string if need not."""
    if run.origin is Origin.FOREIGN:
        return tr(
            "was written by somebody else, on another computer or by an earlier version, or was "
            "changed since"
        )
    if run.relocation is not None:
        return tr("is from another folder, {folder}", folder=run.relocation.old)
    return ""


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
    work, records = FileUndo(run, log), list(records)
    for done, record in enumerate(records):
        progress.report(done / len(records))
        work.undo(record)
    progress.report(1.0)
    counts = len(work.removed), len(work.restored), len(work.not_undone)
    _log.info("undo of %s: %d removed, %d restored, %d left as they are", run.path, *counts)
    return work.result


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that are empty, the innermost first."""
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        with contextlib.suppress(OSError):
            folder.rmdir()
