"""Ordered dithering with Bayer's mask of 16 x 16."""

from __future__ import annotations

from functools import partial

from quantizer.dither._ordered import OrderedDither, bayer

from ..language import mark

DITHERER = OrderedDither(mark("Bayer 16 x 16"), partial(bayer, 16), 256)
