"""Ordered dithering with Bayer's mask of 2 x 2."""

from __future__ import annotations

from functools import partial

from quantizer.dither._ordered import OrderedDither, bayer

from ..language import mark

DITHERER = OrderedDither(mark("Bayer 2 x 2"), partial(bayer, 2), 4)
