"""Loads pyqtgraph in a thread, when the first chart is shown.

Its import takes 0.4 s, which the window must neither wait for at its start nor be blocked by.
"""

from __future__ import annotations

import importlib
import threading
from functools import cache

from PySide6.QtCore import QObject, Signal

_PLOT = f"{__package__}.plot"


class _Loader(QObject):
    loaded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thread: threading.Thread | None = None
        self.is_loaded = False
        self.loaded.connect(self._note)

    def start(self) -> None:
        """Start loading, unless that was done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._load, name="quantizer-charts", daemon=True)
            self._thread.start()

    def _load(self) -> None:
        importlib.import_module(_PLOT)
        self.loaded.emit()

    def _note(self) -> None:
        self.is_loaded = True


@cache
def loader() -> _Loader:
    """Return the loader, which all charts share; call this on the GUI thread."""
    return _Loader()
