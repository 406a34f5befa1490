"""What was chosen before and after, where the changes of one drag undo together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from .history import History, differing_fields

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from quantizer.settings.settings import Settings

    from .selection import Chosen

_GESTURE_MS = 700


class ChosenHistory(History["Chosen"]):
    """The history of a document.

    Parameters
    ----------
    chosen
        What is chosen at first.
    parent
        Qt owner of the timer.
    """

    def __init__(self, chosen: Chosen, parent: QObject) -> None:
        super().__init__(chosen)
        self._changed_fields: frozenset[str] = frozenset()
        self._gesture = QTimer(parent)
        self._gesture.setSingleShot(True)
        self._gesture.setInterval(_GESTURE_MS)

    def change_settings(self, settings: Settings) -> None:
        """Make other settings the present ones; soon after a change of the same, one step."""
        changed = differing_fields(self.value.settings, settings)
        merge = self._gesture.isActive() and changed <= self._changed_fields
        if not merge:
            self._changed_fields = changed
        self._gesture.start()
        self.change(self.value.with_settings(settings), merge=merge)

    def choose(self, chosen: Chosen) -> None:
        """Make another choice the present one, as a step of its own."""
        self.end_gesture()
        self.change(chosen)

    def end_gesture(self) -> None:
        """Let the next change be a step of its own."""
        self._gesture.stop()

    def undo(self) -> Chosen:
        """Return to what was chosen before and return it."""
        self.end_gesture()
        return super().undo()

    def redo(self) -> Chosen:
        """Return to what was undone last and return it."""
        self.end_gesture()
        return super().redo()
