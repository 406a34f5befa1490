"""Runs the tasks of a batch on an executor, a few at a time.

    entries -> submitted, a limited number at a time -> one future each
        <- one queue receives futures that are done, and changes of the `Control`
        -> the listener is called on the calling thread

A task that fails, or whose worker dies, means one failed entry. A pause takes back the tasks that
no worker has started; a cancel ends the running ones, too. If the executor accepts no more tasks,
those it already has are finished, and all other entries have failed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol

from quantizer.batch.outcome import Outcome, State
from quantizer.errors import Cancelled, QuantizerError

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor, Future

    from quantizer.batch.plan.plan import Entry
    from quantizer.batch.run.control import Control


class Tasks(Protocol):
    """Makes the tasks of entries."""

    def begin(self, entry: Entry) -> Callable[[], Outcome]:
        """Return the task of an entry, which is submitted next.

        Raises
        ------
        QuantizerError
            If the task must not be run; the entry has failed then.
        """

    def end(self, entry: Entry, outcome: Outcome) -> None:
        """Receive the outcome of an entry that was begun."""


def run(
    entries: Iterable[Entry],
    tasks: Tasks,
    executor: Executor,
    most: int,
    listener: Callable[[Entry, Outcome], None],
    control: Control,
) -> bool:
    """Run the task of each entry; return whether all were run.

    They were not if the run was cancelled, or the executor stopped accepting tasks.

    Parameters
    ----------
    entries
        The entries, in the order in which they are started.
    tasks
        Makes the task of an entry just before it is submitted.
    executor
        Runs the tasks. A `QuantizerError` raised by ``submit`` means that it accepts no more. A
        method ``interrupt()``, if it has one, ends all tasks submitted so far.
    most
        Largest number of tasks submitted and not yet done.
    listener
        Called with each change of an entry's state, on the calling thread. The last state of each
        entry is final.
    control
        Pauses and cancels.
    """
    work = _Run(deque(entries), tasks, executor, max(1, most), listener, control)
    with control.notifying(work.wake):
        try:
            return work.run()
        except BaseException:  # Ctrl+C, or an error of the listener
            work.abort()
            raise


@dataclass(slots=True)
class _Run:
    """The waiting entries and the submitted ones."""

    waiting: deque[Entry]
    tasks: Tasks
    executor: Executor
    most: int
    listener: Callable[[Entry, Outcome], None]
    control: Control
    submitted: dict[Future[Outcome], Entry] = field(default_factory=dict)
    events: SimpleQueue[Future[Outcome] | None] = field(default_factory=SimpleQueue)
    refusal: QuantizerError | None = None

    def wake(self) -> None:
        """Have the run look at its control; called on any thread."""
        self.events.put(None)

    def run(self) -> bool:
        """Run all tasks; return whether all were run."""
        while not self.control.is_cancelled:
            if not self.control.is_paused:
                self._submit_waiting()
            if not self.submitted and not self.waiting:
                return self.refusal is None
            self._handle(self.events.get())
        self._interrupt()
        while self.submitted:
            self._handle(self.events.get())
        for entry in self.waiting:
            self._notify(entry, State.CANCELLED)
        return False

    def abort(self) -> None:
        """End the submitted tasks, without calling the listener."""
        self._interrupt()
        while self.submitted:
            future = self.events.get()
            if future is not None:
                self.submitted.pop(future, None)

    def _submit_waiting(self) -> None:
        while self.waiting and len(self.submitted) < self.most:
            entry = self.waiting.popleft()
            try:
                call = self.tasks.begin(entry)
            except QuantizerError as error:
                self._notify(entry, State.FAILED, str(error))
                continue
            try:
                future = self.executor.submit(call)
            except QuantizerError as error:
                self.tasks.end(entry, _failure(entry, error))
                self.refusal = error  # the executor accepts no more tasks
                for failed in (entry, *self.waiting):
                    self._notify(failed, State.FAILED, str(error))
                self.waiting.clear()
                return
            self.submitted[future] = entry
            future.add_done_callback(self.events.put)
            self._notify(entry, State.RUNNING)

    def _handle(self, future: Future[Outcome] | None) -> None:
        """Handle a future that is done, or a change of the control (None)."""
        if future is not None:
            self._settle(future)
        elif self.control.is_paused:
            for submitted in list(self.submitted):
                submitted.cancel()

    def _settle(self, future: Future[Outcome]) -> None:
        entry = self.submitted.pop(future, None)
        if entry is None:
            return
        if future.cancelled() and not self.control.is_cancelled:
            self._take_back(entry)
            return
        error = Cancelled() if future.cancelled() else future.exception()
        outcome = future.result() if error is None else _failure(entry, error)
        self.tasks.end(entry, outcome)
        self.listener(entry, outcome)

    def _take_back(self, entry: Entry) -> None:
        """Let an entry wait again, at its place in the order."""
        place = sum(other.number < entry.number for other in self.waiting)
        self.waiting.insert(place, entry)
        self._notify(entry, State.WAITING)

    def _interrupt(self) -> None:
        """End all submitted tasks."""
        for future in list(self.submitted):
            future.cancel()
        interrupt = getattr(self.executor, "interrupt", None)
        if interrupt is not None and self.submitted:
            interrupt()

    def _notify(self, entry: Entry, state: State, reason: str = "") -> None:
        self.listener(entry, Outcome(entry.source, entry.target, state, reason))


def _failure(entry: Entry, error: BaseException) -> Outcome:
    """Return the outcome of an entry whose task raised an error."""
    state, reason = State.FAILED, str(error)
    if isinstance(error, Cancelled):
        state, reason = State.CANCELLED, ""
    elif not isinstance(error, QuantizerError):
        words = " ".join(f"{type(error).__name__} {error}".split())
        reason = tr("failed unexpectedly: {words}", words=words)
    return Outcome(entry.source, entry.target, state, reason)
