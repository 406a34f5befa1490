"""Ordered dithering with the tightest mixture of each colour and a mask of blue noise."""

from __future__ import annotations

from quantizer.dither._barycentric import mix_barycentric
from quantizer.dither._mixtures import PerceptualMix
from quantizer.dither._ordered import OrderedDither
from quantizer.dither.blue_noise import mask

from ..language import mark

DITHERER = OrderedDither(mark("Barycentric, blue noise"), mask, 64, PerceptualMix(mix_barycentric))
