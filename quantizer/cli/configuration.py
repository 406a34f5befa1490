"""Default values of options from the configuration file.

    config_file.read_file -> `configure`: checks the keys and values that concern a command ->
    default values of its parser, or, where a preset may set them, too, a `Configuration`

An option on the command line replaces the default, also where it may be repeated. For each option
without a value there is a hidden one that takes it back: ``--no-json`` for ``--json``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quantizer.cli.arguments import WITHOUT_CONFIGURATION
from quantizer.cli.config_file import read_file
from quantizer.cli.config_values import UnsuitableValueError, read_value
from quantizer.cli.suggestion import suggestion
from quantizer.errors import SettingsError
from quantizer.settings.settings import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from quantizer.cli.config_file import ConfigFile

_DANGEROUS = frozenset({"force", "overwrite", "replace", "undo", "yes"})
"""Options that are refused, since they replace files."""
_OF_PRESETS = frozenset({"preset", "format", "optimize", "palette_file", "measured_file"})
"""Arguments, besides the settings, that a preset may set, too."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says about a command.

    Parameters
    ----------
    path
        Path of the file; None if it says nothing about the command.
    values
        Values that a preset may set, too, by names of arguments (``dest``), such as
        ``cluster.space`` or ``preset``. All others are default values of the parser.
    """

    path: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def configure(
    command: str,
    parser: argparse.ArgumentParser,
    parsers: Callable[[], Mapping[str, argparse.ArgumentParser]],
) -> Configuration:
    """Read the configuration file, and set the default values of a command's options.

    Parameters
    ----------
    command
        The command's name.
    parser
        Its parser, which gets the default values.
    parsers
        Returns the parsers of all commands by name; called only if a key may be another's.

    Raises
    ------
    SettingsError
        If the file cannot be read, or has an unknown key or an unsuitable value.
    """
    file = read_file()
    if file is None:
        return Configuration()
    options = _options(parser)
    shared = {key: value for key, value in file.content.items() if not isinstance(value, dict)}
    own = file.content.get(command, {})
    if not isinstance(own, dict):
        raise SettingsError(f"{file.place(command)}: {command} is a command: write [{command}]")
    others = [key for key in file.content if key not in {*options, command}]
    if others:
        _check_others(file, others, parsers())
    values: dict[str, Any] = {}
    for table, entries in ((None, shared), (command, own)):
        for key, value in entries.items():
            if key in options:
                values[options[key].dest] = _read(file, options[key], key, value, table)
            elif table is not None:
                raise _unknown(file, key, table, options)
    return _set_defaults(parser, file, values)


def add_negations(parser: argparse.ArgumentParser) -> None:
    """Add an option ``--no-NAME``, which the help does not list, for each one without a value."""
    for key, action in _options(parser).items():
        negation = f"--{key.removeprefix('no-')}" if key.startswith("no-") else f"--no-{key}"
        is_flag = isinstance(action, argparse._StoreTrueAction | argparse._StoreFalseAction)
        if is_flag and negation not in parser._option_string_actions:
            parser.add_argument(
                negation,
                dest=action.dest,
                action="store_const",
                const=not action.const,
                default=action.default,
                help=argparse.SUPPRESS,
            )


def _options(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Return the options of a command by their keys: the long options without dashes."""
    found = {}
    for action in parser._actions:  # argparse has no public list of them
        if action.help == argparse.SUPPRESS or isinstance(action, argparse._HelpAction):
            continue
        is_pair = isinstance(action, argparse.BooleanOptionalAction)
        for flag in action.option_strings:
            if flag.startswith("--") and not (is_pair and flag.startswith("--no-")):
                found[flag[2:]] = action
    for key in ("no-config", *(() if parser.get_default("sized") else ("format",))):
        found.pop(key, None)
    return found


def _check_others(
    file: ConfigFile, keys: Iterable[str], parsers: Mapping[str, argparse.ArgumentParser]
) -> None:
    """Raise `SettingsError` unless all keys are options or tables of other commands."""
    tables = [name for name in parsers if name not in WITHOUT_CONFIGURATION]
    options = [key for parser in parsers.values() for key in _options(parser)]
    for key in keys:
        is_table = isinstance(file.content[key], dict)
        if key not in (tables if is_table else options):
            raise _unknown(file, key, None, tables if is_table else options)


def _unknown(file: ConfigFile, key: str, table: str | None, known: Iterable[str]) -> SettingsError:
    """Return the error for a key or table that does not exist."""
    is_table = table is None and isinstance(file.content[key], dict)
    hint = suggestion(key, known) or "; see 'quantizer help config'"
    kind = "table" if is_table else "key"
    return SettingsError(f"{file.place(key, table)}: there is no {kind} {key!r}{hint}")


def _read(
    file: ConfigFile, action: argparse.Action, key: str, value: object, table: str | None
) -> Any:
    """Return the value of an option as the parser would."""
    place = file.place(key, table)
    if key in _DANGEROUS or (key, value) == ("collision", "overwrite"):
        raise SettingsError(
            f"{place}: {key} replaces files, so it must be given on the command line each time"
        )
    try:
        return read_value(action, value)
    except UnsuitableValueError as error:
        raise SettingsError(f"{place}: {key}: {error}") from None


def _set_defaults(
    parser: argparse.ArgumentParser, file: ConfigFile, values: Mapping[str, Any]
) -> Configuration:
    """Set the default values of a parser, except those that a preset may set, too."""
    has_presets = parser.get_default("usual") is not None
    of_presets = {
        name: value
        for name, value in values.items()
        if has_presets and (name in OPTIONS or name in _OF_PRESETS)
    }
    parser.set_defaults(**{key: values[key] for key in values.keys() - of_presets.keys()})
    return Configuration(file.path if values else None, of_presets)
