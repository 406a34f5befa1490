"""Shows what *Undo* and *Redo* would do: in the menu, their tooltips and the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quantizer.language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from ..document.document import Document
    from ..panels.status_bar import StatusBar

_LONGEST = 60
"""Letters of a change in a menu; a longer name ends with three dots. Not tuned."""
_NAMED = (mark("&Undo: {change}"), mark("&Redo: {change}"))
_PLAIN = (mark("&Undo"), mark("&Redo"))
_TIPS = (mark("There is nothing to undo"), mark("There is nothing to redo"))


class UndoPresenter(QObject):
    """Keeps the two actions up to date, and makes their steps.

    Parameters
    ----------
    actions
        The actions of the window by name, among them ``undo`` and ``redo``.
    """

    def __init__(
        self, document: Document, status: StatusBar, actions: Mapping[str, QAction]
    ) -> None:
        super().__init__(document)
        self._document, self._status = document, status
        self._actions = (actions["undo"], actions["redo"])
        document.settings_changed.connect(self._show)
        document.opened.connect(self._show)
        self._show()

    def undo(self) -> None:
        """Take the last change back, and say which one it was."""
        name = self._document.history.undo_name
        self._document.undo()
        if name:
            self._status.tell(tr("Undone: {change}", change=name))

    def redo(self) -> None:
        """Make the change again that was undone last, and say which one it was."""
        name = self._document.history.redo_name
        self._document.redo()
        if name:
            self._status.tell(tr("Done again: {change}", change=name))

    def _show(self) -> None:
        history = self._document.history
        states = ((history.can_undo, history.undo_name), (history.can_redo, history.redo_name))
        for place, (action, (can, name)) in enumerate(zip(self._actions, states, strict=True)):
            short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
            text = tr(_NAMED[place], change=short) if name else tr(_PLAIN[place])
            plain = text.replace("&", "", 1)
            action.setEnabled(can)
            action.setText(tr(_NAMED[place], change=short.replace("&", "&&")) if name else text)
            action.setIconText(tr(_PLAIN[place]).replace("&", ""))  # a button has no room for more
            keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
            action.setToolTip(f"{plain} ({keys})" if keys else plain)
            action.setStatusTip(plain if can else tr(_TIPS[place]))
