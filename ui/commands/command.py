"""One command of the main window: text, shortcuts, and what the status bar says."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from quantizer.language import tr


@dataclass(frozen=True)
class Command:
    """One command.

    Parameters
    ----------
    keys
        Shortcuts in Qt's portable notation.
    tip
        Sentence for the status bar; may be empty.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    tip: str = ""


ENGLISH, NAME = "english", "name"
"""The properties of an action that hold the text and the name of its command."""
SEPARATOR = Command("", "")


def native(keys: str) -> str:
    """Return a shortcut as the keyboard names it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def tooltip(command: Command) -> str:
    """Return what a button says about a command: what it does, and its first key."""
    what = tr(command.tip) or tr(command.text).replace("&", "").rstrip("…")
    return f"{what} ({native(command.keys[0])})" if command.keys else what
