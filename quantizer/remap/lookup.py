"""The nearest palette entry of each value, for ditherers.

`make_lookup` picks one of five ways; the last three differ in time only:

    soft edges, CIELAB -> `LabLookup`: CIELAB by tables, and the distances to all entries
    soft edges, other spaces -> `PremultipliedLookup`: `PaletteMap` on straight colours
    few pixels -> `BruteForceLookup`: the distances to all entries
    small pictures -> `PartialMapLookup`: an inverse colour map near the image's colours, and brute
        force elsewhere
    large pictures -> `FullMapLookup`: an inverse colour map of all 2^24 colours

All round values to whole levels, halves upwards, and return the entry nearest to the rounded
colour, the first one of equals.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.color.cielab import LabTables
from quantizer.dither._search import LabSearch
from quantizer.image.histogram import STRIP
from quantizer.progress import SILENT, Progress
from quantizer.remap.inverse_colormap import cells_around, inverse_map, partial_map
from quantizer.settings.settings import Metric, Space

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.image.histogram import Histogram
    from quantizer.remap.nearest_color import PaletteMap

    Values = NDArray[np.float32]
    Indices = NDArray[np.integer[Any]]

_CELL_COST = 1 << 13
"""Distances that take as long to compute as one cell of an inverse map; not tuned."""

_MAPPED = 1 << 20
"""Pixels up to which a partial inverse map is quicker than a full one; not tuned."""

_SAMPLE = 1 << 12
"""Colours in the sample that finds the rarest entry."""

_PER_LEVEL = np.float32(1 / 255)
_HALF = np.array(0.5, np.float32)


def make_lookup(
    palette_map: PaletteMap,
    histogram: Histogram,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Callable[[Values], Indices]:
    """Return a function that finds the nearest entry of values.

    Parameters
    ----------
    palette_map
        The palette, in sRGB levels, by Euclidean distance.
    histogram
        The colours of the image.
    progress
        Checked now and then.
    threads
        Most threads at work, None for one per processor core.

    Returns
    -------
    callable
        From values, float32 (m, 4), 0 to 255, to the index of each one's entry, integers (m,).
        The columns are red, green, blue, and either alpha, by which the others are multiplied, or
        0 for opaque colours. The next call may overwrite the returned array.
    """
    if palette_map.features.with_alpha:
        if is_lab(palette_map.features):
            return LabLookup(lab_search(palette_map))
        return PremultipliedLookup(palette_map)
    if not palette_map.visible.size:
        return lambda values: np.zeros(len(values), np.intp)
    pixels = int(histogram.weights.sum())
    if pixels > _MAPPED:
        return FullMapLookup(palette_map, progress, threads)
    comparisons = pixels * len(palette_map.colors)
    cells = cells_around(histogram.visible().packed)
    if not len(cells) or comparisons < len(cells) * _CELL_COST:
        return BruteForceLookup(palette_map)
    return PartialMapLookup(palette_map, histogram, cells, progress, threads)


class PremultipliedLookup:
    """Divides values by their alpha and looks up the straight colours."""

    def __init__(self, palette_map: PaletteMap) -> None:
        self._map = palette_map

    def __call__(self, values: Values) -> Indices:
        """Return the indices; see `make_lookup`."""
        return self._map(_straight(values))


class LabLookup:
    """Divides values by their alpha and compares the straight colours in CIELAB.

    The coordinates come from tables, and every operation is on single float32 numbers in a fixed
    order, so that the compiled loop of `quantizer.dither` finds the same entries.
    """

    def __init__(self, search: LabSearch) -> None:
        self._search = search
        self._tables = LabTables(search.light, search.to_xyz, search.roots)

    def __call__(self, values: Values) -> Indices:
        """Return the indices; see `make_lookup`."""
        levels = _straight(values)
        share = levels[:, 3:] * self._search.per_level
        points = np.empty((len(values), 4), np.float32)
        np.multiply(self._tables.encode(levels[:, :3]), share, points[:, :3])
        np.multiply(share, self._search.opacity, points[:, 3:])
        distances = self._distances(points)
        if not self._search.opaque.all():
            distances[np.ix_(levels[:, 3] == 255, ~self._search.opaque)] = np.inf
        return np.asarray(self._search.indices[distances.argmin(axis=1)])

    def _distances(self, points: Values) -> Values:
        centers = self._search.centers
        total = np.zeros((len(points), len(centers)), np.float32)
        for channel in range(4):
            difference = points[:, channel, None] - centers[:, channel]
            total += np.abs(difference) if self._search.by_sum else difference * difference
        return total


def is_lab(features: FeatureSpace) -> bool:
    """Return whether features are plain CIELAB."""
    return features.space is Space.LAB and features.lightness == 1


@lru_cache(1)
def lab_tables() -> LabTables:
    """Return CIELAB for all lookups."""
    return LabTables.make()


def lab_search(palette_map: PaletteMap) -> LabSearch:
    """Return the search for a palette with opacity whose features are plain CIELAB."""
    features, visible = palette_map.features, palette_map.visible
    opaque = palette_map.colors[visible, 3] == 255
    return LabSearch(
        features.encode(palette_map.colors[visible]),
        visible.astype(np.uint8),
        opaque if opaque.any() else ~opaque,
        *lab_tables(),
        per_level=_PER_LEVEL,
        opacity=features.opacity,
        by_sum=palette_map.metric is Metric.MANHATTAN,
    )


def _straight(values: Values) -> NDArray[np.uint8]:
    """Return the straight colours, uint8 (m, 4), of premultiplied values; alpha is at least 1."""
    colors = np.maximum(values, 0)
    alpha = np.maximum(colors[:, 3:], 1)
    straight = colors[:, :3]
    straight *= 255
    straight /= alpha
    np.minimum(straight, 255, out=straight)
    colors[:, 3:] = alpha
    colors += _HALF
    return colors.astype(np.uint8)


class _RoundingLookup:
    """Rounds values in buffers that grow to the longest front and are reused."""

    def __init__(self) -> None:
        self._resize(0)

    def _resize(self, size: int) -> None:
        self._raised = np.empty((size, 4), np.float32)
        self._levels = np.empty((size, 4), np.uint8)
        self._packed = self._levels.view("<u4").reshape(-1)
        self._places = np.empty(size, np.intp)
        self._found: Indices = np.empty(size, np.uint8)

    def _round(self, values: Values) -> NDArray[np.intp]:
        """Put the rounded values into `_levels`; return their indices into a table of colours."""
        size = len(values)
        if size > len(self._levels):
            self._resize(2 * size)
        raised = self._raised[:size]
        np.add(values, _HALF, raised)
        self._levels[:size] = raised
        places = self._places[:size]
        places[:] = self._packed[:size]
        return places


class BruteForceLookup(_RoundingLookup):
    """Computes the distance of every value to every entry.

    The nearest of the entries p is the one with the largest 2 x.p - |p|^2: whole numbers below
    2^24, exact in float32.
    """

    def __init__(self, palette_map: PaletteMap) -> None:
        visible = palette_map.visible
        points = palette_map.colors[visible, :3].astype(np.float32)
        self._planes = np.zeros((4, len(palette_map.colors)), np.float32)
        self._planes[3] = -(1 << 23)
        self._planes[:3, visible] = 2 * points.T
        self._planes[3, visible] = -np.einsum("kd,kd->k", points, points)
        super().__init__()

    def _resize(self, size: int) -> None:
        super()._resize(size)
        self._scores = np.empty((size, self._planes.shape[1]), np.float32)
        self._found = np.empty(size, np.intp)

    def __call__(self, values: Values) -> Indices:
        """Return the indices; see `make_lookup`."""
        size = len(values)
        if size > len(self._raised):
            self._resize(2 * size)
        points = self._raised[:size]
        np.add(values, _HALF, points)
        np.floor(points, points)
        points[:, 3] = 1
        scores = np.dot(points, self._planes, self._scores[:size])
        return scores.argmax(1, self._found[:size])

    def compare(self, levels: NDArray[np.uint8]) -> Indices:
        """Return the indices for whole levels, uint8 (m, 4)."""
        points = levels.astype(np.float32)
        points[:, 3] = 1
        return np.asarray(np.dot(points, self._planes).argmax(axis=1))


class PartialMapLookup(_RoundingLookup):
    """Uses an inverse map near the image's colours, and brute force for other values."""

    def __init__(
        self,
        palette_map: PaletteMap,
        histogram: Histogram,
        cells: NDArray[np.intp],
        progress: Progress,
        threads: int | None,
    ) -> None:
        super().__init__()
        visible = palette_map.visible
        self._rest = BruteForceLookup(palette_map)
        rare = self._rarest(histogram.visible(), len(palette_map.colors), visible)
        self._rare = np.array(rare, np.uint8)
        colors = palette_map.colors[visible, :3]
        self._table = partial_map(colors, cells, rare, progress, threads)
        whole = len(visible) == len(palette_map.colors)
        self._entries = None if whole else visible.astype(np.uint8)

    def _rarest(self, histogram: Histogram, count: int, visible: NDArray[np.intp]) -> int:
        """Return the visible entry that is nearest to the fewest pixels, by a sample."""
        sample = slice(None, None, -(-len(histogram) // _SAMPLE))
        nearest = self._rest.compare(histogram.colors[sample])
        counts = np.bincount(nearest, histogram.weights[sample], count)
        return int(counts[visible].argmin())

    def __call__(self, values: Values) -> Indices:
        """Return the indices; see `make_lookup`."""
        found = self._table.take(self._round(values), None, self._found[: len(values)], "clip")
        unknown = np.flatnonzero(found == 0) if np.count_nonzero(found) < len(found) else None
        np.bitwise_xor(found, self._rare, found)
        if self._entries is not None:
            found = self._entries[found]
        if unknown is not None:
            found[unknown] = self._rest.compare(self._levels[unknown])
        return found


class FullMapLookup(_RoundingLookup):
    """Uses an inverse map of all opaque colours."""

    def __init__(self, palette_map: PaletteMap, progress: Progress, threads: int | None) -> None:
        super().__init__()
        visible = palette_map.visible
        self._table = inverse_map(palette_map.colors[visible, :3], progress, threads)
        if len(visible) < len(palette_map.colors):
            for start in range(0, len(self._table), STRIP):
                progress.check()
                strip = self._table[start : start + STRIP]
                strip[:] = visible[strip]

    def __call__(self, values: Values) -> Indices:
        """Return the indices; see `make_lookup`."""
        return self._table.take(self._round(values), None, self._found[: len(values)], "clip")
