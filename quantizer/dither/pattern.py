"""Thomas Knoll's pattern dithering with Bayer's mask of 8 x 8."""

from __future__ import annotations

from functools import partial

from quantizer.dither._knoll import mix_by_pattern
from quantizer.dither._mixtures import PerceptualMix
from quantizer.dither._ordered import OrderedDither, bayer

DITHERER = OrderedDither("Pattern", partial(bayer, 8), 64, PerceptualMix(mix_by_pattern))
