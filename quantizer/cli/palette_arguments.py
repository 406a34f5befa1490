"""The arguments of ``quantizer palette``: how its colours are found, ordered, named and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.cli.setting_arguments import add_settings
from quantizer.cli.values import parse_percent
from quantizer.swatches.usual_settings import USUAL_SETTINGS

if TYPE_CHECKING:
    import argparse


def add_palette(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `quantizer.cli.palette`, except images, files and ``--json``."""
    add_settings(parser, USUAL_SETTINGS, sized=False)
    _add_swatches(parser.add_argument_group("palette"))


def _add_swatches(group: argparse._ActionsContainer) -> None:
    text = (
        "order of the colours: share (the most used first), lightness (the darkest first), hue, or "
        "image (from its top to its bottom)"
    )
    words = ("share", "lightness", "hue", "image")
    group.add_argument("--order", choices=words, metavar="NAME", help=text)
    text = (
        "name each colour after the nearest CSS colour, or after the nearest colour of a palette, "
        "built-in or in a file"
    )
    group.add_argument("--names", nargs="?", const="css", metavar="css|PALETTE", help=text)
    flags = {
        "--roles": "print which colour suits as background, text (with a WCAG contrast of at least "
        "4.5 to it), accent, vivid, muted, light and dark",
        "--contrast-table": "print the WCAG contrast of each pair of colours",
        "--ignore-white": "leave white and nearly white pixels out of account",
        "--ignore-background": "leave out the colour that takes most of the border, and what looks "
        "like it",
        "--together": "find one palette for all images, in which each counts the same",
    }
    for flag, text in flags.items():
        group.add_argument(flag, action="store_true", help=text)
    text = "leave out colours with a smaller share of the pixels, in percent (default 0)"
    group.add_argument("--min-share", metavar="X", type=parse_percent, default=0.0, help=text)
