"""Worker processes that may die: the others go on, and the dead one is replaced.

    submit -> queue -> one thread for each worker (`attendant`) -> its process (`worker`)
                                                                <- answer, or its end

Each worker has one task at a time, so that it is plain which task a death has cost. Python's own
pool gives up all that is waiting when one of its processes dies.

The processes are spawned, not forked: a fork copies the locks of threads that are not there. They
start when there is work for them.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from concurrent.futures import Executor, Future, wait
from multiprocessing import resource_tracker
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from quantizer.batch.workers.worker_handle import Work, Worker, WorkerDied
from quantizer.errors import Cancelled, SettingsError
from quantizer.parallel import core_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
T = TypeVar("T")

_GRACE = 0.15
"""Seconds that an interrupted task has to stop by itself."""
_FAILED_STARTS = 3
"""Workers in a row that may end before they are ready."""


class ProcessExecutor(Executor):
    """Runs calls in worker processes, one at a time in each.

    A call and what it returns or raises must be picklable. A worker that dies costs only the call
    that it had: its future raises `WorkerDied`, and a new worker takes the next one.

    Parameters
    ----------
    jobs
        Number of workers; None for one per processor core.
    niceness
        How far the workers make way for other programs, 0 to 19 (Linux only).
    """

    def __init__(self, jobs: int | None = None, niceness: int = 0) -> None:
        if jobs is not None and jobs < 1:
            raise SettingsError(f"the number of jobs is {jobs}, but must be 1 or more")
        self.jobs = core_count() if jobs is None else jobs
        self._niceness = niceness
        self._waiting: SimpleQueue[Work | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._workers: list[Worker] = []
        self._last = 0
        self._stopped = 0
        self._failed_starts = 0
        self._is_shut = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have ``fn(*args, **kwargs)`` called in a worker process."""
        call = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            if self._is_shut:
                raise RuntimeError("the workers were ended; nothing more can be given to them")
            self._last += 1
            work = Work(self._last, call)
            self._waiting.put(work)
            if len(self._threads) < min(self.jobs, self._last):
                thread = threading.Thread(target=self._attend, name="worker", daemon=True)
                self._threads.append(thread)
                thread.start()
        return work.future

    def interrupt(self) -> None:
        """End all that was submitted so far, within a quarter of a second.

        What waits is cancelled; what is at work raises `Cancelled`. A task that does not ask its
        `Progress` in time (see `worker.progress`) is ended together with its worker.
        """
        with self._lock:
            self._stopped = self._last
            waiting = self._take_waiting()
            for worker in self._workers:
                worker.stop(self._stopped)
            futures = [worker.work.future for worker in self._workers if worker.work is not None]
        _cancel(waiting)
        wait(futures, timeout=_GRACE)
        with self._lock:
            for worker in self._workers:
                if worker.work is not None and worker.work.number <= self._stopped:
                    worker.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers once they have done what was submitted; see `Executor.shutdown`."""
        with self._lock:
            waiting = self._take_waiting() if cancel_futures else []
            if not self._is_shut:
                self._is_shut = True
                for _ in self._threads:
                    self._waiting.put(None)
        _cancel(waiting)
        if wait:
            for thread in self._threads:
                thread.join()

    def _take_waiting(self) -> list[Work]:
        """Return what no worker has taken; the signs that nothing more will come stay."""
        taken = []
        with contextlib.suppress(Empty):
            while not self._is_shut:
                work = self._waiting.get_nowait()
                assert work is not None
                taken.append(work)
        return taken

    def _attend(self) -> None:
        """Hand work to one worker after the other, for as long as there is any to come."""
        _block_interrupts()
        if self._niceness and sys.platform.startswith("linux"):
            # There it is the thread's own, and the processes that it starts inherit it.
            os.setpriority(os.PRIO_PROCESS, 0, self._niceness)
        worker = Worker()
        with self._lock:
            self._workers.append(worker)
        while (work := self._waiting.get()) is not None:
            with self._lock:
                is_wanted = work.future.set_running_or_notify_cancel()
                if is_wanted:
                    worker.take(work)
            if is_wanted:
                self._settle(worker, work)
            del work  # it may be long until the next
        worker.end()

    def _settle(self, worker: Worker, work: Work) -> None:
        """Have work done, and tell its future what came of it."""
        try:
            self._make_ready(worker)
            if work.number <= self._stopped:
                raise Cancelled
            came, result = worker.do(work)
        except BaseException as error:  # noqa: BLE001 - raised where the future is asked
            came, result = False, error
        with self._lock:
            worker.work = None
        if came:
            work.future.set_result(result)
        else:
            work.future.set_exception(result)

    def _make_ready(self, worker: Worker) -> None:
        """Start the worker's process unless it runs; give up where none can be started."""
        while not worker.is_alive:
            if self._failed_starts >= _FAILED_STARTS:
                raise WorkerDied(
                    "no worker process can be started: each one ended before it could take work"
                )
            if worker.start():
                self._failed_starts = 0
            else:
                self._failed_starts += 1


def _cancel(waiting: Iterable[Work]) -> None:
    for work in waiting:
        work.future.cancel()
        work.future.set_running_or_notify_cancel()


def _block_interrupts() -> None:
    """Keep Ctrl+C from processes that this thread starts, from their first instruction on."""
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # it would let Ctrl+C in again when it starts later
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
