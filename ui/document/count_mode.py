"""How the number of colours is set: by hand, found for the image, or by a file size or a quality.

`Settings` holds one number: the number of colours or, if the number is searched for, the largest
one allowed. The window always allows all 256 then, and at most one requirement (size or quality).

With a given palette, the number says how many of its entries are used. 256 stands for all of them,
with a transparent one besides if the image needs it.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.settings.settings import MAX_COLORS, Selector, TargetSettings

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings


class CountBy(Enum):
    """Ways to set the number of colours."""

    PERSON = auto()
    IMAGE = auto()
    SIZE = auto()
    QUALITY = auto()


def count_by(settings: Settings) -> CountBy:
    """Return how the number of colours is set."""
    target = settings.target
    if target.min_psnr is not None:
        return CountBy.QUALITY
    if target.max_bytes is not None:
        return CountBy.SIZE
    return CountBy.PERSON if target.selector is Selector.FIXED else CountBy.IMAGE


def is_automatic(settings: Settings) -> bool:
    """Whether the number of colours is searched for."""
    return count_by(settings) is not CountBy.PERSON


def most_colors(palette: Palette | None) -> int:
    """Return the most colours that can be asked for: those of a given palette, 256 without one."""
    return MAX_COLORS if palette is None else min(len(palette), MAX_COLORS)


def shown_count(settings: Settings, palette: Palette | None) -> int:
    """Return the number of colours to show: of a given palette, no more than it has."""
    return min(settings.cluster.colors, most_colors(palette))


def with_count(settings: Settings, colors: int, palette: Palette | None = None) -> Settings:
    """Return `settings` with a number of colours, 1 to 256, set by hand.

    The number includes locked colours, so it is at least theirs. As many as a given palette has,
    or more, are all of them.
    """
    colors = max(colors, len(set(settings.locked)))
    return _replaced(
        settings, MAX_COLORS if colors >= most_colors(palette) else colors, TargetSettings()
    )


def with_target(settings: Settings, target: TargetSettings) -> Settings:
    """Return `settings` with a number of colours to be found by `target`."""
    return _replaced(settings, MAX_COLORS, target)


def _replaced(settings: Settings, colors: int, target: TargetSettings) -> Settings:
    return replace(settings, cluster=replace(settings.cluster, colors=colors), target=target)
