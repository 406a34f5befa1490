"""Runs one function in a process of its own, so that it can be stopped at any moment.

Some codecs do all their work in one call of a C library, which neither looks at a flag nor, for
JPEG 2000, lets another thread of Python run meanwhile. A process can be ended in the middle of
such a call, and shares no lock with the window.

    call -> spawned process: function(*arguments, progress) -> progress, then result or error
        -> poll, a few hundredths of a second at a time -> `Cancelled`: the process is killed

Nothing here imports Qt: the process begins by importing this module, and should begin soon.
"""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, TypeVar

from quantizer.errors import QuantizerError
from quantizer.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from quantizer.progress import Stage

T = TypeVar("T")
_POLL = 0.03
"""Seconds between two looks at whether the job is still wanted."""


class ProcessDiedError(QuantizerError):
    """The process ended without an answer: killed from outside, or crashed in a C library."""


def call_apart(function: Callable[..., T], *arguments: object, progress: Progress) -> T:
    """Return ``function(*arguments, progress=...)``, called in a new process.

    Parameters
    ----------
    function
        Can be imported by name; takes `progress` as a keyword.
    arguments
        Can be pickled, as can what is returned.
    progress
        Told what the process reports; asked all the time whether the job is still wanted.

    Raises
    ------
    Cancelled
        If `progress` says so; the process has ended by then.
    ProcessDiedError
        If the process ended without an answer.
    Exception
        Whatever `function` raised.
    """
    context = multiprocessing.get_context("spawn")  # a fork would copy the window's threads' locks
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, function, arguments), daemon=True)
    with ours:
        process.start()
        theirs.close()
        try:
            return _wait(ours, progress)
        finally:
            process.kill()
            process.join()
            process.close()


def _wait(answers: Connection, progress: Progress) -> T:  # type: ignore[type-var]
    while True:
        progress.check()
        if not answers.poll(_POLL):
            continue
        try:
            kind, payload = answers.recv()
        except EOFError:
            raise ProcessDiedError("the process that did this work ended without a word") from None
        if kind == "result":
            return payload  # type: ignore[no-any-return]
        if kind == "error":
            raise payload
        stage, fraction = payload
        progress.at(stage).report(fraction)


def _serve(answers: Connection, function: Callable[..., object], arguments: tuple[object]) -> None:
    """Do the work; this runs in the process."""

    def listen(stage: Stage, fraction: float) -> None:
        answers.send(("progress", (stage, fraction)))

    try:
        try:
            answers.send(("result", function(*arguments, progress=Progress(listener=listen))))
        except Exception as error:  # noqa: BLE001 - it is raised again where the result is awaited
            answers.send(("error", error))
    except BrokenPipeError:
        pass  # the window is gone, and nobody waits
