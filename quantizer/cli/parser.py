"""The argument parser: argparse's, with messages of one line and help that is a result."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from quantizer.cli.streams import print_message, print_result
from quantizer.cli.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite


class Parser(argparse.ArgumentParser):
    """An argument parser whose error message is one line, and whose help is a result.

    An unknown option, command or choice is told with the known one that is most like it. With
    `takes_options_anywhere`, options may stand between the positional arguments.
    """

    takes_options_anywhere = False
    _is_within_another_call = False

    def parse_known_args(  # type: ignore[override]  # one form of several
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse arguments; an unknown one is an error."""
        if self.takes_options_anywhere:
            self.takes_options_anywhere, self._is_within_another_call = False, True
            found, unknown = self.parse_known_intermixed_args(args, namespace)
        else:
            found, unknown = super().parse_known_args(args, namespace)
            if self._is_within_another_call:
                return found, unknown
        if unknown:
            self.error(self._describe_unknown(unknown))
        return found, unknown

    def _describe_unknown(self, words: list[str]) -> str:
        option = next((word for word in words if word.startswith("-")), None)
        if option is None:
            return f"unexpected argument: {' '.join(words)}"
        name = option.partition("=")[0]
        if self._subparsers is not None:
            return f"{name} is to come after the command"
        known = ["--help", "--version", *self._option_string_actions]
        return f"there is no option {name}{suggestion(name, known)}"

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        known = list(map(str, action.choices))
        meant = suggestion(str(value), known)
        if isinstance(action, argparse._SubParsersAction):
            kind = str(action.metavar).lower()
            self.error(f"{value!r} is no {kind}{meant or '; there are ' + ', '.join(known)}")
        text = f"invalid choice: {value!r} (choose from {', '.join(known)}){meant}"
        raise argparse.ArgumentError(action, text)

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help on stdout, or to a file."""
        if file is None:
            print_result(self.format_help(), end="")
        else:
            super().print_help(file)

    def error(self, message: str) -> NoReturn:
        """Print a message, and end the program."""
        print_message(f"{self.prog}: {message} (see '{self.prog} --help')")
        self.exit(2)
