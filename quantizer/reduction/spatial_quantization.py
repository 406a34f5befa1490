"""A palette fitted together with its dither: spatial colour quantisation.

K-means gives each pixel its nearest entry, and entries the means of their pixels. Dithered, a
pixel's neighbours make up for its error: the eye sees mixtures, and mixtures of means are paler
than the image. So entries are fitted to what the eye sees:

    some tiles of the image, dithered with the palette so far -> which entry lies where
        -> the palette whose mixtures, blurred as the eye blurs, come nearest to the image
        -> again

For given indices that palette is a linear least squares problem of one equation for each entry,
whose matrix counts how often two entries lie so far apart.

Sources: J. Puzicha, M. Held, J. Ketterer, J. M. Buhmann, D. W. Fellner, "On spatial quantization of
color images", IEEE Transactions on Image Processing 9(4), 2000, for the cost and the equations.
They anneal indices and palette together; here a ditherer chooses the indices.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.features import FeatureSpace
from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.image.histogram import Histogram, distinct_colors, pack_colors, unpack_colors
from quantizer.image.image import Image
from quantizer.progress import SILENT, Progress
from quantizer.reduction.rare_colors import FEWEST_ENTRIES, find_rare_colors
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import DitherSpace, Effort, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from quantizer.reduction.palette_search import Clustering
    from quantizer.settings.settings import Settings

_BLUR = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
"""What two blurs by (1, 2, 1) / 4 weigh a neighbour, in each direction."""

_GRAIN = 0.05
"""Weight of what each pixel is off by itself; a grain is seen, too, and must not grow."""

_INERTIA = 0.1
"""How much an entry is held where it is, as a share of what moves it."""

_TILE = 16
"""Pixels of a tile's side: many small tiles tell more of an image than a few large ones."""

_FEWEST_TILES, _MOST_TILES = 16, 32
"""Tiles in each direction, and with the best effort or in a large image."""

_LARGE = 1 << 21
"""Pixels."""

_DRAWN = 1 / 8
"""Share of an entry's pixels from which their being just its colour makes it one to keep."""

_EVEN = 1 / 2
"""Share of an entry's pixels from which a colour that is not yet the entry's becomes it."""

_ROUNDS = 2
_FEWEST_MOVED = 64
"""Pixels of an entry below which nothing is known about where it should be."""


def fit_to_dither(
    image: Image,
    histogram: Histogram,
    found: Clustering,
    settings: Settings,
    progress: Progress = SILENT,
) -> Clustering:
    """Return a palette whose dithered mixtures come nearer to an image.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    found
        Its palette as it was clustered. Only opaque ones are fitted; entries that are locked,
        that keep a telling colour or that are what the image is drawn in stay.
    settings
        How it will be dithered.
    progress
        Checked now and then.

    Returns
    -------
    Clustering
        `found` with other colours, no more of them.
    """
    if image.has_alpha or not (found.colors[:, 3] == 255).all():
        return found
    many = settings.cluster.effort is Effort.BEST or image.packed.size >= _LARGE
    tiles = _tiles(image, _MOST_TILES if many else _FEWEST_TILES)
    seen = histogram if tiles is image else Histogram.of(tiles, progress)
    fitted = found
    for _ in range(_ROUNDS):
        progress.check()
        palette_map = PaletteMap(fitted.colors, fitted.features, fitted.metric)
        indices = remap(tiles, seen, palette_map, settings.dither, progress)
        fitted = replace(
            fitted, colors=_fitted(tiles, indices, histogram, fitted, settings.dither.space)
        )
    colors = fitted.colors
    if len(colors) >= FEWEST_ENTRIES:
        colors = _with_rare_colors(image, histogram, found.colors, colors, progress)
    return replace(found, colors=distinct_colors(colors))


def _with_rare_colors(
    image: Image,
    histogram: Histogram,
    before: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    progress: Progress,
) -> NDArray[np.uint8]:
    """Return colours of which those are as before without which a telling one would be lost.

    An entry of few pixels may be fitted to what else it is mixed with.
    """
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB))
    lost = find_rare_colors((image,), histogram, palette_map, len(colors), progress)
    kept = PaletteMap(before, FeatureSpace(Space.SRGB))(lost, progress)
    colors = colors.copy()
    colors[kept] = before[kept]
    return colors


def _tiles(image: Image, count: int) -> Image:
    """Return a mosaic of `count` by `count` tiles spread evenly; a small image as it is."""
    if image.packed.size <= (count * _TILE) ** 2:
        return image
    columns, rows = (_starts(size, count) for size in (image.width, image.height))
    mosaic = [
        np.concatenate([image.pixels[y : y + _TILE, x : x + _TILE] for x in columns], axis=1)
        for y in rows
    ]
    return Image(np.concatenate(mosaic))


def _starts(size: int, count: int) -> list[int]:
    """Return where tiles begin; no more of them than fit side by side."""
    count = max(1, min(count, size // _TILE))
    return [round(place) for place in np.linspace(0, max(0, size - _TILE), count)]


def _fitted(
    tiles: Image,
    indices: NDArray[np.uint8],
    histogram: Histogram,
    found: Clustering,
    space: DitherSpace,
) -> NDArray[np.uint8]:
    """Return the palette of least squared difference for given indices, uint8 (k, 4)."""
    colors, count = _with_even_areas(tiles, indices, found), len(found.colors)
    is_light = space is DitherSpace.LINEAR
    table = 255 * LINEAR if is_light else np.arange(256, dtype=np.float64)
    values = table.astype(np.float32)[tiles.pixels[..., :3]]
    matrix, wanted = _equations(indices, values, count)
    used = np.bincount(indices.reshape(-1), minlength=count)
    matrix += np.diag(_GRAIN * used)
    for channel in range(3):
        own = np.bincount(indices.reshape(-1), values[..., channel].reshape(-1), count)
        wanted[:, channel] += _GRAIN * own
    hold = _INERTIA * matrix.diagonal() + 1e-9
    before = table[colors[:, :3]]
    matrix[np.diag_indices(count)] += hold
    wanted += hold[:, None] * before
    firm = (used < _FEWEST_MOVED) | _is_drawn(histogram, colors, used / indices.size)
    firm |= np.isin(pack_colors(colors), pack_colors(found.fixed))
    moved = before.copy()
    free = np.flatnonzero(~firm)
    if len(free):
        rest = wanted[free] - matrix[np.ix_(free, np.flatnonzero(firm))] @ before[firm]
        moved[free] = np.linalg.solve(matrix[np.ix_(free, free)], rest)
    moved = np.clip(moved, 0, 255)
    levels = 255 * srgb_from_linear(moved / 255) if is_light else moved
    fitted = colors.copy()
    fitted[free, :3] = np.rint(levels[free])
    return fitted


def _with_even_areas(
    tiles: Image, indices: NDArray[np.uint8], found: Clustering
) -> NDArray[np.uint8]:
    """Return the colours of a palette, those of even areas exactly as these are."""
    every = slice(None, None, 2)
    pairs = indices[every, every].astype(np.uint64) << np.uint64(32)
    pairs |= tiles.packed[every, every]
    kinds, counts = np.unique(pairs, return_counts=True)
    owners = (kinds >> np.uint64(32)).astype(np.intp)
    used = np.bincount(owners, counts, len(found.colors))
    even = np.flatnonzero((counts > _EVEN * used[owners]) & (counts >= _FEWEST_MOVED))
    owner, packed = owners[even], kinds[even].astype(np.uint32)
    colors = found.colors.copy()
    free = ~np.isin(pack_colors(colors[owner]), pack_colors(found.fixed))
    colors[owner[free]] = unpack_colors(packed[free])
    return colors


def _is_drawn(
    histogram: Histogram, colors: NDArray[np.uint8], share: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which entries are colours that areas of the image are drawn in.

    `share` is that of the pixels which take each entry, as far as the tiles tell; an area that
    they missed counts by the histogram.
    """
    place = histogram.find(pack_colors(colors))
    exact = histogram.weights[place] * (place >= 0)
    drawn: NDArray[np.bool_] = exact > _DRAWN * share * histogram.weights.sum()
    return drawn


def _equations(
    indices: NDArray[np.uint8], values: NDArray[np.float32], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the normal equations of the blurred difference: (k, k), and (k, 3)."""
    matrix = np.zeros((count, count))
    wanted = np.zeros((count, 3))
    blurred = np.zeros_like(values)
    wide = indices.astype(np.int64) * count
    for weight, here, there in _neighbours(indices.shape):
        pairs = np.bincount((wide[here] + indices[there]).reshape(-1), minlength=count * count)
        both = pairs.reshape(count, count) * weight
        matrix += both if here == there else both + both.T
        blurred[here] += np.float32(weight) * values[there]
        if here != there:
            blurred[there] += np.float32(weight) * values[here]
    for channel in range(3):
        wanted[:, channel] = np.bincount(
            indices.reshape(-1), blurred[..., channel].reshape(-1), count
        )
    return matrix, wanted


def _neighbours(
    shape: tuple[int, ...],
) -> Iterator[tuple[float, tuple[slice, slice], tuple[slice, slice]]]:
    """Yield each pair of places within the blur once: its weight, and the slices of both."""
    height, width = shape
    reach = len(_BLUR) // 2
    for down in range(reach + 1):
        for right in range(-reach if down else 0, reach + 1):
            weight = _BLUR[reach + down] * _BLUR[reach + right]
            left = max(0, -right)
            here = slice(0, height - down), slice(left, width - max(0, right))
            there = slice(down, height), slice(left + right, width + min(0, right))
            yield weight, here, there
