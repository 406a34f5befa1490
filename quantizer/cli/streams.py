"""What the command line prints: results on stdout, messages and progress on stderr.

A result that cannot be printed ends the command: whoever asked for it must not take the rest for
all of it. A message that cannot be printed is lost, and the command goes on.

Progress is one line on stderr that is drawn again and again (`draw_progress`). It is removed before
anything else is printed, since stdout and stderr are mostly the same terminal. Control characters
in names are printed as escapes, see `quantizer.escape`.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.escape import escape_controls

if TYPE_CHECKING:
    from typing import TextIO

_progress_is_drawn = False


class StandardOutputError(Exception):
    """Results cannot be printed.

    The text is a sentence that says why; it is empty if the reader of a pipe has gone away, as
    ``head`` does when it has seen enough.
    """


def print_result(text: str, end: str = "\n", *, styled: bool = False) -> None:
    """Print a result on stdout at once.

    Parameters
    ----------
    text
        The result. Control characters other than line ends are escaped.
    end
        Printed after it.
    styled
        Whether `text` holds escape sequences of our own, for blocks of colour: then nothing is
        escaped here, and the caller escapes the names in it.

    Raises
    ------
    StandardOutputError
        If that is not possible: the disk is full, say, or the reader of a pipe has gone away.
    """
    _print_text((text if styled else escape_controls(text, keep="\n")) + end)


def print_data(data: bytes) -> None:
    """Print the bytes of a file on stdout at once; of text, a terminal gets no control characters.

    Raises
    ------
    SettingsError
        If stdout is a terminal, and the bytes are no text.
    StandardOutputError
        As `print_result` does.
    """
    if not sys.stdout.isatty():
        _print(data)
        return
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        refuse_terminal()
    _print_text(escape_controls(text, keep="\n\t"))


def refuse_terminal() -> None:
    """Raise `SettingsError` if stdout is a terminal, which cannot show the bytes of an image."""
    if sys.stdout.isatty():
        raise SettingsError(
            "stdout is a terminal, which cannot show this file; redirect it (> FILE), or name a "
            "file with -o"
        )


def print_message(text: str) -> None:
    """Print a message on stderr at once, if possible; control characters are escaped."""
    clear_progress()
    _print_on_stderr(f"{escape_controls(text)}\n")


def draw_progress(line: str, columns: int) -> None:
    """Draw a line on stderr, a terminal, in place of the one before; it is cut to `columns`."""
    global _progress_is_drawn  # noqa: PLW0603 - there is one stderr
    _progress_is_drawn = True
    _print_on_stderr(f"\r{_cut(escape_controls(line), columns)}\x1b[K")


def clear_progress() -> None:
    """Remove the line that `draw_progress` drew, if there is one."""
    global _progress_is_drawn  # noqa: PLW0603 - as above
    if _progress_is_drawn:
        _progress_is_drawn = False
        _print_on_stderr("\r\x1b[K")


def _cut(line: str, columns: int) -> str:
    """Return as much of a line as fits; East Asian letters and emoji take two columns each."""
    if line.isascii():
        return line[:columns]
    from unicodedata import east_asian_width

    for place, character in enumerate(line):
        columns -= 2 if east_asian_width(character) in {"W", "F"} else 1
        if columns < 0:
            return line[:place]
    return line


def _print_text(text: str) -> None:
    """Print text; letters that stdout has no code for are escaped."""
    lines = text.replace("\n", os.linesep)
    _print(lines.encode(sys.stdout.encoding, "backslashreplace"))


def _print(data: bytes) -> None:
    clear_progress()
    rest = memoryview(data)
    try:
        while rest:  # without a buffer (PYTHONUNBUFFERED), stdout may take only a part at once
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        _discard(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise StandardOutputError from error
        reason = error.strerror or str(error)
        if error.errno == errno.EBADF:
            reason = "stdout is closed"
        raise StandardOutputError(f"the result cannot be printed: {reason}") from error


def _print_on_stderr(text: str) -> None:
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Drop what `stream` holds and will get; Python would try to print it again at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
