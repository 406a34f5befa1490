"""What earlier runs did in a folder: so that nothing is done twice, and nothing is left half done.

every journal of the folder, oldest first -> by target and recipe: the last outcome
                                          -> by output: whose it is
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quantizer.batch.digest import file_digest
from quantizer.batch.journal.codec import is_of_replaced_inputs, read_run
from quantizer.batch.journal.folder_lock import FolderLock
from quantizer.batch.journal.output_state import has_written, was_written
from quantizer.batch.journal.record import JournalError, Mark, absolute
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.undo import take_back
from quantizer.batch.outcome import State
from quantizer.batch.plan.tree import JOURNALS
from quantizer.progress import SILENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from quantizer.batch.journal.record import Record, Run
    from quantizer.batch.outcome import Outcome
    from quantizer.batch.plan.plan import Entry
    from quantizer.progress import Progress


@dataclass(frozen=True)
class History:
    """What the journals of a folder tell.

    Parameters
    ----------
    folder
        The output folder, or the input folder where outputs replace their inputs.
    runs
        Oldest first, each with those records only that are unclear; journals that cannot be read
        are not among them.
    """

    folder: Path
    runs: tuple[Run, ...] = ()
    _by_recipe: Mapping[tuple[Path, str], Record] = field(default_factory=dict, repr=False)
    _by_output: Mapping[Path, tuple[Run, Record]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, folder: Path) -> History:
        """Read all journals of a folder; one without any has an empty history.

        Of the folders above, those are read that tell of inputs that were replaced, since such a
        run may have been at work in this folder, too.
        """
        runs = []
        by_recipe: dict[tuple[Path, str], Record] = {}
        by_output: dict[Path, tuple[Run, Record]] = {}
        own = absolute(folder)
        for path in _journals(own, *own.parents):
            is_own = path.parent.parent == own
            if not (is_own or is_of_replaced_inputs(path)):
                continue
            try:
                run = read_run(path)
            except JournalError:
                continue
            for record in run.records.values():
                if record.is_written or record.is_unwanted:
                    by_recipe[record.begun.target, record.recipe] = record
                if record.is_written or record.is_unclear:
                    by_output[record.output] = (run, record)
            # What later runs did again is forgotten, however many runs there were.
            run.records = {record.begun.target: record for record in run.unclear}
            if is_own:
                runs.append(run)
        return cls(folder, tuple(runs), by_recipe, by_output)

    @property
    def unfinished(self) -> Run | None:
        """The newest run, if it was cancelled or broke off."""
        newest = self.runs[-1] if self.runs else None
        return None if newest is None or newest.finished else newest

    def done(self, entry: Entry, recipe: str) -> Outcome | None:
        """Return the outcome of an entry that need not be converted again; None if it must be.

        That is so if its input is what it was, the output is what was written, and the recipe is
        the same; also if the input is itself an output of that recipe, that replaced its input.
        Files are known by size and time of change, and by their content where those differ.
        A result that was not wanted, larger than its input, is known as well.
        """
        source, target = absolute(entry.source), absolute(entry.target)
        run, own = self._by_output.get(source, (None, None))
        is_replaced = run is not None and run.replaces and source == target
        if is_replaced and own is not None and own.recipe == recipe:
            return own.outcome if _still_written(own, source) else None
        record = self._by_recipe.get((target, recipe))
        if record is None or record.outcome is None or record.begun.source != source:
            return None
        outcome = record.outcome
        if not _is_same(source, record.begun.source_mark, outcome.source_digest):
            return None
        if outcome.state is State.SKIPPED:
            return outcome
        return outcome if _still_written(record, record.output) else None

    def is_ours(self, source: Path, target: Path) -> bool:
        """Return whether what stands at `target` was made of `source` by an earlier run.

        A file that was changed since is not.
        """
        place = absolute(target)
        run, record = self._by_output.get(place, (None, None))
        if run is None or record is None or record.begun.source != absolute(source):
            return False
        return _still_written(record, place) or was_written(record, run)

    def sweep(self, progress: Progress = SILENT) -> int:
        """Remove what runs that were killed left half done; return how many files that were.

        That is their temporary files, and, where they replaced inputs, the originals that were in
        the trash already are brought back. Call it before `Journal.open`, and read the history
        anew if it returns more than 0.

        Raises
        ------
        BusyError
            If a batch is at work in the folder.
        """
        broken = [run for run in self.runs if run.unclear]
        if not broken:
            return 0
        count = 0
        with FolderLock.acquire(broken[0].path.parent, owner=self.folder):
            for run in broken:
                folders = {record.begun.target.parent for record in run.unclear}
                count += remove_temporaries(folders, run.run_id)
                if run.replaces:
                    count += take_back(run, run.unclear, progress).count
        return count


def last_journal(folder: Path) -> Path | None:
    """Return the journal of the last run of a folder that wrote anything, taken back or not.

    Where none did, that is the last one; None if there is none at all.

    Raises
    ------
    JournalError
        If one that would have to be read cannot be.
    """
    journals = _journals(absolute(folder))[::-1]
    for path in journals:
        if path.stat().st_size == 0:  # the disk was full
            continue
        run = read_run(path)
        if run.taken_back or has_written(run):
            return path
    return journals[0] if journals else None


def _journals(*folders: Path) -> list[Path]:
    """Return the journals of folders, oldest first."""
    paths: list[Path] = []
    for folder in folders:
        with contextlib.suppress(OSError):  # such as a name that is too long
            paths += (folder / JOURNALS).glob("*.jsonl")
    return sorted(paths, key=lambda path: path.name)  # which begins with the time


def _still_written(record: Record, target: Path) -> bool:
    outcome = record.outcome
    if outcome is None or not record.is_written:
        return False
    return _is_same(target, record.target_mark, outcome.target_digest)


def _is_same(path: Path, mark: Mark | None, digest: str) -> bool:
    """Return whether a file is what it was, by its mark or, failing that, by its content."""
    now = Mark.of(path)
    if now is None:
        return False
    if now == mark:
        return True
    if not digest or (mark is not None and now.size != mark.size):
        return False
    try:
        return file_digest(path) == digest
    except OSError:
        return False
