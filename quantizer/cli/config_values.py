"""Values of options, read from a TOML file as the parser reads them from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from quantizer.errors import SettingsError
from quantizer.settings.settings import OPTIONS, Selector

_NUMBERS: dict[Any, str] = {int: "a whole number", float: "a number"}


class UnsuitableValueError(Exception):
    """A value does not suit an option; the text says why."""


class _Replaceable(list[Any]):
    """Default values of an option that may be repeated.

    argparse adds the values on the command line to a copy of them; that copy is empty.
    """

    def __copy__(self) -> list[Any]:
        return []


def read_value(action: argparse.Action, value: object) -> Any:
    """Return the value of an option for a value of TOML.

    An option that may be repeated takes an array. For any other, an array stands for its items
    with commas. ``~/`` is the user's home folder.

    Raises
    ------
    UnsuitableValueError
        If the option does not allow the value.
    """
    if isinstance(action, argparse._CountAction):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise UnsuitableValueError(f"{value!r} is not a whole number from 0")
        return value
    if action.nargs == 0:
        return _read_flag(action, value)
    if action.nargs == argparse.OPTIONAL and isinstance(value, bool):
        return action.const if value else None
    if isinstance(action, argparse._AppendAction):
        items = value if isinstance(value, list) else [value]
        return _Replaceable(_read_text(action, _text(item)) for item in items)
    return _read_text(action, _text(value))


def _read_flag(action: argparse.Action, value: object) -> bool:
    if not isinstance(value, bool):
        raise UnsuitableValueError(f"{value!r} is not true or false")
    return value if action.const is None else value == action.const


def _text(value: object) -> str:
    """Return a value of TOML as it would be written on the command line."""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnsuitableValueError("the value must be a text or a number")
    text = str(value)
    return str(Path(text).expanduser()) if text.startswith("~/") else text


def _read_text(action: argparse.Action, text: str) -> Any:
    kind: Any = action.type or str
    try:
        value = kind(text)
    except argparse.ArgumentTypeError as error:
        raise UnsuitableValueError(str(error)) from None
    except (TypeError, ValueError):
        raise UnsuitableValueError(f"{text!r} is not {_NUMBERS.get(kind, 'allowed')}") from None
    if action.choices is not None and value not in action.choices:
        raise UnsuitableValueError(f"{text!r} is not one of {', '.join(map(str, action.choices))}")
    if action.dest in OPTIONS and not isinstance(value, Selector):
        _check_setting(action.dest, value)
    return value


def _check_setting(name: str, value: Any) -> None:
    """Raise an error if a setting does not allow a value."""
    option = OPTIONS[name]
    try:
        option.checked([value] if name == "locked" else value)
    except SettingsError:
        raise UnsuitableValueError(f"{value!r} is not {option.allowed}") from None
