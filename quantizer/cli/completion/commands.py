"""The commands of a parser with their options and operands, as a shell's script needs them."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.cli.completion.values import NOTHING, Values, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command.

    Parameters
    ----------
    flags
        Its spellings, such as ``("-o", "--output")``.
    summary
        A few words about it.
    value_name
        Name of its value in the help; empty if it takes none.
    values
        What its value may be.
    is_repeatable
        Whether it may be given several times.
    has_optional_value
        Whether the value may be left out.
    """

    flags: tuple[str, ...]
    summary: str
    value_name: str = ""
    values: Values = NOTHING
    is_repeatable: bool = False
    has_optional_value: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its own commands, if it has any.

    Parameters
    ----------
    words
        The words that call it, without the program's name: ``("presets", "show")``; empty for the
        program itself.
    summary
        A few words about it.
    options
        Its options.
    operands
        What its operands may be, all together.
    commands
        The commands below it.
    """

    words: tuple[str, ...]
    summary: str
    options: tuple[Option, ...]
    operands: Values
    commands: tuple[Command, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """All spellings of its options."""
        return tuple(flag for option in self.options for flag in option.flags)

    def all_commands(self) -> Iterator[Command]:
        """Yield this command, and all below it."""
        yield self
        for command in self.commands:
            yield from command.all_commands()


def read_commands(parser: argparse.ArgumentParser, summary: str = "") -> Command:
    """Return the command that a parser is for, with all below it."""
    return _read(parser, (), summary)


def short_summary(text: str) -> str:
    """Return what a help text says before its first colon, semicolon or bracket."""
    return re.split(r"[:;] | \(", text.replace("%%", "%"), maxsplit=1)[0]


def _read(parser: argparse.ArgumentParser, words: tuple[str, ...], summary: str) -> Command:
    options: list[Option] = []
    operands: list[Values] = []
    commands: list[Command] = []
    for action in parser._actions:  # argparse has no public list of them
        if action.help == argparse.SUPPRESS:
            continue
        if isinstance(action, argparse._SubParsersAction):
            summaries = {one.dest: one.help or "" for one in action._choices_actions}
            commands = [
                _read(below, (*words, name), summaries[name])
                for name, below in action.choices.items()
                if name in summaries
            ]
        elif action.option_strings:
            options.append(_option(action, words))
        else:
            operands.append(values_of(action, words))
    return Command(
        words, short_summary(summary), tuple(options), _joined(operands), tuple(commands)
    )


def _option(action: argparse.Action, words: tuple[str, ...]) -> Option:
    flags, summary = tuple(action.option_strings), short_summary(action.help or "")
    is_repeatable = isinstance(action, argparse._AppendAction | argparse._CountAction)
    if action.nargs == 0:
        return Option(flags, summary, is_repeatable=is_repeatable)
    return Option(
        flags,
        summary,
        action.metavar if isinstance(action.metavar, str) else action.dest.upper(),
        values_of(action, words),
        is_repeatable,
        action.nargs == argparse.OPTIONAL,
    )


def _joined(parts: list[Values]) -> Values:
    """Return values that may be any of some."""
    return Values(
        tuple(dict.fromkeys(word for part in parts for word in part.words)),
        tuple(dict.fromkeys(name for part in parts for name in part.extensions)),
        any(part.any_file for part in parts),
        any(part.folders for part in parts),
    )
