"""How the number of colours is set: by hand, found for the image, or by a file size or a quality.

`Settings` holds one number: the number of colours or, if the number is searched for, the largest
one allowed. The window always allows all 256 then, and at most one requirement (size or quality).
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.settings.settings import MAX_COLORS, Selector, TargetSettings

if TYPE_CHECKING:
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


def with_count(settings: Settings, colors: int) -> Settings:
    """Return `settings` with a number of colours, 1 to 256, set by hand.

    The number includes locked colours, so it is at least theirs.
    """
    return _replaced(settings, max(colors, len(set(settings.locked))), TargetSettings())


def with_target(settings: Settings, target: TargetSettings) -> Settings:
    """Return `settings` with a number of colours to be found by `target`."""
    return _replaced(settings, MAX_COLORS, target)


def _replaced(settings: Settings, colors: int, target: TargetSettings) -> Settings:
    return replace(settings, cluster=replace(settings.cluster, colors=colors), target=target)
