"""A pool of worker processes in which one that dies costs only the call that it was making.

    submit -> queue -> one thread for each worker -> its `ChildProcess` -> the future's result

Each worker makes one call at a time, so it is clear which call is lost when it dies; the next call
goes to a new process. `concurrent.futures.ProcessPoolExecutor` fails all waiting calls instead.

A process starts when there is work for it. A call that takes too long, or too much memory, is ended
with its process.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import sys
import threading
import time
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from quantizer.batch.workers.memory_budget import MemoryBudget, Verdict
from quantizer.errors import Cancelled, SettingsError
from quantizer.parallel import core_count
from quantizer.process.child import ChildProcess, ProcessDiedError
from quantizer.process.message import Message
from quantizer.process.time_limit import given_up
from quantizer.progress import Progress

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
T = TypeVar("T")

_GRACE = 0.15
"""Seconds that a cancelled call has to end by itself, before its process is killed; not tuned."""
_INTERRUPT_SECONDS = 1.0
"""Longest wait for cancelled calls; they take `_GRACE` and the time in which a process dies."""
_OVERTIME = 1.0
"""Seconds after its limit in which a call may end by itself, before it is cancelled; not tuned."""
_FAILED_STARTS = 3
"""Processes in a row that may end before they are ready."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """A call that was submitted, with its place in the order and its future."""

    number: int
    call: Message
    future: Future[Any] = field(default_factory=Future)


class LimitExceededError(ProcessDiedError):
    """A call was ended with its process, because it took too long or too much memory."""


class _SharedMemoryExceededError(LimitExceededError):
    """The calls together took too much memory; the one that was ended may fit by itself."""


class ProcessExecutor(Executor):
    """Makes calls in worker processes, one at a time in each.

    A call and its result or error must be picklable. If a worker dies, the future of its call
    raises `ProcessDiedError`, and a new worker takes the next call. If the call exceeds a limit,
    the future raises `LimitExceededError`.

    Parameters
    ----------
    jobs
        Number of workers; None for one per processor core.
    niceness
        Scheduling priority of the workers, 0 to 19: the higher, the more they give way to other
        programs (Linux only). Never lower than that of this program.
    max_seconds
        Most seconds that a call may take.
    max_memory
        Most bytes that all workers may take together; None for no limit. If they take more, the
        largest one is ended, and its call is made again when no other runs.

    Raises
    ------
    SettingsError
        If `jobs` is below 1.
    """

    def __init__(
        self,
        jobs: int | None = None,
        niceness: int = 0,
        *,
        max_seconds: float = math.inf,
        max_memory: int | None = None,
    ) -> None:
        if jobs is not None and jobs < 1:
            raise SettingsError(
                tr("the number of jobs is {jobs}, but must be 1 or more", jobs=jobs)
            )
        self.jobs = core_count() if jobs is None else jobs
        self._niceness = niceness
        self._max_seconds = max_seconds
        self._memory = MemoryBudget(max_memory)
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._running: set[Future[Any]] = set()
        self._submitted = 0
        self._interrupted = 0
        self._failed_starts = 0
        self._is_shut = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have ``fn(*args, **kwargs)`` called in a worker process."""
        call = Message.of((fn, args, kwargs))
        with self._lock:
            if self._is_shut:
                raise RuntimeError("the executor has been shut down and takes no more calls")
            self._submitted += 1
            work = _Work(self._submitted, call)
            self._queue.put(work)
            if len(self._threads) < min(self.jobs, self._submitted):
                thread = threading.Thread(target=self._run_worker, name="worker", daemon=True)
                self._threads.append(thread)
                thread.start()
        return work.future

    def interrupt(self) -> None:
        """End all calls submitted so far, within a quarter of a second.

        Waiting calls are cancelled; running ones raise `Cancelled`. A call that does not check
        `quantizer.process.server.current_progress` in time is killed with its process.
        """
        with self._lock:
            self._interrupted = self._submitted
            waiting, running = self._take_waiting(), set(self._running)
        _cancel(waiting)
        wait(running, timeout=_INTERRUPT_SECONDS)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers once all submitted calls are done; see `Executor.shutdown`."""
        with self._lock:
            waiting = self._take_waiting() if cancel_futures else []
            if not self._is_shut:
                self._is_shut = True
                for _ in self._threads:
                    self._queue.put(None)
        _cancel(waiting)
        if wait:
            for thread in self._threads:
                thread.join()

    def _take_waiting(self) -> list[_Work]:
        """Return the calls that no worker has taken; none after a shutdown."""
        taken = []
        with contextlib.suppress(Empty):
            while not self._is_shut:
                work = self._queue.get_nowait()
                assert work is not None
                taken.append(work)
        return taken

    def _run_worker(self) -> None:
        """Make one call after another, until the executor is shut down."""
        _lower_priority(self._niceness)
        child: ChildProcess | None = None
        while (work := self._queue.get()) is not None:
            with self._lock:
                is_wanted = work.future.set_running_or_notify_cancel()
                if is_wanted:
                    self._running.add(work.future)
            if is_wanted:
                child = self._make_call(child, work)
            del work  # the next one may be long in coming
        if child is not None:
            child.close()

    def _make_call(self, child: ChildProcess | None, work: _Work) -> ChildProcess | None:
        """Make a call and settle its future; return the process to go on with."""
        progress = Progress(cancelled=lambda: work.number <= self._interrupted)
        result, error = None, None
        try:
            progress.check()
            for alone in (False, True):
                with self._memory.turn(progress, alone=alone):
                    child = self._ready(child, progress)
                    try:
                        result = self._call(child, work.call, progress)
                        break
                    except _SharedMemoryExceededError:
                        if alone:
                            raise
        except BaseException as raised:  # noqa: BLE001 - raised again by the future
            error = raised
        with self._lock:
            self._running.discard(work.future)
        if error is None:
            work.future.set_result(result)
        else:
            work.future.set_exception(error)
        return child

    def _call(self, child: ChildProcess, call: Message, progress: Progress) -> Any:
        """Return the result of a call; end it with its process if it exceeds a limit."""
        end = time.monotonic() + self._max_seconds + _OVERTIME
        exceeded: LimitExceededError | None = None
        pid = child.pid or 0

        def is_over() -> bool:
            nonlocal exceeded
            if exceeded is None:
                exceeded = self._exceeded(pid, end)
            return exceeded is not None or progress.cancelled()

        try:
            return child.call(call, replace(progress, cancelled=is_over), _GRACE)
        except Cancelled:
            if exceeded is None or progress.cancelled():
                raise
            child.kill()  # also if it ended the call by itself: it may keep its memory
            _log.info("worker %s: %s", pid, exceeded)
            raise exceeded from None
        finally:
            self._memory.forget(pid)

    def _exceeded(self, pid: int, end: float) -> LimitExceededError | None:
        """Return which limit a call in the process `pid` exceeds that has to end at `end`."""
        if time.monotonic() >= end:
            return LimitExceededError(given_up(self._max_seconds))
        verdict = self._memory.judge(pid)
        if verdict is Verdict.FITS:
            return None
        text = tr(
            "was given up: it takes more memory than the {most:,.0f} MB that all files of a batch "
            "may take together; if you trust the file, raise it with --max-memory",
            most=(self._memory.most or 0) / 1e6,
        )
        is_alone = verdict is Verdict.TOO_MUCH_ALONE
        return LimitExceededError(text) if is_alone else _SharedMemoryExceededError(text)

    def _ready(self, child: ChildProcess | None, progress: Progress) -> ChildProcess:
        """Return a process that can take a call: `child`, or a new one if that has died."""
        if child is not None:
            if child.is_alive:
                return child
            _log.info("worker %s is replaced", child.pid)
            child.close()
        while self._failed_starts < _FAILED_STARTS:
            with contextlib.suppress(OSError, ProcessDiedError):
                return self._start(progress)
            self._failed_starts += 1
        raise ProcessDiedError(
            tr("no worker process can be started: each one ended before it could take work")
        )

    def _start(self, progress: Progress) -> ChildProcess:
        child = ChildProcess(single_threaded=True)
        try:
            child.wait_until_ready(progress)
        except Cancelled:
            child.close()
            raise
        self._failed_starts = 0
        _log.debug("worker %s is ready", child.pid)
        return child


def _cancel(waiting: Iterable[_Work]) -> None:
    for work in waiting:
        work.future.cancel()
        work.future.set_running_or_notify_cancel()


def _lower_priority(niceness: int) -> None:
    """Give this thread, and the processes that it starts, at least this niceness (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError):  # the priority is a courtesy, not a condition
        own = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, 0, max(own, niceness))
