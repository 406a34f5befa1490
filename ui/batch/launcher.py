"""Opens the batch window from the main window, and closes it together with that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ..document.locked_colors import without_locked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow

    from quantizer.presets import PresetStore

    from ..document.document import Document
    from ..preferences import Preferences
    from .window import BatchWindow


class BatchLauncher(QObject):
    """Creates the batch window when it is first opened; call `shutdown` before it is destroyed."""

    open_requested = Signal(object)
    """The `Path` of an image to open in the main window."""

    def __init__(
        self, main: QMainWindow, document: Document, preferences: Preferences, presets: PresetStore
    ) -> None:
        super().__init__(main)
        self._main, self._document, self._preferences = main, document, preferences
        self._presets = presets
        self.window: BatchWindow | None = None

    def open(self, paths: Iterable[Path] = ()) -> None:
        """Show the batch window, and add files to it."""
        window = self.window or self._create()
        window.sources.add(str(path.absolute()) for path in paths)
        window.show()
        window.raise_()
        window.activateWindow()

    def may_close(self) -> bool:
        """Return whether no batch is running, or the user agrees to cancel it."""
        return self.window is None or self.window.may_end()

    def shutdown(self) -> None:
        """Close the batch window and wait for its jobs."""
        if self.window is not None:
            self.window.shutdown()
            self.window.deleteLater()
            self.window = None

    def _create(self) -> BatchWindow:
        from .window import BatchWindow  # noqa: PLC0415 - most sessions do not need it

        self.window = window = BatchWindow(self._preferences, self._presets)
        window.open_requested.connect(self.open_requested)
        window.open_requested.connect(lambda _path: self._main.activateWindow())
        window.settings_requested.connect(self._copy_settings)
        window.quit_requested.connect(self._main.close)
        return window

    def _copy_settings(self) -> None:
        if self.window is not None:
            chosen = self._document.chosen
            own = chosen.with_settings(without_locked(chosen.settings))
            self.window.options.choose(own)
