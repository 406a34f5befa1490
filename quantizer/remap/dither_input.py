"""The input of a ditherer: a picture and a palette in the space in which errors are added up.

What follows holds for palettes that were found for the image; see `given_palette` for others.

    pixels -> values: sRGB levels, or linear light scaled to 0 to 255; premultiplied by alpha where
        the picture has soft edges
    values with errors -> sRGB levels -> the nearest entry (`lookup`)

Both spaces choose the nearest entry by sRGB levels; they differ in what is diffused. Errors in
linear light keep the mean light of an area, as seen from afar; errors in sRGB keep its mean
level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.features import FeatureSpace
from quantizer.dither import DitherInput
from quantizer.dither._search import LabSearch, LevelSearch
from quantizer.remap.given_palette import feature_reader, make_given_input, mixtures_of
from quantizer.remap.lookup import is_lab, lab_search, make_lookup
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.values import (
    JUST_VISIBLE,
    LEVELS,
    LIGHT,
    OPAQUE,
    STEPS,
    entry_values,
    levels_of_light,
    value_table,
)
from quantizer.settings.settings import DitherSpace, Space

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.progress import Progress

    Values = NDArray[np.float32]
    Lookup = Callable[[Values], NDArray[np.integer[Any]]]

_LOWEST = {DitherSpace.SRGB: 0.0, DitherSpace.LINEAR: -255.0}
"""Lowest value with errors. In linear light, level 128 is at 55: a value just above it may become
white, with an error of -200."""


def make_dither_input(
    image: Image,
    histogram: Histogram,
    palette_map: PaletteMap,
    space: DitherSpace,
    threads: int | None = None,
) -> DitherInput:
    """Return the input of a ditherer.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    palette_map
        The palette, and the colour space and metric of the nearest entry without dithering.
    space
        Space in which errors are added up.
    threads
        Most threads at work, None for one per processor core.
    """
    if palette_map.mixing is not None:
        return make_given_input(image, histogram, palette_map, space)
    soft = palette_map.features.with_alpha
    light = space is DitherSpace.LINEAR
    table = value_table(space)
    palette = palette_map
    if not soft:
        # Icons with soft edges look best if entries are chosen in the space of the palette search.
        # On photos, choosing entries in CIELAB instead of sRGB levels lowered SSIMULACRA2 by 3 to 8
        # (``python -m tests.benchmarks.look``).
        palette = PaletteMap(palette_map.colors, FeatureSpace(Space.SRGB))
    positions = np.arange(len(histogram), dtype=np.uint32)

    def lookup(progress: Progress) -> Lookup:
        find_nearest = make_lookup(palette, histogram, progress, threads)
        return _LinearLookup(find_nearest, soft=soft) if light else find_nearest

    def nearest(progress: Progress) -> NDArray[np.uint8]:
        labels = palette_map(histogram.colors, progress).astype(np.uint8)
        indices = np.empty(image.packed.shape, np.uint8)
        for rows, some in histogram.per_pixel(image, labels, progress):
            indices[rows] = some
        return indices

    return DitherInput(
        pixels=image.packed,
        values=_pixel_reader(table, histogram, soft),
        lookup=lookup,
        nearest=nearest,
        entries=entry_values(palette_map.colors, table, soft=soft),
        transparent=palette_map.transparent or 0,
        lowest=_LOWEST[space],
        just_visible=JUST_VISIBLE[space],
        is_soft=soft,
        colors=histogram.packed,
        positions=lambda progress: histogram.per_pixel(image, positions, progress),
        features=feature_reader(palette_map, space),
        metric=palette_map.metric,
        mixtures=lambda: mixtures_of(histogram.colors, palette_map, space, palette_map.features),
        usable=palette_map.visible,
        search=_search(palette, light=light),
    )


def _search(palette: PaletteMap, *, light: bool) -> LevelSearch | LabSearch | None:
    """Return the search for the compiled loop; None where it has none."""
    if palette.features.with_alpha:
        return None if light or not is_lab(palette.features) else lab_search(palette)
    if not palette.visible.size:
        return None
    table = LEVELS if light else np.arange(256)
    return LevelSearch(
        palette.colors[palette.visible, :3].astype(np.int32),
        palette.visible.astype(np.uint8),
        table.astype(np.uint8),
        np.float32(STEPS if light else 1),
    )


class _LinearLookup:
    """Converts linear light to sRGB levels and looks these up."""

    def __init__(self, find_nearest: Lookup, *, soft: bool) -> None:
        self._find_nearest = find_nearest
        self._soft = soft

    def __call__(self, values: Values) -> NDArray[np.integer[Any]]:
        if not self._soft:
            return self._find_nearest(levels_of_light(values))
        alpha: Values = np.maximum(values[:, 3:], np.float32(1))
        straight: Values = values[:, :3] * np.float32(255) / alpha
        levels = levels_of_light(straight) * alpha / np.float32(255)
        return self._find_nearest(np.concatenate([levels, values[:, 3:]], axis=1))


def _pixel_reader(
    table: Values, histogram: Histogram, soft: bool
) -> Callable[[NDArray[np.uint32], Values], NDArray[np.bool_] | None]:
    """Return the function that reads pixels as values, multiplied by their alpha if `soft`."""
    plain = table is not LIGHT

    def unpack(pixels: NDArray[np.uint32], values: Values) -> NDArray[np.bool_] | None:
        channels = pixels.view(np.uint8).reshape(*pixels.shape, 4)
        values[...] = channels if plain else table[channels]
        values[..., 3] = channels[..., 3] if soft else 0
        if soft:
            values[..., :3] *= values[..., 3:] / np.float32(255)
            values[..., 3][channels[..., 3] == 255] = OPAQUE
        return channels[..., 3] != 0 if soft or histogram.has_transparent else None

    return unpack
