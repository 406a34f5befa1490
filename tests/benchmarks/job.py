"""One reduction in a process of its own: ``python -m tests.benchmarks.job FILE K EFFORT DITHER``.

Decodes a file and reduces it once. Prints the seconds of the reduction alone, and the number of
distinct colours. A small image is reduced first, so that imports are not timed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from quantizer import read_image
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.reduction.pipeline import quantize
from quantizer.settings.file_limits import Limits
from quantizer.settings.settings import ClusterSettings, DitherSettings, Effort, Settings


def main(file: str, k: str, effort: str, dither: str) -> None:
    """Reduce the file and print the figures."""
    settings = Settings(
        ClusterSettings(colors=int(k), effort=Effort(effort)), DitherSettings(dither)
    )
    image = read_image(Path(file), limits=Limits(max_megapixels=1000))
    small = Image(np.ascontiguousarray(image.pixels[:64, :64]))
    quantize(small, settings, with_metrics=False)
    seconds = quantize(image, settings, with_metrics=False).elapsed
    print(seconds, len(Histogram.of(image)))


if __name__ == "__main__":
    main(*sys.argv[1:])
