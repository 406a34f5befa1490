"""What previews are made from: the part of an image that is in view, and the image's colours.

all colours of the image -> the means of small cells (`coarse_colors`)
the part in view -> its alpha mode applied (`PreviewSource.of`)
    -> for ditherers that work by colour: the means of cells for its colours (`with_cells`)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.frozen import frozen
from quantizer.image.histogram import OPAQUE, Histogram, pack_colors, unpack_colors
from quantizer.image.image import Image
from quantizer.progress import SILENT, Progress
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.color_cells import means_of_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.settings.settings import AlphaSettings

FEW_COLORS = 1 << 13
"""Distinct colours up to which each is used as it is; not tuned."""

_FEW_SOFT_COLORS = 1 << 10
"""The same where some are partly transparent, whose search takes longer; not tuned."""

CELL_BITS = 5
"""Bits per channel of the cells that are clustered: those in which rare colours are looked for."""


@dataclass(frozen=True, eq=False)
class PreviewSource:
    """The visible part of an image, prepared for any number of previews.

    Parameters
    ----------
    image
        The part at screen resolution, after its alpha mode was applied.
    colors
        The colours that the palette is searched for; see `coarse_colors`.
    """

    image: Image
    colors: Histogram

    @classmethod
    def of(
        cls,
        image: Image,
        colors: Histogram | None,
        alpha: AlphaSettings,
        progress: Progress = SILENT,
    ) -> PreviewSource:
        """Prepare a part of an image.

        Parameters
        ----------
        image
            The part at screen resolution.
        colors
            The `coarse_colors` of the whole image. None, or an alpha mode that changes the part,
            takes the colours of the part.
        alpha
            The alpha mode.
        progress
            Checked now and then.
        """
        flat = apply_alpha_mode(image, alpha, progress)
        if colors is None or flat is not image:
            colors = coarse_colors(Histogram.of(flat, progress), progress)
        return cls(flat, colors)

    @cached_property
    def histogram(self) -> Histogram:
        """The distinct colours of the part."""
        return Histogram.of(self.image)

    @cached_property
    def _by_bits(self) -> dict[int, tuple[Image, Histogram]]:
        return {}

    def with_cells(self, bits: int, progress: Progress) -> tuple[Image, Histogram]:
        """Return the part with the mean of its cell for each colour, and its histogram."""
        if bits not in self._by_bits:
            means = _cell_means(self.histogram, bits, progress)
            packed = np.empty(self.image.packed.shape, np.uint32)
            for rows, some in self.histogram.per_pixel(self.image, means, progress):
                packed[rows] = some
            image = Image(frozen(packed.view(np.uint8).reshape(self.image.pixels.shape)))
            self._by_bits[bits] = image, _histogram_of(means, self.histogram.weights, progress)
        return self._by_bits[bits]


def coarse_colors(histogram: Histogram, progress: Progress = SILENT) -> Histogram:
    """Return a histogram of some thousand colours: the weighted means of small cells.

    A cell spans 8 levels per channel, or 16 where colours are partly transparent. Opaque colours
    share no cell with others, so they stay opaque. Few colours are returned as they are.
    """
    is_soft = bool(np.isin(histogram.packed >> 24, (0, 255), invert=True).any())
    if len(histogram) <= (_FEW_SOFT_COLORS if is_soft else FEW_COLORS):
        return histogram
    means = _cell_means(histogram, CELL_BITS, progress)
    return _histogram_of(means, histogram.weights, progress)


def _cell_means(histogram: Histogram, bits: int, progress: Progress) -> NDArray[np.uint32]:
    """Return the packed mean of the cell of each colour, uint32 (n,); see `means_of_cells`."""
    means = histogram.packed.copy()
    first = int(histogram.has_transparent)
    border = int(np.searchsorted(histogram.packed, OPAQUE))
    for part in (slice(first, border), slice(border, None)):
        some = Histogram(histogram.packed[part], histogram.weights[part])
        if len(some):
            colors, _, cells = means_of_cells(some, bits, progress)
            means[part] = pack_colors(colors)[cells]
    return means


def _histogram_of(
    packed: NDArray[np.uint32], weights: NDArray[np.int64], progress: Progress
) -> Histogram:
    return Histogram.of_colors(unpack_colors(packed), weights, progress)
