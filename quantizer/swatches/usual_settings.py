"""The settings with which the palette of an image is found, unless others are chosen."""

from __future__ import annotations

from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    RareColors,
    Settings,
    Space,
    Weights,
)

# A palette is for opaque colours, and vivid ones are what people remember of an image; see
# `python -m tests.benchmarks.hues`.
USUAL_SETTINGS = Settings(
    ClusterSettings(8, space=Space.LAB, weights=Weights.CHROMA, rare_colors=RareColors.KEEP),
    DitherSettings("none"),
)
