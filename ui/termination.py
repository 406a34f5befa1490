"""Ends the window when the system asks for it: Ctrl+C in the terminal, SIGTERM, a logout.

    signal -> Python's handler -> a byte in a socket -> the event loop wakes up -> `requested`

Python runs a handler only when the interpreter gets a turn, and an event loop that waits gives it
none. So Python writes the number of the signal into a socket, which the event loop watches, also
that of an open dialog or menu.
"""

from __future__ import annotations

import os
import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from types import FrameType

_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_FIRST_EXIT_CODE = 128
"""What a shell adds to the number of the signal that ended a program."""


class TerminationRequests(QObject):
    """Turns signals of the system into `requested`; call `stop` before it is destroyed.

    The second signal ends the process at once.
    """

    requested = Signal(int)
    """The exit code: 130 after Ctrl+C, 143 after SIGTERM, 129 if the terminal was closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_requested = False
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._handlers = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        self._wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def stop(self) -> None:
        """Handle signals as before."""
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self._is_requested:
            os._exit(_FIRST_EXIT_CODE + number)
        self._is_requested = True

    def _read(self) -> None:
        numbers = [number for number in self._reader.recv(64) if number in self._handlers]
        if numbers:
            self.requested.emit(_FIRST_EXIT_CODE + numbers[0])
