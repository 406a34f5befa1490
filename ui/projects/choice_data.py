"""Choices, recipes and palettes as objects of JSON, and back.

Each `..._data` function returns what the function `..._of` beside it reads. What cannot be read
raises `SettingsError` with a sentence; nothing unknown is ignored silently.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from quantizer.conversion.recipe import Recipe
from quantizer.dither import DITHERERS
from quantizer.errors import SettingsError
from quantizer.image.palette import Palette, Swatch, format_hex, parse_hex
from quantizer.image_files.formats import format_by_name
from quantizer.language import tr
from quantizer.presets.preset_file import format_preset, parse_preset
from quantizer.reduction.palette_edits import PaletteEdits
from quantizer.settings.nested_values import nest, unnest
from quantizer.settings.settings import OPTIONS, Settings

from ..document.selection import Chosen

if TYPE_CHECKING:
    from quantizer.presets import Preset

T = TypeVar("T")


def choice_data(chosen: Chosen) -> dict[str, Any]:
    """Return a choice as an object of JSON."""
    preset, own = chosen.preset, chosen.file_format
    return {
        "settings": nest(chosen.settings.values()),
        "palette": palette_data(chosen.palette),
        "preset": None if preset is None else json.loads(format_preset(preset)),
        "edits": None if chosen.edits is None else chosen.edits.to_data(),
        "file_format": None if own is None else own.name,
    }


def choice_of(data: object) -> Chosen:
    """Return the choice that `choice_data` wrote."""
    found = fields(data, {"settings", "palette", "preset", "edits", "file_format"})
    name = typed(found, "file_format", str, None)
    return Chosen(
        _settings_of(found.get("settings")),
        palette_of(found.get("palette")),
        _preset_of(found.get("preset")),
        _edits_of(found.get("edits")),
        None if name is None else format_by_name(name),
    )


def recipe_data(recipe: Recipe) -> dict[str, Any]:
    """Return a recipe as an object of JSON."""
    return {
        "file_format": recipe.file_format.name,
        "settings": nest(recipe.settings.values()),
        "palette": palette_data(recipe.palette),
        "edits": None if recipe.edits is None else recipe.edits.to_data(),
        "optimize": recipe.optimize,
        "keep_exif": recipe.keep_exif,
        "keep_profile": recipe.keep_profile,
    }


def recipe_of(data: object) -> Recipe:
    """Return the recipe that `recipe_data` wrote."""
    flags = ("optimize", "keep_exif", "keep_profile")
    found = fields(data, {"file_format", "settings", "palette", "edits", *flags})
    return Recipe(
        format_by_name(typed(found, "file_format", str, "")),
        _settings_of(found.get("settings")),
        palette_of(found.get("palette")),
        edits=_edits_of(found.get("edits")),
        **{flag: typed(found, flag, bool, False) for flag in flags},
    )


def palette_data(palette: Palette | None) -> dict[str, Any] | None:
    """Return a palette as an object of JSON; None for None."""
    if palette is None:
        return None
    return {
        "name": palette.name,
        "is_found": palette.is_found,
        "colors": [_swatch_data(swatch) for swatch in palette],
    }


def palette_of(data: object) -> Palette | None:
    """Return the palette that `palette_data` wrote."""
    if data is None:
        return None
    found = fields(data, {"name", "is_found", "colors"})
    swatches = tuple(_swatch_of(one) for one in typed(found, "colors", list, []))
    if not swatches:
        raise SettingsError(tr("a palette has no colours"))
    name, is_found = typed(found, "name", str, ""), typed(found, "is_found", bool, False)
    return Palette(swatches, name, is_found=is_found)


def fields(data: object, names: set[str]) -> dict[str, Any]:
    """Return an object of JSON that has no other fields than these."""
    if not isinstance(data, dict):
        raise SettingsError(tr("a part of it is not an object"))
    unknown = sorted(set(data) - names)
    if unknown:
        raise SettingsError(tr("{name!r} is not known", name=unknown[0]))
    return data


def typed(data: dict[str, Any], name: str, kind: type[T], default: Any) -> Any:
    """Return a field of a type, or `default` if it is missing or null.

    Raises
    ------
    SettingsError
        If it has another type.
    """
    value = data.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise SettingsError(tr("{name!r} has a value of a wrong type", name=name))
    return value


def _settings_of(data: object) -> Settings:
    settings = Settings().with_values(unnest({} if data is None else data, OPTIONS))
    DITHERERS.check(settings.dither.name)
    return settings


def _preset_of(data: object) -> Preset | None:
    return None if data is None else parse_preset(json.dumps(data).encode(), "")


def _edits_of(data: object) -> PaletteEdits | None:
    return None if data is None else PaletteEdits.from_data(data)


def _swatch_data(swatch: Swatch) -> dict[str, Any]:
    measured = None if swatch.measured is None else format_hex(swatch.measured)
    given = {
        "name": swatch.name,
        "group": swatch.group,
        "locked": swatch.locked,
        "measured": measured,
    }
    return {"color": swatch.hex, **{name: value for name, value in given.items() if value}}


def _swatch_of(data: object) -> Swatch:
    found = fields(data, {"color", "name", "group", "locked", "measured"})
    measured = typed(found, "measured", str, None)
    return Swatch(
        parse_hex(typed(found, "color", str, "")),
        locked=typed(found, "locked", bool, False),
        name=typed(found, "name", str, ""),
        group=typed(found, "group", str, ""),
        measured=None if measured is None else parse_hex(measured),
    )
