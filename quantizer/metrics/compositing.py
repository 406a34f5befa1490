"""Images over a grey backdrop: what the metrics compare.

Where an image or its result has a pixel that is less than opaque, they are compared twice, over
black and over white, and the results averaged. So the colour of a fully transparent pixel does
not count, and a wrong alpha shows on at least one backdrop. Composited values are rounded to 8
bits, as on a screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError
from quantizer.image.image import Image, IndexedImage
from quantizer.progress import SILENT, Progress

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

Picture = Image | IndexedImage

_STRIP = 1 << 18
"""Pixels of a strip of whole rows."""


def backdrops_for(original: Picture, result: Picture) -> list[int]:
    """Return the levels of the grey backdrops on which two images are to be compared.

    Raises
    ------
    DataError
        If the sizes differ.
    """
    if (original.width, original.height) != (result.width, result.height):
        raise DataError(
            tr(
                "an image of {width} x {height} pixels cannot be compared with one of "
                "{new_width} x {new_height}",
                width=original.width,
                height=original.height,
                new_width=result.width,
                new_height=result.height,
            )
        )
    return [0, 255] if has_alpha(original) or has_alpha(result) else [0]


def has_alpha(picture: Picture) -> bool:
    """Return whether a pixel of an image may be less than opaque."""
    if isinstance(picture, Image):
        return picture.has_alpha
    return any(swatch.color[3] < 255 for swatch in picture.palette.swatches)


def composite_over(picture: Picture, backdrop: int, progress: Progress = SILENT) -> Pixels:
    """Return an image over a grey backdrop, uint8 (height, width, 3); a view if it is opaque.

    Parameters
    ----------
    picture
        The image.
    backdrop
        Level of the grey, 0 to 255.
    progress
        Told the fraction done.
    """
    if isinstance(picture, Image) and not picture.has_alpha:
        return picture.pixels[..., :3]
    flat = np.empty((picture.height, picture.width, 3), np.uint8)
    if isinstance(picture, IndexedImage):
        table = composite_colors(picture.palette.as_shown().colors, backdrop)
        for rows in strips(flat, progress):
            np.take(table, picture.indices[rows], axis=0, out=flat[rows])
    else:
        for rows in strips(flat, progress):
            flat[rows] = composite_colors(picture.pixels[rows], backdrop)
    return flat


def composite_colors(colors: Pixels, backdrop: int) -> Pixels:
    """Return uint8 (..., 4) over a grey backdrop as uint8 (..., 3), rounded to nearest."""
    rgb, alpha = colors[..., :3], colors[..., 3:]
    product = np.multiply(rgb, alpha, dtype=np.uint16)  # at most 65,025 in all, so no overflow
    product += np.multiply(255 - alpha, backdrop, dtype=np.uint16)
    product += 127
    return (product // 255).astype(np.uint8)


def strips(pixels: Pixels, progress: Progress) -> Iterator[slice]:
    """Yield slices of rows that cover an image, (height, width, ...); report before each."""
    height = len(pixels)
    for rows in row_slices(pixels, _STRIP):
        progress.report(rows.start / height)
        yield rows
    progress.report(1)


def row_slices(pixels: Pixels, size: int) -> list[slice]:
    """Return slices of whole rows that cover an image, each of about `size` pixels at most."""
    height, width = pixels.shape[:2]
    rows = max(1, size // width)
    return [slice(top, min(top + rows, height)) for top in range(0, height, rows)]
