"""Weights by visibility: an error is seen in smooth areas, and lost in noisy texture.

A pixel counts by the largest step to its neighbours: fully where there is none, half where the
step is `_HALF` levels. A colour counts by the sum over its pixels.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.image.histogram import STRIP, Histogram, pack
from quantizer.image.local_contrast import steps_between
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Image

UNIT = 256
"""Weight of a pixel that is fully seen."""

_HALF = 30
"""Levels of a step that halves what a pixel counts."""

_BY_STEP = np.rint(UNIT / (1 + np.arange(256) / _HALF))

_TABLE_PIXELS = 1 << 16
"""From this many opaque pixels on, a table of all colours finds their places sooner."""


def weigh(
    image: Image, histogram: Histogram, progress: Progress = SILENT, threads: int | None = None
) -> Histogram:
    """Return the colours of an image with their visibility as weights.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    progress
        Told the share of pixels done, as `Stage.COUNT`.
    threads
        Most threads at work; the result does not depend on it.

    Returns
    -------
    Histogram
        Equal colours; weights in `UNIT` to a pixel that is fully seen, at least 1.
    """
    pixels = image.packed
    rows = max(1, STRIP // image.width)
    strips = [slice(top, min(top + rows, image.height)) for top in range(0, image.height, rows)]
    table: NDArray[np.uint32] | None = None
    if pixels.size >= _TABLE_PIXELS and not image.has_alpha:
        table = np.zeros(1 << 24, np.uint32)
        table[histogram.packed & 0xFFFFFF] = np.arange(len(histogram), dtype=np.uint32)

    def look(strip: slice) -> NDArray[np.uint8]:
        return steps_between(pixels, strip)[0]

    weights = np.zeros(len(histogram))
    line = progress.at(Stage.COUNT)
    batch = 2 * parallel.core_count()
    for start in range(0, len(strips), batch):
        some = strips[start : start + batch]
        part = line.between(start / len(strips), (start + len(some)) / len(strips))
        for strip, steps in zip(some, parallel.run(look, some, threads, part), strict=True):
            colors = pixels[strip].reshape(-1)
            if table is not None:
                places = table[colors & 0xFFFFFF]
            else:
                places = np.searchsorted(histogram.packed, pack(colors))
            weights += np.bincount(places, _BY_STEP[steps.reshape(-1)], len(histogram))
    return replace(histogram, weights=np.maximum(weights, 1).astype(np.int64))
