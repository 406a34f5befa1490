"""A child process as its owner sees it: started, given calls, cancelled, killed.

    ChildProcess -> wait_until_ready -> call, call, ... -> close

`call` looks at its `Progress` every few hundredths of a second. Once that is cancelled, the child
is asked to stop, and killed if it does not answer within a short time. So a call can be ended even
inside a C library that never returns to Python. What the child logs is logged here, with the result
of the call.

Processes are spawned: a fork would copy the locks of threads that do not exist in the child.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import signal
import threading
import time
from multiprocessing import connection, resource_tracker
from typing import TYPE_CHECKING, Any, TypeVar

from quantizer.errors import Cancelled, QuantizerError
from quantizer.process.message import Message
from quantizer.process.server import Answer, current_progress, serve
from quantizer.progress import SILENT, Progress

from ..language import current_language, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_POLL = 0.03
"""Seconds between two looks at whether a call is cancelled; not tuned."""
_CLOSE_SECONDS = 1.0
"""Seconds that an idle process has to end by itself, before it is killed."""

_log = logging.getLogger(__name__)
_context = multiprocessing.get_context("spawn")
_lock = threading.Lock()
"""Held while a process is started or joined: `multiprocessing` has no lock for its list of them."""


class ProcessDiedError(QuantizerError):
    """A process ended before it answered: it was killed from outside, or crashed."""


class ChildProcess:
    """A spawned process that makes one call at a time. Used from one thread.

    Parameters
    ----------
    reports
        Whether the progress that a call reports is sent to the owner.
    single_threaded
        Whether NumPy's linear algebra in the process is limited to one thread.

    Raises
    ------
    OSError
        If the system cannot start a process.
    """

    def __init__(self, *, reports: bool = False, single_threaded: bool = False) -> None:
        self._calls, calls = _context.Pipe()
        orders, self._orders = _context.Pipe(duplex=False)
        self._count = 0
        self._process = _context.Process(
            target=serve,
            args=(calls, orders),
            kwargs={
                "reports": reports,
                "single_threaded": single_threaded,
                "log_level": logging.getLogger("quantizer").level,
                "language": current_language(),
            },
            daemon=True,
        )
        try:
            with _lock, _interrupts_blocked():
                self._process.start()
        except OSError:
            self._calls.close()
            self._orders.close()
            raise
        finally:
            calls.close()
            orders.close()

    @property
    def pid(self) -> int | None:
        """The system's number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process can take a call."""
        return not connection.wait([self._process.sentinel], 0)

    def wait_until_ready(self, progress: Progress = SILENT) -> None:
        """Wait until the process has started.

        Raises
        ------
        ProcessDiedError
            If it ends instead.
        Cancelled
            If `progress` is cancelled; the process has been killed by then.
        """
        self._wait(progress, grace=0.0)

    def call(self, call: Message, progress: Progress = SILENT, grace: float = 0.0) -> Any:
        """Return ``function(*arguments, **keywords)``, called in the process.

        Parameters
        ----------
        call
            The tuple ``(function, arguments, keywords)``. The function must be importable by name.
        progress
            Receives what the call reports, and says whether the call is cancelled.
        grace
            Seconds that a cancelled call has to end by itself, before the process is killed.

        Raises
        ------
        Cancelled
            If `progress` is cancelled. The process can take the next call if it `is_alive`.
        ProcessDiedError
            If the process ended before it answered.
        Exception
            What the function raised.
        """
        self._count += 1
        try:
            call.send(self._calls, progress)
        except Cancelled:
            self.kill()
            raise
        except OSError:
            pass  # the process has died; `_wait` says how
        return self._wait(progress, grace)

    def kill(self) -> None:
        """Kill the process, whatever it does, and wait until it has ended."""
        self._process.kill()
        connection.wait([self._process.sentinel], _CLOSE_SECONDS)

    def close(self) -> int | None:
        """Let the process end and release what the system keeps of it; return its exit code."""
        self._calls.close()
        self._orders.close()
        if not connection.wait([self._process.sentinel], _CLOSE_SECONDS):
            self._process.kill()
        with _lock:
            self._process.join()
            return self._process.exitcode

    def _wait(self, progress: Progress, grace: float) -> Any:
        """Return the next result, and pass on the progress that comes before it."""
        deadline: float | None = None
        while True:
            if deadline is None and progress.cancelled():
                deadline = self._cancel(grace)
            if deadline is not None and time.monotonic() >= deadline:
                self.kill()
                raise Cancelled
            if not connection.wait([self._calls, self._process.sentinel], _POLL):
                continue
            answer, value = self._receive(progress if deadline is None else SILENT)
            if answer is Answer.ERROR:
                raise value
            if answer is not Answer.PROGRESS:
                return value
            stage, fraction = value
            if deadline is None:
                try:
                    progress.at(stage).report(fraction)
                except Cancelled:
                    deadline = self._cancel(grace)

    def _cancel(self, grace: float) -> float:
        """Ask the call to stop; return the time at which the process is to be killed."""
        with contextlib.suppress(OSError):
            self._orders.send(self._count)
        return time.monotonic() + grace

    def _receive(self, progress: Progress) -> tuple[Answer, Any]:
        """Return the next answer that is no LOG; the messages of a LOG are logged."""
        try:
            answer: tuple[Answer, Any] = Message.receive(self._calls, progress).load()
            if answer[0] is Answer.LOG:  # a RESULT or an ERROR comes directly after it
                for record in answer[1]:
                    logging.getLogger(record.name).handle(record)
                answer = Message.receive(self._calls, progress).load()
        except Cancelled:
            self.kill()
            raise
        except (EOFError, OSError):
            error = ProcessDiedError(
                tr("the worker process {how}", how=_describe_end(self.close()))
            )
            _log.info("%s", error)
            raise error from None
        return answer


def call_in_process(function: Callable[..., T], *arguments: object, progress: Progress) -> T:
    """Return ``function(*arguments, progress=...)``, called in a new process.

    Some codecs do all their work in one call of a C library, which does not look at `Progress`
    and may hold the interpreter's lock. Called here, such a codec can be cancelled at any moment.

    Parameters
    ----------
    function
        Importable by name; takes `progress` as a keyword argument.
    arguments
        Can be pickled, as can the result.
    progress
        Receives what the function reports, and says whether the call is cancelled.

    Raises
    ------
    Cancelled
        If `progress` is cancelled; the process has ended by then.
    ProcessDiedError
        If the process ended before it answered.
    Exception
        What `function` raised.
    """
    child = ChildProcess(reports=True)
    try:
        child.wait_until_ready(progress)
        result: T = child.call(Message.of((_with_progress, (function, *arguments), {})), progress)
    finally:
        child.kill()
        child.close()
    return result


def _with_progress(function: Callable[..., T], *arguments: object) -> T:
    return function(*arguments, progress=current_progress())


@contextlib.contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl+C on this thread; processes inherit that from their first instruction."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it unblocks SIGINT when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _describe_end(exit_code: int | None) -> str:
    """Return how a process ended, as the end of a sentence."""
    if exit_code is None or exit_code >= 0:
        return tr("ended with exit code {exit_code}", exit_code=exit_code)
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = tr("signal {number}", number=-exit_code)
    return tr("was killed by {name}", name=name) + (
        tr("; perhaps memory ran out") if name == "SIGKILL" else ""
    )
