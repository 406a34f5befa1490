"""Weights by visibility: errors are visible in smooth areas, and hidden in busy texture.

A pixel's weight depends on the largest step to its neighbours: full without a step, and half with
a step of `_HALF` levels. A colour's weight is the sum over its pixels.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.image.histogram import Histogram, strips_of
from quantizer.image.local_contrast import steps_between
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from quantizer.image.image import Image

UNIT = 256
"""Weight of a fully visible pixel."""

_HALF = 30
"""Step in levels that halves the weight; see ``python -m tests.benchmarks.look``."""

_BY_STEP = np.rint(UNIT / (1 + np.arange(256) / _HALF))


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
        The same colours; each weight is at least 1, and `UNIT` for a fully visible pixel.
    """
    pixels = image.packed
    strips = strips_of(image)
    positions = histogram.per_pixel(image, np.arange(len(histogram), dtype=np.uint32))
    weights = np.zeros(len(histogram))
    line = progress.at(Stage.COUNT)
    batch = 2 * parallel.core_count()
    for start in range(0, len(strips), batch):
        some = strips[start : start + batch]
        part = line.between(start / len(strips), (start + len(some)) / len(strips))
        # The results come first, so that `zip` takes no strip of the next batch.
        found = parallel.run(lambda strip: steps_between(pixels, strip)[0], some, threads, part)
        for steps, (_, colors) in zip(found, positions, strict=False):
            visibility = _BY_STEP[steps.reshape(-1)]
            weights += np.bincount(colors.reshape(-1), visibility, len(histogram))
    return replace(histogram, weights=np.maximum(weights, 1).astype(np.int64))
