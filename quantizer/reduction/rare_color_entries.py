"""Palette entries for rare colours.

Between the coarse and the fine part of the search for a palette, `find_rare_colors` is asked for
colours that the palette would lose. Each gets a fixed entry in place of the least useful one, if
that does not raise the inertia by more than the colour is worth; the search goes on around them.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.color.features import FeatureSpace
from quantizer.reduction.lost_colors import distances_to_nearest
from quantizer.reduction.rare_colors import find_rare_colors
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import RareColors, Settings, Space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.kmeans.coarse_search import CoarseSearch
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)

FEWEST_ENTRIES = 15
"""Fewest entries of a palette that gives some to rare colours."""

_DITHERED_SHARE, _PLAIN_SHARE = 5, 12
"""At most one entry in so many is a rare colour, with and without dithering; fewer without, where
the squared error counts more."""

_DITHERED_CLEAR, _PLAIN_CLEAR = 4.0, 5.5
"""`clear` of `find_rare_colors` with and without dithering; not tuned."""

_COST = 0.5
"""Share of the inertia that a colour may cost at a distance of 100 in CIELAB; not tuned."""


@dataclass(slots=True, eq=False)
class RareColorEntries:
    """Fixes entries for rare colours when it is called with a coarse search.

    Parameters
    ----------
    pictures, visible
        The images, and their visible colours.
    features
        The space of the clustering.
    settings
        The dither, and whether rare colours are kept.
    entries
        Number of visible entries.
    progress
        Checked now and then.

    Attributes
    ----------
    found
        uint8 (m, 4): the colours that got an entry.
    """

    pictures: Sequence[Image]
    visible: Histogram
    features: FeatureSpace
    settings: Settings
    entries: int
    progress: Progress
    found: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 4), np.uint8))

    def __call__(self, search: CoarseSearch) -> None:
        """Find rare colours and fix entries for those that do not cost too much."""
        if self.settings.rare_colors is RareColors.IGNORE or self.entries < FEWEST_ENTRIES:
            return
        is_dithered = self.settings.is_dithered
        # Ditherers choose opaque entries by sRGB levels, see `quantizer.remap.dither_input`.
        by_levels = is_dithered and not self.features.with_alpha
        chosen_in = FeatureSpace(Space.SRGB) if by_levels else self.features
        palette_map = PaletteMap(self.features.decode(search.centers), chosen_in)
        colors = find_rare_colors(
            self.pictures,
            self.visible,
            palette_map,
            self.entries // (_DITHERED_SHARE if is_dithered else _PLAIN_SHARE),
            self.progress,
            clear=_DITHERED_CLEAR if is_dithered else _PLAIN_CLEAR,
        )
        costs = _acceptable_costs(colors, palette_map.colors)
        places = self.features.encode(colors)
        fixed = [search.fix(*one) for one in zip(places, costs.tolist(), strict=True)]
        self.found = colors[np.array(fixed, np.bool_)]
        _log.debug("%d of %d rare colours get an entry", len(self.found), len(colors))


def _acceptable_costs(colors: NDArray[np.uint8], entries: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the share of the inertia that each of some colours may cost, float64 (n,).

    It grows with the square of the distance to the nearest entry, as the squared error of a pixel
    does. `colors` are uint8 (n, 4), `entries` uint8 (k, 4).
    """
    distances = distances_to_nearest(lab_forward(colors[:, :3]), lab_forward(entries[:, :3]))
    return np.asarray(_COST * np.square(distances / 100), np.float64)
