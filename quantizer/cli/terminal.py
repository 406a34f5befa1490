"""Messages and a progress bar on stderr while a command works."""

from __future__ import annotations

import os
import sys
import time
from typing import Self

from quantizer.cli.arguments import PROGRAM
from quantizer.cli.streams import clear_progress, draw_progress, print_message
from quantizer.progress import Progress, Stage

_DELAY = 0.3
"""Seconds before the bar appears, so that short jobs show none; chosen by eye."""
_PERIOD = 0.05
"""Shortest time between two updates in seconds; chosen by eye."""
_BAR = 24
"""Width of the bar in characters."""


class Terminal:
    """Messages, and a progress bar if stderr is a terminal.

    As a context manager it removes the bar at the end, also after an error.

    Parameters
    ----------
    quiet
        Whether to hide progress and notices; `complain` always prints.

    Attributes
    ----------
    draws
        Whether progress is shown on a terminal.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self.draws = not quiet and sys.stderr.isatty()
        self._subject = ""
        self._last = time.monotonic() + _DELAY - _PERIOD

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        clear_progress()

    def progress(self, subject: str) -> Progress:
        """Return the `Progress` of a job on `subject`, such as a file name, shown as a bar."""
        self._subject = subject
        return Progress(listener=self._draw)

    def say(self, message: str) -> None:
        """Print a line unless quiet."""
        if not self._quiet:
            self.complain(message)

    def complain(self, message: str) -> None:
        """Print a line."""
        print_message(f"{PROGRAM}: {message}")

    def show(self, line: str) -> None:
        """Replace the last line on a terminal, unless that was done a moment ago."""
        now = time.monotonic()
        if not self.draws or now - self._last < _PERIOD:
            return
        self._last = now
        draw_progress(line, _columns() - 1)

    def _draw(self, stage: Stage, fraction: float) -> None:
        filled = round(_BAR * fraction)
        bar = "#" * filled + "-" * (_BAR - filled)
        self.show(f"{stage:<16} [{bar}] {fraction:4.0%} {self._subject}")


def _columns() -> int:
    return os.get_terminal_size(sys.stderr.fileno()).columns or 80


def format_count(count: int, thing: str) -> str:
    """Return a number of things as text: ``"1 file"``, ``"2,000 files"``."""
    return f"{count:,} {thing}" + "s" * (count != 1)


def format_bytes(count: int) -> str:
    """Return a number of bytes in decimal units: ``"48.2 kB"``."""
    if count < 1000:
        return f"{count} bytes"
    size = float(count)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.5 or unit == "GB":
            break
    return f"{size:.3g} {unit}" if size < 1000 else f"{size:.0f} {unit}"
