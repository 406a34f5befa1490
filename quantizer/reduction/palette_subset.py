"""The k entries of a given palette that serve an image best.

    colours of the image, in small cells where there are many -> distances to all entries, in the
        space of the reduction -> k-medoids (`quantizer.kmeans.medoids`)

These are neither the first entries nor the most used ones: two shades beside each other may both be
used often, where one would do. The chosen entries keep their order, and the transparent entry is
one of the k where the image has transparent pixels.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import SettingsError
from quantizer.image.histogram import OPAQUE, pack_colors
from quantizer.image.palette import Palette, format_hex
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.kmeans.distance import nearest, table
from quantizer.kmeans.medoids import k_medoids
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.clustering import feature_space_for, metric_for, spaces_of_given
from quantizer.reduction.color_cells import limit_colors
from quantizer.reduction.palette_order import usable_entries
from quantizer.settings.settings import MAX_COLORS

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.settings.settings import Settings

_MOST_CELLS = 1 << 13
"""Most colours of the image that are compared with the entries one by one; not tuned."""
_MOST_CANDIDATES = 1 << 10
"""Most entries to choose from. Of a larger palette those are taken that are nearest to most of the
image; not tuned."""


def check_locked(palette: Palette, settings: Settings) -> None:
    """Raise `SettingsError` if a locked colour is not in a given palette."""
    colors = {swatch.color for swatch in palette}
    for color in settings.locked:
        if color not in colors:
            raise SettingsError(
                tr(
                    "the locked colour {color} is not in the palette that is given",
                    color=format_hex(color),
                )
            )


class PaletteSubset:
    """A given palette and the image that it is for; finds the best k entries for any k.

    Parameters
    ----------
    palette
        The palette; it may have more than 256 entries.
    histogram
        The colours of the image, or of many images.
    settings
        Colour space and distance, and locked colours, whose entries are always taken.
    """

    def __init__(self, palette: Palette, histogram: Histogram, settings: Settings) -> None:
        check_locked(palette, settings)
        self.palette = palette
        self._histogram = histogram
        self._settings = settings
        self._candidates: NDArray[np.intp] | None = None

    def best(self, k: int, progress: Progress = SILENT) -> Palette:
        """Return the palette with at most k entries, transparent one included, in its order.

        It is the palette itself if that has no more.

        Raises
        ------
        SettingsError
            If k entries have no room for the locked colours beside a transparent entry.
        """
        colors = self.palette.colors
        clear = np.flatnonzero(colors[:, 3] == 0)
        needs_clear = self._histogram.has_transparent
        adds_clear = needs_clear and not len(clear)
        # 256 is how many there may be, if no number is asked for: then all entries are taken.
        if len(colors) <= MAX_COLORS and (k >= MAX_COLORS or len(colors) + int(adds_clear) <= k):
            return self.palette
        locked = [one for one in dict.fromkeys(self._settings.locked) if one[3]]
        room = k - int(needs_clear)
        if room < max(len(locked), int(bool(len(self._histogram.visible())))):
            raise SettingsError(
                tr(
                    "{k} colours of the palette are too few here: each locked colour takes an "
                    "entry, and transparent pixels take one; ask for more colours",
                    k=k,
                )
            )
        wanted = clear[:1].tolist() if needs_clear else []
        wanted += self._visible(room, locked, progress).tolist()
        chosen = sorted(wanted)
        return replace(
            self.palette, swatches=tuple(self.palette.swatches[place] for place in chosen)
        )

    def _visible(
        self, k: int, locked: Sequence[tuple[int, int, int, int]], progress: Progress
    ) -> NDArray[np.intp]:
        """Return the positions of the best k visible entries; 0 to k of them."""
        visible = self._histogram.visible()
        if k < 1 or not len(visible):
            return np.empty(0, np.intp)
        progress = progress.at(Stage.CLUSTER)
        if self._candidates is None:
            self._prepare(visible, progress)
        assert self._candidates is not None
        entries = self.palette.colors[self._candidates]
        wanted = pack_colors(np.array(locked, np.uint8).reshape(-1, 4))
        kept = np.flatnonzero(np.isin(pack_colors(entries), wanted)).tolist()
        found = k_medoids(self._distances, self._weights, k, kept=kept, progress=progress)
        return self._candidates[found]

    def _prepare(self, visible: Histogram, progress: Progress) -> None:
        """Find the entries to choose from, and their distances to the colours of the image."""
        palette, settings = self.palette.as_shown(), self._settings
        usable = np.array(usable_entries(palette, self._histogram), np.intp)
        usable = usable[palette.colors[usable, 3] > 0]
        if not len(usable):
            raise SettingsError(tr("the palette has no visible colour, but the image has"))
        entries = palette.colors[usable]
        # Of equal entries the first one is enough.
        usable = usable[np.sort(np.unique(pack_colors(entries), return_index=True)[1])]
        entries = palette.colors[usable]
        features = feature_space_for(visible, settings, entries)
        if not palette.is_found:
            features, _ = spaces_of_given(entries, settings, with_alpha=features.with_alpha)
        metric = metric_for(settings, features)
        cells = limit_colors(visible, progress, _MOST_CELLS)
        points, places = features.encode(cells.colors, progress), features.encode(entries)
        origin = places.mean(axis=0)
        points, places = points - origin, places - origin
        self._weights = cells.weights.astype(np.float64)
        with single_threaded_products():
            if len(usable) > _MOST_CANDIDATES:
                labels = nearest(points, places, metric, progress)
                used = np.bincount(labels, self._weights, len(usable))
                locked = pack_colors(np.array(settings.locked, np.uint8).reshape(-1, 4))
                used[np.isin(pack_colors(entries), locked)] = np.inf
                most = np.sort(np.argsort(-used, kind="stable")[:_MOST_CANDIDATES])
                usable, entries, places = usable[most], entries[most], places[most]
            self._distances = table(points, places, metric)
        # An opaque colour takes a see-through entry only if there is no other.
        wrong = (cells.packed >= OPAQUE)[:, None] & (entries[:, 3] < 255)
        if wrong.any() and not wrong.all():
            self._distances[wrong] += self._distances.max()
        self._candidates = usable
