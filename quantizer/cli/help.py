"""``quantizer help``: prints the help of the program or of a command, as ``--help`` does.

``quantizer help config`` explains the configuration file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.cli.arguments import build_parser
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.help_texts import CONFIG
from quantizer.cli.streams import print_result

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Print the help; the parser ends the program when it has done so, or for an unknown word."""
    if arguments.words == ["config"]:
        print_result(CONFIG, end="")
    else:
        build_parser().parse_args([*arguments.words, "--help"])
    return ExitCode.DONE
