"""A picture and a palette as a ditherer sees them, in the space in which it adds up errors.

    pixels -> values: sRGB levels, or linear light of the same range; multiplied by their alpha
        where the picture has soft edges
    values -> sRGB levels again -> `make_lookup`: the entry that is nearest

Both spaces find_nearest alike, by sRGB levels: they differ in what an error is. In linear light a dither
keeps the light that a distant eye adds up; in sRGB it keeps the mean of the levels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.features import FeatureSpace
from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.dither import DitherInput
from quantizer.remap.lookup import make_lookup
from quantizer.remap.nearest_color import PaletteMap
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

_STEPS = 64
"""Places of the table of sRGB levels to a unit of linear light, in which the darkest are 0.08."""

_LIGHT = (255 * LINEAR).astype(np.float32)

_LEVELS = np.rint(255 * srgb_from_linear(np.arange(255 * _STEPS + 1) / (255 * _STEPS)))
_LEVELS = _LEVELS.astype(np.float32)

_JUST_VISIBLE = {DitherSpace.SRGB: 1.0, DitherSpace.LINEAR: 0.25}
"""Difference of values that can just be seen."""

_LOWEST = {DitherSpace.SRGB: 0.0, DitherSpace.LINEAR: -255.0}
"""In linear light the middle between black and white, by levels, is at 55: what is above it leaves
an error of up to -200."""


def make_dither_input(
    image: Image, histogram: Histogram, palette_map: PaletteMap, space: DitherSpace
) -> DitherInput:
    """Return what a ditherer works on.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    palette_map
        The palette, and what near means where nothing is dithered.
    space
        Where errors are added up.
    """
    soft = palette_map.features.with_alpha
    light = space is DitherSpace.LINEAR
    table = _LIGHT if light else np.arange(256, dtype=np.float32)
    # Icons with soft edges look best with entries chosen where the palette was found.
    palette = palette_map if soft else _in_levels(palette_map)

    positions = np.arange(len(histogram), dtype=np.uint32)

    def lookup(progress: Progress) -> Lookup:
        find_nearest = make_lookup(palette, histogram, progress)
        return _LinearLookup(find_nearest, soft=soft) if light else find_nearest

    def nearest(progress: Progress) -> NDArray[np.uint8]:
        labels = palette_map(histogram.colors, progress).astype(np.uint8)
        indices = np.empty(image.packed.shape, np.uint8)
        for rows, some in histogram.per_pixel(image, labels, progress):
            indices[rows] = some
        return indices

    return DitherInput(
        pixels=image.packed,
        values=_premultiplied(table) if soft else _opaque(table, histogram),
        lookup=lookup,
        nearest=nearest,
        entries=_entries(palette_map.colors, table, soft),
        transparent=palette_map.transparent or 0,
        lowest=_LOWEST[space],
        just_visible=_JUST_VISIBLE[space],
        is_soft=soft,
        colors=histogram.packed,
        positions=lambda progress: histogram.per_pixel(image, positions, progress),
    )


def _in_levels(palette_map: PaletteMap) -> PaletteMap:
    """Return the map by which a ditherer chooses.

    Measured on photos with palettes of CIELAB, choosing there instead gives the same files less
    of their structure (SSIMULACRA2 lower by 3 to 8).
    """
    features = FeatureSpace(Space.SRGB, with_alpha=palette_map.features.with_alpha)
    return PaletteMap(palette_map.colors, features)


class _LinearLookup:
    """Turns linear light into sRGB levels and has them looked up."""

    def __init__(self, find_nearest: Lookup, *, soft: bool) -> None:
        self._find_nearest = find_nearest
        self._soft = soft

    def __call__(self, values: Values) -> NDArray[np.integer[Any]]:
        if not self._soft:
            return self._find_nearest(_levels(values))
        alpha: Values = np.maximum(values[:, 3:], np.float32(1))
        straight: Values = values[:, :3] * np.float32(255) / alpha
        levels = _levels(straight) * alpha / np.float32(255)
        return self._find_nearest(np.concatenate([levels, values[:, 3:]], axis=1))


def _levels(light: Values) -> Values:
    """Return the sRGB levels, whole numbers, of linear light, 255 being white."""
    steps = np.clip(light * np.float32(_STEPS) + np.float32(0.5), 0, 255 * _STEPS)
    return np.asarray(_LEVELS.take(steps.astype(np.int32)))


def _entries(colors: NDArray[np.uint8], table: Values, soft: bool) -> Values:
    """Return the palette's entries as values of `DitherInput`."""
    values = np.empty(colors.shape, np.float32)
    values[:, :3] = table[colors[:, :3]]
    values[:, 3] = colors[:, 3] if soft else 0
    if soft:
        values[:, :3] *= values[:, 3:] / np.float32(255)
    return values


def _opaque(
    table: Values, histogram: Histogram
) -> Callable[[NDArray[np.uint32], Values], NDArray[np.bool_] | None]:
    """Return what unpacks pixels that are opaque or fully transparent."""
    plain = table is not _LIGHT

    def unpack(pixels: NDArray[np.uint32], values: Values) -> NDArray[np.bool_] | None:
        channels = _channels(pixels)
        values[...] = channels if plain else table[channels]
        visible = channels[..., 3] != 0 if histogram.has_transparent else None
        values[..., 3] = 0
        return visible

    return unpack


def _premultiplied(
    table: Values,
) -> Callable[[NDArray[np.uint32], Values], NDArray[np.bool_] | None]:
    """Return what unpacks pixels and multiplies them by their alpha."""

    def unpack(pixels: NDArray[np.uint32], values: Values) -> NDArray[np.bool_] | None:
        channels = _channels(pixels)
        values[..., :3] = table[channels[..., :3]]
        values[..., 3] = channels[..., 3]
        values[..., :3] *= values[..., 3:] / np.float32(255)
        return np.asarray(channels[..., 3] != 0)

    return unpack


def _channels(pixels: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return pixels.view(np.uint8).reshape(*pixels.shape, 4)
