"""Prints a palette: its colours with their shares, their roles, and their contrasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.cli.streams import print_result
from quantizer.cli.swatch_line import shows_color
from quantizer.escape import escape_controls
from quantizer.swatches.contrast import contrasts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quantizer.image.palette import Palette, Swatch
    from quantizer.swatches.roles import Role


def print_palette(
    palette: Palette, roles: Mapping[Role, Swatch] | None, *, title: str, table: bool
) -> None:
    """Print a palette.

    Parameters
    ----------
    palette
        The palette.
    roles
        The roles of its colours; None to leave them out.
    title
        A line above it; may be empty.
    table
        Whether the contrast of each pair of colours is printed.
    """
    lines = [f"{escape_controls(title)}:"] if title else []
    lines += map(_line, palette)
    if roles is not None:
        lines.append("")
        for role, swatch in roles.items():
            lines.append(f"{role:<10} {_block(swatch)}{swatch.hex:<9}{_name(swatch)}")
    if table:
        lines += ["", *_contrast_lines(palette)]
    print_result("\n".join(lines), styled=True)


def _line(swatch: Swatch) -> str:
    share = "" if swatch.share is None else f"{100 * swatch.share:6.2f} %"
    note = "  transparent" if swatch.color[3] == 0 else ""
    return f"{_block(swatch)}{swatch.hex:<9} {share}{note}{_name(swatch)}"


def _name(swatch: Swatch) -> str:
    return f"  {escape_controls(swatch.name)}" if swatch.name else ""


def _block(swatch: Swatch) -> str:
    """Return a block of the colour, on a terminal."""
    red, green, blue, alpha = swatch.color
    block = f"\x1b[48;2;{red};{green};{blue}m    \x1b[0m " if alpha else "     "
    return block if shows_color() else ""


def _contrast_lines(palette: Palette) -> list[str]:
    colors = palette.colors
    names = [swatch.hex for swatch in palette]
    width = max(map(len, names), default=0)
    lines = [" ".join([" " * width, *(f"{name:>{width}}" for name in names)])]
    for name, row in zip(names, contrasts(colors, colors).tolist(), strict=True):
        lines.append(" ".join([f"{name:<{width}}", *(f"{ratio:>{width}.2f}" for ratio in row)]))
    return lines
