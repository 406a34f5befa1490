"""The options that limit what an input file may take: pixels, frames, memory, time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.cli.values import parse_frames, parse_megapixels, parse_seconds, parse_size
from quantizer.settings.file_limits import MAX_FRAMES, MAX_MEGAPIXELS, MAX_SECONDS, Limits

if TYPE_CHECKING:
    import argparse


def add_limits(parser: argparse.ArgumentParser, *, animations: bool = True) -> None:
    """Add the limits for an input file, ``--max-megapixels`` and the others.

    Parameters
    ----------
    parser
        The parser of a command that reads images.
    animations
        Whether the command reads all frames of an animation.
    """
    group = parser.add_argument_group("limits for each input file")
    text = "refuse larger images; of an animation all frames count (default %(default)g)"
    usual = MAX_MEGAPIXELS
    group.add_argument(
        "--max-megapixels", type=parse_megapixels, metavar="X", default=usual, help=text
    )
    text = (
        "refuse a file whose decoded pixels, those of all frames together, take more bytes, at 4 a "
        "pixel: 500MB or 2GiB (default: what --max-megapixels allows; less for an animation of "
        "few kilobytes)"
    )
    group.add_argument("--max-decoded", type=parse_size, metavar="SIZE", help=text)
    text = "give a file up that takes longer than this many seconds (default %(default)g)"
    group.add_argument(
        "--max-seconds", type=parse_seconds, metavar="S", default=MAX_SECONDS, help=text
    )
    if animations:
        text = "refuse animations of more frames (default %(default)d)"
        group.add_argument(
            "--max-frames", type=parse_frames, metavar="N", default=MAX_FRAMES, help=text
        )


def chosen_limits(arguments: argparse.Namespace) -> Limits:
    """Return the limits for an input file that the arguments give."""
    return Limits(
        max_megapixels=arguments.max_megapixels,
        max_frames=getattr(arguments, "max_frames", MAX_FRAMES),
        max_decoded=arguments.max_decoded,
        max_seconds=arguments.max_seconds,
    )
