"""Palette times image: which entry each pixel takes.

Undithered, each distinct colour is looked up once and the answer spread over its pixels. A
ditherer asks for values that the image does not contain, for a few hundred or thousand at a time;
`choice` tells who answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.choice import choice
from quantizer.dither import DITHERERS, Canvas
from quantizer.features import FeatureSpace
from quantizer.histogram import STRIP, Histogram, pack, pack_colors
from quantizer.palette_map import PaletteMap
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings import Space

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.image import Image
    from quantizer.settings import DitherSettings

_TABLE_PIXELS = 1 << 16
"""From this many pixels on a table of all 2^24 opaque colours pays for itself."""


def remap(
    image: Image,
    histogram: Histogram,
    palette_map: PaletteMap,
    dither: DitherSettings,
    progress: Progress = SILENT,
) -> NDArray[np.uint8]:
    """Return the palette index of each pixel.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    palette_map
        The palette. If the image has transparent pixels, so must the palette.
    dither
        Name of a registered ditherer, and its strength.
    progress
        Told the share of pixels done, as `Stage.REMAP`.

    Returns
    -------
    ndarray
        uint8 (height, width).

    Raises
    ------
    SettingsError
        If there is no such ditherer.
    Cancelled
        If `progress` says so.
    """
    progress = progress.at(Stage.REMAP)
    exact = len(histogram) <= len(palette_map.colors) and bool(
        np.isin(histogram.packed, pack_colors(palette_map.colors)).all()
    )
    ditherer = DITHERERS["none" if exact or not dither.strength else dither.name]
    soft = palette_map.features.with_alpha
    canvas = Canvas(
        pixels=image.packed,
        values=_premultiply if soft else _opaque(histogram),
        chooser=lambda line: choice(_in_levels(palette_map), histogram, line),
        nearest=lambda line: spread(
            image, histogram, palette_map(histogram.colors, line).astype(np.uint8), line
        ),
        entries=_entries(palette_map.colors, soft),
        transparent=palette_map.transparent or 0,
    )
    return ditherer.dither(canvas, dither.strength, progress)


def spread(
    image: Image,
    histogram: Histogram,
    labels: NDArray[np.uint8],
    progress: Progress = SILENT,
) -> NDArray[np.uint8]:
    """Give every pixel the label of its colour.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    labels
        uint8 (n,), one for each of them.
    progress
        Told the share of pixels done.

    Returns
    -------
    ndarray
        uint8 (height, width).
    """
    pixels = image.packed.reshape(-1)
    indices = np.empty(len(pixels), np.uint8)
    table: NDArray[np.uint8] | None = None
    if len(pixels) >= _TABLE_PIXELS and not image.has_alpha:
        table = np.zeros(1 << 24, np.uint8)
        table[histogram.packed & 0xFFFFFF] = labels
    for start in range(0, len(pixels), STRIP):
        progress.report(start / len(pixels))
        strip = slice(start, start + STRIP)
        if table is not None:
            indices[strip] = table[pixels[strip] & 0xFFFFFF]
        else:
            indices[strip] = labels[np.searchsorted(histogram.packed, pack(pixels[strip]))]
    return indices.reshape(image.height, image.width)


def _in_levels(palette_map: PaletteMap) -> PaletteMap:
    """Return the map by which a ditherer chooses: errors are levels, so distances are, too.

    Measured on photos with palettes of CIELAB, choosing there instead gives the same files less
    of their structure (SSIMULACRA2 lower by 3 to 8).
    """
    features = FeatureSpace(Space.SRGB, with_alpha=palette_map.features.with_alpha)
    return PaletteMap(palette_map.colors, features)


def _entries(colors: NDArray[np.uint8], soft: bool) -> NDArray[np.float32]:
    """Return the palette's entries as values of `Canvas`."""
    values = colors.astype(np.float32)
    if soft:
        values[:, :3] *= values[:, 3:] / np.float32(255)
    else:
        values[:, 3] = 0
    return values


def _opaque(
    histogram: Histogram,
) -> Callable[[NDArray[np.uint32], NDArray[np.float32]], NDArray[np.bool_] | None]:
    """Return what unpacks pixels that are opaque or fully transparent."""

    def unpack(pixels: NDArray[np.uint32], values: NDArray[np.float32]) -> NDArray[np.bool_] | None:
        values[...] = _channels(pixels)
        visible = values[..., 3] != 0 if histogram.has_transparent else None
        values[..., 3] = 0
        return visible

    return unpack


def _premultiply(
    pixels: NDArray[np.uint32], values: NDArray[np.float32]
) -> NDArray[np.bool_] | None:
    """Unpack pixels, and multiply them by their alpha."""
    values[...] = _channels(pixels)
    values[..., :3] *= values[..., 3:] / np.float32(255)
    return np.asarray(values[..., 3] != 0)


def _channels(pixels: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return pixels.view(np.uint8).reshape(*pixels.shape, 4)
