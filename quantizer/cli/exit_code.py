"""What the program's exit code says."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes; 98 and 99 are pngquant's."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    WOULD_BE_LARGER = 98
    QUALITY_NOT_REACHABLE = 99
    INTERRUPTED = 130
