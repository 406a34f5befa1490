"""Values by dotted names, such as ``cluster.colors``, as nested JSON objects and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.errors import SettingsError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def nest(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by dotted names as nested objects: ``{"cluster": {"colors": 16}}``."""
    data: dict[str, Any] = {}
    for name, value in values.items():
        part, _, key = name.rpartition(".")
        (data.setdefault(part, {}) if part else data)[key] = value
    return data


def unnest(data: object, names: Collection[str]) -> dict[str, object]:
    """Return the values of nested objects by their dotted names, in reverse of `nest`.

    Parameters
    ----------
    data
        What was read from JSON.
    names
        The dotted names of all settings.

    Raises
    ------
    SettingsError
        If something is not an object, or a name is not that of a setting.
    """
    parts = {name.rpartition(".")[0] for name in names} - {""}
    values: dict[str, object] = {}
    for part, content in _items(data, "settings"):
        entries = _items(content, part) if part in parts else [("", content)]
        for key, value in entries:
            name = f"{part}.{key}" if key else part
            if name not in names:
                place = part if key else "settings"
                raise SettingsError(
                    tr('"{place}" has an unknown key {reason!r}', place=place, reason=key or part)
                )
            values[name] = value
    return values


def _items(data: object, name: str) -> list[tuple[str, object]]:
    if not isinstance(data, dict):
        raise SettingsError(tr('"{name}" is not a JSON object', name=name))
    return list(data.items())
