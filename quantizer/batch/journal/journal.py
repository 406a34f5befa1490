"""What a batch does, written down before and after each file.

    Journal.open -> begin, end, begin, end, ... -> close

One file for each run, in a hidden folder of the output folder, beside copies of the files that
the run overwrites. It is there for three readers: the next run, which skips what is done
(`quantizer.batch.journal.history`), `quantizer.batch.journal.undo`, and a person.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from quantizer.batch.journal.append_log import JournalFile
from quantizer.batch.journal.backups import KeptFiles
from quantizer.batch.journal.codec import VERSION, begun_to_json, ended_to_json, read_run
from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.record import Begun, JournalError, Mark, Record, Run, absolute
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.undo import take_back
from quantizer.batch.plan.tree import JOURNALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.palette import Palette

_RUN_ID = re.compile(r"[0-9A-Za-z]+")


def new_run_id() -> str:
    """Return a name for a run that no other has."""
    return os.urandom(6).hex()


class Journal:
    """Writes down a run; used from one thread, or from one at a time.

    While it is open, no other batch can work in its folder.
    """

    def __init__(
        self, file: JournalFile, run_id: str, kept: KeptFiles, lock: FolderLock, *, replaces: bool
    ) -> None:
        self.run_id = run_id
        self._file, self._kept, self._lock = file, kept, lock
        self._replaces = replaces
        self._begun: dict[Path, Begun] = {}
        self._written: dict[Path, Mark | None] = {}
        self._unclear: set[Path] = set()
        self._folders: set[Path] = set()
        self._is_open = True

    @classmethod
    def open(
        cls,
        folder: Path,
        run_id: str | None = None,
        *,
        roots: Iterable[Path] = (),
        replaces: bool = False,
    ) -> Journal:
        """Begin a journal, or go on with that of a run that broke off.

        Parameters
        ----------
        folder
            The output folder, which is made if it is not there; the input folder where outputs
            replace their inputs.
        run_id
            Letters and digits that name the run. If a journal of this name is there, it is gone
            on with, so that `undo` takes back both parts as one.
        roots
            The folders and files that the run was given.
        replaces
            Whether each output takes the place of its input, which goes to the trash.

        Raises
        ------
        BusyError
            If another batch is at work in the folder.
        JournalError
            If it cannot be written.
        """
        run_id = run_id or new_run_id()
        if not _RUN_ID.fullmatch(run_id):
            raise JournalError(folder, f"the run is named {run_id!r}, not by letters and digits")
        hidden = absolute(folder) / JOURNALS
        try:
            hidden.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalError.of(folder, error) from error
        lock = FolderLock.acquire(hidden, owner=folder)
        try:
            return cls._begin_or_go_on(hidden, run_id, tuple(roots), lock, replaces=replaces)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _begin_or_go_on(
        cls,
        hidden: Path,
        run_id: str,
        roots: tuple[Path, ...],
        lock: FolderLock,
        *,
        replaces: bool,
    ) -> Journal:
        now = time.time()
        there = next(iter(sorted(hidden.glob(f"*-{run_id}.jsonl"))), None)
        stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%S.%f")
        file = JournalFile(there or hidden / f"{stamp}Z-{run_id}.jsonl")
        journal = cls(file, run_id, KeptFiles(hidden, run_id), lock, replaces=replaces)
        try:
            if there is None:
                told = [str(absolute(root)) for root in roots]
                opening = {"event": "open", "version": VERSION, "run": run_id, "time": now}
                where = {"folder": str(hidden.parent), "roots": told}
                file.add(opening | where | {"replaces": replaces})
            else:
                file.add({"event": "again", "time": now, "folder": str(hidden.parent)})
                journal._recall(there)
        except BaseException:
            file.close()
            raise
        return journal

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of the journal itself: that it is not complete."""
        if not self._file.owed:
            return ()
        return (
            f"{self.path}: {self._file.owed} lines could not be written, as the disk is full; "
            "--undo and --resume will not know of the last files",
        )

    def share(self, palettes: Mapping[str, Palette], recipe: str) -> None:
        """Tell which palettes files share.

        Where outputs replace their inputs, they could not be found again from half of the inputs.

        Parameters
        ----------
        palettes
            By `Entry.group`.
        recipe
            What they are found by.

        Raises
        ------
        JournalError
            If this cannot be written down.
        """
        groups = {
            group: [list(swatch.color) for swatch in palette] for group, palette in palettes.items()
        }
        self._file.add({"event": "palettes", "recipe": recipe, "groups": groups})

    def begin(self, entry: Entry) -> None:
        """Tell that a file is about to be converted; call it before the task is given out.

        Where the entry replaces a file, that is kept first, so that `undo` can bring it back.

        Raises
        ------
        JournalError
            If this cannot be written down, or the file to be overwritten cannot be kept; then the
            file must not be converted.
        """
        source, target = absolute(entry.source), absolute(entry.target)
        former, source_mark = None, Mark.of(source)
        if source != target:
            former = Mark.of(target)
        kept = ""
        if entry.replaces and former is not None and self._written.get(target) != former:
            kept = self._kept.keep(target)
        begun = Begun(source, target, time.time(), source_mark, former, kept, self._makes(target))
        self._file.add(begun_to_json(begun))
        self._begun[entry.target] = begun

    def end(self, entry: Entry, outcome: Outcome, recipe: str = "") -> None:
        """Tell what became of a file that was begun.

        Parameters
        ----------
        entry
            The file.
        outcome
            How it ended.
        recipe
            What determines its output; see `quantizer.batch.digest.recipe_digest`.

        A full disk is no error here: the line is written as soon as there is room; see `notices`.
        """
        begun = self._begun.pop(entry.target, None)
        if begun is None:
            return
        mark, now = None, time.time()
        if outcome.state.is_written:
            output = absolute(outcome.target)
            mark = self._written[output] = Mark.of(output)
        else:
            output = None
            self._unclear.add(begun.target.parent)
        if output != begun.target and Mark.of(begun.target) == begun.former:
            self._kept.drop(begun.kept)
        self._file.add_when_possible(ended_to_json(begun.target, outcome, recipe, now, mark))
        self._rescue(Record(begun, outcome, ended=now))

    def close(self, finished: bool = False) -> None:
        """End the journal, and let other batches in; may be called again.

        Call it when no worker writes any more: what a killed one left behind is removed here.

        Parameters
        ----------
        finished
            Whether the run came to its end; if not, the next one goes on with it.
        """
        if not self._is_open:
            return
        self._is_open = False
        self._unclear.update(begun.target.parent for begun in self._begun.values())
        remove_temporaries(self._unclear, self.run_id)
        told = {"event": "closed", "time": time.time(), "finished": finished}
        self._file.add_when_possible(told)
        self._file.close()
        self._kept.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rescue(self, record: Record) -> None:
        """Bring back an original that was in the trash when the worker at its file died."""
        if self._replaces and record.is_unclear:
            run = Run(self.path, self.run_id, record.begun.time, replaces=True)
            with contextlib.suppress(JournalError):  # the next run tries it again
                take_back(run, [record])

    def _recall(self, path: Path) -> None:
        """Learn what the run had written before it broke off."""
        for record in read_run(path).records.values():
            if record.is_written:
                self._written[record.output] = record.target_mark

    def _makes(self, target: Path) -> tuple[Path, ...]:
        """Return the folders of a target that are not there, each of them only once."""
        missing: list[Path] = []
        folder = target.parent
        while folder not in self._folders:
            self._folders.add(folder)
            if os.access(folder, os.F_OK):
                break
            missing.append(folder)
            folder = folder.parent
        return tuple(reversed(missing))
