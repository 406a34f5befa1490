"""The palette of an image, or one of several images, as a designer wants it.

White and the background are left out if that is asked for (`ignored`). The rest is reduced like any
image; the colours of several images are clustered together. Then small shares are left out, and
the entries get names and an order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import Histogram
from quantizer.image.palette import Palette
from quantizer.progress import SILENT, Progress
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.clustering import levels_for, palette_as_clustering
from quantizer.reduction.palette_search import cluster
from quantizer.reduction.palette_subset import PaletteSubset
from quantizer.reduction.pipeline import Quantized, quantize
from quantizer.settings.settings import MAX_COLORS, Selector
from quantizer.swatches.ignored import without_background, without_white
from quantizer.swatches.names import with_nearest_names
from quantizer.swatches.order import SwatchOrder, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from quantizer.image.image import Image, IndexedImage
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class SwatchOptions:
    """What is done with a palette beside finding it.

    Parameters
    ----------
    order
        The order of the entries; None leaves them as they are.
    named
        A palette whose names the entries get; None leaves their names.
    ignores_white, ignores_background
        Whether pixels that are nearly white, or have the background's colour, count.
    min_share
        Share of the pixels that count, 0 to 1, below which an entry is left out.
    """

    order: SwatchOrder | None = None
    named: Palette | None = None
    ignores_white: bool = False
    ignores_background: bool = False
    min_share: float = 0.0

    def seen(self, image: Image) -> Image:
        """Return an image whose pixels that do not count are transparent."""
        if self.ignores_background:
            image = without_background(image)
        return without_white(image) if self.ignores_white else image

    def finished(
        self, palette: Palette, image: IndexedImage | None, *, drops_clear: bool = False
    ) -> Palette:
        """Return a palette that was found with small shares left out, names and order.

        Parameters
        ----------
        palette
            The palette, with shares.
        image
            The image with that palette, if there is one.
        drops_clear
            Whether transparent entries stand for pixels that do not count.
        """
        ordered = palette if self.order is None else in_order(palette, self.order, image)
        kept = [one for one in ordered if one.color[3] or not drops_clear]
        total = sum(one.share or 0.0 for one in kept)
        kept = [replace(one, share=(one.share or 0.0) / (total or 1)) for one in kept]
        most = max((one.share or 0.0 for one in kept), default=0.0)
        kept = [one for one in kept if (one.share or 0.0) >= min(self.min_share, most)]
        found = replace(palette, swatches=tuple(kept))
        return found if self.named is None else with_nearest_names(found, self.named)


def extract(
    image: Image,
    settings: Settings,
    options: SwatchOptions,
    progress: Progress = SILENT,
    **quantized: Any,
) -> tuple[Palette, Quantized]:
    """Return the palette of an image, and the reduction that found it.

    Parameters
    ----------
    image
        The image.
    settings
        Number of colours and how they are found.
    options
        What counts, and how the palette is finished.
    progress
        Told stage and fraction.
    quantized
        Further arguments of `quantizer.reduction.pipeline.quantize`.
    """
    seen = options.seen(image)
    adds_clear = seen.has_alpha and not image.has_alpha
    if adds_clear:
        settings = _with_one_more(settings)
    result = quantize(seen, settings, progress, **quantized)
    palette = options.finished(result.palette, result.indexed, drops_clear=adds_clear)
    return palette, result


def extract_together(
    images: Sequence[Image],
    settings: Settings,
    options: SwatchOptions,
    progress: Progress = SILENT,
    *,
    palette: Palette | None = None,
) -> Palette:
    """Return one palette of several images, in which each image counts the same.

    The parameters are those of `extract`; `palette` is a palette to choose entries from.
    """
    flat = [apply_alpha_mode(options.seen(image), settings.alpha, progress) for image in images]
    largest = max(image.packed.size for image in flat)
    parts = []
    for image in flat:
        histogram = Histogram.of(image, progress)
        times = max(1, round(largest / image.packed.size))
        parts.append(replace(histogram, weights=histogram.weights * times))
    colors = parts[0].merge(*parts[1:], progress=progress)
    drops_clear = colors.has_transparent and not any(image.has_alpha for image in images)
    settings = _with_one_more(settings) if drops_clear else settings
    if settings.target.selector is not Selector.FIXED:
        from quantizer.reduction.auto_k import suggest  # noqa: PLC0415 - rarely used

        k = suggest(None, colors, settings, progress).selection.k
        settings = replace(settings, cluster=replace(settings.cluster, colors=k))
    if palette is None:
        found = cluster(colors, settings, progress, pictures=tuple(flat)).colors
        chosen = Palette.from_colors(levels_for(settings).round(found), locked=settings.locked)
    else:
        chosen = PaletteSubset(palette, colors, settings).best(settings.cluster.colors, progress)
    return options.finished(_with_shares(chosen, colors, settings), None, drops_clear=drops_clear)


def _with_one_more(settings: Settings) -> Settings:
    """Return settings with an entry for pixels that do not count."""
    colors = min(MAX_COLORS, settings.cluster.colors + 1)
    return replace(settings, cluster=replace(settings.cluster, colors=colors))


def _with_shares(palette: Palette, colors: Histogram, settings: Settings) -> Palette:
    """Return a palette with the share of the pixels of each entry, the most used first."""
    found = palette_as_clustering(palette, colors, settings)
    shares = np.zeros(len(found.colors))
    shares[found.colors[:, 3] > 0] = found.kmeans.counts
    clear = np.flatnonzero(found.colors[:, 3] == 0)
    total = float(colors.weights.sum())
    if len(clear):
        shares[clear[0]] = total - float(found.kmeans.counts.sum())
    pairs = zip(palette, (shares / total).tolist(), strict=False)
    swatches = [replace(swatch, share=share) for swatch, share in pairs]
    return replace(palette, swatches=tuple(sorted(swatches, key=lambda one: -(one.share or 0))))
