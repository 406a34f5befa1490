"""Changes of single palette entries: one more for a colour, or one less.

Where colours are found for the image, one more is a locked colour beside as many others as before,
and the search runs again. One less makes the other entries the palette to use, so that nothing else
changes; it belongs to this image (`Palette.is_found`), as locked colours do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.palette import Palette, Swatch
from quantizer.language import tr
from quantizer.reduction.clustering import levels_for
from quantizer.settings.settings import MAX_COLORS

from .count_mode import is_automatic

if TYPE_CHECKING:
    from quantizer.image.palette import Color
    from quantizer.settings.settings import Settings

    from .selection import Chosen


def can_give_entry(chosen: Chosen, shown: Palette) -> bool:
    """Whether there is room for one more entry beside those that are shown."""
    if chosen.palette is not None:
        return len(shown) < MAX_COLORS
    locked = len(set(chosen.settings.locked))
    return locked < _with_one_more(chosen.settings).cluster.colors


def can_leave_out(place: int, shown: Palette) -> bool:
    """Whether an entry can be taken out: it is visible, and so is another one."""
    others = [swatch for one, swatch in enumerate(shown) if one != place and swatch.color[3]]
    return place < len(shown) and shown.swatches[place].color[3] > 0 and bool(others)


def with_entry(chosen: Chosen, color: Color, shown: Palette) -> Chosen:
    """Return a choice that gives a colour an entry.

    Parameters
    ----------
    chosen
        The choice before, for which `can_give_entry` is true.
    color
        The colour; on a device with few levels, the nearest that it can show.
    shown
        The palette of the result.
    """
    levels = levels_for(chosen.settings)
    red, green, blue, alpha = map(int, levels.round(np.array([color], np.uint8))[0])
    rounded = (red, green, blue, alpha)
    if chosen.palette is not None:
        swatches = (*_plain(shown), Swatch(rounded))
        return chosen.with_palette(replace(chosen.palette, swatches=swatches))
    settings = chosen.settings
    if rounded in settings.locked:
        return chosen
    settings = _with_one_more(settings)
    return chosen.with_settings(replace(settings, locked=(*settings.locked, rounded)))


def without_entry(chosen: Chosen, place: int, shown: Palette) -> Chosen:
    """Return a choice of all entries of the result's palette but one.

    Parameters
    ----------
    chosen
        The choice before.
    place, shown
        The palette of the result, and the position of the entry, for which `can_leave_out` is true.
    """
    kept = _plain(shown)
    left_out = kept.pop(place)
    is_found = chosen.palette is None or chosen.palette.is_found
    name = tr("Without {color}", color=left_out.hex)
    return chosen.with_palette(Palette(tuple(kept), name, is_found=is_found))


def _plain(palette: Palette) -> list[Swatch]:
    """Return swatches without what belongs to a result."""
    return [replace(swatch, share=None, locked=False) for swatch in palette]


def _with_one_more(settings: Settings) -> Settings:
    """Return settings with one colour more, if they ask for a number and there is room for it."""
    depth, cluster = settings.indexed.bit_depth, settings.cluster
    most = MAX_COLORS if depth is None else depth.most_colors
    if is_automatic(settings) or cluster.colors >= most:
        return settings
    return replace(settings, cluster=replace(cluster, colors=cluster.colors + 1))
