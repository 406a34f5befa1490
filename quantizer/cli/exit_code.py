"""The exit codes of the program."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes; 98 and 99 are the same as pngquant's."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    WOULD_BE_LARGER = 98
    QUALITY_NOT_REACHABLE = 99
    INTERRUPTED = 130
