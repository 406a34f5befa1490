"""Makes the parts of the main window after it was painted first, so that it appears at once.

    first paint -> a worker imports `ui.wiring.parts` -> one step of `make_parts` for each turn of
    the event loop -> `MainWindow.completed`

Whoever cannot wait calls `MainWindow.complete`, which makes what is missing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from ..jobs.worker import Worker
    from ..main_window import MainWindow


class LateParts(QObject):
    """Completes `window` after its first paint; call `shutdown` before it is destroyed."""

    painted = Signal()
    """The window was painted; nothing is imported yet."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._loader: Worker | None = None
        window.start_page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Begin after the first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._load)
        return False

    def shutdown(self) -> None:
        """Wait until the import that is running has ended."""
        if self._loader is not None:
            self._loader.shutdown()
            self._loader = None

    def _load(self) -> None:
        self.painted.emit()
        from ..jobs.worker import SWITCH_INTERVAL, Worker  # noqa: PLC0415 - not before the paint

        sys.setswitchinterval(SWITCH_INTERVAL)
        self._loader = Worker("quantizer-parts", self)
        self._loader.published.connect(self._make)
        self._loader.start(lambda _context: import_module(f"{__package__}.parts"))

    def _make(self) -> None:
        if self._window.make_next_parts():
            QTimer.singleShot(0, self._make)
        else:
            self.shutdown()
