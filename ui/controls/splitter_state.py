"""The state of a splitter from an earlier session, taken only if it fits the splitter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QByteArray
    from PySide6.QtWidgets import QSplitter


def restore_splitter(splitter: QSplitter, state: QByteArray) -> bool:
    """Restore the sizes of a splitter; return False, and leave it as it is, if `state` is not its.

    The bytes of Qt hold more than sizes: those of another splitter would turn this one, and put
    the panels that stand beside each other on top of each other.
    """
    before, shape = splitter.saveState(), _shape(splitter)
    if splitter.restoreState(state) and _shape(splitter) == shape:
        return True
    splitter.restoreState(before)
    return False


def _shape(splitter: QSplitter) -> tuple[object, ...]:
    """Return what the program, not the user, decides about a splitter."""
    return (
        splitter.orientation(),
        splitter.handleWidth(),
        splitter.childrenCollapsible(),
        splitter.opaqueResize(),
    )
