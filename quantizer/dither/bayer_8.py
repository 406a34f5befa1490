"""Ordered dithering with Bayer's mask of 8 x 8."""

from __future__ import annotations

from functools import partial

from quantizer.dither._ordered import OrderedDither, bayer

from ..language import mark

DITHERER = OrderedDither(mark("Bayer 8 x 8"), partial(bayer, 8), 64)
