"""The jobs of the batch window: plan, compute shared palettes, run, undo, write a report.

Each function returns a job for the `Worker`. Each job opens a `Batch` and closes it again, so that
between jobs there are no worker processes and no lock on the output folder.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.undo import UndoScope
from quantizer.batch.journal.undo import undo as undo_run
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.report import Summary, write_report
from quantizer.batch.session import Batch
from quantizer.progress import Stage

from .responsiveness import responsive_gui

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from quantizer.batch.journal.history import Histories
    from quantizer.batch.journal.undo_result import UndoResult
    from quantizer.batch.plan.options import BatchOptions
    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.batch.run.control import Control
    from quantizer.image.palette import Palette

    from ..jobs.worker import Context

    Listener = Callable[[Entry, Outcome], None]


_NICENESS = 10
"""Niceness of the worker processes, so that the window stays responsive on a busy machine."""


@dataclass(frozen=True, slots=True)
class Request:
    """The inputs and options of a batch.

    Parameters
    ----------
    places
        Paths of the input folders and files.
    options
        The options, without the paths.
    """

    places: tuple[str, ...]
    options: BatchOptions


class Planned:
    """A plan with the indices that the table needs, built in the worker because it takes long.

    Parameters
    ----------
    undoable
        The journal of the last run that wrote into the output folder; None without one.
    """

    def __init__(self, plan: Plan, undoable: Path | None = None) -> None:
        self.plan = plan
        self.undoable = undoable
        self.states = [_state(one) for one in plan.entries]
        self.counts = Counter(self.states)
        self.places = {entry.number: row for row, entry in enumerate(plan.entries)}
        self.by_source = {entry.source: row for row, entry in enumerate(plan.entries)}


@dataclass(frozen=True, eq=False)
class SharedPalettes:
    """The shared palettes by group."""

    palettes: Mapping[str, Palette]


def plan(request: Request, histories: Histories) -> Callable[[Context], Planned]:
    """Return the job that plans the output of each input."""

    def job(context: Context) -> Planned:
        with responsive_gui():
            paths, options = tuple(map(Path, request.places)), request.options
            options = replace(options, selection=replace(options.selection, paths=paths))
            with Batch(options, histories=histories) as batch:
                made = batch.plan(context.progress, tidy=False)
                return Planned(made, histories.of(options.journal_folder).undoable)

    return job


def find_palettes(made: Plan, histories: Histories) -> Callable[[Context], SharedPalettes]:
    """Return the job that computes the shared palettes."""

    def job(context: Context) -> SharedPalettes:
        with (
            responsive_gui(),
            Batch(made.options, niceness=_NICENESS, histories=histories) as batch,
        ):
            return SharedPalettes(batch.palettes(made, context.progress.at(Stage.COUNT)))

    return job


def run(
    whole: Plan,
    entries: Sequence[Entry],
    palettes: Mapping[str, Palette] | None,
    listener: Listener,
    control: Control,
    histories: Histories,
) -> Callable[[Context], Summary]:
    """Return the job that converts some entries of a plan.

    If `palettes` is None, the shared palettes of the whole plan are computed first and published.
    """

    def job(context: Context) -> Summary:
        known = palettes
        progress = control.progress(context.progress)
        with (
            responsive_gui(),
            Batch(whole.options, niceness=_NICENESS, histories=histories) as batch,
        ):
            batch.plan(progress)  # cleans up after an interrupted run and resumes it
            if known is None:
                known = batch.palettes(whole, progress.at(Stage.COUNT))
                context.publish(SharedPalettes(known))
            part = replace(whole, entries=tuple(entries))
            return batch.run(part, known, listener, control)

    return job


def undo_scope(journal: Path) -> Callable[[Context], UndoScope]:
    """Return the job that reads what an undo is going to do."""
    return lambda _context: UndoScope.of(journal)


def undo(scope: UndoScope) -> Callable[[Context], UndoResult]:
    """Return the job that takes a run back; the user has agreed to its scope."""

    def job(context: Context) -> UndoResult:
        return undo_run(scope.journal, context.progress, accepts_others=bool(scope.doubt))

    return job


def report(
    path: Path,
    entries: Sequence[Entry],
    outcomes: Sequence[Outcome | None],
    seconds: float,
    last: Summary | None,
) -> Callable[[Context], Path]:
    """Return the job that writes a report and returns its path.

    Parameters
    ----------
    path
        The file to write; its extension selects CSV or JSON.
    entries, outcomes
        All entries, and the outcome of each; None for those not converted.
    seconds
        Duration of all runs together.
    last
        Summary of the last run; None without one.
    """

    def job(_context: Context) -> Path:
        all_outcomes = tuple(
            outcome or _not_done(entry) for entry, outcome in zip(entries, outcomes, strict=True)
        )
        journal, cancelled = (last.journal, last.cancelled) if last else (None, False)
        notices = last.notices if last else ()
        summary = Summary(all_outcomes, seconds, journal, cancelled, notices)
        write_report(path, summary, overwrite=True)  # the file dialog has asked already
        return path

    return job


def _not_done(entry: Entry) -> Outcome:
    return Outcome(entry.source, entry.target, _state(entry), entry.error or entry.skip)


def _state(entry: Entry) -> State:
    """Return the state of an entry before a run."""
    if entry.error:
        return State.FAILED
    return State.SKIPPED if entry.skip else State.WAITING
