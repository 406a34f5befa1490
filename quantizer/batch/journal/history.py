"""The earlier runs of a folder: what they converted, and what they left half done.

    journals of the folder, oldest first -> by target and recipe: the last record
                                         -> by output: the run that wrote it

Only journals whose lines this user has signed are believed. Of any other journal one thing counts:
a result in this folder, whose content is as the journal says, may be replaced by a new result of
the same input. A journal with a damaged line is set aside. `History.notices` says both.

A `History` is kept between plans. `refresh` looks at size and time of each journal and parses only
lines that are new, so that a watched folder with ten thousand entries is not parsed every round.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from quantizer.batch.journal.bounds import Bounds
from quantizer.batch.journal.codec import JournalReader, read_run, replaces_inputs
from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.journal_files import JournalFile, have_only_grown, journals_of
from quantizer.batch.journal.output_state import (
    has_digest,
    has_written,
    is_same_file,
    is_still_written,
    was_written,
)
from quantizer.batch.journal.record import FileSignature, JournalError, Origin, Record, Run
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.undo import undo_records
from quantizer.batch.outcome import State
from quantizer.batch.plan.tree import absolute
from quantizer.progress import SILENT

from ...language import mark, tr

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)

_FOREIGN = mark(
    "{path}: was written by somebody else, on another computer or by an earlier version, or was "
    "changed since; it is not relied on"
)


@dataclass(slots=True)
class _Index:
    """Finds records; of two with one key, the one added last."""

    by_recipe: dict[tuple[Path, str], tuple[Run, Record]] = field(default_factory=dict)
    by_output: dict[Path, tuple[Run, Record]] = field(default_factory=dict)

    def add(self, run: Run) -> None:
        """Add the records of a run."""
        for record in run.records.values():
            if record.is_written or record.is_rejected:
                self.by_recipe[record.intent.target, record.recipe] = run, record
            if record.is_written or record.is_incomplete:
                self.by_output[record.output] = run, record


class History:
    """What the journals of a folder say. Used from one thread at a time.

    Of the folders above, those journals count whose runs replaced inputs, since such a run may
    have worked in this folder, too.

    Parameters
    ----------
    folder
        The output folder, or the input folder where outputs replace their inputs. It need not
        exist. Nothing is read before `refresh`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = absolute(folder)
        self._replaces: dict[tuple[Path, int], bool] = {}
        self._forget()

    def _forget(self) -> None:
        self._files: list[JournalFile] = []
        self._runs: list[Run] = []
        self._reader: JournalReader | None = None
        # Only the newest journal is expected to grow. So its index can be made anew, while the
        # older ones are merged and their complete records dropped.
        self._older, self._newest = _Index(), _Index()
        self._others: dict[Path, Run] = {}
        self._notices: dict[Path, str] = {}

    @property
    def runs(self) -> tuple[Run, ...]:
        """The folder's own runs, oldest first, as far as their journals are believed.

        All but the newest have lost their records, except incomplete ones.
        """
        return tuple(run for run in self._runs if run.path.parent.parent == self._own)

    @property
    def unfinished(self) -> Run | None:
        """The newest run, if it was cancelled or interrupted."""
        newest = self.runs[-1:]
        return newest[0] if newest and not newest[0].finished else None

    @property
    def undoable(self) -> Path | None:
        """The journal of the newest run, if it wrote files that were not undone; else None.

        If no journal is believed, that of the newest other one.
        """
        newest = (self.runs or tuple(self._others.values()))[-1:]
        return newest[0].path if newest and has_written(newest[0]) else None

    @property
    def notices(self) -> tuple[str, ...]:
        """A sentence for the user about each journal of this folder that is not believed."""
        return tuple(self._notices.values())

    def refresh(self) -> Self:
        """Read what is new in the journals; return this history."""
        files = self._listjournals_of()
        if files == self._files:
            return self
        if not have_only_grown(self._files, files):
            self._forget()
        known = len(self._files)
        if known:
            self._read_newest()
        for path, *_ in files[known:]:
            self._retire_newest()
            self._reader = JournalReader(path)
            self._read_newest()
        self._files = files
        _log.debug("%s: %d journals, %d of them new", self.folder, len(files), len(files) - known)
        return self

    def read_run(self, path: Path) -> Run:
        """Return the run of a journal with all of its records.

        Raises
        ------
        JournalError
            If it cannot be read.
        """
        self.refresh()
        if self._reader is not None and self._reader.path == path:
            return self._reader.read()
        return read_run(path)

    def done(self, entry: Entry, recipe: str) -> Outcome | None:
        """Return the outcome of an entry that need not be converted again; None if it must be.

        It need not if the input is unchanged, the output is what was written, and the recipe is
        the same; or if the input is itself an output of that recipe which replaced its input.
        Files are compared by size and time, and by content if these differ. A result that was
        rejected, since it was larger than its input, counts as well.
        """
        source, target = absolute(entry.source), absolute(entry.target)
        run, own = self._written_at(source)
        is_replaced = own is not None and own.recipe == recipe and source == target
        if run is not None and own is not None and run.replaces and is_replaced:
            return own.outcome if is_still_written(own, run, source) else None
        key = target, recipe
        found = self._newest.by_recipe.get(key) or self._older.by_recipe.get(key)
        run, record = found or (None, None)
        if run is None or record is None or record.outcome is None:
            return None
        outcome, signature = record.outcome, record.intent.source_signature
        if record.intent.source != source:
            return None
        if not is_same_file(source, signature, outcome.source_digest, run):
            return None
        if outcome.state is State.SKIPPED:
            return outcome
        return outcome if is_still_written(record, run, record.output) else None

    def is_ours(self, source: Path, target: Path) -> bool:
        """Return whether the file at `target` was made from `source` by an earlier run.

        A file that was changed since does not count.
        """
        place = absolute(target)
        run, record = self._written_at(place)
        if run is not None and record is not None and record.intent.source == absolute(source):
            return is_still_written(record, run, place) or was_written(record, run)
        others = (other.records.get(place) for other in self._others.values())
        return any(
            other is not None
            and other.is_written
            and other.intent.source == absolute(source)
            and has_digest(place, other.target_digest)
            for other in others
        )

    def clean_up(self, progress: Progress = SILENT) -> int:
        """Remove what killed runs have left half done; return the number of files.

        That is: temporary files are removed, and originals that went to the trash without a
        result in their place are restored. Call it before `Journal.open`, and `refresh` after it.

        Raises
        ------
        BusyError
            If a batch is working in the folder.
        """
        interrupted = [run for run in self.runs if run.incomplete and run.origin is Origin.OWN]
        if not interrupted:
            return 0
        count = 0
        with FolderLock.acquire(interrupted[0].path.parent, owner=self.folder):
            for run in interrupted:
                folders = Bounds(run).target_folders(run.incomplete)
                count += remove_temporaries(folders, run.run_id)
                if run.replaces:
                    count += undo_records(run, run.incomplete, progress).count
        _log.info("%s: %d files of interrupted runs cleaned up", self.folder, count)
        return count

    def _listjournals_of(self) -> list[JournalFile]:
        files = []
        for path in journals_of(self._own, *self._own.parents):
            with contextlib.suppress(OSError):  # deleted since
                status = path.stat()
                key = path, status.st_ino
                if path.parent.parent != self._own:
                    if key not in self._replaces and status.st_size:
                        self._replaces[key] = replaces_inputs(path)
                    if not self._replaces.get(key):
                        continue
                files.append((*key, FileSignature(status.st_size, status.st_mtime_ns)))
        return files

    def _read_newest(self) -> None:
        assert self._reader is not None
        self._newest = _Index()
        path = self._reader.path
        try:
            run = self._reader.read()
        except JournalError as error:
            self._set_aside(path, self._reader.run, tr("{error}; it is set aside", error=error))
            return
        if run.origin is Origin.FOREIGN:
            self._set_aside(path, run, tr(_FOREIGN, path=path))
            return
        if not self._runs or self._runs[-1] is not run:
            for older in self._runs[-1:]:
                older.records = {record.intent.target: record for record in older.incomplete}
            self._runs.append(run)
        self._newest.add(run)

    def _set_aside(self, path: Path, run: Run | None, notice: str) -> None:
        """Note that a journal is not believed, perhaps since a line was added to it."""
        _log.info("journal set aside: %s", notice)
        if path.parent.parent == self._own:
            self._notices[path] = notice
            if run is not None:
                self._others[path] = run
        self._runs = [run for run in self._runs if run.path != path]

    def _retire_newest(self) -> None:
        """Merge the index of the newest journal into that of the older ones."""
        self._older.by_recipe.update(self._newest.by_recipe)
        self._older.by_output.update(self._newest.by_output)

    def _written_at(self, path: Path) -> tuple[Run, Record] | tuple[None, None]:
        return self._newest.by_output.get(path) or self._older.by_output.get(path) or (None, None)


class Histories:
    """Keeps the last history that was used, for the next batch in the same folder."""

    def __init__(self) -> None:
        self._last: History | None = None

    def of(self, folder: Path) -> History:
        """Return the history of a folder, which may have been read already."""
        if self._last is None or self._last.folder != folder:
            self._last = History(folder)
        return self._last
