"""Spatial colour quantisation: a palette fitted to its dither.

K-means gives each pixel its nearest entry and each entry the mean of its pixels. With a dither
the eye sees mixtures of neighbouring entries instead, and mixtures of means are paler than the
image. So entries are fitted to the mixtures:

    some tiles of the image, dithered with the current palette -> an index for each pixel
        -> the palette whose mixtures, blurred as the eye blurs, come nearest to the image
        -> again

For given indices that palette solves a linear least squares problem with one equation per entry
(`blurred_error`).

Source: J. Puzicha, M. Held, J. Ketterer, J. M. Buhmann, D. W. Fellner, "On spatial quantization of
color images", IEEE Transactions on Image Processing 9(4), 2000, for the cost and the equations.
They anneal indices and palette together; here a ditherer chooses the indices.
``python -m tests.benchmarks.look --apart`` measures the effect.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.features import FeatureSpace
from quantizer.color.level_grid import EVERY_LEVEL
from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.image.frozen import frozen
from quantizer.image.histogram import Histogram, distinct_colors, pack_colors, unpack_colors
from quantizer.image.image import Image
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.progress import SILENT, Progress
from quantizer.reduction.blurred_error import normal_equations
from quantizer.reduction.rare_color_entries import FEWEST_ENTRIES
from quantizer.reduction.rare_colors import find_rare_colors
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import DitherSpace, Effort, RareColors, Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.level_grid import LevelGrid
    from quantizer.reduction.clustering import Clustering
    from quantizer.settings.settings import Settings

_GRAIN = 0.05
"""Weight of the error of single pixels, which limits the grain."""

_INERTIA = 0.1
"""Weight that keeps an entry at its place, as a share of its diagonal element."""

_TILE = 16
"""Pixels along a side of a tile; many small tiles cover an image better than a few large ones."""

_FEWEST_TILES, _MOST_TILES = 16, 32
"""Tiles in each direction: usually, and with the effort ``best`` or in a large image."""

_LARGE = 1 << 21
"""Pixels from which an image is large."""

_AREA_SHARE = 1 / 8
"""An entry is kept if this share of its pixels have exactly its colour."""

_EVEN_SHARE = 1 / 2
"""A colour becomes an entry's colour if this share of the entry's pixels have it."""

_ROUNDS = (0.625, 1.0)
"""For each round, the share of the tiles in each direction. The first round needs fewer: with as
many as the last it takes twice as long, for the same FLIP and SSIMULACRA2 of crops of photos
(``python -m tests.benchmarks.look``)."""

_SWEEPS = 20
"""Most times that all entries of a device's colours are moved; mostly four are enough."""

_FEWEST_MOVED = 64
"""Fewest pixels of an entry that is moved."""


def fit_to_dither(
    image: Image,
    histogram: Histogram,
    found: Clustering,
    settings: Settings,
    progress: Progress = SILENT,
) -> Clustering:
    """Return a palette whose dithered mixtures are nearer to an image.

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    found
        Its palette. Nothing is done unless it is opaque. Locked and rare colours are kept, and
        colours that fill areas of the image.
    settings
        The dither and the effort.
    progress
        Checked now and then.

    Returns
    -------
    Clustering
        `found` with other colours, and no more of them.
    """
    if image.has_alpha or not (found.colors[:, 3] == 255).all():
        return found
    many = settings.cluster.effort is Effort.BEST or image.packed.size >= _LARGE
    most = _MOST_TILES if many else _FEWEST_TILES
    fitted = found
    for share in _ROUNDS:
        progress.check()
        tiles = _tiles(image, round(share * most))
        seen = histogram if tiles is image else Histogram.of(tiles, progress)
        palette_map = PaletteMap(fitted.colors, fitted.features, fitted.metric)
        indices = remap(tiles, seen, palette_map, settings.dither, progress)
        colors = fit_colors(tiles, indices, histogram, fitted, settings.dither.space)
        fitted = replace(fitted, colors=colors)
    colors = fitted.colors
    keeps = settings.rare_colors is RareColors.KEEP
    if keeps and len(colors) >= FEWEST_ENTRIES:
        colors = _with_rare_colors(image, histogram, found.colors, colors, progress)
    return replace(found, colors=distinct_colors(colors))


def _with_rare_colors(
    image: Image,
    histogram: Histogram,
    before: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    progress: Progress,
) -> NDArray[np.uint8]:
    """Return `colors` with the entries of rare colours set back to those in `before`.

    An entry of few pixels may have been fitted to the entries that it is mixed with.
    """
    palette_map = PaletteMap(colors, FeatureSpace(Space.SRGB))
    lost = find_rare_colors((image,), histogram, palette_map, len(colors), progress)
    kept = PaletteMap(before, FeatureSpace(Space.SRGB))(lost, progress)
    colors = colors.copy()
    colors[kept] = before[kept]
    return colors


def _tiles(image: Image, count: int) -> Image:
    """Return a mosaic of evenly spaced tiles, `count` by `count`; a small image itself."""
    if image.packed.size <= (count * _TILE) ** 2:
        return image
    columns, rows = (_starts(size, count) for size in (image.width, image.height))
    mosaic = [
        np.concatenate([image.pixels[y : y + _TILE, x : x + _TILE] for x in columns], axis=1)
        for y in rows
    ]
    return Image(frozen(np.concatenate(mosaic)))


def _starts(size: int, count: int) -> list[int]:
    """Return the starts of at most `count` tiles that fit side by side."""
    count = max(1, min(count, size // _TILE))
    return [round(place) for place in np.linspace(0, max(0, size - _TILE), count)]


def fit_colors(
    tiles: Image,
    indices: NDArray[np.uint8],
    histogram: Histogram,
    found: Clustering,
    space: DitherSpace | None,
) -> NDArray[np.uint8]:
    """Return the palette of least squared error for given indices, uint8 (k, 4).

    Parameters
    ----------
    tiles
        An opaque image.
    indices
        uint8 (height, width): the entry of each of its pixels, by a dither.
    histogram
        The colours of the whole image.
    found
        The palette that the indices belong to; see `fit_to_dither` for what is kept of it.
    space
        Space of the errors.
    """
    colors, count = _with_even_areas(tiles, indices, found), len(found.colors)
    colors = found.levels.round(colors)
    is_light = space is DitherSpace.LINEAR
    table = 255 * LINEAR if is_light else np.arange(256, dtype=np.float64)
    values = table.astype(np.float32)[tiles.pixels[..., :3]]
    matrix, wanted = normal_equations(indices, values, count)
    used = np.bincount(indices.reshape(-1), minlength=count)
    matrix += np.diag(_GRAIN * used)
    for channel in range(3):
        own = np.bincount(indices.reshape(-1), values[..., channel].reshape(-1), count)
        wanted[:, channel] += _GRAIN * own
    hold = _INERTIA * matrix.diagonal() + 1e-9
    before = table[colors[:, :3]]
    matrix[np.diag_indices(count)] += hold
    wanted += hold[:, None] * before
    firm = (used < _FEWEST_MOVED) | _is_area_color(histogram, colors, used / indices.size)
    firm |= np.isin(pack_colors(colors), pack_colors(found.fixed))
    moved = before.copy()
    free = np.flatnonzero(~firm)
    if len(free):
        with single_threaded_products():
            rest = wanted[free] - matrix[np.ix_(free, np.flatnonzero(firm))] @ before[firm]
            moved[free] = np.linalg.solve(matrix[np.ix_(free, free)], rest)
    fitted = colors.copy()
    fitted[free, :3] = _rounded(moved[free], is_light=is_light)
    if found.levels != EVERY_LEVEL:
        fitted = found.levels.round(fitted)
        _descend_on_levels(fitted, free, matrix, wanted, found.levels, is_light=is_light)
    return fitted


def _rounded(values: NDArray[np.float64], *, is_light: bool) -> NDArray[np.float64]:
    """Return the sRGB levels, whole numbers, nearest to values (n, 3) in the space of errors."""
    clipped = np.clip(values, 0, 255)
    return np.rint(255 * srgb_from_linear(clipped / 255) if is_light else clipped)


def _descend_on_levels(
    colors: NDArray[np.uint8],
    free: NDArray[np.intp],
    matrix: NDArray[np.float64],
    wanted: NDArray[np.float64],
    levels: LevelGrid,
    *,
    is_light: bool,
) -> None:
    """Move entries of a device's colours, one after another, to the best ones for the others.

    That is coordinate descent for the normal equations `matrix`, (k, k), and `wanted`, (k, 3).

    Parameters
    ----------
    colors
        uint8 (k, 4): the entries, colours of the device; changed in place.
    free
        The entries that may be moved.
    levels
        The device's colours.
    is_light
        Whether the equations are in linear light.
    """
    table = 255 * LINEAR if is_light else np.arange(256, dtype=np.float64)
    for _ in range(_SWEEPS):
        before = colors.copy()
        for entry in free:
            others = matrix[entry] @ table[colors[:, :3]]
            own = matrix[entry, entry]
            best = (wanted[entry] - others) / own + table[colors[entry, :3]]
            colors[entry, :3] = _rounded(best, is_light=is_light)
            colors[entry : entry + 1] = levels.round(colors[entry : entry + 1])
        if (colors == before).all():
            break


def _with_even_areas(
    tiles: Image, indices: NDArray[np.uint8], found: Clustering
) -> NDArray[np.uint8]:
    """Return the palette's colours, with entries of even areas set to the exact colour."""
    every = slice(None, None, 2)
    pairs = indices[every, every].astype(np.uint64) << np.uint64(32)
    pairs |= tiles.packed[every, every]
    kinds, counts = np.unique(pairs, return_counts=True)
    owners = (kinds >> np.uint64(32)).astype(np.intp)
    used = np.bincount(owners, counts, len(found.colors))
    even = np.flatnonzero((counts > _EVEN_SHARE * used[owners]) & (counts >= _FEWEST_MOVED))
    owner, packed = owners[even], kinds[even].astype(np.uint32)
    colors = found.colors.copy()
    free = ~np.isin(pack_colors(colors[owner]), pack_colors(found.fixed))
    colors[owner[free]] = unpack_colors(packed[free])
    return colors


def _is_area_color(
    histogram: Histogram, colors: NDArray[np.uint8], share: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which entries are exact colours of areas of the image, bool (k,).

    `share`, (k,), is the share of pixels of each entry in the tiles; the number of pixels with
    exactly the entry's colour is that of the whole image.
    """
    place = histogram.find(pack_colors(colors))
    exact = histogram.weights[place] * (place >= 0)
    drawn: NDArray[np.bool_] = exact > _AREA_SHARE * share * histogram.weights.sum()
    return drawn
