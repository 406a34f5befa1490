"""One line on stderr that says where a benchmark is."""

from __future__ import annotations

import sys


def tell(message: str) -> None:
    """Show a message in place of the last one, where stderr is a terminal; empty ends it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{message}", end="", file=sys.stderr, flush=True)
