"""A batch from plan to summary: what the command line, the window and `watch` use.

    with Batch(options) as batch:
        plan = batch.plan()                       # nothing is written yet
        palettes = batch.palettes(plan)           # for files that share one; empty without sharing
        summary = batch.run(plan, palettes, listener, control)

A plan skips files that an earlier run has converted in the same way, if the input and the output
are unchanged since; the journals say so. So an interrupted run is resumed by running it again.
"""

from __future__ import annotations

import contextlib
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from quantizer.batch.journal.folder_lock import BusyError
from quantizer.batch.journal.history import Histories
from quantizer.batch.journal.journal import Journal
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.temporaries import remove_temporaries
from quantizer.batch.journal.trash import require_trash
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.enums import Sharing
from quantizer.batch.plan.plan import make_plan
from quantizer.batch.report import Summary
from quantizer.batch.run.control import Control
from quantizer.batch.run.journaled_tasks import JournaledTasks, Recipes, describe_unwritable
from quantizer.batch.run.resume import PreviousResults
from quantizer.batch.run.scheduler import run
from quantizer.batch.workers.memory_budget import default_budget
from quantizer.batch.workers.process_pool import ProcessExecutor
from quantizer.errors import SettingsError
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Effort

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from quantizer.batch.plan.options import BatchOptions
    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.batch.workers.dask_executor import ClusterExecutor
    from quantizer.image.palette import Palette

    _Listener = Callable[[Entry, Outcome], None]

_log = logging.getLogger(__name__)


class Batch:
    """One batch; a context manager that ends its workers and closes its journal.

    It may plan and run several times, with one journal. It is used from one thread at a time.

    Parameters
    ----------
    options
        Which files are converted, where to, and how.
    jobs
        Number of worker processes; None for one per processor core.
    cluster
        Address of a Dask scheduler whose workers are used instead (``tcp://host:8786``).
    resume
        Whether files are skipped that an earlier run has converted in the same way.
    niceness
        How far the worker processes give way to other programs, 0 to 19 (Linux only).
    max_memory
        Most bytes that all worker processes may take together; None for three quarters of the
        computer's memory. A file that takes more by itself has failed.
    histories
        Keeps the parsed journals for the next batch; None to keep them for this batch only.

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
        niceness: int = 0,
        max_memory: int | None = None,
        histories: Histories | None = None,
    ) -> None:
        if cluster is not None and options.destination.replaces:
            raise SettingsError(
                tr(
                    "a cluster cannot replace files: the originals would go to the trash of other "
                    "computers; choose an output folder, or leave the cluster out"
                )
            )
        self.options = options
        self._jobs = jobs
        self._niceness = niceness
        self._max_memory = max_memory
        self._cluster = cluster
        self._resume = resume
        self._folder = options.journal_folder
        self._history = (histories or Histories()).of(self._folder)
        self._previous = PreviousResults(self._history, options)
        self._journal: Journal | None = None
        self._executor: ProcessExecutor | ClusterExecutor | None = None
        self._is_finished = True

    @property
    def journal(self) -> Path | None:
        """The journal of this batch; None before the first run that converts something."""
        return None if self._journal is None else self._journal.path

    def plan(self, progress: Progress = SILENT, *, tidy: bool = True) -> Plan:
        """Return what is to be done; nothing is converted yet.

        Parameters
        ----------
        tidy
            Whether leftovers of a killed run are cleaned up first (temporary files, originals in
            the trash without a result). If not, nothing is written.

        Raises
        ------
        QuantizerError
            If there are no inputs, or names collide under the policy ``fail``.
        """
        self._history.refresh()
        self._previous = PreviousResults(self._history, self.options)
        if tidy and self._journal is None:
            with contextlib.suppress(JournalError):  # `run` will raise it again
                if self._history.clean_up(progress):
                    self._history.refresh()
        plan = make_plan(self.options, is_ours=self._history.is_ours, progress=progress)
        plan = replace(plan, notices=plan.notices + self._history.notices)
        if self._resume:
            plan = self._previous.skip_done(plan, progress)
        counts = len(plan.entries), sum(bool(entry.skip) for entry in plan.entries)
        _log.info("plan of %s: %d files, %d skipped", self._folder, *counts)
        return plan

    def palettes(self, plan: Plan, progress: Progress = SILENT) -> dict[str, Palette]:
        """Return the palettes that files share, by `Entry.group`; empty without sharing.

        Where inputs are replaced, files keep the palette of an earlier run, and new files get it,
        too: the originals in which it was found are gone. Raises `QuantizerError` if a palette
        cannot be found.
        """
        entries = [entry for entry in plan.entries if entry.group is not None]
        if not entries:
            return {}
        self._history.refresh()
        known = self._previous.palettes_in_use(entries) if self._resume else {}
        entries = [entry for entry in entries if entry.group not in known]
        if not entries:
            return known
        from quantizer.batch.shared_palette.find import share_palettes  # noqa: PLC0415 - rarely used

        executor = self._workers()
        conversion, most = self.options.conversion, executor.jobs + 2
        # One search serves all files, so it may take longer.
        effort = Effort.BEST if self.options.sharing is Sharing.ALL else Effort.BALANCED
        try:
            return known | share_palettes(entries, conversion, executor, most, progress, effort)
        except BaseException:
            executor.interrupt()
            raise

    def run(
        self,
        plan: Plan,
        palettes: Mapping[str, Palette] | None = None,
        listener: _Listener = lambda _entry, _outcome: None,
        control: Control | None = None,
    ) -> Summary:
        """Convert the files of a plan.

        Parameters
        ----------
        plan
            A plan of this batch, or a part of one (such as files that failed).
        palettes
            The result of `palettes`.
        listener
            Called with each change of an entry's state, on the calling thread.
        control
            Pauses and cancels, from any thread.

        Returns
        -------
        Summary
            One outcome for each entry of `plan`, in its order. A failed file does not stop the
            others. If the cluster is lost or the output folder cannot be written, all files that
            are not yet converted have failed.

        Raises
        ------
        QuantizerError
            If another batch is working in the folder, the cluster does not answer, or there is no
            trash for the originals.
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
            is_shared = planned.group is not None and self._resume and not control.is_cancelled
            entry = self._previous.skip_if_done(planned, recipes) if is_shared else planned
            if entry.skip or entry.error:
                note(entry, self._previous.outcome(entry))
            else:
                waiting.append(entry)
        if waiting and not control.is_cancelled:
            self._convert(waiting, recipes, note, control)
        for entry in waiting:
            if entry.number not in outcomes:  # cancelled before it was begun
                note(entry, Outcome(entry.source, entry.target, State.CANCELLED))
        return Summary(
            tuple(outcomes[entry.number] for entry in plan.entries),
            time.perf_counter() - started,
            self.journal,
            cancelled=State.CANCELLED in {outcome.state for outcome in outcomes.values()},
            notices=plan.notices + (() if self._journal is None else self._journal.notices),
        )

    def close(self) -> None:
        """End the workers and close the journal; remove a new output folder if all files failed."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.interrupt()
            executor.shutdown()
        if self._journal is not None:
            self._journal.close(self._is_finished)
            self._journal.remove_failed()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _convert(
        self, entries: list[Entry], recipes: Recipes, listener: _Listener, control: Control
    ) -> None:
        """Convert entries, and remove the temporary files of workers that died."""
        executor = self._workers()
        in_place = self.options.destination.replaces
        try:
            journal = self._open_journal(recipes.palettes)
        except BusyError:
            raise
        except JournalError as error:
            reason = describe_unwritable(error, in_place=in_place)
            for entry in entries:
                listener(entry, Outcome(entry.source, entry.target, State.FAILED, reason))
            return
        self._is_finished = False
        counts = {"count": len(entries), "jobs": executor.jobs}
        tasks = JournaledTasks(recipes, journal, in_place=in_place, **counts)
        try:
            self._is_finished = run(entries, tasks, executor, executor.jobs + 2, listener, control)
        finally:
            remove_temporaries(tasks.folders, journal.run_id)

    def _open_journal(self, palettes: Mapping[str, Palette]) -> Journal:
        """Return the journal: the one of the same batch if that was interrupted, or a new one."""
        if self._journal is not None:
            return self._journal
        replaces = self.options.destination.replaces
        unfinished = self._previous.unfinished_run if self._resume else None
        if replaces:
            require_trash(self._folder)
        run_id = None if unfinished is None else unfinished.run_id
        roots, read = self._previous.roots, self._history.read_run
        journal = Journal.open(self._folder, run_id, roots=roots, replaces=replaces, read=read)
        try:
            if replaces and palettes:
                journal.record_palettes(palettes, self._previous.sharing)
        except BaseException:
            journal.close()
            raise
        self._journal = journal
        return journal

    def _workers(self) -> ProcessExecutor | ClusterExecutor:
        if self._executor is None and self._cluster is not None:
            from quantizer.batch.workers.dask_executor import ClusterExecutor  # noqa: PLC0415 - optional

            self._executor = ClusterExecutor(self._cluster)
        elif self._executor is None:
            self._executor = ProcessExecutor(
                self._jobs,
                self._niceness,
                max_seconds=self.options.conversion.limits.max_seconds,
                max_memory=default_budget() if self._max_memory is None else self._max_memory,
            )
        return self._executor
