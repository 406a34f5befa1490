"""Undo and redo of what is chosen in a document; one drag of a slider is one step.

A step is a `Chosen`, which shares with its neighbours whatever is equal in both. So a thousand
steps take a few megabytes.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from ..jobs.timer import single_shot_timer
from .change_names import change_name

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from quantizer.settings.settings import Settings

    from .selection import Chosen

_DEPTH = 1000
"""Largest number of steps that can be undone."""
_GESTURE_MS = 700
"""Changes of the same setting within this time are one step; chosen by eye."""


class UndoStack:
    """The current choice, and those before and after it."""

    def __init__(self, chosen: Chosen, parent: QObject) -> None:
        self.value = chosen
        """The current choice."""
        self._past: deque[Chosen] = deque(maxlen=_DEPTH)
        self._future: list[Chosen] = []
        self._changed: set[str] = set()
        self._gesture = single_shot_timer(parent, _GESTURE_MS)

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier choice."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a choice that was undone."""
        return bool(self._future)

    @property
    def undo_name(self) -> str:
        """What `undo` takes back, in a few words; empty if there is nothing."""
        return change_name(self._past[-1], self.value) if self._past else ""

    @property
    def redo_name(self) -> str:
        """What `redo` does again, in a few words; empty if there is nothing."""
        return change_name(self.value, self._future[-1]) if self._future else ""

    def change_settings(self, settings: Settings) -> None:
        """Change settings; soon after a change of the same ones, this is the same step."""
        before, after = self.value.settings.values(), settings.values()
        changed = {name for name in after if before[name] != after[name]}
        is_same_step = self._gesture.isActive() and changed <= self._changed and bool(self._past)
        if not is_same_step:
            self._changed = changed
        self._gesture.start()
        self._push(self.value.with_settings(settings), is_same_step=is_same_step)

    def edit(self, chosen: Chosen, *, is_gesture: bool) -> None:
        """Take a choice with other edits of the palette; those of one gesture are one step."""
        gesture = {"edits"}
        is_same_step = is_gesture and self._gesture.isActive() and self._changed == gesture
        self._changed = gesture if is_gesture else set()
        self._gesture.start()
        self._push(chosen, is_same_step=is_same_step and bool(self._past))

    def choose(self, chosen: Chosen) -> None:
        """Make another choice, as a step of its own."""
        self.end_gesture()
        self._push(chosen)

    def restart(self, chosen: Chosen) -> None:
        """Begin anew with a choice, without steps before or after it."""
        self.end_gesture()
        self._past.clear()
        self._future.clear()
        self.value = chosen

    def _push(self, chosen: Chosen, *, is_same_step: bool = False) -> None:
        if not is_same_step:
            self._past.append(self.value)
        self._future.clear()
        self.value = chosen
        if is_same_step and self._past[-1] == chosen:  # dragged back to where it began
            self._past.pop()
            self.end_gesture()

    def end_gesture(self) -> None:
        """Make the next change a step of its own."""
        self._gesture.stop()

    def undo(self) -> None:
        """Go back to the choice before."""
        self.end_gesture()
        self._future.append(self.value)
        self.value = self._past.pop()

    def redo(self) -> None:
        """Go back to the choice that was undone last."""
        self.end_gesture()
        self._past.append(self.value)
        self.value = self._future.pop()
