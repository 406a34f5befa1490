"""The keys of the step mode."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from quantizer.language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from .step_mode import StepMode

_SHORTCUTS = (
    mark("Stepping through K-means"),
    (
        (mark("Step, step back"), mark("→, ← (also . ,)")),
        (mark("Play or pause"), mark("Space")),
        (mark("Back to the start"), mark("Home")),
        (mark("To the end"), mark("End")),
        (mark("Faster, slower"), "+, \N{MINUS SIGN}"),
        (mark("Edit centroids by hand"), "E"),
        (mark("Choose a centroid in the cloud"), mark("N, Shift + N")),
        (mark("Move it, remove it"), mark("arrows, Delete")),
        (mark("Choose a pixel, pick it"), mark("Ctrl + arrows, Return")),
        (mark("Back to the image"), "Esc"),
    ),
)
"""A heading, and what the keys do."""


def step_shortcuts() -> tuple[str, list[tuple[str, str]]]:
    """Return the step mode's group of the list of shortcuts, in the language of the window."""
    title, rows = _SHORTCUTS
    return tr(title), [(tr(what), tr(keys)) for what, keys in rows]


def key_actions(mode: StepMode) -> dict[Qt.Key, Callable[[], object]]:
    """Return what each key does, where the focused part of the mode has no use for it."""
    transport, key = mode.transport, Qt.Key
    faster, slower = partial(transport.change_speed, 1), partial(transport.change_speed, -1)
    return {
        key.Key_Right: mode.step,
        key.Key_Period: mode.step,
        key.Key_Left: mode.back,
        key.Key_Comma: mode.back,
        key.Key_Home: mode.restart,
        key.Key_End: mode.run_to_end,
        key.Key_Space: mode.toggle_play,
        key.Key_Plus: faster,
        key.Key_Equal: faster,
        key.Key_Minus: slower,
        key.Key_E: mode.tools.editing.toggle,
        key.Key_Escape: mode.left.emit,
    }


def is_claimed(event: QKeyEvent) -> bool:
    """Whether a key must not reach the window's shortcuts, most of which are for the hidden canvas.

    Keys with Ctrl or Alt, function keys and "?" do reach them.
    """
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    is_plain = modifiers in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier}
    is_function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    return is_plain and not is_function_key and event.text() != "?"
