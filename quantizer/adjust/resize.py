"""Resizes an image in linear light, each pixel weighted by its opacity.

    geometry: the part that is shown, and its place in the result
        -> strips of the result, on a few threads:
            source rows -> linear light, times alpha -> averaged along columns, then along rows
            -> divided by alpha -> sRGB levels

Pixels mix as their light does on a screen, and what is transparent adds no colour to what is not.
A fully transparent pixel of the result has the colour of the nearest source pixel. An image with a
colour profile of its own is treated as if its levels were those of sRGB, which they resemble.

Source rows are read in small parts, so memory beyond the result does not grow with the image.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.adjust.filters import Taps, nearest, taps
from quantizer.adjust.geometry import geometry
from quantizer.adjust.light import decoded, encoded
from quantizer.kmeans.distance import single_threaded_products
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import Fit, ResizeFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.adjust.geometry import Geometry
    from quantizer.image.image import Image
    from quantizer.settings.settings import ImageSize

_STRIP_PIXELS = 1 << 18
"""Pixels of a strip of the result; not tuned."""

_FEWEST_ROWS = 32
"""Fewest rows of a strip: source rows at its border are read once more for the next one."""


def resize(
    image: Image,
    size: ImageSize,
    fit: Fit = Fit.CONTAIN,
    kind: ResizeFilter = ResizeFilter.LANCZOS,
    border: tuple[int, int, int] | None = None,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Image:
    """Return an image in another size.

    Parameters
    ----------
    image
        The image.
    size
        The new size.
    fit
        How the image is fitted into a box; only `Fit.PAD` adds a border.
    kind
        The filter.
    border
        Colour (r, g, b) of the border, 0 to 255; None for a transparent one.
    progress
        Told the share of the result done, as `Stage.ADJUST`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    Returns
    -------
    Image
        `image` itself if it has that size already. Opaque pixels stay opaque.

    Raises
    ------
    SettingsError
        If the result would be too large.
    Cancelled
        If `progress` says so.
    """
    found = geometry(image.width, image.height, size, fit)
    same = (image.width, image.height)
    if same == (found.width, found.height) == (found.source_width, found.source_height) and (
        same == (found.inner_width, found.inner_height)
    ):
        return image
    pixels = np.zeros((found.height, found.width, 4), np.uint8)
    if border is not None:
        pixels[...] = (*border, 255)
    inner = pixels[found.y : found.y + found.inner_height, found.x : found.x + found.inner_width]
    rows = nearest(found.top, found.source_height, found.inner_height, image.height)
    columns = nearest(found.left, found.source_width, found.inner_width, image.width)
    progress = progress.at(Stage.ADJUST)
    if kind is ResizeFilter.NEAREST:
        inner[...] = image.pixels[rows[:, None], columns]
        progress.report(1)
        return replace(image, pixels=pixels)
    down = taps(kind, found.top, found.source_height, found.inner_height, image.height)
    across = taps(kind, found.left, found.source_width, found.inner_width, image.width)
    job = _Resampling(image, down, across, rows, columns, inner, progress)
    with single_threaded_products():
        parallel.run(job.fill, _strips(found), threads, progress)
    return replace(image, pixels=pixels)


def _strips(found: Geometry) -> list[slice]:
    rows = max(_FEWEST_ROWS, _STRIP_PIXELS // found.inner_width)
    return [
        slice(top, min(top + rows, found.inner_height))
        for top in range(0, found.inner_height, rows)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Resampling:
    """A picture, and the array, uint8 (height, width, 4), that its averages are written to."""

    image: Image
    down: Taps
    across: Taps
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    result: NDArray[np.uint8]
    progress: Progress

    def fill(self, rows: slice) -> None:
        """Compute some rows of the result."""
        image, channels = self.image, 4 if self.image.has_alpha else 3
        height, width = rows.stop - rows.start, image.width

        def light(start: int, stop: int) -> NDArray[np.float32]:
            self.progress.check()
            return decoded(image.pixels[start:stop], channels).reshape(stop - start, -1)

        part = self.down.part(rows.start, rows.stop).average(light, width * channels)
        columns = part.reshape(height, width, channels).transpose(1, 0, 2).reshape(width, -1)
        part = self.across.average(lambda start, stop: columns[start:stop], columns.shape[1])
        found = encoded(part.reshape(-1, height, channels))
        strip = self.result[rows]
        strip[...] = found.transpose(1, 0, 2)
        clear = strip[..., 3] == 0
        if clear.any():
            y, x = np.nonzero(clear)
            source = image.pixels[self.rows[rows.start + y], self.columns[x]]
            strip[y, x, :3] = source[:, :3]
