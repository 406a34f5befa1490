"""Which settings change nothing with the others as they are, and why: their controls are disabled.

A control that did nothing would still mark the preset as changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.language import mark, tr
from quantizer.settings.settings import Init

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings

NOT_WITH_PALETTE = frozenset(
    {
        "cluster.effort",
        "cluster.init",
        "cluster.restarts",
        "cluster.seed",
        "cluster.weights",
        "cluster.rare_colors",
        "alpha.bleed",
        "animation.palettes",
    }
)
"""The settings that say how colours are found; a given palette has them already."""
_GIVEN = mark("The palette is given, so no colours are searched for: this would change nothing")
_SAME_START = mark(
    "Principal axes always give the same first centroids, so restarts change nothing"
)


def without_effect(name: str, settings: Settings, palette: Palette | None) -> str:
    """Return in a sentence why a setting has no effect; empty if it has one.

    Parameters
    ----------
    name
        The dotted name of the setting.
    settings
        All settings.
    palette
        The given palette; None if colours are found for the image.
    """
    if palette is not None and name in NOT_WITH_PALETTE:
        return tr(_GIVEN)
    if name == "cluster.restarts" and settings.cluster.init is Init.PCA:
        return tr(_SAME_START)
    return ""
