"""The inside of a worker process: one task after the other, until its owner ends it or dies.

    tasks   in: (number, pickled call)    out: nothing, when ready; then pickled (came, answer)
    orders  in: the number up to which tasks are to stop; its end means that the owner is dead

A thread listens to the orders, since the main one is at work. Ctrl+C, which a terminal sends to
all processes of a program, is left to the owner. Nothing heavy is imported here: what a task
needs comes with it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from quantizer.errors import QuantizerError
from quantizer.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    _Pipe = Connection[Any, Any]

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_PR_SET_PDEATHSIG = 1


class TaskError(QuantizerError):
    """A task gave something that cannot be sent to its owner."""


class _Desk:
    """Which task is at work in this process, and up to which they are to stop."""

    running = 1
    stopped = 0

    def is_stopped(self) -> bool:
        return self.running <= self.stopped


_desk = _Desk()
_line: ContextVar[Progress | None] = ContextVar("line", default=None)


def progress() -> Progress:
    """Return the line of the task at work: it is cancelled when the owner says so.

    Outside a worker process, where nobody gives orders, it is never cancelled.
    """
    return _line.get() or Progress(cancelled=_desk.is_stopped)


@contextlib.contextmanager
def speaking_on(line: Progress) -> Iterator[None]:
    """Have `progress` return `line` on this thread, for workers that are not of `serve`."""
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)


def serve(tasks: _Pipe, orders: _Pipe) -> None:
    """Do the tasks that come, until no more can come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _THREADS:  # read when NumPy is loaded; the cores are shared among processes
        os.environ[name] = "1"
    _die_with_owner()
    threading.Thread(target=_obey, args=(orders,), daemon=True).start()
    try:
        tasks.send_bytes(b"")
        while True:
            number, call = tasks.recv()
            _desk.running = number
            tasks.send_bytes(_answer(call))
    except (EOFError, OSError):
        return


def _answer(call: bytes) -> bytes:
    try:
        function, arguments, named = pickle.loads(call)
        answer = (True, function(*arguments, **named))
    except BaseException as error:  # noqa: BLE001 - the owner decides what to do with it
        answer = (False, error)
    try:
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - pickling can fail in any way
        return pickle.dumps((False, TaskError(f"the result cannot be sent: {error}")))


def _obey(orders: _Pipe) -> None:
    try:
        while True:
            _desk.stopped = orders.recv()
    except (EOFError, OSError):
        os._exit(1)  # nobody waits for the task at work; its temporary file is swept later


def _die_with_owner() -> None:
    """Have Linux end this process with its owner, even within a call that holds the lock.

    The owner's thread that started this process lives as long as the process is wanted, which is
    what the system looks at.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - elsewhere not needed

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
