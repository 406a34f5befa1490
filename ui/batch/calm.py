"""Lets a thread make tens of thousands of objects without the window standing still.

Two things in Python would hold it up. The garbage collector, in the middle of whatever a thread
does, looks through all objects that there are: tenths of a second once a plan has ten thousand
entries. And a thread that computes gives way only every 5 ms, while the window, which calls into
Qt hundreds of times for one frame, has to ask for its turn at each of them.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURN = 0.0005
"""Seconds after which a thread gives way."""
_NEVER = 1 << 30
_lock = threading.Lock()
_open: list[None] = []
_saved = contextlib.ExitStack()


@contextlib.contextmanager
def calm() -> Iterator[None]:
    """Keep pauses short while a job runs; several jobs may be in it at once.

    Objects that are there before and after are taken out of the collector's sight: what nobody
    refers to is freed all the same, only cycles among them are not. Young ones are looked through
    as ever.
    """
    with _lock:
        if not _open:
            _begin()
        _open.append(None)
    try:
        yield
    finally:
        with _lock:
            _open.pop()
            if not _open:
                _saved.close()


def _begin() -> None:
    _set_aside()
    young, middle, old = gc.get_threshold()
    _saved.callback(gc.set_threshold, young, middle, old)
    gc.set_threshold(young, middle, _NEVER)
    _saved.callback(_set_aside)
    _saved.callback(sys.setswitchinterval, sys.getswitchinterval())
    sys.setswitchinterval(_TURN)


def _set_aside() -> None:
    gc.collect(1)
    gc.freeze()
