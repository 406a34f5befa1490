"""One command of the main window: text, shortcuts, and what the status bar says."""

from __future__ import annotations

from dataclasses import dataclass


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


SEPARATOR = Command("", "")
