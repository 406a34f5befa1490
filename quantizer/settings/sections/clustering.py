"""How many colours, and how they are found."""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

import math
from dataclasses import dataclass

from quantizer.settings.enums import Effort, Init, Metric, RareColors, Selector, Space, Weights
from quantizer.settings.limits import MAX_COLORS
from quantizer.settings.option import CheckedSettings, option

LIGHTNESS_WITH_DITHER = 1.6
"""Factor on the lightness weight if a dither is used and no colour space is chosen."""


@dataclass(frozen=True, slots=True)
class ClusterSettings(CheckedSettings):
    """How the colours are clustered.

    Parameters
    ----------
    colors
        Number of palette entries k, 1 to 256, including a transparent entry. If the number is
        searched for (see `TargetSettings`), the largest number allowed.
    space
        Colour space of the features, and of the nearest entry of a given palette; None chooses it,
        see `Settings.space` and `quantizer.reduction.clustering.palette_as_clustering`.
    lightness
        Weight of lightness against chroma, 0.01 to 100; 1 leaves the space as it is.
    metric
        Distance between features. None chooses Manhattan for images with soft edges and a
        dither, because medians keep the colours an icon is drawn in, and Euclidean otherwise.
    effort
        How long to search.
    init
        Choice of the first centroids; None leaves it to the effort.
    restarts
        Number of runs from different first centroids, 1 to 1000, of which the best is kept; None
        leaves it to the effort.
    max_iter
        Largest number of iterations of one run, 1 to 100,000.
    tol
        A run stops when an iteration lowers the inertia by less than about this share of it; 0 or
        more. If fewer than 8 iterations are allowed, scikit-learn's rule is used: the
        summed squared movement of the centroids in units of the mean variance.
    seed
        Seed of all random choices, 0 to 2**32 - 1; equal seeds give equal bytes.
    weights
        How much each colour counts; None chooses `Weights.PIXELS`, see `Settings.weights`.
    rare_colors
        Whether small regions of a hue that the palette would lose get entries of their own; None
        decides by the dither and the colour space, see `Settings.rare_colors`.

    Examples
    --------
    >>> from quantizer import ClusterSettings
    >>> ClusterSettings(colors=16, space="oklab").space
    <Space.OKLAB: 'oklab'>
    >>> ClusterSettings(colors=0)
    Traceback (most recent call last):
    quantizer.errors.SettingsError: colors is 0, but must be a whole number, 1 to 256
    """

    colors: int = option(
        MAX_COLORS,
        help="number of colours",
        label="Number of colours",
        range=(1, MAX_COLORS),
    )
    space: Space | None = option(
        None,
        help="colour space to cluster in, and to find the nearest entry of a given palette in",
        automatic="CIELAB with a dither or a given palette, sRGB otherwise",
        label="Colour space",
    )
    lightness: float = option(
        1.0,
        help=f"weight of lightness against chroma; multiplied by {LIGHTNESS_WITH_DITHER:g} if a "
        "dither is used and --space is not given",
        label="Lightness weight",
        tooltip="Above 1 preserves light and shade, below 1 preserves hues",
        is_advanced=True,
        range=(0.01, 100),
    )
    metric: Metric | None = option(
        None,
        help="distance between colours",
        automatic="Manhattan for soft edges with a dither, Euclidean otherwise",
        label="Distance",
        is_advanced=True,
    )
    effort: Effort = option(
        Effort.BALANCED,
        help="how long to search for a palette with less error: fast searches once, balanced "
        "moves colours of little use, too, best goes on until the error stops falling and takes "
        "several times as long",
        label="Effort",
    )
    init: Init | None = option(
        None,
        help="how to choose the first centroids",
        automatic="depends on the effort",
        label="Initialisation",
        is_advanced=True,
    )
    restarts: int | None = option(
        None,
        help="number of runs from different first centroids; the best is kept",
        automatic="depends on the effort",
        label="Restarts",
        is_advanced=True,
        range=(1, 1000),
    )
    max_iter: int = option(100, help="largest number of iterations of a run", range=(1, 100_000))
    tol: float = option(
        1e-4,
        help="stop a run when an iteration lowers the error by less than this share",
        range=(0, math.inf),
    )
    seed: int = option(
        0,
        help="seed of random choices; equal seeds give equal results",
        label="Seed",
        is_advanced=True,
        range=(0, 2**32 - 1),
    )
    weights: Weights | None = option(
        None,
        help="how much a colour counts: pixels counts its pixels, visibility counts those in "
        "smooth areas more, opacity counts partly transparent ones a 64th, chroma does so and "
        "counts vivid colours more",
        automatic="pixels",
        label="Weight of colours",
        is_advanced=True,
    )
    rare_colors: RareColors | None = option(
        None,
        help="small regions of a hue that the palette would lose: keep gives them entries of "
        "their own, ignore is K-means alone, with the lowest error",
        automatic="keep, but ignore if --space is given and there is no dither",
        label="Rare colours",
        is_advanced=True,
    )


@dataclass(frozen=True, slots=True)
class TargetSettings(CheckedSettings):
    """What the number of colours must achieve, if it is not given.

    Parameters
    ----------
    selector
        `Selector.FIXED` takes the number as given; the others find a number that suits the image,
        up to the given one.
    min_psnr
        Required PSNR in dB, above 0: the smallest number of colours that reaches it is taken.
        None for no requirement.
    max_bytes
        Largest file in bytes, at least 1: as many colours are taken as are found to fit. With one
        more the file is too large; sizes do not grow steadily, so a still larger number may fit.
        None for no limit.
    """

    selector: Selector = option(
        Selector.FIXED, flag="--colors", help="how to find the number of colours"
    )
    min_psnr: float | None = option(
        None,
        help="take the fewest colours, up to -k, whose result has at least this PSNR in decibels",
        metavar="DB",
        label="Lowest PSNR",
        tooltip="Takes the fewest colours whose result is this close to the original, pixel by "
        "pixel: from 40 dB on, a difference is hard to see. A dithered image looks better than "
        "its PSNR says, so it needs more colours for the same PSNR",
        range=(0, math.inf),
        is_low_excluded=True,
    )
    max_bytes: int | None = option(
        None,
        help="take as many colours, up to -k, as are found to fit into a file of this size (40000, "
        "40k, 40KiB, 1.5MB); with one more it would be larger, but as sizes do not grow steadily, "
        "a number farther away may still fit",
        metavar="SIZE",
        label="Largest file size",
        range=(1, math.inf),
    )
