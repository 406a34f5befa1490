"""``quantizer completion``: print a script with which a shell completes the command line.

    the parser -> commands (`commands`), with what their values may be (`values`) -> a script

`bash`, `zsh` and `fish` write the scripts. A script holds all words itself, so that pressing Tab
does not start Python. The package shtab does the same, but completes neither ``--dither=fl`` nor,
in bash, file names with spaces (version 1.13).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.cli.arguments import PROGRAM, build_parser
from quantizer.cli.completion import bash, fish, zsh
from quantizer.cli.completion.commands import read_commands
from quantizer.cli.completion.values import images
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.streams import print_result

if TYPE_CHECKING:
    from argparse import Namespace

_WRITERS = {"bash": bash.write_script, "zsh": zsh.write_script, "fish": fish.write_script}


def run(arguments: Namespace) -> int:
    """Print the script for a shell."""
    window = images()  # `quantizer photo.jpg` opens it
    root = replace(read_commands(build_parser(), PROGRAM), operands=window)
    print_result(_WRITERS[arguments.shell](root), end="")
    return ExitCode.DONE
