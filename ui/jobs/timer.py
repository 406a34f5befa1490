"""Timers that fire once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject


def single_shot_timer(
    parent: QObject, milliseconds: int, slot: Callable[[], object] | None = None
) -> QTimer:
    """Return a stopped timer that calls `slot` once, `milliseconds` after each start."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    if slot is not None:
        timer.timeout.connect(slot)
    return timer
