"""The number of colours that an image suggests.

The picture comes first: flat art has the colours that it is drawn in (`flat_art`), and a sprite of
few colours has exactly those; in both cases the colours themselves are known, too. For all other
images the curve over the number of clusters decides (`kmeans.selection`). Every palette entry
counts, locked and transparent ones included.

The thresholds are not tuned; `tests/reduction/flat_art` checks them on drawings of known colours.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from quantizer.color.features import FeatureSpace
from quantizer.image.histogram import OPAQUE
from quantizer.image.palette import Palette
from quantizer.kmeans.selection import (
    SILHOUETTE_RANGE,
    Candidate,
    Reason,
    Selection,
    select,
)
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.color_cells import limit_colors
from quantizer.reduction.flat_art import find_flat_colors
from quantizer.settings.settings import Metric, Space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.settings.settings import Settings

_log = logging.getLogger(__name__)

_FEW = 32
"""Distinct colours up to which all were chosen by hand, unless they are mixtures of others."""
_SAME = 8.0
"""Largest distance in levels of two colours that count as one."""
_MIXED = 2.0
"""Largest distance in levels of a mixture to the line between two colours."""
_LARGE = 0.03
"""Share of the pixels from which a colour is never a mixture."""
_EXACT, _DOMINANT = 1.5, 0.5
"""Distance in levels, plus noise, within which a colour must have this share of the pixels."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested number of colours and, if known, the colours themselves.

    Parameters
    ----------
    selection
        The number, and the candidates that it was chosen from.
    palette
        The locked colours and those that the image is drawn in; None if only clustering can find
        them.
    """

    selection: Selection
    palette: Palette | None = None


def suggest(
    image: Image | None,
    histogram: Histogram,
    settings: Settings,
    progress: Progress = SILENT,
    threads: int | None = None,
    silhouettes: int = SILHOUETTE_RANGE,
) -> Suggestion:
    """Return the number of palette entries that an image suggests.

    Parameters
    ----------
    image
        The image; None for the colours of many images.
    histogram
        Its distinct colours.
    settings
        Method (``target.selector``), colour space, locked colours, and with ``cluster.colors`` the
        largest number.
    progress
        Told the share of the work done, as `Stage.CLUSTER`.
    threads
        Most threads at work, None for one per processor core.
    silhouettes
        Most clusters whose silhouette is computed, see `select`.

    Raises
    ------
    SettingsError
        If there is no room for locked colours beside a transparent entry.
    """
    progress = progress.at(Stage.CLUSTER)
    visible = histogram.visible()
    locked = np.array(list(dict.fromkeys(settings.locked)), np.uint8).reshape(-1, 4)
    shown = locked[locked[:, 3] > 0]
    transparent = histogram.has_transparent or len(shown) < len(locked)
    selector = settings.target.selector
    if not len(visible):
        only = len(shown) + int(transparent)
        return Suggestion(Selection(only, selector, (Candidate(only, 0.0),), Reason.DISTINCT))
    drawn, reason = _drawn(image, histogram, locked, progress)
    visible = limit_colors(visible, progress)
    soft = bool((visible.packed >> 24 != 255).any() or (shown[:, 3] != 255).any())
    space = space_of_suggestion(settings, with_alpha=soft)
    selection = select(
        space.encode(visible.colors, progress),
        selector=selector,
        weights=visible.weights.astype(np.float64),
        most=settings.cluster.colors,
        known=len(drawn) or None,
        reason=reason,
        reserved=int(transparent),
        given=space.encode(shown) if len(shown) else None,
        metric=settings.cluster.metric or Metric.EUCLIDEAN,
        silhouettes=silhouettes,
        threads=threads,
        progress=progress.between(0.2, 1),
    )
    progress.report(1)
    _log.debug("suggested %d colours: %s", selection.k, selection.reason)
    known = selection.k == len(drawn)
    return Suggestion(selection, Palette.from_colors(drawn) if known else None)


def space_of_suggestion(settings: Settings, *, with_alpha: bool) -> FeatureSpace:
    """Return the space in which the number of colours is suggested.

    The number must not depend on the dither, so this is not the dither's own default space.
    """
    space = settings.cluster.space or Space.SRGB
    return FeatureSpace(space, settings.cluster.lightness, with_alpha=with_alpha)


def _drawn(
    image: Image | None, histogram: Histogram, locked: NDArray[np.uint8], progress: Progress
) -> tuple[NDArray[np.uint8], Reason]:
    """Return the entries that the picture itself shows, and why.

    Returns
    -------
    tuple
        uint8 (m, 4), straight alpha, locked ones first; empty if clustering must find them.
    """
    few = len(histogram) <= _FEW
    flat = None if image is None else find_flat_colors(image, progress)
    reason = Reason.FLAT
    if flat is None:
        colors = histogram.colors if few else np.empty((0, 4), np.uint8)
        reason = Reason.DISTINCT
    else:
        means = flat.colors
        clear = np.zeros((1, 4))
        if histogram.has_transparent and _distances(clear, means).min() > _SAME:
            means = np.concatenate([means, clear])
        colors = _exact(means, histogram, flat.noise, progress)
        opaque = histogram.packed >= OPAQUE
        if opaque.any() and not (colors[:, 3] == 255).any():
            most = int((histogram.weights * opaque).argmax())
            colors = np.concatenate([colors, histogram.colors[most : most + 1]])
        if few:
            colors = np.concatenate([colors, _other_colors(histogram, means)])
            reason = Reason.DISTINCT if len(colors) == len(histogram) else Reason.FLAT
    if not len(colors) or not len(locked):
        return colors, reason
    away = _distances(_premultiplied(colors), _premultiplied(locked)).min(axis=1)
    # If there are few colours, each counts, even one that is near a locked colour.
    return np.concatenate([locked, colors[away > (0 if few else _SAME)]]), reason


def _exact(
    means: NDArray[np.float64], histogram: Histogram, noise: float, progress: Progress
) -> NDArray[np.uint8]:
    """Return the colours of even areas with the given means, uint8 (m, 4), straight alpha.

    If one colour fills most of an area, it is exactly that colour; if most of an area is opaque,
    its colour is.
    """
    alpha = np.clip(means[:, 3:], 1e-9, 255)
    rounded = np.concatenate([means[:, :3] * (255 / alpha), means[:, 3:]], axis=1)
    result: NDArray[np.uint8] = np.clip(np.rint(rounded), 0, 255).astype(np.uint8)
    result[result[:, 3] == 0] = 0
    colors = _premultiplied(histogram.colors).astype(np.float32)
    for index, mean in enumerate(means.astype(np.float32)):
        progress.check()
        near = np.flatnonzero(np.abs(colors - mean).max(axis=1) <= _EXACT + noise)
        if not len(near):
            continue
        heaviest = near[histogram.weights[near].argmax()]
        weights = histogram.weights[near]
        if histogram.weights[heaviest] >= _DOMINANT * weights.sum():
            result[index] = histogram.colors[heaviest]
        elif 2 * weights[histogram.packed[near] >= OPAQUE].sum() > weights.sum():
            result[index, 3] = 255
    return result


def _other_colors(histogram: Histogram, drawn: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the colours that are neither `drawn` nor mixtures of them, uint8 (m, 4)."""
    colors = _premultiplied(histogram.colors)
    other = _distances(colors, drawn).min(axis=1) > _SAME
    large = histogram.weights >= _LARGE * histogram.weights.sum()
    mixed = np.zeros(len(colors), bool)
    for first, second in combinations(drawn, 2):
        way = second - first
        share = np.clip((colors - first) @ way / max(float(way @ way), 1.0), 0, 1)
        away = np.linalg.norm(colors - first - share[:, None] * way, axis=1)
        mixed |= away <= _MIXED
    return np.asarray(histogram.colors[other & (large | ~mixed)])


def _premultiplied(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return premultiplied colours, float64 (n, 4), 0 to 255."""
    result = colors.astype(np.float64)
    result[:, :3] *= result[:, 3:] / 255
    return result


def _distances(colors: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(colors[:, None] - others, axis=2))
