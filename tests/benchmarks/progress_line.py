"""Progress of a benchmark as one line on stderr."""

from __future__ import annotations

import sys


def show_progress(message: str) -> None:
    """Replace the line by `message` if stderr is a terminal; an empty one clears it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{message}", end="", file=sys.stderr, flush=True)
