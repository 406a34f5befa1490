"""The declaration of one setting: what it may be, and how people see and set it.

    colors: int = option(256, range=(1, 256), help=..., label=..., tooltip=...)

`option` attaches an `Option` to a field of a settings class. Everything else is derived from that
field: the check of its value (`CheckedSettings`), the argument on the command line
(`quantizer.cli.setting_arguments`), the key in preset files (`Settings.values`) and the
label and tooltip in the window. A new setting is therefore one new field.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, field, fields, replace
from numbers import Real
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from quantizer.closest import did_you_mean
from quantizer.errors import SettingsError
from quantizer.settings.enums import Choice
from quantizer.settings.image_size import ImageSize

_KNOWN: dict[type, dict[str, Option]] = {}
"""The options of the settings classes seen so far."""


_ALLOWED = {str: "text", bool: "true or false", ImageSize: ImageSize.allowed}
"""What values may be, in words, by their types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What is declared about a setting.

    Parameters
    ----------
    help
        What the option does, for ``--help``.
    flag
        Option on the command line, such as ``--seed``; if empty, it follows from the field's name.
    metavar
        Name of the option's value in ``--help``; if empty, it follows from the type.
    automatic
        What happens if the setting is None, in words.
    label
        Name in the window; empty if the window has no control for it.
    tooltip
        Explanation in the window; if empty, `help` is used.
    is_advanced
        Whether the window shows the control only on demand.
    range
        Lowest and highest allowed number, both included. Numbers are always finite.
    is_low_excluded
        Whether the lowest number itself is not allowed.
    name, kind, is_optional
        Name of the field, type of its value (bool, int, float, str, a `Choice`, an `ImageSize`,
        or a tuple) and whether it may be None; set by `options_of`.
    """

    help: str
    flag: str = ""
    metavar: str = ""
    automatic: str = ""
    label: str = ""
    tooltip: str = ""
    is_advanced: bool = False
    range: tuple[float, float] = (-math.inf, math.inf)
    is_low_excluded: bool = False
    name: str = ""
    kind: Any = str
    is_optional: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The members of the setting's enum; empty if it has none."""
        is_choice = isinstance(self.kind, type) and issubclass(self.kind, Choice)
        return tuple(self.kind) if is_choice else ()

    @property
    def allowed(self) -> str:
        """The allowed values in words, such as ``"a whole number, 1 to 256"``."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if get_origin(self.kind) is tuple:
            return self._allowed_items
        if self.kind in _ALLOWED:
            return _ALLOWED[self.kind]
        low, high = self.range
        number = "a whole number" if self.kind is int else "a number"
        if high != math.inf:
            return f"{number}, {low:.10g} to {high:.10g}"
        return f"{number}, {'above' if self.is_low_excluded else 'at least'} {low:g}"

    @property
    def _allowed_items(self) -> str:
        """The allowed values of a setting with several items, in words."""
        items = get_args(self.kind)
        if items[0] == tuple[float, ...]:
            return "rows of numbers"
        is_sequence = Ellipsis in items
        count = len(get_args(items[0]) if is_sequence else items)
        low, high = self.range
        channels = f"{count} channels, {low:g} to {high:g}"
        return f"a sequence of colours of {channels}" if is_sequence else channels

    def checked(self, value: object) -> object:
        """Return a value in the setting's own type: an enum for its word, a tuple for a list.

        Raises
        ------
        SettingsError
            If the setting does not allow the value; the message says what it allows.
        """
        if value is None and self.is_optional:
            return None
        try:
            return self._convert(value, self.kind)
        except (ValueError, TypeError, OverflowError):
            message = f"{self.name} is {value!r}, but must be {self.allowed}"
            raise SettingsError(message + did_you_mean(value, self.choices)) from None

    def _convert(self, value: Any, kind: Any) -> object:
        if get_origin(kind) is tuple:
            kinds, values = get_args(kind), tuple(value)
            if Ellipsis not in kinds and len(values) != len(kinds):
                raise ValueError
            return tuple(self._convert(one, kinds[0]) for one in values)
        if kind in {str, bool} and not isinstance(value, kind):
            raise TypeError
        if kind in {int, float}:
            return self._number(value, kind)
        return kind(value)

    def _number(self, value: Any, kind: type) -> float:
        if isinstance(value, bool) or not isinstance(value, Real):
            raise TypeError
        number: float = operator.index(value) if kind is int else float(value)  # type: ignore[arg-type]
        low, high = self.range
        is_in_range = low < number <= high or (number == low and not self.is_low_excluded)
        if not is_in_range or not math.isfinite(number):
            raise ValueError
        return number


def option(default: Any, **declared: Any) -> Any:
    """Return a dataclass field with a default and an `Option`, whose parameters these are."""
    return field(default=default, metadata={"option": Option(**declared)})


def options_of(section: type) -> dict[str, Option]:
    """Return the options of a settings class by the names of their fields."""
    if section not in _KNOWN:
        hints = get_type_hints(section)
        _KNOWN[section] = {
            one.name: _completed(one.metadata["option"], one.name, hints[one.name])
            for one in fields(section)
            if "option" in one.metadata
        }
    return _KNOWN[section]


def _completed(declared: Option, name: str, hint: Any) -> Option:
    """Return an option with what follows from its field's name and type."""
    is_optional = NoneType in get_args(hint)
    kind = get_args(hint)[0] if is_optional else hint
    metavar = declared.metavar or {int: "N", float: "X"}.get(kind, "NAME")
    tooltip = declared.tooltip or declared.help[:1].upper() + declared.help[1:]
    flag = declared.flag or f"--{name.replace('_', '-')}"
    completed = replace(declared, flag=flag, metavar=metavar, tooltip=tooltip)
    return replace(completed, name=name, kind=kind, is_optional=is_optional)


class CheckedSettings:
    """Base of the settings classes: values are converted and checked when they are set.

    A word becomes the member of its enum. A value that is not allowed raises `SettingsError`.
    """

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, one in options_of(type(self)).items():
            object.__setattr__(self, name, one.checked(getattr(self, name)))
