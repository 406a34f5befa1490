"""Colours as lines of text, with a block of the colour itself where stdout is a terminal.

The environment overrides that: blocks are never printed if NO_COLOR is set and not empty, and
otherwise always if FORCE_COLOR is.

Source: https://no-color.org, https://force-color.org.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from quantizer.escape import escape_controls

if TYPE_CHECKING:
    from quantizer.image.palette import Palette, Swatch


def swatch_line(swatch: Swatch) -> str:
    """Return a line with a block, the hexadecimal code, the share and the name of a colour."""
    share = "" if swatch.share is None else f"{100 * swatch.share:6.2f} %"
    block = f"{_block(swatch, 4)} " if shows_color() else ""
    note = "  transparent" if swatch.color[3] == 0 else ""
    name = f"  {escape_controls(swatch.name)}" if swatch.name else ""
    return f"{block}{swatch.hex:<9} {share}{note}{name}"


def color_strip(palette: Palette, length: int) -> str:
    """Return the first `length` colours as blocks of one character, and two spaces.

    The text is empty if no colours are to be printed.
    """
    if not shows_color():
        return ""
    blocks = (_block(swatch, 1) for swatch in palette.swatches[:length])
    return "".join(blocks) + " " * (max(0, length - len(palette)) + 2)


def shows_color() -> bool:
    """Return whether blocks of colour are printed."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _block(swatch: Swatch, length: int) -> str:
    red, green, blue, alpha = swatch.color
    spaces = " " * length
    return f"\x1b[48;2;{red};{green};{blue}m{spaces}\x1b[0m" if alpha else spaces
