"""Recipes that are pinned together: the chosen settings in several variants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.image_files.formats import format_by_name
from quantizer.settings.settings import DitherSettings

from ..document.count_mode import with_count

if TYPE_CHECKING:
    from quantizer.conversion.recipe import Recipe

_COUNTS = (8, 16, 32)
_FORMATS = ("png", "webp", "gif")


def counts(recipe: Recipe) -> tuple[Recipe, ...]:
    """Return a recipe with 8, 16 and 32 colours, without edits of the palette."""
    return tuple(
        replace(recipe, settings=with_count(recipe.settings, count, recipe.palette), edits=None)
        for count in _COUNTS
    )


def dithers(recipe: Recipe) -> tuple[Recipe, ...]:
    """Return a recipe without a dither, and with its own or the usual one."""
    settings = recipe.settings
    own = settings.dither if settings.is_dithered else DitherSettings()
    none = replace(settings.dither, name="none", kernel=None)
    return tuple(replace(recipe, settings=replace(settings, dither=one)) for one in (none, own))


def formats(recipe: Recipe) -> tuple[Recipe, ...]:
    """Return a recipe for PNG, WebP and GIF."""
    return tuple(replace(recipe, file_format=format_by_name(name)) for name in _FORMATS)
