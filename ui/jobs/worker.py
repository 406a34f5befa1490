"""Runs one job at a time in a background thread.

A job is a function of one `Context`: it reports through ``context.progress``, may publish early
results with ``context.publish``, and returns its last result. What it tells the observer of its
progress is delivered in batches, if somebody asked for it (`Worker.observes`). `Worker.start`
cancels the running job. Every message carries the `Ticket` of its job, and messages of any but the
newest ticket are dropped, so a stale result cannot arrive. `Worker.shutdown` cancels the job and
waits for the thread, so no thread outlives the window.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from quantizer.errors import Cancelled
from quantizer.progress import Progress, Stage

_log = logging.getLogger(__name__)
SWITCH_INTERVAL = 0.0005
"""Seconds after which a computing thread hands over the interpreter's lock, which the window needs
many times for each frame. With Python's 5 ms, the event loop of a window with its clusters open was
late by up to 0.3 s, with this by up to 0.08 s (``python -m tests.benchmarks.clusters``)."""

_REPORT_INTERVAL = 1 / 30
_Job = Callable[["Context"], object]


@dataclass(frozen=True)
class Context:
    """The arguments of a job.

    Parameters
    ----------
    progress
        Takes the job's reports; raises `Cancelled` once the job is cancelled.
    publish
        Sends an early result; raises `Cancelled` likewise.
    """

    progress: Progress
    publish: Callable[[object], None]


class Ticket:
    """One started job and its cancellation flag."""

    def __init__(self, job: _Job, *, is_observed: bool = False) -> None:
        self.job = job
        self.is_observed = is_observed
        self._cancelled = threading.Event()
        self._reported: tuple[Stage | None, float] = (None, 0.0)
        self._events: list[object] = []
        self._told = 0.0

    def cancel(self) -> None:
        """Request the job to stop."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Whether the job was requested to stop."""
        return self._cancelled.is_set()

    def is_due(self, stage: Stage) -> bool:
        """Whether to send a report: for a new stage, or at most 30 times a second."""
        now = time.monotonic()
        last_stage, last_time = self._reported
        if stage == last_stage and now - last_time < _REPORT_INTERVAL:
            return False
        self._reported = (stage, now)
        return True

    def due_events(self, event: object | None) -> tuple[object, ...]:
        """Note an event; return those to send now: none, or at most 30 times a second all.

        Without an event, all that were not sent yet are due. Call this on the job's thread.
        """
        now = time.monotonic()
        if event is not None:
            self._events.append(event)
            if now - self._told < _REPORT_INTERVAL:
                return ()
        due, self._events, self._told = tuple(self._events), [], now
        return due


class Worker(QObject):
    """A thread that runs the newest job and cancels older ones.

    All signals are emitted on the GUI thread.

    Parameters
    ----------
    parent
        Owner; it must call `shutdown` before the worker is destroyed.
    """

    started = Signal()
    progressed = Signal(object, float)
    observed = Signal(object)
    """What the job told its observer since the last time; at most 30 times a second."""
    published = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()
    """The job has ended: done, failed or cancelled."""

    _arrived = Signal(object, str, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.observes = False
        """Whether the jobs that are started from now on have an observer."""
        self._ticket: Ticket | None = None
        self._inbox: SimpleQueue[Ticket | None] = SimpleQueue()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether a job was started and has not ended."""
        return self._ticket is not None

    def start(self, job: _Job) -> None:
        """Run `job`; cancel the running one, of which no more signals arrive."""
        assert QThread.isMainThread()
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket = Ticket(job, is_observed=self.observes)
        self._inbox.put(self._ticket)
        _log.debug("%s: job started", self._thread.name)
        self.started.emit()

    def cancel(self) -> None:
        """Cancel the job at once: `cancelled` and `finished` are emitted before this returns."""
        assert QThread.isMainThread()
        if self._ticket is None:
            return
        self._ticket.cancel()
        self._ticket = None
        _log.debug("%s: job cancelled", self._thread.name)
        self.cancelled.emit()
        self.finished.emit()

    def shutdown(self) -> None:
        """Cancel the job without a signal, and wait until the thread has ended."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
        self._inbox.put(None)
        self._thread.join()

    @Slot(object, str, object)
    def _deliver(self, ticket: Ticket, kind: str, payload: object) -> None:
        assert QThread.isMainThread()
        if ticket is not self._ticket:
            return
        if kind == "progress":
            assert isinstance(payload, tuple)
            self.progressed.emit(*payload)
            return
        if kind == "events":
            self.observed.emit(payload)
            return
        if kind == "partial":
            self.published.emit(payload)
            return
        self._ticket = None
        if kind == "result":
            self.published.emit(payload)
        elif kind == "cancelled":
            self.cancelled.emit()
        else:
            self.failed.emit(payload)
        if self._ticket is None:  # a listener may have started the next job
            self.finished.emit()

    def _serve(self) -> None:
        while (ticket := self._inbox.get()) is not None:
            if not ticket.is_cancelled():
                self._run(ticket)

    def _run(self, ticket: Ticket) -> None:
        def listen(stage: Stage, fraction: float) -> None:
            if ticket.is_due(stage):
                self._arrived.emit(ticket, "progress", (stage, fraction))

        def observe(event: object | None) -> None:
            due = ticket.due_events(event)
            if due:
                self._arrived.emit(ticket, "events", due)

        def publish(result: object) -> None:
            if ticket.is_cancelled():
                raise Cancelled
            observe(None)
            self._arrived.emit(ticket, "partial", result)

        observer = observe if ticket.is_observed else None
        progress = Progress(listener=listen, cancelled=ticket.is_cancelled, observer=observer)
        try:
            result = ticket.job(Context(progress, publish))
            observe(None)
            self._arrived.emit(ticket, "result", result)
        except Cancelled:
            self._arrived.emit(ticket, "cancelled", None)
        except Exception as error:  # noqa: BLE001 - the window shows the error
            _log.debug("%s: job failed", self._thread.name, exc_info=True)
            self._arrived.emit(ticket, "failure", error)
