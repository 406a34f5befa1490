"""Ordered dithering with the tightest mixture of each colour and Bayer's mask of 8 x 8."""

from __future__ import annotations

from functools import partial

from quantizer.dither._barycentric import mix_barycentric
from quantizer.dither._mixtures import PerceptualMix
from quantizer.dither._ordered import OrderedDither, bayer

DITHERER = OrderedDither("Barycentric", partial(bayer, 8), 64, PerceptualMix(mix_barycentric))
