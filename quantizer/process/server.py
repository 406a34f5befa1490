"""The loop inside a child process: receive a call, make it, send its result back.

    calls    in: (function, arguments, keywords)
             out: READY once, then for each call any number of PROGRESS, LOG if there are log
             messages, and one RESULT or ERROR
    orders   in: the number of the call to cancel; end of file means that the owner has died

Both sides number the calls from 1. A thread listens to the orders while the main thread works.
Ctrl+C, which a terminal sends to all processes of a program, is left to the owner.

Nothing heavy is imported here: the child imports this module first, and should start soon.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import warnings
from contextvars import ContextVar
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.errors import QuantizerError
from quantizer.process.message import Message
from quantizer.progress import SILENT, Progress

from ..language import tr, use_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from logging import LogRecord
    from queue import SimpleQueue

    from quantizer.process.message import Pipe
    from quantizer.progress import Stage

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_PR_SET_PDEATHSIG = 1
"""From <linux/prctl.h>: the signal that this process gets when its parent dies."""


_progress: ContextVar[Progress] = ContextVar("progress", default=SILENT)


def current_progress() -> Progress:
    """Return the progress of the call that this process is making; `SILENT` outside a worker."""
    return _progress.get()


@contextlib.contextmanager
def use_progress(progress: Progress) -> Iterator[None]:
    """Have `current_progress` return `progress` on this thread, inside the ``with`` block."""
    token = _progress.set(progress)
    try:
        yield
    finally:
        _progress.reset(token)


class Answer(Enum):
    """What the child sends; a value comes with all but READY."""

    READY = auto()
    PROGRESS = auto()
    LOG = auto()
    RESULT = auto()
    ERROR = auto()


class ResultError(QuantizerError):
    """A call returned something that cannot be pickled."""


class _Calls:
    """Counts the calls, and remembers up to which one they are cancelled."""

    current = 0
    cancelled = 0

    def is_cancelled(self) -> bool:
        return self.current <= self.cancelled


def serve(
    calls: Pipe,
    orders: Pipe,
    *,
    reports: bool,
    single_threaded: bool,
    log_level: int,
    language: str,
) -> None:
    """Make the calls that arrive, until the pipe is closed.

    Parameters
    ----------
    calls, orders
        The child's ends of the two pipes; see the top of this module.
    reports
        Whether the progress of calls is sent.
    single_threaded
        Whether NumPy's linear algebra is limited to one thread, since all cores are busy with
        processes like this one.
    log_level
        The lowest level of log messages that the owner wants; 0 for none.
    language
        The language of its messages.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if single_threaded:
        os.environ.update(dict.fromkeys(_THREADS, "1"))  # read when NumPy is loaded
    use_language(language)
    if not sys.warnoptions:  # as in the owner
        warnings.simplefilter("ignore")
    _die_with_owner()
    records = _kept_records(log_level) if log_level else None
    state = _Calls()
    threading.Thread(target=_obey, args=(orders, state), daemon=True).start()

    def report(stage: Stage, fraction: float) -> None:
        if reports:
            Message.of((Answer.PROGRESS, (stage, fraction))).send(calls)

    with contextlib.suppress(EOFError, OSError), use_progress(Progress(report, state.is_cancelled)):
        Message.of((Answer.READY, None)).send(calls)
        while True:
            call = Message.receive(calls)
            state.current += 1
            answer = _answer(call)
            if records is not None and not records.empty():
                found = [records.get() for _ in range(records.qsize())]
                Message.of((Answer.LOG, found)).send(calls)
            answer.send(calls)


def _kept_records(level: int) -> SimpleQueue[LogRecord]:
    """Have the log messages of this process, from a level on, put into the queue returned."""
    import logging  # noqa: PLC0415 - takes a moment, and log messages are seldom wanted
    from logging.handlers import QueueHandler  # noqa: PLC0415 - as above
    from queue import SimpleQueue  # noqa: PLC0415 - as above

    records: SimpleQueue[LogRecord] = SimpleQueue()
    logger = logging.getLogger("quantizer")
    logger.setLevel(level)
    logger.addHandler(QueueHandler(records))
    return records


def _answer(call: Message) -> Message:
    """Make a call; return its result, or the error that it raised."""
    try:
        function, arguments, keywords = call.load()
        answer = (Answer.RESULT, function(*arguments, **keywords))
    except BaseException as error:  # noqa: BLE001 - raised again in the owner
        answer = (Answer.ERROR, error)
    try:
        return Message.of(answer)
    except Exception as error:  # noqa: BLE001 - pickling can fail in any way
        return Message.of(
            (Answer.ERROR, ResultError(tr("the result cannot be sent: {error}", error=error)))
        )


def _obey(orders: Pipe, state: _Calls) -> None:
    try:
        while True:
            state.cancelled = orders.recv()
    except (EOFError, OSError):
        os._exit(1)  # the owner has died, so nobody wants the result of the current call


def _die_with_owner() -> None:
    """Have Linux kill this process when its owner dies, even inside a call that holds the lock.

    The kernel watches the thread that started this process, not the owner's whole process.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - only needed on Linux

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
