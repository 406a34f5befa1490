"""The view modes of the canvas, and the gains of the difference view."""

from __future__ import annotations

from enum import Enum

GAINS = (1, 2, 4, 8, 16)
"""Factors that the difference view can multiply differences by."""
DEFAULT_GAIN = 4


class ViewMode(Enum):
    """How the canvas shows original and result."""

    SPLIT = "split"
    SIDE_BY_SIDE = "side-by-side"
    DIFFERENCE = "difference"
    HEAT_MAP = "heat-map"
