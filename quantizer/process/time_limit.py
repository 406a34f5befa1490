"""A limit on the time that the work on one file may take."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.errors import Cancelled, ReadError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quantizer.progress import Progress


@contextlib.contextmanager
def time_limit(path: Path | str, seconds: float, progress: Progress) -> Iterator[Progress]:
    """Give the work inside the ``with`` block a progress that is cancelled when its time is up.

    Work that never looks at its progress must run in another process, which then is killed
    (`quantizer.process.child.call_in_process`).

    Parameters
    ----------
    path
        The file, to be named in the error.
    seconds
        Most seconds that the block may take; infinity for no limit.
    progress
        Where the work reports to; it can still be cancelled by its owner.

    Raises
    ------
    ReadError
        If the time is up.
    Cancelled
        If `progress` was cancelled.
    """
    end = time.monotonic() + seconds

    def is_over() -> bool:
        return time.monotonic() >= end

    limited = replace(progress, cancelled=lambda: progress.cancelled() or is_over())
    try:
        yield limited
    except Cancelled:
        if progress.cancelled() or not is_over():
            raise
        raise ReadError(path, given_up(seconds)) from None


def given_up(seconds: float) -> str:
    """Return that a file took longer than `seconds`, as the end of a sentence."""
    return tr(
        "was given up after {seconds:g} seconds, which is the limit; if you trust the "
        "file, raise it with --max-seconds",
        seconds=seconds,
    )
