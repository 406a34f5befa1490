"""Pixels that a palette leaves out of account: white ones, and those of the background.

They become transparent, so that they are in no cluster.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.image.frozen import frozen
from quantizer.image.histogram import Histogram, unpack_colors
from quantizer.image.image import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LIGHT, _PALE = 95.0, 5.0
"""Least lightness and largest chroma, in CIELAB, of a colour that counts as white; not tuned."""
_ALIKE = 8.0
"""Distance in CIELAB within which colours belong to the background; not tuned."""
_BORDER_SHARE = 0.25
"""Share of the border that a background takes at least; not tuned."""


def without_white(image: Image) -> Image:
    """Return an image whose white and nearly white pixels are transparent."""

    def is_white(lab: NDArray[np.float64]) -> NDArray[np.bool_]:
        pale = np.hypot(lab[:, 1], lab[:, 2]) <= _PALE
        return np.asarray((lab[:, 0] >= _LIGHT) & pale)

    return _without(image, is_white)


def without_background(image: Image) -> Image:
    """Return an image whose pixels of the background's colour are transparent.

    The background is the colour with most pixels on the border, and what looks like it, if those
    take a quarter of the border; else the image is returned as it is.
    """
    packed = image.packed
    border = np.concatenate([packed[0], packed[-1], packed[:, 0], packed[:, -1]])
    kinds, counts = np.unique(border, return_counts=True)
    lab = lab_forward(unpack_colors(kinds)[:, :3]).astype(np.float64)
    visible = unpack_colors(kinds)[:, 3] > 0
    near = np.linalg.norm(lab[:, None] - lab[np.argsort(-counts)[:64]], axis=2) <= _ALIKE
    totals = (near * (counts * visible)[:, None]).sum(axis=0)
    best = int(totals.argmax())
    if totals[best] < _BORDER_SHARE * len(border):
        return image
    color = lab[np.argsort(-counts)[best]]

    def is_background(lab: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray(np.linalg.norm(lab - color, axis=1) <= _ALIKE)

    return _without(image, is_background)


def _without(image: Image, is_left_out: object) -> Image:
    """Return an image without pixels of some colours; itself if nothing would be left."""
    assert callable(is_left_out)
    histogram = Histogram.of(image)
    lab = lab_forward(histogram.colors[:, :3]).astype(np.float64)
    out = is_left_out(lab) | (histogram.colors[:, 3] == 0)
    if out.all():
        return image
    pixels = image.pixels.copy()
    for rows, marked in histogram.per_pixel(image, out):
        pixels[rows][marked] = 0
    return Image(frozen(pixels), image.metadata, replace(image.source))
