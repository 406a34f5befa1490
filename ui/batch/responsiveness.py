"""Keeps the window responsive while a thread creates tens of thousands of objects.

Two things in Python would block the window. A full garbage collection visits all objects, which
takes tenths of a second for a plan of ten thousand entries. And a computing thread releases the
interpreter lock only every 5 ms, while the window needs it hundreds of times for one frame.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
from typing import TYPE_CHECKING

from ..jobs.worker import SWITCH_INTERVAL

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEVER = 1 << 30
_lock = threading.Lock()
_open: list[None] = []
_saved = contextlib.ExitStack()


@contextlib.contextmanager
def responsive_gui() -> Iterator[None]:
    """Keep pauses of the GUI thread short in this context, which several jobs may share.

    Existing objects are frozen (`gc.freeze`), before and after: they are still freed when their
    reference count drops to zero, but cycles among them are not. Young objects are collected as
    usual.
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
    sys.setswitchinterval(SWITCH_INTERVAL)


def _set_aside() -> None:
    gc.collect(1)
    gc.freeze()
