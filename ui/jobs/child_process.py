"""Runs one function in a process of its own, so that it can be stopped at any moment.

Some codecs do all their work in one call of a C library, which neither looks at a flag nor, for
JPEG 2000, lets another thread of Python run meanwhile. A process can be ended in the middle of
such a call, and shares no lock with the window.

    call -> spawned process: function(*arguments, progress) -> progress, then result or error
        -> poll, a few hundredths of a second at a time -> `Cancelled`: the process is killed

Arrays travel piece by piece and beside the pickle that they belong to: to pickle a large one, or to
take it back in one go, would hold the interpreter's lock, and with it the window, for long.

Nothing here imports Qt: the process begins by importing this module, and should begin soon.
"""

from __future__ import annotations

import multiprocessing
import pickle
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from quantizer.errors import QuantizerError
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from quantizer.progress import Stage

    _Pipe = Connection[Any, Any]

T = TypeVar("T")
_POLL = 0.03
"""Seconds between two looks at whether the job is still wanted."""
_PIECE = 1 << 18
"""Bytes of an array that are sent in one go."""


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
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, function), daemon=True)
    with ours:
        process.start()
        theirs.close()
        try:
            _send(ours, arguments, progress)
            return _wait(ours, progress)
        except (BrokenPipeError, ConnectionResetError, EOFError):
            raise ProcessDiedError("the process that did this work ended without a word") from None
        finally:
            process.kill()
            process.join()
            process.close()


def _wait(answers: _Pipe, progress: Progress) -> T:  # type: ignore[type-var]
    while True:
        progress.check()
        if not answers.poll(_POLL):
            continue
        kind, payload = _receive(answers, progress)
        if kind == "result":
            return payload  # type: ignore[no-any-return]
        if kind == "error":
            raise payload
        stage, fraction = payload
        progress.at(stage).report(fraction)


def _send(pipe: _Pipe, value: object, progress: Progress = SILENT) -> None:
    """Send a value, its arrays after it."""
    arrays: list[pickle.PickleBuffer] = []
    pickled = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
    views = [array.raw() for array in arrays]
    pipe.send((pickled, [view.nbytes for view in views]))
    for view in views:
        for start in range(0, view.nbytes, _PIECE):
            progress.check()
            pipe.send_bytes(view[start : start + _PIECE])


def _receive(pipe: _Pipe, progress: Progress = SILENT) -> Any:
    """Return what `_send` sent."""
    pickled, sizes = pipe.recv()
    arrays = [np.empty(size, np.uint8) for size in sizes]
    for array in arrays:
        start = 0
        while start < array.size:
            progress.check()
            start += pipe.recv_bytes_into(array.data, start)
    return pickle.loads(pickled, buffers=arrays)


def _serve(answers: _Pipe, function: Callable[..., object]) -> None:
    """Do the work; this runs in the process."""

    def listen(stage: Stage, fraction: float) -> None:
        _send(answers, ("progress", (stage, fraction)))

    try:
        try:
            arguments = _receive(answers)
            _send(answers, ("result", function(*arguments, progress=Progress(listener=listen))))
        except Exception as error:  # noqa: BLE001 - it is raised again where the result is awaited
            _send(answers, ("error", error))
    except BrokenPipeError:
        pass  # the window is gone, and nobody waits
