"""The curves by which a number of colours is chosen: inertia, silhouette and PSNR over k.

    images -> distinct colours -> `auto_k.suggest`, with more silhouettes -> `CountCurve`

Inertia and silhouette are those that *elbow* and *silhouette* choose by, so that the chart of the
window and the automatic number agree. The PSNR of a number of colours is found when it is asked
for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import Histogram
from quantizer.kmeans import kmeans
from quantizer.kmeans.distance import nearest
from quantizer.metrics.compositing import composite_colors
from quantizer.metrics.psnr import psnr
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.auto_k import space_of_suggestion, suggest
from quantizer.reduction.color_cells import limit_colors
from quantizer.settings.settings import (
    MAX_COLORS,
    Effort,
    Metric,
    Selector,
    Settings,
    TargetSettings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.image.image import Image
    from quantizer.kmeans.selection import Selection

_SILHOUETTES = 64
"""Most clusters whose silhouette is shown. With more, a sample has too few members of each."""
_BACKDROPS = (0, 255)
"""The grey levels that soft edges are compared on, as in `quantizer.metrics`."""
_STRIP = 1 << 18
"""Colours that are compared at once; not tuned."""
_MOST_PIXELS = 16_000_000
"""Most pixels whose colours are counted; the frames of an animation are sampled evenly. Not
tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class CountCurve:
    """The measures of each number of colours.

    Parameters
    ----------
    selection
        The candidates, with silhouettes up to 64; its choice is that of `Selector.SILHOUETTE`.
    histogram
        The distinct colours of the images.
    settings
        What the number depends on, see `curve_settings`.
    """

    selection: Selection
    histogram: Histogram
    settings: Settings

    @property
    def estimates(self) -> dict[int, float] | None:
        """PSNR in dB by number of colours, without a dither; None if it must be computed.

        In sRGB without soft edges the inertia is the squared error.
        """
        visible = self.histogram.visible()
        soft = bool((visible.packed >> 24 != 255).any())
        space = space_of_suggestion(self.settings, with_alpha=soft)
        if not space.is_levels or self.settings.cluster.metric is Metric.MANHATTAN:
            return None
        pixels = float(self.histogram.weights.sum())
        return {one.k: psnr(one.inertia / pixels) for one in self.selection.candidates}

    def psnr(self, k: int, progress: Progress = SILENT) -> float:
        """Return the PSNR in dB of the nearest of k colours, which a quick search finds.

        Soft edges are compared on black and on white, as in `quantizer.metrics`.
        """
        visible = self.histogram.visible()
        colors = visible.colors
        locked = np.array([one for one in self.settings.locked if one[3]], np.uint8).reshape(-1, 4)
        soft = bool((colors[:, 3] != 255).any() or (locked[:, 3] != 255).any())
        space = space_of_suggestion(self.settings, with_alpha=soft)
        metric = self.settings.cluster.metric or Metric.EUCLIDEAN
        clustered = limit_colors(visible, progress)
        result = kmeans(
            space.encode(clustered.colors, progress),
            max(1, len(locked), k - int(self.histogram.has_transparent)),
            weights=clustered.weights.astype(np.float64),
            given=space.encode(locked) if len(locked) else None,
            fixed=len(locked),
            metric=metric,
            effort=Effort.FAST,
            progress=progress,
        )
        entries = space.decode(result.centers)
        labels = nearest(space.encode(colors, progress), space.encode(entries), metric, progress)
        backdrops = _BACKDROPS if soft else _BACKDROPS[:1]
        total = 0.0
        for start in range(0, len(colors), _STRIP):
            progress.check()
            part = slice(start, start + _STRIP)
            squares = _squares(colors[part], entries[labels[part]], backdrops)
            total += float(squares @ visible.weights[part])
        return psnr(total / float(self.histogram.weights.sum()))


def curve_settings(settings: Settings) -> Settings:
    """Return settings with all that a curve does not depend on set to its default."""
    cluster, usual = settings.cluster, Settings()
    wanted = replace(
        usual.cluster,
        colors=MAX_COLORS,
        space=cluster.space,
        lightness=cluster.lightness,
        metric=cluster.metric,
    )
    return replace(
        usual,
        cluster=wanted,
        target=TargetSettings(Selector.SILHOUETTE),
        locked=settings.locked,
        alpha=settings.alpha,
    )


def count_curve(
    images: Sequence[Image],
    settings: Settings,
    progress: Progress = SILENT,
    *,
    histogram: Histogram | None = None,
    threads: int | None = None,
) -> CountCurve:
    """Return the measures of each number of colours.

    Parameters
    ----------
    images
        The image, or the frames of an animation.
    settings
        Colour space, distance, locked colours and alpha mode.
    progress
        Told the share of the work done, as `Stage.COUNT` and `Stage.CLUSTER`.
    histogram
        The colours of a still image, if they are counted; not used if the alpha mode changes it.
    threads
        Most threads at work, None for one per processor core.

    Raises
    ------
    SettingsError
        If there is no room for locked colours beside a transparent entry.
    Cancelled
        If `progress` is cancelled.
    """
    asked = curve_settings(settings)
    still: Image | None = None
    if len(images) == 1:
        still = apply_alpha_mode(images[0], asked.alpha, progress)
        is_known = histogram is not None and still is images[0]
        colors = histogram if is_known and histogram else Histogram.of(still, progress)
    else:
        colors = _colors_of_frames(images, asked, progress)
    suggestion = suggest(still, colors, asked, progress, threads, silhouettes=_SILHOUETTES)
    return CountCurve(suggestion.selection, colors, asked)


def _colors_of_frames(images: Sequence[Image], settings: Settings, progress: Progress) -> Histogram:
    """Return the colours of the frames of an animation, or of some of them."""
    every = -(-len(images) * images[0].width * images[0].height // _MOST_PIXELS)
    sampled = images[:: max(1, every)]
    parts = progress.at(Stage.COUNT).parts(len(sampled))
    counted = [
        Histogram.of(apply_alpha_mode(image, settings.alpha, part), part)
        for image, part in zip(sampled, parts, strict=True)
    ]
    return counted[0].merge(*counted[1:])


def _squares(
    colors: NDArray[np.uint8], shown: NDArray[np.uint8], backdrops: Sequence[int]
) -> NDArray[np.float64]:
    """Return the squared errors of colours, uint8 (n, 4), over three channels: float64 (n,)."""
    total = np.zeros(len(colors))
    for backdrop in backdrops:
        before = composite_colors(colors, backdrop).astype(np.float64)
        total += np.square(before - composite_colors(shown, backdrop)).sum(axis=1)
    return total / len(backdrops)
