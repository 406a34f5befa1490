"""The table of all commands of the main window: text, shortcuts and menu.

The menus and the list of shortcuts are both made from this table, so they always agree. Its
texts are translated where these are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from quantizer.language import tr

from ..canvas.view_mode import ViewMode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


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


def view_command(view: ViewMode) -> str:
    """Return the name of the command that selects a view mode."""
    return f"view_{view.value}"


MENUS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    (
        "&File",
        (
            Command("open", "&Open…", ("Ctrl+O",), "Open an image"),
            Command("recent", "Open &recent"),
            Command("open_table", "Open &table…", tip="Watch K-means on the rows of a table"),
            Command("load_palette", "&Load palette…", ("Ctrl+Shift+O",), "Use given colours"),
            SEPARATOR,
            Command("export", "&Export image…", ("Ctrl+E", "Ctrl+Shift+S"), "Save the result"),
            Command("export_palette", "Export &palette…", ("Ctrl+Shift+E",), "Save the palette"),
            SEPARATOR,
            Command("batch", "&Batch conversion…", ("Ctrl+B",), "Convert whole folders"),
            SEPARATOR,
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
            Command("paste", "&Paste image", ("Ctrl+V",), "Open the image on the clipboard"),
            SEPARATOR,
            Command("fewer", "&Halve the colours", ("[",)),
            Command("more", "&Double the colours", ("]",)),
            Command("auto", "&Automatic number of colours", ("A",), "Find a number that suits"),
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
                "&Delay of frames…",
                ("Shift+D",),
                "Set how long the selected frames show, or all",
            ),
            Command("plays", "&Number of plays…", ("Shift+P",), "Set how often it plays"),
            SEPARATOR,
            Command("reset", "Re&set settings to defaults", ("Ctrl+Backspace",)),
        ),
    ),
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
            Command("settings_panel", "Show &settings", ("F7",)),
            Command("result_panel", "Show &palette and quality", ("F8",)),
            Command(
                "step_through",
                "Step thro&ugh K-means",
                ("Ctrl+Shift+L",),
                "Watch K-means at work, step by step",
            ),
            Command("clusters", "Show c&lusters", ("Ctrl+L",), "See the clusters of the result"),
            Command("theme", "&Theme"),
            Command("language", "&Language"),
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
            Command("explained", "K-means &explained", ("F1",), "The terms, with pictures"),
            Command("shortcuts", "&Keyboard shortcuts", ("?",)),
            Command("about", "&About Quantizer"),
        ),
    ),
)

SUBMENUS = frozenset({"recent", "theme", "language"})
VIEWS = tuple(view_command(view) for view in ViewMode)
"""The commands of the view modes; exactly one of them is checked."""
CHECKABLE = frozenset(
    {"auto", "settings_panel", "result_panel", "clusters", "pins", "magnifier", "frames", *VIEWS}
)

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
        ("Copy a colour of the palette, and see its pixels", "click, Return"),
        ("See all pixels again", "Esc"),
        ("Next control", "Tab"),
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
    pointer = [(tr(what), tr(how)) for what, how in POINTER[1]]
    return [*groups, (tr(POINTER[0]), pointer)]
