"""A batch from its plan to its summary: what command line, watch and window speak to.

    with Batch(options) as batch:
        plan = batch.plan()                       # nothing is written yet
        palettes = batch.palettes(plan)           # of files that share one; else none
        summary = batch.run(plan, palettes, listener, control)

The journals of earlier runs are asked while planning: a file that was converted in the same way,
and whose input and output still have the contents that they had, is left out. A run that was
killed is thus taken up again by running it once more.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from quantizer.batch.journal.folder_lock import BusyError
from quantizer.batch.journal.history import History
from quantizer.batch.journal.journal import Journal
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.trash import require_trash
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.enums import Sharing
from quantizer.batch.plan.plan import make_plan
from quantizer.batch.report import Summary
from quantizer.batch.run.control import Control
from quantizer.batch.run.journaled_tasks import JournaledTasks, Recipes, unwritable
from quantizer.batch.run.resume import EarlierResults
from quantizer.batch.run.scheduler import run
from quantizer.batch.workers.process_pool import ProcessExecutor
from quantizer.errors import SettingsError
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Effort

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quantizer.batch.plan.options import BatchOptions
    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.batch.workers.dask_executor import ClusterExecutor
    from quantizer.image.palette import Palette


def _ignore(_entry: Entry, _outcome: Outcome) -> None:
    """Listen to nothing."""


class Batch:
    """One batch, planned and run; a context manager, which ends its workers and its journal.

    A batch may plan and run several times (files that failed, files that appear in a watched
    folder); all of that is written into one journal. Only one thread may use it at a time; a run
    is spoken to from others through its `Control`.

    Parameters
    ----------
    options
        What is asked for.
    jobs
        Number of worker processes; None for one per processor core.
    cluster
        Address of a Dask scheduler that does the work instead (``tcp://host:8786``).
    resume
        Whether files that a journal proves as converted in the same way are left out.
    journal
        Folder that the journals are under; None for the output folder, or the first input folder
        where inputs are replaced.
    niceness
        How far the worker processes make way for other programs, such as the window that waits
        for them: 0 to 19 (Linux only).

    Raises
    ------
    SettingsError
        If a cluster is to replace files.
    """

    def __init__(
        self,
        options: BatchOptions,
        *,
        jobs: int | None = None,
        cluster: str | None = None,
        resume: bool = True,
        journal: Path | None = None,
        niceness: int = 0,
    ) -> None:
        if cluster is not None and options.destination.replaces:
            raise SettingsError(
                "a cluster cannot replace files: the originals would go to the trash of other "
                "machines; give an output folder, or leave the cluster out"
            )
        self.options = options
        self._jobs = jobs
        self._niceness = niceness
        self._cluster = cluster
        self._resume = resume
        self._folder = journal or _usual_folder(options)
        self._remember(History(self._folder))
        self._is_read = False
        self._journal: Journal | None = None
        self._executor: ProcessExecutor | ClusterExecutor | None = None
        self._is_finished = True

    @property
    def journal(self) -> Path | None:
        """The journal of this batch; None before its first run with something to do."""
        return None if self._journal is None else self._journal.path

    def plan(self, progress: Progress = SILENT, *, tidy: bool = True) -> Plan:
        """Return what is to be done; nothing is converted yet.

        Parameters
        ----------
        progress
            Asked whether the plan is still wanted.
        tidy
            Whether what a run that was killed left half done is put in order first: temporary
            files, originals in the trash without a result at their place. If not, nothing at all
            is written.

        Raises
        ------
        QuantizerError
            If the plan cannot be: no inputs, names that collide under the policy ``fail``.
        Cancelled
            If `progress` says so.
        """
        self._remember(History.read(self._folder))
        if tidy and self._journal is None:
            with contextlib.suppress(JournalError):  # it will be told when the run begins
                if self._history.sweep(progress):
                    self._remember(History.read(self._folder))
        plan = make_plan(self.options, is_ours=self._history.is_ours, progress=progress)
        if not self._resume:
            return plan
        recipes = Recipes(self.options, {})
        entries = []
        for entry in plan.entries:
            progress.check()
            # The recipe of a shared palette is known once that is there: see `run`.
            is_own = entry.group is None or self.options.conversion.palette is not None
            entries.append(self._earlier.leave_out(entry, recipes) if is_own else entry)
        return replace(plan, entries=tuple(entries))

    def palettes(self, plan: Plan, progress: Progress = SILENT) -> dict[str, Palette]:
        """Return the palettes that files share, by `Entry.group`; none without sharing.

        Where inputs are replaced, a palette that files have by an earlier run stays theirs, and is
        given to new files, too: the originals that it was found in are gone.

        Raises
        ------
        QuantizerError
            If a palette cannot be found.
        Cancelled
            If `progress` says so.
        """
        entries = [entry for entry in plan.entries if entry.group is not None]
        if not entries or self.options.conversion.palette is not None:
            return {}
        if not self._is_read:
            self._remember(History.read(self._folder))
        known = self._earlier.palettes_in_use(entries) if self._resume else {}
        entries = [entry for entry in entries if entry.group not in known]
        if not entries:
            return known
        from quantizer.batch.shared_palette.find import share_palettes  # noqa: PLC0415 - seldom wanted

        executor = self._workers()
        conversion, ahead = self.options.conversion, executor.jobs + 2
        # For all files there is but one search, which is worth its time.
        effort = Effort.BEST if self.options.sharing is Sharing.ALL else Effort.BALANCED
        try:
            return known | share_palettes(entries, conversion, executor, ahead, progress, effort)
        except BaseException:
            executor.interrupt()
            raise

    def run(
        self,
        plan: Plan,
        palettes: Mapping[str, Palette] | None = None,
        listener: Callable[[Entry, Outcome], None] = _ignore,
        control: Control | None = None,
    ) -> Summary:
        """Convert what is planned, and tell what became of it.

        Parameters
        ----------
        plan
            Of this batch, or a part of such a plan (files to be tried again).
        palettes
            As `palettes` gives them.
        listener
            Told each change of an entry's state, on the calling thread: running, then how it
            ended; waiting where a pause took it back.
        control
            Pauses and cancels, from any thread.

        Returns
        -------
        Summary
            One outcome for each entry of `plan`, in its order. A file that fails does not stop
            the others. Where the run breaks off (the cluster was lost, the output folder cannot be
            written), what was converted stands, and the rest has failed.

        Raises
        ------
        QuantizerError
            If there is something else to be done first: another batch writes into this folder, the
            cluster is away, there is no trash for the originals that are to be replaced.
        """
        control = control or Control()
        started = time.perf_counter()
        outcomes: dict[int, Outcome] = {}

        def note(entry: Entry, outcome: Outcome) -> None:
            if outcome.state.is_final:
                outcomes[entry.number] = outcome
            listener(entry, outcome)

        recipes = Recipes(self.options, palettes or {})
        waiting = []
        for planned in plan.entries:
            is_open = planned.group is not None and self._resume and not control.is_cancelled
            entry = self._earlier.leave_out(planned, recipes) if is_open else planned
            if entry.skip or entry.error:
                note(entry, self._earlier.outcome(entry))
            else:
                waiting.append(entry)
        if waiting and not control.is_cancelled:
            self._convert(waiting, recipes, note, control)
        for entry in waiting:
            if entry.number not in outcomes:  # it was cancelled before it began
                note(entry, Outcome(entry.source, entry.target, State.CANCELLED))
        return Summary(
            tuple(outcomes[entry.number] for entry in plan.entries),
            time.perf_counter() - started,
            self.journal,
            cancelled=State.CANCELLED in {outcome.state for outcome in outcomes.values()},
            notices=plan.notices + (() if self._journal is None else self._journal.notices),
        )

    def close(self) -> None:
        """End the workers and the journal; what is at work is ended, too."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.interrupt()
            executor.shutdown()
        if self._journal is not None:
            self._journal.close(self._is_finished)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _convert(
        self,
        entries: list[Entry],
        recipes: Recipes,
        listener: Callable[[Entry, Outcome], None],
        control: Control,
    ) -> None:
        """Convert what is to be converted, and leave no temporary files."""
        executor = self._workers()
        try:
            journal = self._open_journal(recipes.palettes)
        except BusyError:
            raise
        except JournalError as error:
            reason = unwritable(error, in_place=self.options.destination.replaces)
            for entry in entries:
                listener(entry, Outcome(entry.source, entry.target, State.FAILED, reason))
            return
        self._is_finished = False
        in_place = self.options.destination.replaces
        tasks = JournaledTasks(recipes, journal, in_place=in_place)
        try:
            self._is_finished = run(entries, tasks, executor, executor.jobs + 2, listener, control)
        finally:
            remove_temporaries(tasks.folders, journal.run_id)  # of workers that died

    def _open_journal(self, palettes: Mapping[str, Palette]) -> Journal:
        """Return the journal: that of the same batch if it broke off, so that both are one."""
        if self._journal is None:
            replaces = self.options.destination.replaces
            former = self._earlier.broken_off if self._resume else None
            if replaces:
                require_trash(_usual_folder(self.options))
            run_id = None if former is None else former.run_id
            journal = Journal.open(
                self._folder, run_id, roots=self._earlier.roots, replaces=replaces
            )
            try:
                if replaces and palettes:
                    journal.share(palettes, self._earlier.sharing)
            except BaseException:
                journal.close()
                raise
            self._journal = journal
        return self._journal

    def _remember(self, history: History) -> None:
        self._history, self._is_read = history, True
        self._earlier = EarlierResults(history, self.options)

    def _workers(self) -> ProcessExecutor | ClusterExecutor:
        if self._executor is None:
            if self._cluster is None:
                self._executor = ProcessExecutor(self._jobs, self._niceness)
            else:
                from quantizer.batch.workers.dask_executor import ClusterExecutor  # noqa: PLC0415 - optional

                self._executor = ClusterExecutor(self._cluster)
        return self._executor


def _usual_folder(options: BatchOptions) -> Path:
    """Return the folder that a batch's journals are under."""
    if options.destination.folder is not None:
        return options.destination.folder
    first = (*options.selection.paths, Path())[0]  # without any, the plan will say so
    return first if first.is_dir() else first.parent
