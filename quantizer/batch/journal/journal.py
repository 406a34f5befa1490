"""Writes the journal of a run: a line before and a line after each file.

    Journal.open -> begin, end, begin, end, ... -> close

Each run has a file of its own, in a hidden folder of the output folder, beside backups of the files
that the run overwrites. Its readers are the next run, which skips what is done
(`quantizer.batch.journal.history`), `quantizer.batch.journal.undo`, and a person.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from quantizer.batch.journal.append_log import AppendLog
from quantizer.batch.journal.backups import Backups
from quantizer.batch.journal.codec import RUN_ID, VERSION, read_run
from quantizer.batch.journal.folder_lock import NAME as LOCK
from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.journal_files import new_journal, own_run
from quantizer.batch.journal.record import FileSignature, Intent, JournalError, Record, Run
from quantizer.batch.journal.record_json import intent_to_json, outcome_to_json
from quantizer.batch.journal.regular_file import require_folder
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.undo import undo_records
from quantizer.batch.outcome import State
from quantizer.batch.plan.tree import JOURNALS, absolute

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.palette import Palette

_PALETTES_PER_LINE = 64
"""A palette takes at most 6 kB; see `LONGEST_LINE`."""
_log = logging.getLogger(__name__)


class Journal:
    """Writes the journal of a run; used from one thread at a time.

    While it is open, no other batch can work in its folder.
    """

    def __init__(
        self, log: AppendLog, run_id: str, backups: Backups, lock: FolderLock, *, replaces: bool
    ) -> None:
        self.run_id = run_id
        self._log, self._backups, self._lock = log, backups, lock
        self._replaces = replaces
        self._begun: dict[Path, Intent] = {}
        self._written: dict[Path, FileSignature | None] = {}
        self._failed_folders: set[Path] = set()
        self._known_folders: set[Path] = set()
        self._is_open = True
        self._made: list[Path] = []
        self._states: set[State] = set()

    @classmethod
    def open(
        cls,
        folder: Path,
        run_id: str | None = None,
        *,
        roots: Iterable[Path] = (),
        replaces: bool = False,
        read: Callable[[Path], Run] = read_run,
    ) -> Journal:
        """Start a journal, or resume that of an interrupted run.

        Parameters
        ----------
        folder
            The output folder, which is created if needed; the input folder where outputs replace
            their inputs.
        run_id
            Letters and digits that name the run. A journal of it that this user signed is
            continued, so that `undo` takes both parts as one run.
        roots
            The folders and files given to the run.
        replaces
            Whether outputs replace their inputs, which go to the trash.
        read
            Reads the journal that is continued.

        Raises
        ------
        BusyError
            If another batch is working in the folder.
        JournalError
            If the journal cannot be written.
        """
        run_id = run_id or os.urandom(6).hex()
        if not RUN_ID.fullmatch(run_id):
            raise JournalError(
                folder, tr("the run is named {run_id!r}, not by letters and digits", run_id=run_id)
            )
        hidden = absolute(folder) / JOURNALS
        made = [path for path in (hidden, *hidden.parents) if not path.exists()]
        try:
            require_folder(hidden)
            hidden.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalError.of(folder, error) from error
        lock = FolderLock.acquire(hidden, owner=folder)
        with contextlib.ExitStack() as on_error:
            on_error.callback(lock.release)
            existing = own_run(hidden, run_id, read)
            log = AppendLog(existing.path if existing else new_journal(hidden, run_id))
            on_error.callback(log.close)
            journal = cls(log, run_id, Backups(hidden, run_id), lock, replaces=replaces)
            if existing is None:
                journal._start(hidden.parent, roots)
            else:
                journal._resume(hidden.parent, existing)
            journal._made = made if absolute(folder) in made else []
            on_error.pop_all()
        return journal

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self._log.path

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentence for the user if the journal is not complete."""
        if not self._log.unwritten:
            return ()
        return (
            tr(
                "{path}: {unwritten} lines could not be written, as the disk is full; --undo "
                "and --resume will not know about the last files",
                path=self.path,
                unwritten=self._log.unwritten,
            ),
        )

    def record_palettes(self, palettes: Mapping[str, Palette], recipe: str) -> None:
        """Record the palettes that files share.

        Where outputs replace their inputs, the palettes could not be found again after an
        interruption, as some of the inputs are gone.

        Parameters
        ----------
        palettes
            By `Entry.group`.
        recipe
            Digest of the settings that they are found by.

        Raises
        ------
        JournalError
            If the line cannot be written.
        """
        groups = [(group, [one.color for one in palette]) for group, palette in palettes.items()]
        for start in range(0, len(groups), _PALETTES_PER_LINE):
            some = dict(groups[start : start + _PALETTES_PER_LINE])
            self._log.append({"event": "palettes", "recipe": recipe, "groups": some})

    def begin(self, entry: Entry) -> None:
        """Record that a file is about to be converted; call it before the conversion.

        A file that the entry overwrites is backed up first, for `undo`.

        Raises
        ------
        JournalError
            If the line or the backup cannot be written; the file must not be converted then.
        """
        source, target = absolute(entry.source), absolute(entry.target)
        signature = FileSignature.of(source)
        previous = None if source == target else FileSignature.of(target)
        backup = ""
        if entry.replaces and previous is not None and self._written.get(target) != previous:
            backup = self._backups.add(target)
        intent = Intent(
            source,
            target,
            time.time(),
            signature,
            previous,
            backup,
            self._missing_folders(target),
            place=Path(os.path.realpath(target)),
            backup_digest=self._backups.digest(backup),
        )
        self._log.append(intent_to_json(intent))
        self._begun[entry.target] = intent

    def end(self, entry: Entry, outcome: Outcome, recipe: str = "") -> None:
        """Record the outcome of a file that was begun.

        If the disk is full, the line is written as soon as there is room; see `notices`. For the
        recipe see `quantizer.batch.digest.recipe_digest`.
        """
        intent = self._begun.pop(entry.target, None)
        if intent is None:
            return
        output, signature, now = None, None, time.time()
        if outcome.state.is_written:
            output = absolute(outcome.target)
            signature = self._written[output] = FileSignature.of(output)
        else:
            self._failed_folders.add(intent.target.parent)
        if output != intent.target and FileSignature.of(intent.target) == intent.previous:
            self._backups.remove(intent.backup)
        self._states.add(outcome.state)
        line = outcome_to_json(intent.target, outcome, recipe, now, signature)
        self._log.append_when_possible(line)
        self._restore_original(Record(intent, outcome, ended=now))

    def close(self, finished: bool = False) -> None:
        """Close the journal and unlock the folder; may be called again.

        Call it when no worker is writing any more: temporary files of killed workers are removed.

        Parameters
        ----------
        finished
            Whether the run came to its end; if not, the next run resumes it.
        """
        if not self._is_open:
            return
        self._is_open = False
        self._failed_folders.update(intent.target.parent for intent in self._begun.values())
        remove_temporaries(self._failed_folders, self.run_id)
        line = {"event": "closed", "time": time.time(), "finished": finished}
        self._log.append_when_possible(line)
        self._log.close()
        self._backups.close()
        self._lock.release()

    def remove_failed(self) -> None:
        """Remove the closed journal with the output folder that was made for it.

        It stays if any file has not failed, or there is something else in the folder.
        """
        if not self._made or self._states != {State.FAILED} or self._begun:
            return
        hidden = self.path.parent
        with contextlib.suppress(OSError):
            if list(hidden.parent.iterdir()) == [hidden]:
                self.path.unlink()
                (hidden / LOCK).unlink()
                for folder in self._made:
                    folder.rmdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, folder: Path, roots: Iterable[Path]) -> None:
        self._log.append(
            {
                "event": "open",
                "version": VERSION,
                "run": self.run_id,
                "time": time.time(),
                "folder": str(folder),
                "roots": [str(absolute(root)) for root in roots],
                "replaces": self._replaces,
            }
        )
        _log.info("journal opened: %s", self.path)

    def _resume(self, folder: Path, run: Run) -> None:
        self._log.append({"event": "again", "time": time.time(), "folder": str(folder)})
        for record in run.records.values():
            if record.is_written:
                self._written[record.output] = record.target_signature
        _log.info("journal resumed: %s, %d files written", self.path, len(self._written))

    def _restore_original(self, record: Record) -> None:
        """Restore an original from the trash if the worker died before it wrote the result."""
        if self._replaces and record.is_incomplete:
            run = Run(self.path, self.run_id, record.intent.time, replaces=True)
            with contextlib.suppress(JournalError):  # the next run tries it again
                undo_records(run, [record])

    def _missing_folders(self, target: Path) -> tuple[Path, ...]:
        """Return the folders that a target needs and that do not exist; each only once."""
        missing: list[Path] = []
        folder = target.parent
        while folder not in self._known_folders:
            self._known_folders.add(folder)
            if os.access(folder, os.F_OK):
                break
            missing.append(folder)
            folder = folder.parent
        return tuple(reversed(missing))
