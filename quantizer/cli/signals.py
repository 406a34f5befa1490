"""Ctrl+C and SIGTERM during a command that runs for long."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.batch.run.control import Control


@contextlib.contextmanager
def cancelled_by_signals(control: Control) -> Iterator[None]:
    """Have Ctrl+C and SIGTERM cancel the run; a second one raises `KeyboardInterrupt`."""
    before = {}

    def cancel(_number: int, _frame: object) -> None:
        if control.is_cancelled:
            raise KeyboardInterrupt
        control.cancel()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, cancel)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
