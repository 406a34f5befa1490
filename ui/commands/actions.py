"""The table of all commands of the main window: text, shortcuts and menu.

The menus and the list of shortcuts are both made from this table, so they always agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from quantizer.language import mark, tr

from ..canvas.view_mode import ViewMode
from .command import SEPARATOR, Command
from .palette_menu import PALETTE_COMMANDS, VISION_COMMANDS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def view_command(view: ViewMode) -> str:
    """Return the name of the command that selects a view mode."""
    return f"view_{view.value}"


MENUS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    (
        mark("&File"),
        (
            Command("open", mark("&Open…"), ("Ctrl+O",), mark("Open an image")),
            Command("recent", mark("Open &recent")),
            Command(
                "open_table", mark("Open &table…"), tip=mark("Watch K-means on the rows of a table")
            ),
            Command(
                "load_palette", mark("&Load palette…"), ("Ctrl+Shift+O",), mark("Use given colours")
            ),
            SEPARATOR,
            Command(
                "export",
                mark("&Export image…"),
                ("Ctrl+E", "Ctrl+Shift+S"),
                mark("Save the result"),
            ),
            Command(
                "export_palette",
                mark("Export &palette…"),
                ("Ctrl+Shift+E",),
                mark("Save the palette"),
            ),
            SEPARATOR,
            Command(
                "batch", mark("&Batch conversion…"), ("Ctrl+B",), mark("Convert whole folders")
            ),
            SEPARATOR,
            Command("quit", mark("&Quit"), ("Ctrl+Q",)),
        ),
    ),
    (
        mark("&Edit"),
        (
            Command(
                "undo", mark("&Undo"), ("Ctrl+Z",), mark("Undo the last change of the settings")
            ),
            Command(
                "redo",
                mark("&Redo"),
                ("Ctrl+Shift+Z", "Ctrl+Y"),
                mark("Redo the change undone last"),
            ),
            SEPARATOR,
            Command("copy", mark("&Copy result"), ("Ctrl+C",), mark("Copy the reduced image")),
            Command("copy_palette", mark("Copy p&alette as text"), ("Ctrl+Shift+C",)),
            Command(
                "paste", mark("&Paste image"), ("Ctrl+V",), mark("Open the image on the clipboard")
            ),
            SEPARATOR,
            Command("fewer", mark("&Halve the colours"), ("[",)),
            Command("more", mark("&Double the colours"), ("]",)),
            Command(
                "auto",
                mark("&Automatic number of colours"),
                ("A",),
                mark("Find a number that suits"),
            ),
            Command("update", mark("Update the result &now"), ("F5",)),
            Command("cancel", mark("Cance&l"), (mark("Esc"),), mark("Stop the running job")),
            Command("reset", mark("Re&set settings to defaults"), ("Ctrl+Backspace",)),
        ),
    ),
    (mark("&Palette"), PALETTE_COMMANDS),
    (
        mark("&View"),
        (
            Command(view_command(ViewMode.SPLIT), mark("Sp&lit"), ("Ctrl+1",)),
            Command(view_command(ViewMode.SIDE_BY_SIDE), mark("Side by sid&e"), ("Ctrl+2",)),
            Command(view_command(ViewMode.DIFFERENCE), mark("&Difference"), ("Ctrl+3",)),
            Command(view_command(ViewMode.HEAT_MAP), mark("&Heat map"), ("Ctrl+4",)),
            Command(
                "worst_region",
                mark("Go to the &worst region"),
                ("W",),
                mark("Zoom to the largest error"),
            ),
            SEPARATOR,
            Command("fit", mark("&Fit to window"), ("F", "0")),
            Command("100", "&100 %", ("1",)),
            Command("200", "&200 %", ("2",)),
            Command("400", "&400 %", ("4",)),
            Command("zoom_in", mark("Zoom &in"), ("+", "=", "Ctrl++", "Ctrl+=")),
            Command("zoom_out", mark("Zoom &out"), ("-", "Ctrl+-")),
            SEPARATOR,
            Command("centre_split", mark("&Centre the split"), ("S",)),
            SEPARATOR,
            Command(
                "play", mark("&Play or pause"), ("P",), mark("Play the animation, or pause it")
            ),
            Command("frame_before", mark("Pre&vious frame"), (",",)),
            Command("frame_after", mark("&Next frame"), (".",)),
            SEPARATOR,
            Command("settings_panel", mark("Show &settings"), ("F7",)),
            Command("result_panel", mark("Show &palette and quality"), ("F8",)),
            Command(
                "step_through",
                mark("Step thro&ugh K-means"),
                ("Ctrl+Shift+L",),
                mark("Watch K-means at work, step by step"),
            ),
            Command(
                "clusters",
                mark("Show c&lusters"),
                ("Ctrl+L",),
                mark("See the clusters of the result"),
            ),
            SEPARATOR,
            *VISION_COMMANDS,
            SEPARATOR,
            Command("theme", mark("&Theme")),
            Command("language", mark("&Language")),
        ),
    ),
    (
        mark("&Help"),
        (
            Command(
                "explained", mark("K-means &explained"), ("F1",), mark("The terms, with pictures")
            ),
            Command("shortcuts", mark("&Keyboard shortcuts"), ("?",)),
            Command("about", mark("&About Quantizer")),
        ),
    ),
)

SUBMENUS = frozenset({"recent", "theme", "language"})
VIEWS = tuple(view_command(view) for view in ViewMode)
"""The commands of the view modes; exactly one of them is checked."""
VISIONS = tuple(command.name for command in VISION_COMMANDS)
CHECKABLE = frozenset({"auto", "settings_panel", "result_panel", "clusters", *VIEWS, *VISIONS})

POINTER = (
    mark("On the canvas"),
    (
        (mark("Show the original"), mark("hold O")),
        (mark("Move the split"), mark("drag, ← →")),
        (mark("Move the picture"), mark("drag, Ctrl + arrows")),
        (mark("Move the picture, even on the split"), mark("Space + drag")),
        (mark("Play or pause an animation"), "Space"),
        (mark("Lock a colour"), mark("right click, Menu key")),
        (mark("Zoom at the pointer"), "wheel"),
        (mark("See the pixels of a colour of the palette"), mark("point, click, Space")),
        (mark("Change a colour of the palette"), mark("double click, Return")),
        (mark("Copy or paste colours, with the focus in the palette"), "Ctrl+C, Ctrl+V"),
        (mark("See all pixels again"), "Esc"),
        (mark("Next control"), "Tab"),
    ),
)


def make_actions(owner: QWidget) -> dict[str, QAction]:
    """Return an action for each command of the table, by name."""
    actions = {}
    for _, commands in MENUS:
        for command in commands:
            if command is SEPARATOR or command.name in SUBMENUS:
                continue
            action = QAction(tr(command.text), owner)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            action.setStatusTip(tr(command.tip))
            action.setCheckable(command.name in CHECKABLE)
            actions[command.name] = action
    views = QActionGroup(owner)
    for name in VIEWS:
        views.addAction(actions[name])
    return actions


def shortcut_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the groups of the list of shortcuts: heading, and rows of command and keys."""
    groups = [
        (
            tr(title).replace("&", ""),
            [
                (
                    tr(command.text).replace("&", "").rstrip("…"),
                    ", ".join(
                        QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
                        for keys in command.keys[:2]
                    ),
                )
                for command in commands
                if command.keys
            ],
        )
        for title, commands in MENUS
    ]
    return [*groups, (POINTER[0], list(POINTER[1]))]
