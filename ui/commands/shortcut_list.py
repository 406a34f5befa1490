"""The list of all keys for the sheet: those of the table of commands, and those of the canvas."""

from __future__ import annotations

from quantizer.language import tr

from .actions import MENUS
from .command import native

POINTER = (
    "On the canvas",
    (
        ("Show the original", "hold O"),
        ("Move the split", "drag, ← →"),
        ("Move the picture", "drag, Ctrl + arrows"),
        ("Move the picture, even on the split", "Space + drag"),
        ("Play or pause an animation", "Space"),
        ("Move the magnifier", "Shift + arrows"),
        ("Lock a colour", "right click, Menu key"),
        ("Zoom at the pointer", "wheel"),
        ("See the pixels of a colour of the palette", "point, click, Space"),
        ("Change a colour of the palette", "double click, Return"),
        ("Copy or paste colours, with the focus in the palette", "Ctrl+C, Ctrl+V"),
        ("See all pixels again", "Esc"),
        ("Next control", "Tab"),
    ),
)


def shortcut_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the groups of the list of shortcuts: heading, and rows of command and keys."""
    groups = [
        (
            tr(title).replace("&", ""),
            [
                (
                    tr(command.text).replace("&", "").rstrip("…"),
                    ", ".join(map(native, command.keys[:2])),
                )
                for command in commands
                if command.keys
            ],
        )
        for title, commands in MENUS
    ]
    pointer = [(tr(what), tr(how)) for what, how in POINTER[1]]
    return [*groups, (tr(POINTER[0]), pointer)]
