"""Ordered dithering with Bayer's mask of 4 x 4."""

from __future__ import annotations

from functools import partial

from quantizer.dither._ordered import OrderedDither, bayer

from ..language import mark

DITHERER = OrderedDither(mark("Bayer 4 x 4"), partial(bayer, 4), 16)
