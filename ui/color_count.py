"""Who says how many colours: a person, or the image itself.

Settings hold one number for both: the number of colours, or, where the image is asked, the most
there may be. In the window that most is always all that there can be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.settings import MAX_COLORS, Selector

if TYPE_CHECKING:
    from quantizer.settings import Settings


def is_automatic(settings: Settings) -> bool:
    """Whether the image is asked how many colours it takes."""
    return settings.target.selector is not Selector.FIXED


def with_count(settings: Settings, colors: int) -> Settings:
    """Return `settings` with a number of colours, 1 to 256, that a person chose.

    Protected colours are counted among them, so there are at least as many.
    """
    return _replaced(settings, max(colors, len(set(settings.locked))), Selector.FIXED)


def with_selector(settings: Settings, selector: Selector) -> Settings:
    """Return `settings` with a number of colours that `selector` finds."""
    return _replaced(settings, MAX_COLORS, selector)


def _replaced(settings: Settings, colors: int, selector: Selector) -> Settings:
    return replace(
        settings,
        cluster=replace(settings.cluster, colors=colors),
        target=replace(settings.target, selector=selector),
    )
