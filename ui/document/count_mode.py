"""Who says how many colours: a person, the image, or what is demanded of the result.

Settings hold one number for all: the number of colours, or, where it is looked for, the most there
may be. In the window that most is always all that there can be, and of the demands on a result at
most one holds.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.settings.settings import MAX_COLORS, Selector, TargetSettings

if TYPE_CHECKING:
    from quantizer.settings.settings import Settings


class CountBy(Enum):
    """What the number of colours comes from."""

    PERSON = auto()
    IMAGE = auto()
    SIZE = auto()
    QUALITY = auto()


def count_by(settings: Settings) -> CountBy:
    """Return what the number of colours comes from."""
    target = settings.target
    if target.min_psnr is not None:
        return CountBy.QUALITY
    if target.max_bytes is not None:
        return CountBy.SIZE
    return CountBy.PERSON if target.selector is Selector.FIXED else CountBy.IMAGE


def is_automatic(settings: Settings) -> bool:
    """Whether the number of colours is looked for."""
    return count_by(settings) is not CountBy.PERSON


def with_count(settings: Settings, colors: int) -> Settings:
    """Return `settings` with a number of colours, 1 to 256, that a person chose.

    Protected colours are counted among them, so there are at least as many.
    """
    return _replaced(settings, max(colors, len(set(settings.locked))), TargetSettings())


def with_target(settings: Settings, target: TargetSettings) -> Settings:
    """Return `settings` with a number of colours that is looked for as `target` says."""
    return _replaced(settings, MAX_COLORS, target)


def with_selector(settings: Settings, selector: Selector) -> Settings:
    """Return `settings` with a number of colours that `selector` finds."""
    return with_target(settings, TargetSettings(selector))


def for_frames(settings: Settings) -> Settings:
    """Return what holds of `settings` for an animation.

    Demands are met by trying whole results, which is done for still images only: here the image
    is asked instead.
    """
    is_demanded = count_by(settings) in {CountBy.SIZE, CountBy.QUALITY}
    return with_selector(settings, Selector.ELBOW) if is_demanded else settings


def _replaced(settings: Settings, colors: int, target: TargetSettings) -> Settings:
    return replace(settings, cluster=replace(settings.cluster, colors=colors), target=target)
