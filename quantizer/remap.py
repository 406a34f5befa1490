"""Palette times image: which entry each pixel takes.

`PaletteMap` answers for colours: the entry nearest in the colour space that was clustered in.
`remap` answers for an image. Undithered, each distinct colour is looked up once and the answer
spread over its pixels; a ditherer asks for values that the image does not contain, and those
answers are kept in a table of all colours, which is filled as they come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.dither import DITHERERS, Canvas
from quantizer.histogram import STRIP, Histogram, pack, pack_colors
from quantizer.kmeans.distance import nearest
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings import Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.features import FeatureSpace
    from quantizer.image import Image
    from quantizer.settings import DitherSettings

_TABLE_PIXELS = 1 << 16
"""From this many pixels on a table of all 2^24 opaque colours pays for itself."""


class PaletteMap:
    """The entry of a palette that is nearest to a colour.

    Parameters
    ----------
    colors
        The palette, uint8 (k, 4), straight alpha.
    features
        Colour space in which nearness is judged.
    metric
        Distance.
    """

    def __init__(
        self,
        colors: NDArray[np.uint8],
        features: FeatureSpace,
        metric: Metric = Metric.EUCLIDEAN,
    ) -> None:
        self.colors = colors
        self.features = features
        self._metric = metric
        invisible = np.flatnonzero(colors[:, 3] == 0)
        self._visible = np.flatnonzero(colors[:, 3])
        self.transparent = int(invisible[0]) if len(invisible) else None
        centers = features.encode(colors[self._visible])
        self._origin = centers.mean(axis=0) if len(centers) else np.float32(0)
        self._centers = centers - self._origin
        self._packed, self._order = np.unique(pack_colors(colors), return_index=True)

    def __call__(self, colors: NDArray[np.uint8], progress: Progress = SILENT) -> NDArray[np.int32]:
        """Return the index of each colour's entry.

        Parameters
        ----------
        colors
            uint8 (n, 4), straight alpha. Fully transparent ones get the transparent entry if
            there is one.
        progress
            Checked now and then.

        Returns
        -------
        ndarray
            int32 (n,).
        """
        indices = np.zeros(len(colors), np.int32)
        for start in range(0, len(colors), STRIP):
            progress.check()
            strip = slice(start, start + STRIP)
            indices[strip] = self._find(colors[strip], progress)
        return indices

    def _find(self, colors: NDArray[np.uint8], progress: Progress) -> NDArray[np.int32]:
        indices = np.zeros(len(colors), np.int32)
        if len(self._visible):
            points = self.features.encode(colors) - self._origin
            found = nearest(points, self._centers, self._metric, progress)
            indices = self._visible[found].astype(np.int32)
        # float32 cannot tell the darkest colours of a linear space apart; equality can.
        packed = pack_colors(colors)
        place = np.minimum(np.searchsorted(self._packed, packed), len(self._packed) - 1)
        same = self._packed[place] == packed
        indices[same] = self._order[place[same]]
        if self.transparent is not None:
            indices[colors[:, 3] == 0] = self.transparent
        return indices


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
    ditherer = DITHERERS[dither.name]
    soft = palette_map.features.with_alpha
    source = _soft_source(image) if soft else _source(image, histogram)
    canvas = Canvas(
        height=image.height,
        width=image.width,
        source=source,
        choose=_soft_choice(palette_map) if soft else _Table(palette_map),
        nearest=lambda line: spread(
            image, histogram, palette_map(histogram.colors, line).astype(np.uint8), line
        ),
        entries=_premultiplied(palette_map.colors) if soft else _levels(palette_map.colors),
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


def _levels(colors: NDArray[np.uint8]) -> NDArray[np.float32]:
    return colors[:, :3].astype(np.float32)


def _premultiplied(colors: NDArray[np.uint8]) -> NDArray[np.float32]:
    values = colors.astype(np.float32)
    values[:, :3] *= values[:, 3:] / np.float32(255)
    return values


def _source(
    image: Image, histogram: Histogram
) -> Callable[[NDArray[np.intp]], tuple[NDArray[np.float32], NDArray[np.bool_] | None]]:
    pixels = image.pixels.reshape(-1, 4)
    packed = image.packed.reshape(-1)

    def opaque(
        positions: NDArray[np.intp],
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_] | None]:
        colors = packed[positions].view(np.uint8).reshape(-1, 4)
        return _levels(colors), colors[:, 3] != 0 if histogram.has_transparent else None

    assert pixels.flags.c_contiguous
    return opaque


def _soft_source(
    image: Image,
) -> Callable[[NDArray[np.intp]], tuple[NDArray[np.float32], NDArray[np.bool_] | None]]:
    pixels = image.pixels.reshape(-1, 4)

    def soft(
        positions: NDArray[np.intp],
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_] | None]:
        colors = pixels[positions]
        return _premultiplied(colors), colors[:, 3] != 0

    return soft


def _soft_choice(
    palette_map: PaletteMap,
) -> Callable[[NDArray[np.float32]], NDArray[np.integer[Any]]]:
    def choose(values: NDArray[np.float32]) -> NDArray[np.integer[Any]]:
        alpha = np.maximum(values[:, 3:], 1)
        straight = np.clip(values[:, :3] * 255 / alpha, 0, 255)
        colors = np.rint(np.concatenate([straight, alpha], axis=1)).astype(np.uint8)
        return palette_map(colors)

    return choose


class _Table:
    """Nearest entries of opaque colours, rounded to whole levels; found once each.

    The table has a place for each of the 2^24 colours, 0 where nobody asked yet. The operating
    system hands out its memory page by page, as colours are asked for.
    """

    def __init__(self, palette_map: PaletteMap) -> None:
        self._map = palette_map
        self._known = np.zeros(1 << 24, np.uint16)
        self._shifts = np.array([1, 1 << 8, 1 << 16], np.float32)

    def __call__(self, values: NDArray[np.float32]) -> NDArray[np.integer[Any]]:
        # Whole levels below 2^8 make a sum below 2^24, which float32 holds exactly.
        packed = (np.rint(values) @ self._shifts).astype(np.int32)
        found = self._known[packed]
        unknown = found == 0
        if unknown.any():
            asked = np.unique(packed[unknown])
            colors = (asked.astype("<u4") | np.uint32(0xFF000000)).view(np.uint8).reshape(-1, 4)
            self._known[asked] = self._map(colors) + 1
            found = self._known[packed]
        return found - np.uint16(1)
