"""Sharpens an image by an unsharp mask: the difference from its blur is added, times an amount.

The blur is the mean of the 3 x 3 neighbours with binomial weights (1, 2, 1), since the detail of a
small screen is one pixel wide. Each pixel counts by its opacity, so that what is transparent
changes no colour; opacity itself does not change. It works on sRGB levels, where light and dark
lines are sharpened alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.image.frozen import frozen
from quantizer.image.histogram import strips_of
from quantizer.image.image import Image
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST_WEIGHT = np.float32(1e-6)


def sharpen(
    image: Image, percent: float, progress: Progress = SILENT, threads: int | None = None
) -> Image:
    """Return a sharpened image.

    Parameters
    ----------
    image
        The image.
    percent
        The amount, 0 or more; at 100 a step between two areas becomes twice as high at its edge,
        roughly.
    progress
        Told the share of pixels done, as `Stage.ADJUST`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    Returns
    -------
    Image
        `image` itself if the amount is 0.
    """
    if not percent:
        return image
    amount = np.float32(percent / 100)
    pixels = image.pixels.copy()

    def fill(rows: slice) -> None:
        top, bottom = max(0, rows.start - 1), min(image.height, rows.stop + 1)
        border = ((rows.start == top, rows.stop == bottom), (1, 1), (0, 0))
        padded = np.pad(image.pixels[top:bottom], border, mode="edge").astype(np.float32)
        levels = padded[1:-1, 1:-1, :3]
        if image.has_alpha:
            alpha = padded[..., 3:]
            weights = np.maximum(_blurred(alpha), _LEAST_WEIGHT)
            blurred = np.divide(_blurred(padded[..., :3] * alpha), weights)
        else:
            blurred = _blurred(padded[..., :3])
        found = levels + amount * (levels - blurred)
        pixels[rows, :, :3] = np.rint(np.clip(found, 0, 255))
        if image.has_alpha:
            clear = image.pixels[rows, :, 3] == 0
            pixels[rows][clear] = image.pixels[rows][clear]

    parallel.run(fill, list(strips_of(image)), threads, progress.at(Stage.ADJUST))
    return Image(frozen(pixels), image.metadata, image.source)


def _blurred(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weighted means of 3 x 3 neighbours, without the outermost rows and columns."""
    rows = values[:-2] + 2 * values[1:-1] + values[2:]
    found: NDArray[np.float32] = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 16
    return found
