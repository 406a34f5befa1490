"""Controls one batch at a time, in a worker thread: plan, run, pause, cancel, retry and undo.

    prepare -> PLANNING -> READY -> find_palettes -> SEEKING -> READY
                             | start
                             v
                          RUNNING <-> PAUSED -> STOPPING -> READY -> undo -> UNDOING -> READY

The run puts its changes into an `UpdateQueue`, which the window reads ten times a second, so that
a thousand changes cost the window no more than one.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from quantizer.batch.journal.history import Histories
from quantizer.batch.journal.undo_result import UndoResult
from quantizer.batch.outcome import State
from quantizer.batch.plan.enums import Sharing
from quantizer.batch.report import Summary
from quantizer.batch.run.control import Control
from quantizer.batch.run.throughput import Throughput
from quantizer.language import tr

from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from . import jobs
from .jobs import Planned, Request, SharedPalettes
from .update_queue import UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from quantizer.batch.journal.undo import UndoScope
    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.image.palette import Palette

    from .table_model import BatchModel

_log = logging.getLogger(__name__)
_BUNDLE_MS = 100
_MOST = 500
"""Number of changes shown at once, so that it takes no longer than a frame (not tuned)."""
_OPEN = (State.WAITING, State.CANCELLED)
"""States of entries that a run still has to convert."""


class Phase(Enum):
    """The phase of the batch."""

    EMPTY = auto()
    PLANNING = auto()
    SEEKING = auto()
    UNDOING = auto()
    READY = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()

    @property
    def is_run(self) -> bool:
        """Whether files are being converted, also while paused or stopping."""
        return self in {Phase.RUNNING, Phase.PAUSED, Phase.STOPPING}


class BatchController(QObject):
    """Plans and runs batches for the window; call `shutdown` before it is destroyed."""

    phase_changed = Signal()
    planned = Signal()
    """The plan has changed; it may be None."""
    palettes_changed = Signal()
    progressed = Signal(object, float)
    ticked = Signal()
    """The throughput has changed."""
    undone = Signal(object)
    """The `UndoResult` of an undo; None if it was cancelled."""
    ended = Signal()
    """A run has ended; see `summary`."""
    reported = Signal(object)
    """The `Path` of a report that was written."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, model: BatchModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.phase = Phase.EMPTY
        self.plan: Plan | None = None
        self.palettes: Mapping[str, Palette] | None = None
        """The shared palettes; None until they are computed."""
        self.summary: Summary | None = None
        """The summary of the last run."""
        self.undoable: Path | None = None
        """The journal of the last run that wrote into the output folder; None without one."""
        self.throughput = Throughput()
        self._control = Control()
        self._histories = Histories()
        self.updates = UpdateQueue()
        self.saved = 0
        """Bytes that all runs of this plan saved."""
        self.before = 0
        """Size in bytes of the inputs that have an output."""
        self.seconds = 0.0
        """Duration of all runs of this plan."""
        self._bundle = QTimer(self)
        self._bundle.setInterval(_BUNDLE_MS)
        self._bundle.timeout.connect(self.deliver)
        self._rest = single_shot_timer(self, 0, self._wind_up)
        self._worker = Worker("quantizer-batch", self)
        self._worker.published.connect(self._take)
        self._worker.progressed.connect(self.progressed)
        self._worker.failed.connect(self._fail)
        self._worker.cancelled.connect(self._wind_up)
        self._reporter = Worker("quantizer-report", self)
        self._reporter.published.connect(self.reported)
        self._reporter.failed.connect(
            lambda error: self.failed.emit(tr("The report could not be written"), error)
        )

    @property
    def is_running(self) -> bool:
        """Whether files are being converted."""
        return self.phase.is_run

    @property
    def open_entries(self) -> tuple[Entry, ...]:
        """The entries that `start` would convert."""
        return self.model.in_state(*_OPEN)

    def prepare(self, request: Request | None) -> None:
        """Make a new plan; None to remove the plan. Does nothing during a run."""
        if self.is_running:
            return
        self.plan = self.palettes = self.summary = None
        self.seconds, self.saved, self.before = 0.0, 0, 0
        if request is not None:
            self._enter(Phase.PLANNING)
            self._worker.start(jobs.plan(request, self._histories))
        elif self._worker.is_busy:
            self._worker.cancel()  # whose signal calls `_wind_up`
        else:
            self._end()

    def remove(self, entries: Sequence[Entry]) -> None:
        """Remove entries from the batch, so that they are not converted."""
        self._change_rows(self.model.remove, entries)

    def restore(self, entries: Sequence[Entry]) -> None:
        """Bring removed entries of this plan back."""
        self._change_rows(self.model.restore, entries)

    def _change_rows(
        self, change: Callable[[Sequence[Entry]], None], entries: Sequence[Entry]
    ) -> None:
        if self.phase is Phase.READY and self.plan is not None:
            change(entries)
            self.plan = replace(self.plan, entries=self.model.entries)
            if self.plan.options.sharing is not Sharing.NONE:
                self.palettes = None
                self.palettes_changed.emit()
            self.planned.emit()

    def undo(self, scope: UndoScope) -> None:
        """Take a run back: remove its outputs, restore what they replaced."""
        if self.phase is Phase.READY:
            self._enter(Phase.UNDOING)
            self._worker.start(jobs.undo(scope))

    def find_palettes(self) -> None:
        """Compute the shared palettes, so that the user sees them before the run."""
        if self.phase is Phase.READY and self.plan is not None:
            self._enter(Phase.SEEKING)
            self._worker.start(jobs.find_palettes(self.plan, self._histories))

    def start(self) -> None:
        """Convert all waiting entries."""
        self._run(self.open_entries)

    def retry(self, entries: Sequence[Entry] | None = None) -> None:
        """Convert these entries again; None for all that failed."""
        self._run(self.model.in_state(State.FAILED) if entries is None else tuple(entries))

    def _run(self, entries: tuple[Entry, ...]) -> None:
        if self.phase is not Phase.READY or self.plan is None or not entries:
            return
        self.model.wait(entries)
        self.summary = None
        self.throughput = Throughput(len(entries))
        self._control, self.updates = Control(), UpdateQueue()
        self._enter(Phase.RUNNING)
        _log.info("batch started: %d files", len(entries))
        self._bundle.start()
        self._worker.start(
            jobs.run(
                self.plan, entries, self.palettes, self.updates.put, self._control, self._histories
            )
        )

    def pause(self) -> None:
        """Start no further files."""
        if self.phase is Phase.RUNNING:
            self._control.pause()
            self.throughput.pause()
            self._enter(Phase.PAUSED)

    def resume(self) -> None:
        """Continue after a pause."""
        if self.phase is Phase.PAUSED:
            self._control.resume()
            self.throughput.resume()
            self._enter(Phase.RUNNING)

    def cancel(self) -> None:
        """Stop; converted files are kept, and no file is left incomplete."""
        if self.phase in {Phase.RUNNING, Phase.PAUSED}:
            self._enter(Phase.STOPPING)
            self._control.cancel()
        elif self.phase in {Phase.PLANNING, Phase.SEEKING, Phase.UNDOING}:
            self._worker.cancel()

    def write_report(self, path: Path) -> None:
        """Write a report on each file, as CSV or JSON depending on the extension."""
        model = self.model
        self._reporter.start(
            jobs.report(path, model.entries, model.outcomes(), self.seconds, self.summary)
        )

    def shutdown(self) -> None:
        """Cancel all jobs and wait for them."""
        self._bundle.stop()
        self._rest.stop()
        self._control.cancel()
        self._worker.shutdown()
        self._reporter.shutdown()

    def _enter(self, phase: Phase) -> None:
        if phase is not self.phase:
            self.phase = phase
            self.phase_changed.emit()

    def deliver(self) -> None:
        """Show the changes since the last call."""
        changes = self.updates.fetch(_MOST)
        self.model.take(changes)
        self.throughput.count(changes)
        self.ticked.emit()

    def _take(self, result: object) -> None:
        if isinstance(result, Planned):
            self.plan, self.undoable = result.plan, result.undoable
            self.model.set_plan(result)
            self._enter(Phase.READY)
            self.planned.emit()
        elif isinstance(result, SharedPalettes):
            self.palettes = result.palettes
            if self.phase is Phase.SEEKING:
                self._enter(Phase.READY)
            self.palettes_changed.emit()
        elif isinstance(result, Summary):
            self.summary = result
            if result.journal is not None:
                self.undoable = result.journal
            self._wind_up()
        elif isinstance(result, UndoResult):
            self._enter(Phase.READY)
            self.undone.emit(result)

    def _fail(self, error: Exception) -> None:
        what = {
            Phase.PLANNING: tr("The batch cannot be planned"),
            Phase.SEEKING: tr("The shared palette cannot be computed"),
            Phase.UNDOING: tr("The run cannot be undone"),
        }.get(self.phase, tr("The batch was stopped by an error"))
        self._wind_up()
        self.failed.emit(what, error)

    def _wind_up(self) -> None:
        """Show the last changes of the run, some at a time, then end it."""
        if self.is_running:
            self._bundle.stop()
            self.deliver()
            if not self.updates.is_empty:
                self._rest.start()
                return
        self._end()

    def _end(self) -> None:
        """End the current phase and return to READY, or to EMPTY without a plan."""
        was_run, was_undo = self.is_running, self.phase is Phase.UNDOING
        if was_run:
            self.model.settle()
            self.throughput.pause()
            self.seconds += self.throughput.seconds
            self.saved += self.throughput.saved
            self.before += self.throughput.before
            _log.info("batch ended: %d of %d files", self.throughput.done, self.throughput.total)
        if self.plan is None:
            self.model.set_plan(None)
        self._enter(Phase.EMPTY if self.plan is None else Phase.READY)
        if was_run:
            self.ended.emit()
        elif was_undo:
            self.undone.emit(None)
        elif self.plan is None:
            self.planned.emit()
