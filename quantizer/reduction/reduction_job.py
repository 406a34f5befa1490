"""The reduction of an image to one number of colours, and the search for the number.

    distinct colours -> palette (`palette_search`) -> fitted to the dither (`spatial_quantization`)
        -> index of each pixel (`remap`) -> unused entries removed (`palette_order`)

Where the palette already reproduces the image, the adaptive dither is left out (`needless_dither`).
`pipeline.quantize` makes the job, with an image whose alpha mode has been applied.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.image.frozen import frozen
from quantizer.image.image import IndexedImage
from quantizer.progress import Progress, Stage
from quantizer.reduction.clustering import levels_for, palette_as_clustering
from quantizer.reduction.hidden_colors import (
    bleed_colors,
    entries_set_aside,
    with_hidden_color,
)
from quantizer.reduction.needless_dither import is_needless
from quantizer.reduction.palette_order import (
    drop_unused_entries,
    expand_to_palette,
    usable_entries,
    with_names,
)
from quantizer.reduction.palette_search import cluster
from quantizer.reduction.quantized import Quantized
from quantizer.reduction.spatial_quantization import fit_to_dither
from quantizer.remap.remap import remap
from quantizer.settings.settings import (
    MAX_COLORS,
    DitherSettings,
    Effort,
    Selector,
    Weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.image.palette import Palette
    from quantizer.kmeans.selection import Selection
    from quantizer.reduction.clustering import Clustering
    from quantizer.reduction.palette_subset import PaletteSubset
    from quantizer.reduction.target_search import Attempt
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class ReductionJob:
    """All arguments of a reduction but the number of colours.

    Parameters
    ----------
    image
        The image, after its alpha mode was applied.
    histogram
        Its distinct colours.
    settings
        How colours are chosen and pixels mapped.
    threads
        Most threads at work; None for one per processor core.
    file_size
        Returns the file size of a result in bytes; needed if the settings limit it.
    given
        The entries of a given palette; None where colours are found.
    """

    image: Image
    histogram: Histogram
    settings: Settings
    threads: int | None
    file_size: Callable[[IndexedImage], int] | None
    given: PaletteSubset | None = None

    def reduce(self, k: int, progress: Progress, clustering: Progress | None = None) -> Quantized:
        """Return the reduction to at most k colours, without metrics.

        `clustering` is the part of `Stage.CLUSTER` that it reports; None for all of the stage.
        """
        if self.given is not None:
            return self.use(self.given.best(k, clustering or progress), progress)
        others = 0
        if self.settings.alpha.bleed:
            others = entries_set_aside(k, self.histogram, len(set(self.settings.locked)))
        settings = replace(self.settings, cluster=replace(self.settings.cluster, colors=k - others))
        weighted, line = self.weighted(progress), clustering or progress.at(Stage.CLUSTER)
        found = cluster(weighted, settings, line, self.threads, (self.image,))
        is_usual = settings.dither.is_usual and settings.is_dithered
        if is_usual and is_needless(self.histogram, found.palette_map, line.between(1, 1)):
            plain = replace(self.settings, dither=DitherSettings("none"))
            return replace(self, settings=plain).finish(found, progress, most=k)
        if settings.is_dithered and settings.cluster.effort is not Effort.FAST:
            found = fit_to_dither(self.image, self.histogram, found, settings, line.between(1, 1))
        return self.finish(found, progress, most=k)

    def use(self, palette: Palette, progress: Progress) -> Quantized:
        """Return the reduction to a given palette, without metrics.

        See `usable_entries` for the entries that it may use.
        """
        places = usable_entries(palette, self.histogram)
        part = replace(palette, swatches=tuple(palette.swatches[place] for place in places))
        found = palette_as_clustering(part.as_shown(), self.histogram, self.settings, progress)
        result = self.finish(found, progress, part)
        if len(part) == len(palette):
            return result
        indexed = expand_to_palette(result.indexed, palette, places)
        return replace(result, indexed=indexed, palette=indexed.palette)

    def weighted(self, progress: Progress) -> Histogram:
        """Return the colours, weighted by pixels or visibility as the settings say."""
        if self.settings.weights is not Weights.VISIBILITY:
            return self.histogram
        from quantizer.reduction.visibility_weights import weigh  # noqa: PLC0415 - as above

        return weigh(self.image, self.histogram, progress, self.threads)

    def finish(
        self,
        found: Clustering,
        progress: Progress,
        palette: Palette | None = None,
        *,
        most: int = MAX_COLORS,
    ) -> Quantized:
        """Map the pixels to the palette that was found or given, of at most `most` entries."""
        image, histogram, settings = self.image, self.histogram, self.settings
        indices = remap(
            image, histogram, found.palette_map, settings.dither, progress, self.threads
        )
        given = 0 if palette is None else len(palette)
        colors = with_hidden_color(image, found.colors, settings.locked, given=given)
        result = drop_unused_entries(
            indices,
            colors,
            settings.locked,
            progress,
            in_order=palette is not None,
            threads=self.threads,
        )
        if palette is not None:
            result = with_names(result, palette)
        indexed = IndexedImage(frozen(indices), result, image.metadata)
        if settings.alpha.bleed and palette is None and histogram.has_transparent:
            indexed = bleed_colors(indexed, most, progress)
        # Colours under transparent pixels are not on the grid of a device yet.
        result = indexed.palette.with_colors(levels_for(settings).round(indexed.palette.colors))
        indexed = replace(indexed, palette=result)
        exact = histogram.is_within(found.colors)
        return Quantized(indexed, result, found.kmeans, None, exact, 0.0, settings)

    def search(self, progress: Progress) -> tuple[Quantized, Selection]:
        """Return the reduction that meets the targets, and the candidates that were tried."""
        from quantizer.kmeans.selection import Reason, Selection  # noqa: PLC0415 - rarely needed
        from quantizer.reduction import target_search  # noqa: PLC0415 - as above

        target, parts = (
            self.settings.target,
            target_search.endless_parts(progress.at(Stage.CLUSTER)),
        )

        def attempt(k: int) -> Attempt[Quantized]:
            part = next(parts)
            result = self.reduce(k, part)
            reached = size = None
            if target.min_psnr is not None:
                from quantizer.metrics.psnr import mean_psnr  # noqa: PLC0415 - as above

                reached = mean_psnr([(self.image, result.indexed)], part)
            if target.max_bytes is not None and self.file_size is not None:
                progress.check()
                size = self.file_size(result.indexed)
            return target_search.Attempt(result, result.kmeans.inertia, reached, size)

        attempts = target_search.Attempts(attempt, target)
        possible = len(self.histogram) + len(set(self.settings.locked))
        if self.given is not None:
            possible = len(self.given.palette) + int(self.histogram.has_transparent)
        least, most = self._fewest(), min(self.settings.cluster.colors, possible)
        if target.selector is not Selector.FIXED:
            from quantizer.reduction.auto_k import suggest  # noqa: PLC0415 - rarely needed

            part = next(parts)
            suggestion = suggest(self.image, self.histogram, self.settings, part, self.threads)
            k = suggestion.selection.k
            least, most = (k, most) if target.min_psnr is not None else (least, k)
        k = target_search.find_k(attempts, min(least, most), most)
        result = attempts.result(k)
        progress.at(Stage.REMAP).report(1)
        return result, Selection(k, target.selector, attempts.candidates, Reason.TARGET)

    def _fewest(self) -> int:
        """Return the fewest entries that the image and the locked colours need."""
        locked = {color for color in self.settings.locked if color[3]}
        hidden = self.histogram.has_transparent or any(c[3] == 0 for c in self.settings.locked)
        shown = bool(len(self.histogram.visible()))
        return max(1, int(hidden) + max(len(locked), int(shown)))
