"""A quick, approximate reduction of the part of an image that is on the screen.

    once for each image and view: colours and pixels (`preview_source`)
    for each change of the settings: K-means on the cells -> palette -> dither of the part
        (`preview`), and at less than 100 % without the grain (`without_grain`)

The steps are those of `quantizer.reduction.pipeline.quantize`, on less data and with less effort,
so that a step takes less than a tenth of a second (``python -m tests.benchmarks.latency``). The
palette is fitted to its dither once, after the dither, if at all, and colours count by their
pixels.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.features import FeatureSpace
from quantizer.dither import ditherer_for
from quantizer.image.frozen import frozen
from quantizer.image.image import Image, IndexedImage
from quantizer.image.palette import Palette, Swatch
from quantizer.progress import SILENT, Progress
from quantizer.reduction.clustering import palette_as_clustering
from quantizer.reduction.needless_dither import is_needless
from quantizer.reduction.palette_order import usable_entries
from quantizer.reduction.palette_search import cluster
from quantizer.reduction.palette_subset import PaletteSubset
from quantizer.reduction.preview_source import CELL_BITS, FEW_COLORS
from quantizer.reduction.spatial_quantization import fit_colors
from quantizer.remap.cell_lookup import CellLookup
from quantizer.remap.dither_input import make_dither_input
from quantizer.remap.mixing import mixing_of
from quantizer.remap.nearest_color import PaletteMap
from quantizer.remap.remap import remap
from quantizer.settings.settings import (
    DitherSettings,
    DitherSpace,
    Effort,
    Space,
    TargetSettings,
    Weights,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.reduction.clustering import Clustering
    from quantizer.reduction.preview_source import PreviewSource
    from quantizer.settings.settings import Settings

_BAND = 16
"""Rows of a band of the pixels that the palette is fitted to."""

_FITTED = 1 << 16
"""Approximate number of pixels that the palette is fitted to; not tuned."""

_MOST_REFINED = 64
"""Most colours that are searched for with more than the effort ``fast``, in an opaque part; not
tuned. With few, a worse palette may lack a colour that the exact result has."""

_MOST_DISTANCES = 1 << 24
"""Most distances between colours and entries for which an ordered dither sees the cells of usual
size; not tuned."""

_SQUARE = 5
"""Side of the squares over which the errors of a dither are averaged; chosen by eye."""


def preview(
    source: PreviewSource,
    settings: Settings,
    progress: Progress = SILENT,
    *,
    palette: Palette | None = None,
    is_fitted: bool = False,
) -> IndexedImage:
    """Return an approximate reduction of the visible part of an image.

    Parameters
    ----------
    source
        The part.
    settings
        Number of colours, locked and rare colours, colour space, lightness weight and dither are
        used. If the number is to be searched for, the largest number allowed is taken.
    progress
        Checked every few hundredths of a second.
    palette
        A palette to choose entries from, or to use whole.
    is_fitted
        Whether the palette is fitted to the dither, unless its effort is ``fast``: only if the
        part stands for the image, since it is the part whose mixtures become right.

    Returns
    -------
    IndexedImage
        The part; its palette has the order of the search, or that of `palette`.

    Raises
    ------
    SettingsError
        If the settings or the palette cannot be used with this image.
    """
    quick = _quick(settings.fitted_to_depth(), source)
    if palette is None:
        found = cluster(source.colors, quick, progress, pictures=(source.image,))
    else:
        palette = PaletteSubset(palette, source.colors, quick).best(quick.cluster.colors, progress)
        places = usable_entries(palette, source.colors)
        part = replace(palette, swatches=tuple(palette.swatches[place] for place in places))
        part = part.as_shown()
        found = palette_as_clustering(part, source.colors, quick, progress)
    palette_map = found.palette_map
    is_usual = palette is None and quick.is_dithered and quick.dither.is_usual
    if is_usual and is_needless(source.colors, palette_map, progress):
        quick = replace(quick, dither=DitherSettings("none"))
    image, histogram = _seen_by_ditherer(source, quick.dither, len(found.colors), progress)
    indices = _remap(image, histogram, palette_map, quick.dither, progress)
    colors = found.colors
    is_fitted &= quick.is_dithered and settings.cluster.effort is not Effort.FAST
    if is_fitted and palette is None:
        colors = _fitted_to_dither(image, histogram, indices, found, quick.dither.space)
    entries = tuple(Swatch((int(r), int(g), int(b), int(a))) for r, g, b, a in colors)
    return IndexedImage(frozen(indices), Palette(entries))


def without_grain(
    source: PreviewSource, result: IndexedImage, scale: float, original: Image | None = None
) -> Image:
    """Return a preview without the grain that is too fine for the screen.

    Below 100 % each pixel of the screen shows the mean of several pixels of the exact result, in
    which the errors of a dither cancel out. So errors are split into their means over small
    squares, which stay, and the rest, which is multiplied by the scale.

    Parameters
    ----------
    source
        The part, opaque.
    result
        Its preview.
    scale
        Pixels of the part per pixel of the image, at most 1.
    original
        The part at a higher resolution, to which the errors are added; None for that of `source`.
    """
    levels = source.image.pixels.astype(np.int16)
    errors = result.to_rgba().astype(np.int16)
    errors -= levels
    reach = _SQUARE // 2
    padded = np.pad(errors, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    height, width = errors.shape[:2]
    rows = sum(padded[row : row + height] for row in range(1, _SQUARE)) + padded[:height]
    sums = sum(rows[:, column : column + width] for column in range(1, _SQUARE)) + rows[:, :width]
    shown = errors * np.float32(scale)
    shown += sums * np.float32((1 - scale) / _SQUARE**2)
    if original is not None:
        down = np.arange(original.height) * height // original.height
        right = np.arange(original.width) * width // original.width
        shown = shown[down][:, right]
    shown += levels if original is None else original.pixels
    shown += np.float32(0.5)
    return Image(frozen(np.clip(shown, 0, 255, out=shown).astype(np.uint8)))


def _quick(settings: Settings, source: PreviewSource) -> Settings:
    """Return the settings with a quick search for a given number of colours."""
    is_refined = settings.cluster.effort is not Effort.FAST
    is_refined &= settings.cluster.colors <= _MOST_REFINED and not source.image.has_alpha
    quick = replace(
        settings.cluster,
        effort=Effort.BALANCED if is_refined else Effort.FAST,
        restarts=None,
        weights=Weights.PIXELS,
    )
    return replace(settings, cluster=quick, target=TargetSettings())


def _seen_by_ditherer(
    source: PreviewSource, dither: DitherSettings, entries: int, progress: Progress
) -> tuple[Image, Histogram]:
    """Return the part and its colours; fewer where the time grows with the number of colours."""
    parts = ditherer_for(dither).parts
    if not parts or len(source.histogram) <= FEW_COLORS:
        return source.image, source.histogram
    image, histogram = source.with_cells(CELL_BITS + (parts == 1), progress)
    if parts > 1 and parts * len(histogram) * entries > _MOST_DISTANCES:
        return source.with_cells(CELL_BITS - 1, progress)
    return image, histogram


def _remap(
    image: Image,
    histogram: Histogram,
    palette_map: PaletteMap,
    dither: DitherSettings,
    progress: Progress,
) -> NDArray[np.uint8]:
    """Return the index of each pixel; error diffusion finds entries by `CellLookup`."""
    mixing = mixing_of(dither, palette_map, image)
    is_quick = mixing.strength and not ditherer_for(dither).parts and palette_map.visible.size
    is_quick = is_quick and mixing.space is DitherSpace.SRGB and palette_map.mixing is None
    if not is_quick or histogram.is_within(palette_map.colors):
        return remap(image, histogram, palette_map, dither, progress)
    if palette_map.features.with_alpha:
        return _remap_soft(image, histogram, palette_map, dither, progress)
    return _diffuse(image, histogram, palette_map, dither, progress)


def _diffuse(
    image: Image,
    histogram: Histogram,
    palette_map: PaletteMap,
    dither: DitherSettings,
    progress: Progress,
) -> NDArray[np.uint8]:
    mixing = mixing_of(dither, palette_map, image)
    usual = make_dither_input(image, histogram, palette_map, mixing.space)
    source = replace(usual, lookup=lambda _: CellLookup(palette_map))
    return ditherer_for(dither).dither(source, mixing.strength, progress)


def _remap_soft(
    image: Image,
    histogram: Histogram,
    palette_map: PaletteMap,
    dither: DitherSettings,
    progress: Progress,
) -> NDArray[np.uint8]:
    """Return the index of each pixel where some are partly transparent.

    Only opaque pixels are dithered, and with opaque entries: a search among colours with alpha
    takes too long. The other pixels take the entry nearest to them.
    """
    indices = remap(image, histogram, palette_map, DitherSettings("none"), progress)
    opaque = np.flatnonzero(palette_map.colors[:, 3] == 255)
    solid = image.pixels[..., 3] == 255
    if not len(opaque) or not solid.any():
        return indices
    # Pixels of an entry's colour have no error to pass on.
    filled = image.pixels.copy()
    filled[~solid] = palette_map.colors[opaque[0]]
    levels = PaletteMap(palette_map.colors[opaque], FeatureSpace(Space.SRGB))
    found = _diffuse(Image(frozen(filled)), histogram, levels, dither, progress)
    indices[solid] = opaque[found[solid]]
    return indices


def _fitted_to_dither(
    image: Image,
    histogram: Histogram,
    indices: NDArray[np.uint8],
    found: Clustering,
    space: DitherSpace | None,
) -> NDArray[np.uint8]:
    """Return the palette whose mixtures are nearest to the part, see `spatial_quantization`."""
    if (
        image.has_alpha
        or not (found.colors[:, 3] == 255).all()
        or histogram.is_within(found.colors)
    ):
        return found.colors
    bands = np.arange(image.height) // _BAND
    some = bands % -(-image.packed.size // _FITTED) == 0
    return fit_colors(Image(frozen(image.pixels[some])), indices[some], histogram, found, space)
