"""Thomas Knoll's pattern dithering with a mask of blue noise."""

from __future__ import annotations

from quantizer.dither._knoll import mix_by_pattern
from quantizer.dither._mixtures import PerceptualMix
from quantizer.dither._ordered import OrderedDither
from quantizer.dither.blue_noise import mask

from ..language import mark

DITHERER = OrderedDither(mark("Pattern, blue noise"), mask, 64, PerceptualMix(mix_by_pattern))
