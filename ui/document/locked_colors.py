"""Colours that the user protects: each gets its own entry of the palette, exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.image.palette import Color
    from quantizer.settings.settings import Settings


def can_protect(settings: Settings) -> bool:
    """Whether there is an entry left that one more colour could have for its own."""
    return len(set(settings.locked)) < settings.cluster.colors


def with_protected(settings: Settings, color: Color) -> Settings:
    """Return `settings` with one more colour protected, if there is an entry left for it."""
    if color in settings.locked or not can_protect(settings):
        return settings
    return replace(settings, locked=(*settings.locked, color))


def without_protected(settings: Settings, color: Color | None = None) -> Settings:
    """Return `settings` with a colour no longer protected, or none of them."""
    kept = () if color is None else tuple(one for one in settings.locked if one != color)
    return replace(settings, locked=kept)
