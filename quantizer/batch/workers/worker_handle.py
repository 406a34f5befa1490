"""One worker process seen from its owner: started, given work, waited for, replaced.

start -> ready            a process that ends before it is ready is a failed start
do    -> answer           or the process ends first: `WorkerDied` tells how
stop, kill                from another thread, while `do` waits
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from quantizer.batch.workers.worker_main import serve
from quantizer.errors import Cancelled, QuantizerError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    _Pipe = Connection[Any, Any]

_FAREWELL = 1.0
"""Seconds that an idle process has to end by itself."""

_context = multiprocessing.get_context("spawn")
_one_at_a_time = threading.Lock()
"""For beginning and burying processes: `multiprocessing` keeps one list of them, without a lock."""


class WorkerDied(QuantizerError):  # noqa: N818 - an event, not a mistake
    """A worker process ended before it gave an answer."""


def _manner(exit_code: int | None) -> str:
    """Say how a process ended."""
    if exit_code is None or exit_code >= 0:
        return f"ended with exit code {exit_code}"
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    return f"was killed by {name}" + ("; perhaps memory ran out" if name == "SIGKILL" else "")


@dataclass(slots=True)
class Work:
    """A call that is to be made in a worker process.

    Parameters
    ----------
    number
        Greater than those of all calls before.
    call
        Function, positional and named arguments, pickled.
    future
        Told what came of it.
    """

    number: int
    call: bytes
    future: Future[Any] = field(default_factory=Future)


class Worker:
    """One process after the other, each in the place of the one that died.

    One thread starts it and gives it work; `stop` and `kill` may be called on others.
    """

    def __init__(self) -> None:
        self.work: Work | None = None
        self._process: SpawnProcess | None = None
        self._tasks: _Pipe | None = None
        self._orders: _Pipe | None = None
        self._is_killed = False
        self._lock = threading.Lock()

    @property
    def is_alive(self) -> bool:
        """Whether there is a process that can take work."""
        return self._process is not None and not connection.wait([self._process.sentinel], 0)

    def take(self, work: Work) -> None:
        """Note the work that is this worker's from now on."""
        self.work = work
        self._is_killed = False

    def start(self) -> bool:
        """Start a process, and tell whether it came to be ready for work.

        Raises
        ------
        Cancelled
            If it is killed meanwhile.
        """
        self._bury()
        tasks, far_tasks = _context.Pipe()
        far_orders, orders = _context.Pipe(duplex=False)
        process = _context.Process(target=serve, args=(far_tasks, far_orders), daemon=True)
        try:
            with _one_at_a_time:
                process.start()
        except OSError:
            tasks.close()
            orders.close()
            return False
        finally:
            far_tasks.close()
            far_orders.close()
        with self._lock:
            self._process, self._tasks, self._orders = process, tasks, orders
            if self._is_killed:
                process.kill()
        try:
            self._receive(process, tasks)
        except WorkerDied:
            return False
        return True

    def do(self, work: Work) -> tuple[bool, Any]:
        """Return whether a call came to its end, and what it returned, or else raised.

        Raises
        ------
        WorkerDied
            If the process ended first.
        Cancelled
            If it was killed here.
        """
        process, tasks = self._process, self._tasks
        assert process is not None
        assert tasks is not None
        with contextlib.suppress(OSError):  # its end is seen next
            tasks.send((work.number, work.call))
        answer: tuple[bool, Any] = pickle.loads(self._receive(process, tasks))
        return answer

    def stop(self, number: int) -> None:
        """Have the process stop its work, if that has this number or a smaller one."""
        with self._lock, contextlib.suppress(OSError):
            if self._orders is not None:
                self._orders.send(number)

    def kill(self) -> None:
        """End the process, and its work."""
        with self._lock:
            self._is_killed = True
            if self._process is not None:
                self._process.kill()
                # Else it may be given work once more, if it had just done what it had.
                connection.wait([self._process.sentinel], _FAREWELL)

    def end(self) -> None:
        """End an idle process."""
        self._bury()

    def _receive(self, process: SpawnProcess, tasks: _Pipe) -> bytes:
        """Return what the process sends next; raise if it ends instead."""
        with contextlib.suppress(EOFError, OSError):
            if tasks in connection.wait([tasks, process.sentinel]):
                return tasks.recv_bytes()
        manner = _manner(self._bury())
        if self._is_killed:
            raise Cancelled
        raise WorkerDied(f"its worker process {manner}")

    def _bury(self) -> int | None:
        """Have the process end, free what the system keeps of it, and return its exit code."""
        with self._lock:
            process, tasks, orders = self._process, self._tasks, self._orders
            self._process = self._tasks = self._orders = None
        if process is None or tasks is None or orders is None:
            return None
        tasks.close()
        orders.close()
        if not connection.wait([process.sentinel], _FAREWELL):
            process.kill()
        with _one_at_a_time:
            process.join()
            exit_code = process.exitcode
            process.close()
        return exit_code
