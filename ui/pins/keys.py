"""The keys of the strip of pins, for the list of shortcuts."""

from __future__ import annotations

from quantizer.language import mark

SHORTCUTS = (
    mark("In the strip of pins"),
    (
        (mark("Show a picture at the right"), mark("click, Return")),
        (mark("Show a picture at the left"), mark("Shift + click, Shift + Return")),
        (mark("Move a pin"), mark("drag, Ctrl + ← →")),
        (mark("Rename a pin"), "F2"),
        (mark("Remove a pin"), mark("Delete")),
        (mark("Use its settings, export it"), mark("right click, Menu key")),
    ),
)
"""What the keys do."""
