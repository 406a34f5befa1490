"""The keys of the strip of pins, for the list of shortcuts."""

from __future__ import annotations

from quantizer.language import mark, tr

_ROWS = (
    (mark("Show a picture at the right"), mark("click, Return")),
    (mark("Show a picture at the left"), mark("Shift + click, Shift + Return")),
    (mark("Move a pin"), mark("drag, Ctrl + ← →")),
    (mark("Rename a pin"), "F2"),
    (mark("Remove a pin"), mark("Delete")),
    (mark("Use its settings, export it"), mark("right click, Menu key")),
)
"""What the keys do."""


def pin_shortcuts() -> tuple[str, list[tuple[str, str]]]:
    """Return the strip's group of the list of shortcuts, in the language of the window."""
    return tr("In the strip of pins"), [(tr(what), tr(keys)) for what, keys in _ROWS]
