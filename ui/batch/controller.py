"""One batch at a time, off the GUI thread: planned, shown, run, paused, cancelled, tried again.

    `prepare` -> PLANNING -> READY -> `find_palettes` -> SEEKING -> READY
                               | `start`                  ^
                               v                          |
                            RUNNING <-> PAUSED -> STOPPING, READY again, with what became of it

What the run tells goes into a mailbox, which is emptied ten times a second, so that the window has
as much to do with a thousand changes as with one.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from quantizer.batch.journal.history import Histories
from quantizer.batch.outcome import State
from quantizer.batch.report import Summary
from quantizer.batch.run.control import Control
from quantizer.batch.run.throughput import Throughput

from ..jobs.worker import Worker
from . import jobs
from .jobs import Planned, Reported, Request, SharedPalettes
from .mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.image.palette import Palette

    from .table_model import BatchModel

_BUNDLE_MS = 100
_MOST = 500
"""Changes that are shown in one go, so that it takes no longer than a frame."""
_OPEN = (State.WAITING, State.CANCELLED)
"""Entries that a run still has to do."""


class Phase(Enum):
    """What goes on."""

    EMPTY = auto()
    PLANNING = auto()
    SEEKING = auto()
    READY = auto()
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()

    @property
    def is_run(self) -> bool:
        """Whether files are being converted, or were a moment ago."""
        return self in {Phase.RUNNING, Phase.PAUSED, Phase.STOPPING}


class BatchController(QObject):
    """Runs what the window asks for; call `shutdown` before it goes.

    Parameters
    ----------
    model
        Shows the plan and what becomes of it.
    """

    phase_changed = Signal()
    planned = Signal()
    """There is another plan, or none."""
    palettes_changed = Signal()
    progressed = Signal(object, float)
    ticked = Signal()
    """The pace has changed."""
    ended = Signal()
    """A run is over; `summary` says how it went."""
    reported = Signal(object)
    """The `Path` of a report that was written."""
    failed = Signal(str, Exception)
    """What was attempted, and why it failed."""

    def __init__(self, model: BatchModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.phase = Phase.EMPTY
        self.plan: Plan | None = None
        self.palettes: Mapping[str, Palette] | None = None
        """Those that files share; None until they are found."""
        self.summary: Summary | None = None
        """Of the last run."""
        self.pace = Throughput()
        self._control = Control()
        self._histories = Histories()
        self.mailbox = Mailbox()
        self.saved = 0
        """Bytes that all runs of this plan saved."""
        self.before = 0
        """Bytes that its inputs had where there is an output."""
        self.seconds = 0.0
        """Time that they took."""
        self._bundle = QTimer(self)
        self._bundle.setInterval(_BUNDLE_MS)
        self._bundle.timeout.connect(self.deliver)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._wind_up)
        self._worker = Worker("quantizer-batch", self)
        self._worker.published.connect(self._take)
        self._worker.progressed.connect(self.progressed)
        self._worker.failed.connect(self._fail)
        self._worker.cancelled.connect(self._wind_up)
        self._reporter = Worker("quantizer-report", self)
        self._reporter.published.connect(self._tell_report)
        self._reporter.failed.connect(
            lambda error: self.failed.emit("The report could not be written", error)
        )

    @property
    def is_running(self) -> bool:
        """Whether files are being converted."""
        return self.phase.is_run

    @property
    def open_entries(self) -> tuple[Entry, ...]:
        """The entries that a run would convert."""
        return self.model.in_state(*_OPEN)

    def prepare(self, request: Request | None) -> None:
        """Plan anew; None for nothing to plan. Not while a run goes on."""
        if self.is_running:
            return
        self.plan = self.palettes = self.summary = None
        self.seconds, self.saved, self.before = 0.0, 0, 0
        if request is not None:
            self._enter(Phase.PLANNING)
            self._worker.start(jobs.plan(request, self._histories))
        elif self._worker.is_busy:
            self._worker.cancel()  # which ends it
        else:
            self._end()

    def find_palettes(self) -> None:
        """Find the palettes that files share, so that they can be looked at before the run."""
        if self.phase is Phase.READY and self.plan is not None:
            self._enter(Phase.SEEKING)
            self._worker.start(jobs.find_palettes(self.plan, self._histories))

    def start(self) -> None:
        """Convert all that is waiting."""
        self._run(self.open_entries)

    def retry(self, entries: Sequence[Entry] | None = None) -> None:
        """Convert again what failed, or some entries."""
        self._run(self.model.in_state(State.FAILED) if entries is None else tuple(entries))

    def _run(self, entries: tuple[Entry, ...]) -> None:
        if self.phase is not Phase.READY or self.plan is None or not entries:
            return
        self.model.wait(entries)
        self.summary = None
        self.pace = Throughput(len(entries))
        self._control, self.mailbox = Control(), Mailbox()
        self._enter(Phase.RUNNING)
        self._bundle.start()
        self._worker.start(
            jobs.run(
                self.plan,
                entries,
                self.palettes,
                self.mailbox.put,
                self._control,
                self._histories,
            )
        )

    def pause(self) -> None:
        """Begin no further file."""
        if self.phase is Phase.RUNNING:
            self._control.pause()
            self.pace.pause()
            self._enter(Phase.PAUSED)

    def resume(self) -> None:
        """Go on after a pause."""
        if self.phase is Phase.PAUSED:
            self._control.resume()
            self.pace.resume()
            self._enter(Phase.RUNNING)

    def cancel(self) -> None:
        """Stop; what a run has done stays, and nothing is left half done."""
        if self.phase in {Phase.RUNNING, Phase.PAUSED}:
            self._enter(Phase.STOPPING)
            self._control.cancel()
        elif self.phase in {Phase.PLANNING, Phase.SEEKING}:
            self._worker.cancel()

    def write_report(self, path: Path) -> None:
        """Write what became of each file, as CSV or JSON by the ending."""
        model = self.model
        self._reporter.start(
            jobs.report(path, model.entries, model.outcomes(), self.seconds, self.summary)
        )

    def shutdown(self) -> None:
        """Cancel everything and wait for it."""
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
        """Show what has changed since the last time."""
        changes = self.mailbox.fetch(_MOST)
        self.model.take(changes)
        self.pace.count(changes)
        self.ticked.emit()

    def _take(self, result: object) -> None:
        if isinstance(result, Planned):
            self.plan = result.plan
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
            self._wind_up()

    def _fail(self, error: Exception) -> None:
        what = {
            Phase.PLANNING: "The batch cannot be planned",
            Phase.SEEKING: "The shared palette cannot be found",
        }.get(self.phase, "The batch cannot go on")
        self._wind_up()
        self.failed.emit(what, error)

    def _wind_up(self) -> None:
        """Show what the run has told last, a part at a time, and end."""
        if self.is_running:
            self._bundle.stop()
            self.deliver()
            if not self.mailbox.is_empty:
                self._rest.start()
                return
        self._end()

    def _end(self) -> None:
        """Return to the plan, if there is one, whatever went on."""
        was_run = self.is_running
        if was_run:
            self.model.settle()
            self.pace.pause()
            self.seconds += self.pace.seconds
            self.saved += self.pace.saved
            self.before += self.pace.before
        if self.plan is None:
            self.model.set_plan(None)
        self._enter(Phase.EMPTY if self.plan is None else Phase.READY)
        if was_run:
            self.ended.emit()
        elif self.plan is None:
            self.planned.emit()

    def _tell_report(self, result: object) -> None:
        if isinstance(result, Reported):
            self.reported.emit(result.path)
