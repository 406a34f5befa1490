"""``quantizer help``: prints the help of the program or of a command, as ``--help`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.cli.arguments import build_parser

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Print the help; the parser ends the program when it has done so, or for an unknown word."""
    build_parser().parse_args([*arguments.words, "--help"])
    return 0
