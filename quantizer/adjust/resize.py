"""Resizes an image in linear light, each pixel weighted by its opacity.

    geometry: the size of the result, and the part of the image that is shown
        -> strips of the result, on a few threads:
            source rows -> linear light, times alpha -> averaged along columns, then along rows
            -> divided by alpha -> sRGB levels

Pixels mix as their light does on a screen, and what is transparent adds no colour to what is not.
A fully transparent pixel of the result has the colour of the nearest source pixel. An image with a
colour profile of its own is treated as if its levels were those of sRGB, which they resemble.

Source rows are read in small parts, so memory beyond the result does not grow with the image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.adjust.filters import Taps, nearest, taps
from quantizer.adjust.geometry import geometry
from quantizer.adjust.light import decoded, encoded
from quantizer.image.frozen import frozen
from quantizer.image.image import Image
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import Fit, ResizeFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.adjust.geometry import Geometry
    from quantizer.settings.settings import ImageSize

_STRIP_PIXELS = 1 << 19
"""Pixels of a strip of the result, as wide as the image or the result; not tuned."""

_FEWEST_ROWS = 32
"""Fewest rows of a strip: source rows at its border are read once more for the next one."""


def resize(
    image: Image,
    size: ImageSize,
    fit: Fit = Fit.CONTAIN,
    kind: ResizeFilter = ResizeFilter.LANCZOS,
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
        How the image is fitted into a box; `Fit.PAD` is like `Fit.CONTAIN`, see `pad`.
    kind
        The filter.
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
    if (image.width, image.height) == (found.width, found.height):
        return image
    down = found.top, found.source_height, found.height, image.height
    across = found.left, found.source_width, found.width, image.width
    rows, columns = nearest(*down), nearest(*across)
    progress = progress.at(Stage.ADJUST)
    if kind is ResizeFilter.NEAREST:
        progress.report(0)
        return _like(image, image.pixels[rows[:, None], columns])
    pixels = np.empty((found.height, found.width, 4), np.uint8)
    job = _Resampling(
        image, taps(kind, *down), taps(kind, *across), rows, columns, pixels, progress
    )
    with single_threaded_products():
        parallel.run(job.fill, _strips(found), threads, progress)
    return _like(image, pixels)


def pad(image: Image, size: ImageSize, border: tuple[int, int, int] | None = None) -> Image:
    """Return an image in the middle of a box, with a border around it.

    Parameters
    ----------
    image
        The image, not larger than the box.
    size
        The box; a size that leaves a side to the image adds no border.
    border
        Colour (r, g, b) of the border, 0 to 255; None for a transparent one.

    Returns
    -------
    Image
        `image` itself if it has that size already.
    """
    width, height = size.width or image.width, size.height or image.height
    if None in {size.width, size.height} or (width, height) == (image.width, image.height):
        return image
    pixels = np.zeros((height, width, 4), np.uint8)
    if border is not None:
        pixels[...] = (*border, 255)
    left, top = (width - image.width) // 2, (height - image.height) // 2
    pixels[top : top + image.height, left : left + image.width] = image.pixels
    return _like(image, pixels)


def _like(image: Image, pixels: NDArray[np.uint8]) -> Image:
    """Return an image of other pixels with the metadata of `image`."""
    return Image(frozen(pixels), image.metadata, image.source)


def _strips(found: Geometry) -> list[slice]:
    widest = max(found.width, int(found.source_width))
    rows = max(_FEWEST_ROWS, _STRIP_PIXELS // widest)
    return [slice(top, min(top + rows, found.height)) for top in range(0, found.height, rows)]


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
