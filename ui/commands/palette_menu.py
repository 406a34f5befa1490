"""The commands of the menu *Palette*, and those that show colours as others see them.

`ui.palette_editing.presenter` does what they say.
"""

from __future__ import annotations

from quantizer.color.color_vision_kind import ColorVision
from quantizer.language import mark

from .command import SEPARATOR, Command

PALETTE_COMMANDS = (
    Command(
        "edit_color",
        mark("&Change colour…"),
        ("Ctrl+Return",),
        mark("Change the chosen colour of the palette"),
    ),
    Command("rename_color", mark("Re&name…"), ("F2",), mark("Give the chosen colour a name")),
    Command(
        "lock_colors",
        mark("&Lock or unlock"),
        ("Ctrl+Shift+K",),
        mark("Keep the chosen colours when others are found"),
    ),
    Command(
        "merge_colors",
        mark("&Merge"),
        ("Ctrl+M",),
        mark("Make one colour of those that are chosen"),
    ),
    Command(
        "delete_colors",
        mark("&Delete"),
        ("Del",),
        mark("Delete the chosen colours; their pixels take the nearest others"),
    ),
    SEPARATOR,
    Command(
        "add_colors",
        mark("&Add colours…"),
        ("Ctrl+Shift+A",),
        mark("Add colours by their codes"),
    ),
    Command(
        "pick_color",
        mark("Add a colour from the &picture"),
        ("I",),
        mark("Add the colour of a pixel"),
    ),
    Command(
        "paste_colors",
        mark("Pa&ste colours"),
        ("Ctrl+Shift+V",),
        mark("Replace the chosen colours by the codes on the clipboard, or use those as palette"),
    ),
    SEPARATOR,
    Command("color_up", mark("Move &up"), ("Alt+Up",), mark("Move the chosen colours up")),
    Command("color_down", mark("Move d&own"), ("Alt+Down",), mark("Move the chosen colours down")),
    Command(
        "sort_share",
        mark("Sort by s&hare"),
        ("Ctrl+Shift+1",),
        mark("The most used colour first"),
    ),
    Command(
        "sort_lightness",
        mark("Sort by l&ightness"),
        ("Ctrl+Shift+2",),
        mark("The darkest colour first"),
    ),
    Command(
        "sort_hue",
        mark("Sort by hu&e"),
        ("Ctrl+Shift+3",),
        mark("Greys first, then from red over yellow, green and blue"),
    ),
    Command(
        "reverse_colors",
        mark("&Reverse the order"),
        ("Ctrl+Shift+4",),
        mark("The last colour first"),
    ),
    SEPARATOR,
    Command(
        "fit_rest",
        mark("&Fit the rest"),
        ("Ctrl+Shift+R",),
        mark("Find the other colours anew, beside those that were edited or locked"),
    ),
)
"""What can be done to the palette by hand."""


def vision_command(vision: ColorVision) -> str:
    """Return the name of the command that shows colours as with a kind of colour vision."""
    return f"vision_{vision.value}"


_SEEN_AS = {
    ColorVision.USUAL: mark("Colours as they are"),
    ColorVision.PROTANOPIA: mark("As with protanopia"),
    ColorVision.DEUTERANOPIA: mark("As with deuteranopia"),
    ColorVision.TRITANOPIA: mark("As with tritanopia"),
}
VISION_COMMANDS = tuple(
    Command(vision_command(vision), text, (f"Alt+{number}",), vision.tooltip)
    for number, (vision, text) in enumerate(_SEEN_AS.items(), start=1)
)
"""Kinds of colour vision; exactly one of them is checked."""
