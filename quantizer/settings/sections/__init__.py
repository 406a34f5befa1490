"""The settings by concern, one module each.

Each field is declared once with `option`, see `quantizer.settings.option`; its argument, its key in
preset files and its control in the window follow from that.
"""

from quantizer.settings.limits import MAX_COLORS
from quantizer.settings.sections.adjustment import AdjustSettings
from quantizer.settings.sections.clustering import (
    LIGHTNESS_WITH_DITHER,
    ClusterSettings,
    TargetSettings,
)
from quantizer.settings.sections.devices import FirmwareSettings, IndexedSettings
from quantizer.settings.sections.dithering import USUAL_STRENGTH, DitherSettings, check_kernel
from quantizer.settings.sections.frames import AnimationSettings
from quantizer.settings.sections.transparency import AlphaSettings

__all__ = [
    "LIGHTNESS_WITH_DITHER",
    "MAX_COLORS",
    "USUAL_STRENGTH",
    "AdjustSettings",
    "AlphaSettings",
    "AnimationSettings",
    "ClusterSettings",
    "DitherSettings",
    "FirmwareSettings",
    "IndexedSettings",
    "TargetSettings",
    "check_kernel",
]
