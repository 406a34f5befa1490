"""The views of the canvas: what of original and result it shows, and how they lie."""

from __future__ import annotations

from enum import Enum

GAINS = (1, 2, 4, 8, 16)
"""What the difference view can multiply differences by."""
DEFAULT_GAIN = 4


class CanvasView(Enum):
    """What the canvas shows."""

    SPLIT = "split"
    SIDE_BY_SIDE = "side-by-side"
    DIFFERENCE = "difference"
    HEAT_MAP = "heat-map"
