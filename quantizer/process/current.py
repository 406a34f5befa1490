"""The progress of the call that this process is making for its owner."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

_current: ContextVar[Progress] = ContextVar("current", default=SILENT)


def current_progress() -> Progress:
    """Return the progress of the current call; `SILENT` outside a worker."""
    return _current.get()


@contextlib.contextmanager
def use_progress(progress: Progress) -> Iterator[None]:
    """Have `current_progress` return `progress` on this thread, inside the ``with`` block."""
    token = _current.set(progress)
    try:
        yield
    finally:
        _current.reset(token)
