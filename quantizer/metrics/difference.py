"""Where a result differs from its original: a map of CIEDE2000 and the worst region.

    both images -> means of cells -> smoothed over neighbouring cells -> CIEDE2000 -> map
        -> mean over a window at each position -> the largest, and the connected area around it
        -> the same again around that area, with smaller cells, until they are pixels

Means are compared, not pixels, since the eye blends the pixels of a dither: an area whose pixels
differ but whose mean colour is right is no error, and an area whose hue has changed is. Cells are
single pixels up to half a megapixel, and larger beyond.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.image import Image, IndexedImage
from quantizer.metrics.ciede2000 import color_differences
from quantizer.metrics.compositing import Picture, backdrops_for, composite_over, strips
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Means = NDArray[np.float32]

_CELLS = 1 << 19
"""Approximate largest number of cells of a map."""

_CELLS_AROUND = 1 << 17
"""Approximate largest number of cells of the part around a region."""

_SMALL_SIDE = 32
"""Pictures with a shorter side than this are not smoothed."""

_WINDOWS = 100
"""Windows along the shorter side; each is at least `_WINDOW` pixels wide.

They are large enough to average noise, and small enough that a spot of a ten-thousandth of the
image fills one. Not tuned.
"""

_WINDOW = 8

_CONNECTED = 0.5
"""Share of the largest error from which neighbouring errors belong to its region; not tuned."""

HOTTEST = 20.0
"""CIEDE2000 difference shown by the last colour of a heat map."""

_STOPS = (
    (0.0, (8, 10, 28)),
    (0.12, (52, 28, 104)),
    (0.3, (146, 40, 120)),
    (0.5, (222, 70, 72)),
    (0.75, (250, 160, 50)),
    (1.0, (255, 248, 200)),
)
"""Colours of a heat map by share of `HOTTEST`; lightness rises evenly."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of an image and its error.

    Parameters
    ----------
    x, y, width, height
        Its bounding box in pixels.
    delta_e
        Mean CIEDE2000 of the local means within it; 0 where nothing differs.
    """

    x: int
    y: int
    width: int
    height: int
    delta_e: float


@dataclass(frozen=True, slots=True, eq=False)
class DifferenceMap:
    """The difference of each part of an image.

    Parameters
    ----------
    values
        float32 (rows, columns): CIEDE2000 of the means of each cell and its neighbours.
    cell
        Pixels along a side of a cell.
    original, result
        The images.
    """

    values: NDArray[np.float32]
    cell: int
    original: Picture
    result: Picture

    @property
    def width(self) -> int:
        """Width of the images in pixels."""
        return self.original.width

    @property
    def height(self) -> int:
        """Height of the images in pixels."""
        return self.original.height

    def worst_region(self, progress: Progress = SILENT) -> Region:
        """Return the region with the largest error, found on cells and measured on pixels.

        `progress` is told the share done, as `Stage.MEASURE`.
        """
        region = self._worst_of_cells()
        margin = max(_SMALL_SIDE // 2, 2 * self.cell)
        left, top = max(0, region.x - margin), max(0, region.y - margin)
        right = min(self.width, region.x + region.width + margin)
        bottom = min(self.height, region.y + region.height + margin)
        cell = _cell((right - left) * (bottom - top), _CELLS_AROUND)
        if cell >= self.cell or region.delta_e <= 0:
            return region
        around = slice(top, bottom), slice(left, right)
        pair = _part(self.original, around), _part(self.result, around)
        finer = _difference_map(*pair, cell, progress.between(0, 0.5))
        found = finer.worst_region(progress.between(0.5, 1))
        return replace(found, x=found.x + left, y=found.y + top)

    def _worst_of_cells(self) -> Region:
        from scipy import ndimage  # noqa: PLC0415 - loads slowly

        side = max(_WINDOW, min(self.width, self.height) // _WINDOWS)
        span = max(1, min(round(side / self.cell), *self.values.shape))
        means = ndimage.uniform_filter(self.values, span, mode="nearest")
        peak = np.unravel_index(int(means.argmax()), means.shape)
        if means[peak] <= 0:
            return Region(0, 0, self.width, self.height, 0.0)
        regions = ndimage.label(means >= _CONNECTED * means[peak])[0]
        inside = regions == regions[peak]
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        left, top = int(columns[0]) * self.cell, int(rows[0]) * self.cell
        right = min(self.width, (int(columns[-1]) + 1) * self.cell)
        bottom = min(self.height, (int(rows[-1]) + 1) * self.cell)
        error = float(self.values[inside].mean())
        return Region(left, top, right - left, bottom - top, error)

    def heat(self) -> NDArray[np.uint8]:
        """Return the map in colours, uint8 (rows, columns, 4); light colours are large errors."""
        shares = np.minimum(self.values / HOTTEST, 1)
        return np.asarray(heat_colors()[np.rint(255 * shares).astype(np.uint8)])

    def heat_image(self) -> NDArray[np.uint8]:
        """Return the colours at the size of the images, uint8 (height, width, 4)."""
        whole = self.heat().repeat(self.cell, axis=0).repeat(self.cell, axis=1)
        return np.ascontiguousarray(whole[: self.height, : self.width])


def difference_map(
    original: Picture, result: Picture, progress: Progress = SILENT
) -> DifferenceMap:
    """Return the difference of each part of a result.

    Parameters
    ----------
    original, result
        Images of one size. Where either has transparency, both are laid over black and over
        white, and the maps are averaged.
    progress
        Told the share done, as `Stage.MEASURE`.

    Raises
    ------
    DataError
        If the sizes differ.
    """
    return _difference_map(original, result, _cell(original.width * original.height), progress)


def _cell(pixels: int, cells: int | None = None) -> int:
    """Return the side of a cell in pixels, for about `cells` cells at most."""
    return max(1, math.ceil(math.sqrt(pixels / (cells or _CELLS))))


def _part(picture: Picture, place: tuple[slice, slice]) -> Picture:
    """Return a rectangle of an image."""
    if isinstance(picture, Image):
        return Image(picture.pixels[place])
    return IndexedImage(picture.indices[place], picture.palette)


def _difference_map(
    original: Picture, result: Picture, cell: int, progress: Progress
) -> DifferenceMap:
    progress = progress.at(Stage.MEASURE)
    smooth = min(original.width, original.height) >= _SMALL_SIDE
    backdrops = backdrops_for(original, result)
    total: NDArray[np.float64] | None = None
    for backdrop, part in zip(backdrops, progress.parts(len(backdrops)), strict=True):
        before = _backdrop_means(original, backdrop, cell, part.between(0, 0.15), smooth)
        after = _backdrop_means(result, backdrop, cell, part.between(0.15, 0.3), smooth)
        found = color_differences(before, after, part.between(0.3, 1))
        total = found if total is None else total + found
    assert total is not None
    return DifferenceMap((total / len(backdrops)).astype(np.float32), cell, original, result)


def amplified(
    original: Picture, result: Picture, gain: float, progress: Progress = SILENT
) -> NDArray[np.uint8]:
    """Return the amplified difference around mid-grey, uint8 (height, width, 4).

    Parameters
    ----------
    original, result
        Images of one size; transparent ones are composited over mid-grey.
    gain
        Factor on the differences of levels, above 0.
    progress
        Told the share done, as `Stage.MEASURE`.

    Raises
    ------
    DataError
        If the sizes differ.
    """
    backdrops_for(original, result)
    progress = progress.at(Stage.MEASURE)
    before = composite_over(original, 128, progress.between(0, 0.2))
    after = composite_over(result, 128, progress.between(0.2, 0.4))
    shown = np.full((*before.shape[:2], 4), 255, np.uint8)
    steps = np.clip(128 + gain * np.arange(-255, 256), 0, 255)
    table = np.rint(steps).astype(np.uint8)
    for strip in strips(before, progress.between(0.4, 1)):
        error = np.subtract(after[strip], before[strip], dtype=np.int16)
        shown[strip, :, :3] = table[error + 255]
    return shown


def heat_colors() -> NDArray[np.uint8]:
    """Return the 256 colours of a heat map, uint8 (256, 4), for CIEDE2000 of 0 to `HOTTEST`."""
    shares = np.linspace(0, 1, 256)
    places = [place for place, _ in _STOPS]
    channels = [np.interp(shares, places, [color[c] for _, color in _STOPS]) for c in range(3)]
    colors = np.rint(np.stack([*channels, np.full(256, 255.0)], axis=1))
    return np.asarray(colors.astype(np.uint8))


def _backdrop_means(
    picture: Picture, backdrop: int, cell: int, progress: Progress, smooth: bool
) -> NDArray[np.float32]:
    """Return the mean colours of cells over a grey backdrop, float32 (rows, columns, 3).

    With `smooth` each is averaged with its neighbours.
    """
    from scipy import ndimage  # noqa: PLC0415 - loads slowly

    pixels = composite_over(picture, backdrop, progress.between(0, 0.3))
    progress = progress.between(0.3, 1)
    height, width = pixels.shape[:2]
    columns = np.arange(0, width, cell)
    means = np.empty((-(-height // cell), len(columns), 3), np.float32)
    counts = np.diff([*columns, width])[:, None]
    for row, top in enumerate(range(0, height, cell)):
        if row % 64 == 0:
            progress.report(top / height)
        part = pixels[top : top + cell]
        sums = part[0].astype(np.int32) if cell == 1 else part.sum(axis=0, dtype=np.int32)
        added = sums if cell == 1 else np.add.reduceat(sums, columns, axis=0)
        means[row] = added / (counts * len(part))
    if smooth:
        means = ndimage.uniform_filter(means, (3, 3, 1), mode="nearest")
    return means
