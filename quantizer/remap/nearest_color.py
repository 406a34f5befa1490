"""The nearest palette entry of each colour, in the colour space of the palette search.

Opaque colours take opaque entries only, if there are any, so that nothing shows through them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import STRIP, find_packed, pack_colors
from quantizer.kmeans.distance import nearest
from quantizer.progress import SILENT, Progress
from quantizer.settings.settings import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace

_DIFFERENCES = 1 << 16
"""Differences that are computed at once, so that they fit the processor's cache; not tuned."""


class PaletteMap:
    """Finds the nearest entry of a palette.

    Parameters
    ----------
    colors
        The palette, uint8 (k, 4), straight alpha.
    features
        Colour space of the distances.
    metric
        Metric of the distances.
    mixing
        The space in which a dither looks for the mixture of entries that is nearest to a colour,
        if somebody chose the palette, so that it need not suit the image; see
        `quantizer.remap.given_palette`. None if it was found for the image. The distances of a
        given palette are computed from differences, which loses no digits.
    """

    def __init__(
        self,
        colors: NDArray[np.uint8],
        features: FeatureSpace,
        metric: Metric = Metric.EUCLIDEAN,
        mixing: FeatureSpace | None = None,
    ) -> None:
        self.colors = colors
        self.features = features
        self.metric = metric
        self.mixing = mixing
        invisible = np.flatnonzero(colors[:, 3] == 0)
        self.visible = np.flatnonzero(colors[:, 3])
        self.transparent = int(invisible[0]) if len(invisible) else None
        centers = features.encode(colors[self.visible])
        # Whole levels have exact distances; other features are centred, to lose fewer digits.
        shifted = len(centers) and not features.is_levels
        self._origin = centers.mean(axis=0) if shifted else np.float32(0)
        self._centers = centers - self._origin
        opaque = np.flatnonzero(colors[self.visible, 3] == 255)
        # None where the rule makes no difference.
        self._opaque = opaque if 0 < len(opaque) < len(self.visible) else None
        self._packed, self._order = np.unique(pack_colors(colors), return_index=True)
        # Manhattan distances are 0 for equal colours only; products lose their last digits.
        exact = features.is_levels or metric is Metric.MANHATTAN
        self._finds_equals = exact and _are_distinct(self._centers)

    def __call__(self, colors: NDArray[np.uint8], progress: Progress = SILENT) -> NDArray[np.int32]:
        """Return the index of each colour's entry: int32 (n,).

        Parameters
        ----------
        colors
            uint8 (n, 4), straight alpha. Fully transparent ones get the transparent entry if
            there is one.
        progress
            Checked once per strip.
        """
        indices = np.empty(len(colors), np.int32)
        for start in range(0, len(colors), STRIP):
            progress.check()
            strip = slice(start, start + STRIP)
            indices[strip] = self._find(colors[strip], progress)
        return indices

    def _find(self, colors: NDArray[np.uint8], progress: Progress) -> NDArray[np.int32]:
        indices = np.zeros(len(colors), np.int32)
        if len(self.visible):
            points = self.features.encode(colors) - self._origin
            find = nearest if self.mixing is None else _nearest_by_difference
            found = find(points, self._centers, self.metric, progress)
            if self._opaque is not None:
                seen_through = self.colors[self.visible[found], 3] < 255
                wrong = np.flatnonzero(seen_through & (colors[:, 3] == 255))
                centers = self._centers[self._opaque]
                if len(wrong):
                    other = find(points[wrong], centers, self.metric, progress)
                    found[wrong] = self._opaque[other]
            indices = self.visible[found].astype(np.int32)
        if not self._finds_equals:
            # In float32 the darkest colours of a linear space may coincide; equal colours win.
            place = find_packed(self._packed, pack_colors(colors))
            indices[place >= 0] = self._order[place[place >= 0]]
        if self.transparent is not None:
            indices[colors[:, 3] == 0] = self.transparent
        return indices


def _are_distinct(rows: NDArray[np.float32]) -> bool:
    """Return whether no two rows, (n, d), are equal."""
    if np.diff(np.sort(rows[:, 0])).all():  # takes a tenth of the time
        return True
    # Without the counts, `unique` would ask `numpy.ma`, which takes a moment to import.
    return len(np.unique(rows, axis=0, return_counts=True)[0]) == len(rows)


def _nearest_by_difference(
    points: NDArray[np.float32],
    centers: NDArray[np.float32],
    metric: Metric,
    progress: Progress = SILENT,
) -> NDArray[np.int32]:
    """Return the index of the nearest of `centers` for each point, the lowest one of equals.

    Differences lose no digits, unlike the products of `quantizer.kmeans.distance.nearest`.
    """
    found = np.empty(len(points), np.int32)
    rows = max(1, _DIFFERENCES // len(centers))
    for start in range(0, len(points), rows):
        progress.check()
        part = points[start : start + rows]
        total = np.zeros((len(part), len(centers)), np.float32)
        for axis in range(part.shape[1]):
            difference = part[:, axis, None] - centers[:, axis]
            total += np.abs(difference) if metric is Metric.MANHATTAN else difference * difference
        found[start : start + rows] = total.argmin(axis=1)
    return found
