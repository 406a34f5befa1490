"""What the command line prints: results on stdout, messages on stderr.

A result that cannot be printed ends the command: whoever asked for it must not take the rest for
all of it. A message that cannot be printed is lost, and the command goes on.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


class StandardOutputError(Exception):
    """Results cannot be printed.

    The text is a sentence that says why; it is empty if the reader of a pipe has gone away, as
    ``head`` does when it has seen enough.
    """


def print_result(text: str, end: str = "\n") -> None:
    """Print a result on stdout at once.

    Raises
    ------
    StandardOutputError
        If that is not possible: the disk is full, say, or the reader of a pipe has gone away.
    """
    try:
        print(text, end=end, flush=True)
    except OSError as error:
        _discard(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise StandardOutputError from error
        reason = error.strerror or str(error)
        raise StandardOutputError(f"the result cannot be printed: {reason}") from error


def print_message(text: str, end: str = "\n") -> None:
    """Print a message on stderr at once, if possible."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Drop what `stream` holds and will get; Python would try to print it again at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
