"""Colours that the user locks: each gets its own palette entry, exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.image.palette import Color
    from quantizer.settings.settings import Settings


def can_lock(settings: Settings) -> bool:
    """Whether the palette has an entry left for one more locked colour."""
    return len(set(settings.locked)) < settings.cluster.colors


def with_locked(settings: Settings, color: Color) -> Settings:
    """Return `settings` with one more locked colour, if there is an entry left for it."""
    if color in settings.locked or not can_lock(settings):
        return settings
    return replace(settings, locked=(*settings.locked, color))


def without_locked(settings: Settings, color: Color | None = None) -> Settings:
    """Return `settings` without one locked colour, or without any if `color` is None."""
    kept = () if color is None else tuple(one for one in settings.locked if one != color)
    return replace(settings, locked=kept)
