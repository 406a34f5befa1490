"""Reduces an image to the fewest colours that reach a quality, on pngquant's scale.

Each step of the search is a whole reduction (`quantizer.conversion.convert.reduce`), whose palette
is measured (`quantizer.reduction.palette_quality`). If no number of colours reaches the quality,
the largest one is taken, as long as it reaches the least quality that is accepted. pngquant stops
a little above the wanted quality; so does this search, for files of the same look and size.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.conversion.convert import Reduced, reduce
from quantizer.errors import QualityError
from quantizer.image.histogram import Histogram
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.palette_quality import palette_psnr, psnr_for, quality_of
from quantizer.reduction.target_search import Attempt, Attempts, endless_parts
from quantizer.settings.settings import TargetSettings

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.conversion.fit_format import Fitted

SURPLUS = 2.0
"""PSNR in dB above that of the wanted quality: what libimagequant 4 has on average when it stops at
qualities 30 to 95, of photos, icons and screenshots alike."""

_USUAL_SLOPE, _LEAST_SLOPE = 4.0, 1.0
"""PSNR in dB that twice as many colours gain: photos 2, icons 4, screenshots 6. Not tuned."""
_LONGEST_STEP = 12.0
"""Largest surplus in dB that is followed at once, as that of an exact palette is infinite."""


def reduce_to_quality(
    fitted: Fitted, least: int, wanted: int, progress: Progress = SILENT
) -> tuple[Reduced, int]:
    """Reduce an image, and return the result with its quality.

    Parameters
    ----------
    fitted
        The image, and how to reduce it; its settings hold the largest number of colours.
    least
        Quality that the result must have, 0 to 100.
    wanted
        Quality that is enough, `least` to 100: the fewest colours that exceed it by `SURPLUS` are
        taken. 100 takes as many as are allowed.
    progress
        Told the share done; asked whether the job is still wanted.

    Raises
    ------
    QualityError
        If the largest number of colours does not reach `least`.
    SettingsError, Cancelled
        As `quantizer.conversion.convert.reduce` does.
    """
    histogram = _histogram(fitted, progress)
    parts = endless_parts(progress.at(Stage.CLUSTER))

    def attempt(k: int) -> Attempt[Reduced]:
        part = next(parts)
        reduced = reduce(_with_colors(fitted, k), part, histogram=histogram)
        found = palette_psnr(histogram, reduced.result.palette.colors, part)
        return Attempt(reduced, reduced.result.kmeans.inertia, psnr=found)

    most = _most_colors(fitted, histogram)
    enough = psnr_for(wanted) + SURPLUS
    attempts = Attempts(attempt, TargetSettings(min_psnr=min(enough, psnr_for(99) + SURPLUS)))
    k = most
    if enough < math.inf and attempts.shortfall(most) <= 0:
        fewest = 1 + int(histogram.has_transparent and len(histogram) > 1)
        k = _fewest_that_reach(attempts.shortfall, min(fewest, most), most)
    reached = attempts(k).psnr
    quality = quality_of(math.inf if reached is None else reached)
    if reached is not None and reached < psnr_for(least):
        raise QualityError(
            tr(
                "the quality would be {quality}, but at least {least} is required",
                quality=quality,
                least=least,
            )
        )
    progress.at(Stage.REMAP).report(1)
    return attempts.result(k), quality


def _fewest_that_reach(shortfall: Callable[[int], float], least: int, most: int) -> int:
    """Return a k, `least` to `most`, that reaches the quality while k - 1 does not.

    `shortfall` returns by how many dB a k misses it; `most` reaches it. The PSNR is almost linear
    in the logarithm of k: it is followed at a usual slope until a k fails, and interpolated between
    the largest k that failed and the smallest that reached it from then on.
    """
    low, high = least - 1, most
    slope = _USUAL_SLOPE
    above, below = shortfall(high), 0.0
    while high - low > 1:
        if below > 0:
            share = below / (below - above) if math.isfinite(above) else 0.5
            guess = round(low * (high / low) ** share)
        else:
            guess = round(high * 2 ** (max(above, -_LONGEST_STEP) / slope))
        k = min(high - 1, max(low + 1, guess))
        missing = shortfall(k)
        if missing > 0:
            # What is kept counts half, so that the guesses do not creep from one side.
            above = above / 2 if below > 0 else above
            low, below = k, missing
        else:
            below /= 2
            if math.isfinite(above) and not below:
                slope = max(_LEAST_SLOPE, (missing - above) / math.log2(high / k))
            high, above = k, missing
    return high


def _histogram(fitted: Fitted, progress: Progress) -> Histogram:
    """Return the distinct colours of all frames."""
    first, *others = (frame.image for frame in fitted.animation.frames)
    histogram = Histogram.of(first, progress)
    for image in others:
        histogram = histogram.merge(Histogram.of(image, progress))
    return histogram


def _most_colors(fitted: Fitted, histogram: Histogram) -> int:
    """Return the largest number of colours that can make a difference."""
    recipe = fitted.recipe
    possible = len(histogram) if recipe.palette is None else len(recipe.palette)
    return min(recipe.settings.cluster.colors, possible)


def _with_colors(fitted: Fitted, k: int) -> Fitted:
    settings = fitted.recipe.settings
    settings = replace(settings, cluster=replace(settings.cluster, colors=k))
    return replace(fitted, recipe=replace(fitted.recipe, settings=settings))
