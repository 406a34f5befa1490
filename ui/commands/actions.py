"""The table of all commands of the main window: text, shortcuts and menu.

The menus and the list of shortcuts are both made from this table, so they always agree. Its
texts are translated where these are made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from quantizer.language import tr

from ..canvas.view_mode import ViewMode
from .command import ENGLISH, NAME, SEPARATOR, Command, tooltip
from .copy_menu import COPY_COMMANDS
from .palette_menu import PALETTE_COMMANDS, VISION_COMMANDS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def view_command(view: ViewMode) -> str:
    """Return the name of the command that selects a view mode."""
    return f"view_{view.value}"


MENUS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    (
        "&File",
        (
            Command("open", "&Open…", ("Ctrl+O",), "Open an image or a project"),
            Command("recent", "Open &recent", ("Ctrl+R",), "Choose a file that was open"),
            Command(
                "open_table", "Open &table…", ("Ctrl+T",), "Watch K-means on the rows of a table"
            ),
            Command("load_palette", "&Load palette…", ("Ctrl+Shift+O",), "Use given colours"),
            SEPARATOR,
            Command(
                "save_project",
                "&Save project",
                ("Ctrl+Alt+S",),
                "Save the settings, the palette and the pins, to go on later",
            ),
            Command(
                "save_project_as",
                "Save project &as…",
                ("Ctrl+Alt+Shift+S",),
                "Save the project in another file",
            ),
            SEPARATOR,
            Command("export", "&Export image…", ("Ctrl+E", "Ctrl+Shift+S"), "Save the result"),
            Command(
                "export_again",
                "Export a&gain",
                ("Ctrl+S",),
                "Write the result to the same file as before, without a dialog",
            ),
            Command("export_palette", "Export &palette…", ("Ctrl+Shift+E",), "Save the palette"),
            SEPARATOR,
            Command("batch", "&Batch conversion…", ("Ctrl+B",), "Convert whole folders"),
            SEPARATOR,
            Command("close", "&Close image", ("Ctrl+W",), "Return to the start page"),
            Command("quit", "&Quit", ("Ctrl+Q",)),
        ),
    ),
    (
        "&Edit",
        (
            Command("undo", "&Undo", ("Ctrl+Z",), "Undo the last change of the settings"),
            Command("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Redo the change undone last"),
            SEPARATOR,
            Command("copy", "&Copy result", ("Ctrl+C",), "Copy the reduced image"),
            Command("copy_palette", "Copy p&alette as text", ("Ctrl+Shift+C",)),
            Command("copy_as", "Cop&y as", ("Ctrl+Alt+C",), "Copy for web pages and programs"),
            *COPY_COMMANDS,
            Command("paste", "&Paste image", ("Ctrl+V",), "Open the image on the clipboard"),
            SEPARATOR,
            Command("fewer", "&Halve the colours", ("[",)),
            Command("more", "&Double the colours", ("]",)),
            Command("auto", "Au&tomatic number of colours", ("A",), "Find a number that suits"),
            Command("update", "Update the result &now", ("F5",)),
            Command("cancel", "Cance&l", ("Esc",), "Stop the running job"),
            SEPARATOR,
            Command(
                "leave_out_frames",
                "Leave &out the frames",
                ("Shift+Delete",),
                "Leave out the selected frames of the animation",
            ),
            Command(
                "bring_back_frames",
                "&Bring the frames back",
                ("Shift+Insert",),
                "Keep the selected frames of the animation again",
            ),
            Command(
                "thin_frames",
                "Leave out every second fra&me",
                ("Shift+T",),
                "Leave out every second frame of the animation",
            ),
            Command("reverse_frames", "Re&verse the animation", ("Shift+R",), "Play it backwards"),
            Command(
                "frame_delay",
                "Delay of &frames…",
                ("Shift+D",),
                "Set how long the selected frames show, or all",
            ),
            Command("plays", "Numb&er of plays…", ("Shift+P",), "Set how often it plays"),
            SEPARATOR,
            Command("reset", "Re&set settings to defaults", ("Ctrl+Backspace",)),
        ),
    ),
    ("&Palette", PALETTE_COMMANDS),
    (
        "&View",
        (
            Command(view_command(ViewMode.SPLIT), "Sp&lit", ("Ctrl+1",)),
            Command(view_command(ViewMode.SIDE_BY_SIDE), "Side by sid&e", ("Ctrl+2",)),
            Command(view_command(ViewMode.DIFFERENCE), "&Difference", ("Ctrl+3",)),
            Command(view_command(ViewMode.HEAT_MAP), "&Heat map", ("Ctrl+4",)),
            Command("worst_region", "Go to the &worst region", ("W",), "Zoom to the largest error"),
            SEPARATOR,
            Command("fit", "&Fit to window", ("F", "0")),
            Command("100", "&100 %", ("1",)),
            Command("200", "&200 %", ("2",)),
            Command("400", "&400 %", ("4",)),
            Command("zoom_in", "Zoom &in", ("+", "=", "Ctrl++", "Ctrl+=")),
            Command("zoom_out", "Zoom &out", ("-", "Ctrl+-")),
            SEPARATOR,
            Command("centre_split", "&Centre the split", ("S",)),
            SEPARATOR,
            Command("play", "&Play or pause", ("P",), "Play the animation, or pause it"),
            Command("frame_before", "Pre&vious frame", (",",)),
            Command("frame_after", "&Next frame", (".",)),
            Command("frames", "Edit f&rames", ("F4",), "Show the frames of the animation"),
            SEPARATOR,
            Command("toolbar", "Show tool&bar", ("F6",), "Show or hide the buttons at the top"),
            Command("settings_panel", "Show &settings", ("F7",)),
            Command("result_panel", "Show palette &and quality", ("F8",)),
            Command(
                "reset_layout",
                "Reset la&yout",
                ("Shift+F7",),
                "All panels shown, with their first sizes",
            ),
            Command(
                "step_through",
                "Step thro&ugh K-means",
                ("Ctrl+Shift+L",),
                "Watch K-means at work, step by step",
            ),
            Command("clusters", "Show clusters", ("Ctrl+L",), "See the clusters of the result"),
            SEPARATOR,
            *VISION_COMMANDS,
            SEPARATOR,
            Command(
                "reduce_motion",
                "Reduce &motion",
                ("Ctrl+Shift+M",),
                "Let nothing move that was not asked to",
            ),
            Command("theme", "&Theme", ("Ctrl+Shift+T",), "Light or dark"),
            Command("language", "Lan&guage", ("Ctrl+Shift+G",), "The language of all texts"),
        ),
    ),
    (
        "&Compare",
        (
            Command(
                "pin", "&Pin the result", ("Ctrl+P",), "Keep the result to compare it with others"
            ),
            Command(
                "pin_counts",
                "Pin &8, 16 and 32 colours",
                ("Ctrl+Shift+P",),
                "Keep the image in 8, in 16 and in 32 colours",
            ),
            Command(
                "pin_dithers",
                "Pin with and without &dither",
                ("Ctrl+Shift+D",),
                "Keep the image without a dither and with one",
            ),
            Command(
                "pin_formats",
                "Pin as P&NG, WebP and GIF",
                ("Ctrl+Shift+F",),
                "Keep the image in three file formats",
            ),
            Command(
                "remove_pins", "Remo&ve all pins", ("Ctrl+Shift+Backspace",), "Remove all pins"
            ),
            Command("pins", "S&how the pins", ("F9",), "Show the pins below the canvas"),
            Command(
                "go_to_pins", "&Go to the pins", ("Shift+F9",), "Move the keyboard to the pins"
            ),
            SEPARATOR,
            Command(
                "next_right",
                "Next picture at the &right",
                ("N",),
                "Show the original, the result or the next pin at the right",
            ),
            Command(
                "next_left",
                "Next picture at the &left",
                ("Shift+N",),
                "Show the original, the result or the next pin at the left",
            ),
            Command(
                "swap_sides",
                "&Swap the sides",
                ("X",),
                "Let the left and the right picture change places",
            ),
            Command(
                "usual_sides",
                "Compare &original and result",
                ("Shift+X",),
                "Show the original at the left and the result at the right",
            ),
            SEPARATOR,
            Command(
                "magnifier",
                "&Magnifier",
                ("M",),
                "Enlarge the pixels under the pointer, of both sides",
            ),
            Command(
                "magnifier_zoom",
                "Magnifier &4 or 8 times",
                ("Shift+M",),
                "Switch between 4 and 8 times",
            ),
        ),
    ),
    (
        "&Help",
        (
            Command(
                "find_command",
                "&Find a command…",
                ("Ctrl+K",),
                "Find a command by its name, run it",
            ),
            Command("explained", "K-means &explained", ("F1",), "The terms, with pictures"),
            Command("shortcuts", "&Keyboard shortcuts", ("?",)),
            Command("about", "&About Quantizer", ("Shift+F1",), "Version and licence"),
        ),
    ),
)

SUBMENUS = frozenset({"recent", "theme", "language", "copy_as"})
VIEWS = tuple(view_command(view) for view in ViewMode)
"""The commands of the view modes; exactly one of them is checked."""
VISIONS = tuple(command.name for command in VISION_COMMANDS)
CHECKABLE = frozenset(
    {
        "auto",
        "toolbar",
        "settings_panel",
        "result_panel",
        "clusters",
        "pins",
        "magnifier",
        "frames",
        "reduce_motion",
        *VIEWS,
        *VISIONS,
    }
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
            action.setToolTip(tooltip(command))
            action.setProperty(ENGLISH, command.text)
            action.setProperty(NAME, command.name)
            action.setCheckable(command.name in CHECKABLE)
            actions[command.name] = action
    views = QActionGroup(owner)
    for name in VIEWS:
        views.addAction(actions[name])
    return actions
