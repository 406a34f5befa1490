"""A few tasks at a time, over any executor, until all are done or nobody wants more.

    entries -> given out, at most so many at a time -> a future each
        <- its end, or a word of the owner (`Control`), by one mailbox
        -> what became of it, told on the calling thread

A task that fails, or whose worker dies, is one failed entry. A pause takes back what no worker has
begun; a cancel ends what is at work, too. Where the executor takes no more tasks, those that it has
come to their end, and the rest has failed.
"""

from __future__ import annotations

from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING, Protocol

from quantizer.batch.outcome import Outcome, State
from quantizer.errors import Cancelled, QuantizerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor, Future

    from quantizer.batch.plan.plan import Entry
    from quantizer.batch.run.control import Control


class Tasks(Protocol):
    """What is to be done with the entries."""

    def begin(self, entry: Entry) -> Callable[[], Outcome]:
        """Return the task of an entry, which an executor can take; it is given out next.

        Raises
        ------
        QuantizerError
            If it must not be done; the entry has then failed.
        """

    def end(self, entry: Entry, outcome: Outcome) -> None:
        """Learn what became of an entry that was begun; it may be begun again after a pause."""


def run(
    entries: Iterable[Entry],
    tasks: Tasks,
    executor: Executor,
    ahead: int,
    listener: Callable[[Entry, Outcome], None],
    control: Control,
) -> bool:
    """Have a task done for each of the entries, and tell whether it came to that.

    It did not if it was cancelled, or the executor was lost.

    Parameters
    ----------
    entries
        What is to be done, in this order.
    tasks
        Gives the task of an entry just before it is given out.
    executor
        Does the tasks; it is lost once it raises a `QuantizerError` when it is given one. If it has
        a method ``interrupt()``, that ends all that it was given.
    listener
        Told each change of an entry's state, on the calling thread; each entry ends in a state
        that is final.
    control
        Pauses and cancels.
    """
    work = _Run(entries, tasks, executor, max(1, ahead), listener, control)
    with control.watched(work.wake):
        try:
            return work.go()
        except BaseException:  # Ctrl+C, or a listener that failed
            work.abandon()
            raise


class _Run:
    """The entries that wait, and those that are given out."""

    def __init__(
        self,
        entries: Iterable[Entry],
        tasks: Tasks,
        executor: Executor,
        ahead: int,
        listener: Callable[[Entry, Outcome], None],
        control: Control,
    ) -> None:
        self._waiting = deque(entries)
        self._given: dict[Future[Outcome], Entry] = {}
        self._mail: SimpleQueue[Future[Outcome] | None] = SimpleQueue()
        self._tasks = tasks
        self._executor = executor
        self._ahead = ahead
        self._listener = listener
        self._control = control
        self._lost: QuantizerError | None = None

    def wake(self) -> None:
        """Have the run look at its control; may be called on any thread."""
        self._mail.put(None)

    def go(self) -> bool:
        """Do all there is to do, and tell whether it was done."""
        while not self._control.is_cancelled:
            if not self._control.is_paused:
                self._give_out()
            if not self._given and not self._waiting:
                return self._lost is None
            self._heed(self._mail.get())
        self._end()
        while self._given:
            self._heed(self._mail.get())
        for entry in self._waiting:
            self._tell(entry, State.CANCELLED)
        return False

    def abandon(self) -> None:
        """End what is given out, and tell nobody."""
        self._end()
        while self._given:
            future = self._mail.get()
            if future is not None:
                self._given.pop(future, None)

    def _give_out(self) -> None:
        while self._waiting and len(self._given) < self._ahead:
            entry = self._waiting.popleft()
            try:
                call = self._tasks.begin(entry)
            except QuantizerError as error:
                self._tell(entry, State.FAILED, str(error))
                continue
            try:
                future = self._executor.submit(call)
            except QuantizerError as error:
                self._tasks.end(entry, _failure(entry, error))
                self._waiting.appendleft(entry)
                self._lose(error)
                return
            self._given[future] = entry
            future.add_done_callback(self._mail.put)
            self._tell(entry, State.RUNNING)

    def _lose(self, error: QuantizerError) -> None:
        """Begin no more, since nobody takes it."""
        self._lost = error
        while self._waiting:
            self._tell(self._waiting.popleft(), State.FAILED, str(error))

    def _heed(self, future: Future[Outcome] | None) -> None:
        """Act on what the mailbox held: a task that ended, or a word of the owner."""
        if future is not None:
            self._settle(future)
        elif self._control.is_paused:
            for given in list(self._given):
                given.cancel()

    def _settle(self, future: Future[Outcome]) -> None:
        entry = self._given.pop(future, None)
        if entry is None:
            return
        if future.cancelled():
            if not self._control.is_cancelled:
                self._take_back(entry)
                return
            error: BaseException | None = Cancelled()
        else:
            error = future.exception()
        outcome = future.result() if error is None else _failure(entry, error)
        self._tasks.end(entry, outcome)
        self._listener(entry, outcome)

    def _take_back(self, entry: Entry) -> None:
        """Let an entry wait again, where it was in the order."""
        place = sum(other.number < entry.number for other in self._waiting)
        self._waiting.insert(place, entry)
        self._tell(entry, State.WAITING)

    def _end(self) -> None:
        """End all that is given out."""
        for future in list(self._given):
            future.cancel()
        interrupt = getattr(self._executor, "interrupt", None)
        if interrupt is not None and self._given:
            interrupt()

    def _tell(self, entry: Entry, state: State, reason: str = "") -> None:
        self._listener(entry, Outcome(entry.source, entry.target, state, reason))


def _failure(entry: Entry, error: BaseException) -> Outcome:
    """Return the outcome of an entry whose task did not come to its end."""
    state, reason = State.FAILED, str(error)
    if isinstance(error, Cancelled):
        state, reason = State.CANCELLED, ""
    elif not isinstance(error, QuantizerError):
        words = " ".join(f"{type(error).__name__} {error}".split())
        reason = f"failed unexpectedly: {words}"
    return Outcome(entry.source, entry.target, state, reason)
