"""The result of a reduction: `Quantized`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Palette
    from quantizer.kmeans import KMeansResult
    from quantizer.kmeans.selection import Selection
    from quantizer.metrics.metrics import Metrics
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """A reduced image and how it was made.

    Parameters
    ----------
    indexed
        The result.
    palette
        Its palette; each swatch has its share of the pixels.
    kmeans
        The clustering of the distinct visible colours, in ascending order of
        ``Histogram.packed`` (of small cells if there are more than 2^20); its inertia is in the
        units of the colour space.
    metrics
        The difference between image and result; None if not measured.
    exact
        Whether every colour of the image is in the palette.
    elapsed
        Seconds taken, without measuring.
    settings
        The settings of the reduction.
    selection
        How the number of colours was chosen; None if it was given.
    """

    indexed: IndexedImage
    palette: Palette
    kmeans: KMeansResult
    metrics: Metrics | None
    exact: bool
    elapsed: float
    settings: Settings
    selection: Selection | None = None
