"""The input of a ditherer for a given palette, whose entries may be far from the image's colours.

    distinct colours -> the nearest mixtures of the palette's entries (`nearest_mixture`)
        -> values, in linear light or sRGB levels; premultiplied by alpha where there are soft edges
    values with errors -> whole sRGB levels -> the nearest entry in the space of the palette map

Unlike a palette that was found for the image (`quantizer.remap.dither_input`), entries are chosen
in the space in which colours are judged, by default CIELAB: with Floyd-Steinberg in linear light,
the error of areas is a fifth lower than with sRGB levels, on PICO-8, seven inks and the web-safe
colours (``python -m tests.benchmarks.given_palette``). And values with errors may leave the gamut:
errors do not pile up where the palette has the mixture, so that none needs to be thrown away.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.dither import DitherInput
from quantizer.progress import SILENT, Progress
from quantizer.remap.lazy_map import LazyMap
from quantizer.remap.nearest_mixture import MixtureSearch
from quantizer.remap.values import (
    OPAQUE,
    entry_values,
    levels_of,
    value_table,
)
from quantizer.settings.settings import DitherSpace

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.remap.nearest_color import PaletteMap

    Values = NDArray[np.float32]

_LOWEST, _HIGHEST = -255.0, 510.0
"""Bounds of values with errors, as far beyond the gamut as it is wide; not tuned."""

_JUST_VISIBLE = {DitherSpace.SRGB: 1.0, DitherSpace.LINEAR: 0.0}
"""Smallest visible difference of values: in levels, of neighbouring ones; in light, any, since
dropped errors add up over an area."""

_ALIKE = 2.3
"""Distance in CIELAB up to which a flat area may take its nearest entry alone: two areas side by
side look just different (M. Mahy, L. Van Eycken, A. Oosterlinck, "Evaluation of uniform color
spaces developed after the adoption of CIELAB and CIELUV", Color Research and Application 19(2),
1994)."""


def make_given_input(
    image: Image, histogram: Histogram, palette_map: PaletteMap, space: DitherSpace
) -> DitherInput:
    """Return the input of a ditherer for a palette that somebody chose.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    palette_map
        The palette, and the colour space and metric by which colours are judged.
    space
        Space in which errors are added up.
    """
    soft, table = palette_map.features.with_alpha, value_table(space)
    mixtures = cache(lambda: mixtures_of(histogram.colors, palette_map, space, palette_map.mixing))
    positions = np.arange(len(histogram), dtype=np.uint32)

    def per_pixel(values: NDArray[Any], progress: Progress) -> NDArray[Any]:
        found = np.empty(image.packed.shape, values.dtype)
        for rows, some in histogram.per_pixel(image, values, progress):
            found[rows] = some
        return found

    def nearest(progress: Progress) -> NDArray[np.uint8]:
        return per_pixel(palette_map(histogram.colors, progress).astype(np.uint8), progress)

    def differs(progress: Progress) -> NDArray[np.bool_]:
        entries = palette_map.colors[palette_map(histogram.colors, progress)]
        return per_pixel(_looks_different(histogram.colors, entries), progress)

    return DitherInput(
        pixels=per_pixel(positions, SILENT),
        packed=image.packed,
        values=_value_reader(histogram, mixtures),
        lookup=lambda _: _lookup(palette_map, space),
        nearest=nearest,
        entries=entry_values(palette_map.colors, table, soft=soft),
        transparent=palette_map.transparent or 0,
        lowest=_LOWEST,
        highest=_HIGHEST,
        just_visible=_JUST_VISIBLE[space],
        is_soft=soft,
        colors=positions,
        positions=lambda progress: histogram.per_pixel(image, positions, progress),
        differs=differs,
        features=feature_reader(palette_map, space),
        mixtures=mixtures,
        usable=palette_map.visible,
        metric=palette_map.metric,
    )


def feature_reader(palette_map: PaletteMap, space: DitherSpace) -> Callable[[Values], Values]:
    """Return the function that finds how values look, in the space of the palette map."""
    soft = palette_map.features.with_alpha
    return lambda values: palette_map.features.encode(_straight(values, space, soft=soft))


def _value_reader(
    histogram: Histogram, mixtures: Callable[[], Values]
) -> Callable[[NDArray[np.uint32], Values], NDArray[np.bool_] | None]:
    """Return the function that reads positions in the histogram as values."""
    visible = histogram.colors[:, 3] != 0

    def read(pixels: NDArray[np.uint32], out: Values) -> NDArray[np.bool_] | None:
        mixtures().take(pixels, 0, out, "clip")
        return visible[pixels] if histogram.has_transparent else None

    return read


def mixtures_of(
    colors: NDArray[np.uint8],
    palette_map: PaletteMap,
    space: DitherSpace,
    features: FeatureSpace | None,
) -> Values:
    """Return the values, float32 (n, 4), of the mixtures nearest to colours, uint8 (n, 4).

    They are judged in the space of `features`; None leaves all colours as they are.
    """
    soft, table = palette_map.features.with_alpha, value_table(space)
    values = entry_values(colors, table, soft=soft)
    if features is None or not len(palette_map.visible):
        return values
    entries = palette_map.colors[palette_map.visible, :3]
    search = MixtureSearch(
        entries,
        features,
        palette_map.metric,
        table,
        lambda some: levels_of(some, space),
    )
    values[:, :3] = search(colors[:, :3])
    if soft:
        values[:, :3] *= values[:, 3:] / np.float32(255)
        values[colors[:, 3] == 255, 3] = OPAQUE
    return values


def _lookup(
    palette_map: PaletteMap, space: DitherSpace
) -> Callable[[Values], NDArray[np.integer[Any]]]:
    if not palette_map.visible.size:
        return lambda values: np.zeros(len(values), np.intp)
    opaque = LazyMap(palette_map, space)
    if not palette_map.features.with_alpha:
        return opaque

    def find(values: Values) -> NDArray[np.integer[Any]]:
        found = palette_map(_straight(values, space, soft=True))
        is_opaque = values[:, 3] >= 255
        found[is_opaque] = opaque(values[is_opaque])
        return found

    return find


def _straight(values: Values, space: DitherSpace, *, soft: bool) -> NDArray[np.uint8]:
    """Return the colours of values, uint8 (m, 4), straight alpha; it is at least 1."""
    colors = np.full((len(values), 4), 255, np.uint8)
    if not soft:
        colors[:, :3] = levels_of(values[:, :3], space)
        return colors
    alpha = np.clip(values[:, 3:], 1, 255)
    colors[:, :3] = levels_of(values[:, :3] * np.float32(255) / alpha, space)
    colors[:, 3:] = levels_of(alpha, DitherSpace.SRGB)
    return colors


def _looks_different(colors: NDArray[np.uint8], entries: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which colours, uint8 (n, 4), differ visibly from their entries, bool (n,)."""
    difference = lab_forward(colors[:, :3]) - lab_forward(entries[:, :3])
    return np.asarray(np.einsum("nd,nd->n", difference, difference) > _ALIKE**2)
