"""Undoes the files of a run, one after another, and records that in the journal.

    Record -> is it within the bounds? -> what is at its output now?
                 as written   it is removed, or replaced by what was there before
                 changed      it stays, and the result names it
                 missing      what was there before is restored

Nothing is removed or moved that is not the file that was looked at; see
`quantizer.batch.journal.safe_move`. An output that is missing together with its folder is not
recorded as undone: its disk may be disconnected.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.bounds import Bounds, OutsideError
from quantizer.batch.journal.output_state import OutputState, has_digest, output_state
from quantizer.batch.journal.record import FileSignature
from quantizer.batch.journal.safe_move import Place, move, remove
from quantizer.batch.journal.trash import TrashError, TrashIndex, restore
from quantizer.batch.journal.undo_result import NotUndone, UndoResult

from ...language import tr

if TYPE_CHECKING:
    from quantizer.batch.journal.append_log import AppendLog
    from quantizer.batch.journal.record import Record, Run
    from quantizer.batch.journal.trash import TrashedFile


@dataclass(slots=True)
class FileUndo:
    """Undoes one output after another.

    Parameters
    ----------
    run
        The run that wrote them.
    log
        The journal, for a line on each.
    """

    run: Run
    log: AppendLog
    removed: list[Path] = field(default_factory=list)
    restored: list[Path] = field(default_factory=list)
    not_undone: list[NotUndone] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    trash: TrashIndex = field(default_factory=TrashIndex)
    bounds: Bounds = field(init=False)

    def __post_init__(self) -> None:
        self.bounds = Bounds(self.run)

    @property
    def result(self) -> UndoResult:
        """What was done so far."""
        return UndoResult(
            tuple(self.removed), tuple(self.restored), tuple(self.not_undone), tuple(self.missing)
        )

    def undo(self, record: Record) -> None:
        """Undo one output, or note why not."""
        if not (record.is_written or record.is_incomplete):
            return
        restored, state = len(self.restored), None
        try:
            place = Place.of(self.bounds.output(record))
            state = output_state(record, self.run)
            reason = self._undo(record, state, place)
        except OSError as error:
            reason = tr("the system refused ({reason})", reason=error.strerror or error)
        except OutsideError as error:
            reason = error.reason
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

    def _undo(self, record: Record, state: OutputState, place: Place) -> str:
        """Undo one output; return why it is left as it is, or an empty string."""
        if state is OutputState.CHANGED:
            if self.run.replaces and record.is_incomplete and not record.intent.in_place:
                self._restore_original(record)
            if record.output.is_dir():
                return tr("a folder has taken its place")
            return tr("it was changed since")
        if self.run.replaces:
            output = place if record.intent.in_place else None
            if reason := self._restore_original(record, state, output):
                return reason
        if record.intent.in_place or state is OutputState.AS_BEFORE:
            return ""
        return self._undo_output(record, state, place)

    def _restore_original(
        self,
        record: Record,
        state: OutputState = OutputState.MISSING,
        output: Place | None = None,
    ) -> str:
        """Restore the input if it is in the trash; return why not, or an empty string.

        `output` is what was at its place when the output was checked, if that is the same place.
        """
        intent, place = record.intent, output or Place.of(self.bounds.source(record))
        now = FileSignature.of(intent.source)
        is_own_output = intent.in_place and state is OutputState.AS_WRITTEN
        if now is not None and not is_own_output:
            is_same = now == intent.source_signature
            is_same = is_same or has_digest(intent.source, record.source_digest)
            return "" if is_same else tr("there is another file at {source}", source=intent.source)
        trashed = self._find(record)
        if trashed is not None:
            restore(trashed, place)
            self.restored.append(intent.source)
            return ""
        if record.is_incomplete and now is None and intent.source_signature is None:
            return ""
        return tr("its original was not found in the trash")

    def _undo_output(self, record: Record, state: OutputState, place: Place) -> str:
        """Restore what was at the target, or remove what is there; return why not."""
        output, backup = record.output, self._backup(record)
        is_doubtful = backup is not None and record.intent.is_backup_doubtful
        if backup is not None and is_doubtful and has_digest(backup.path, record.target_digest):
            remove(backup)
            backup = None
        elif record.previous is not None and backup is None:
            return tr("the backup of the file that was here before is gone")
        if backup is not None:
            if not self._is_intact(record, backup.path):
                return tr("the backup of the file that was here before was changed")
            move(backup, place)
            self.restored.append(output)
        elif state is OutputState.AS_WRITTEN:
            remove(place)
            self.removed.append(output)
        return ""

    def _backup(self, record: Record) -> Place | None:
        """Return the backup of what was at an output; None if there is none.

        Only the name of a backup of this run is taken: a journal may name any file as a backup.
        """
        if not re.fullmatch(rf"kept/{self.run.run_id}/\d+", record.backup):
            return None
        folder = Path(os.path.realpath(self.run.path.parent.parent)) / self.run.path.parent.name
        backup = Place.of(folder / record.backup)
        return None if backup.state is None else backup

    def _is_intact(self, record: Record, backup: Path) -> bool:
        """Return whether a backup is the file that was backed up."""
        intent, status = record.intent, backup.lstat()
        if self.run.is_signed and intent.backup_digest:
            return has_digest(backup, intent.backup_digest)
        # An earlier version noted no digest. A hard link would bring in a file of another folder.
        is_as_large = intent.previous is not None and status.st_size == intent.previous.size
        return self.run.is_signed or (is_as_large and status.st_nlink == 1)

    def _find(self, record: Record) -> TrashedFile | None:
        """Return the input in the trash, by its content or, if that is unknown, its signature."""
        intent, known = record.intent, record.source_digest
        for place in filter(None, (intent.source, intent.original_source)):
            for trashed in self.trash.find(place):
                is_like_it = FileSignature.of(trashed.path) == intent.source_signature
                is_same = is_like_it and not known and self.run.is_signed
                if is_same or has_digest(trashed.path, known):
                    return trashed
        return None
