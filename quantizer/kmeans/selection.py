"""The number of clusters that the data suggest.

`select` computes the inertia for all k (`curve`). *Elbow* chooses the knee of the logarithm of the
inertia (`knee`), *silhouette* the k with the best separated clusters (`silhouette`). If the
caller knows the true number of clusters, from the picture, that number is taken; the curve is
computed all the same, to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import SettingsError
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.kmeans.curve import Curve
from quantizer.kmeans.knee import find_knee
from quantizer.kmeans.samples import Samples
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Metric, Selector
from quantizer.settings.limits import MAX_COLORS

from ..language import mark, tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats

_AROUND, _KNEE_ROUNDS = 3, 3
"""Neighbours on each side of the knee that descend, too, and rounds of finding the knee again."""
_KNEE_RANGE = 64
"""Largest k considered for the knee: with k up to 256 the knee would move to larger k."""
SILHOUETTE_RANGE = 32
"""Most clusters that a silhouette may choose; more would have too few members in a sample."""
_FEW = 8
"""Distinct samples up to which each is its own cluster; not tuned."""


class Reason(StrEnum):
    """Why a number of clusters was chosen; the value is the text for people."""

    KNEE = mark("the knee of the curve of inertia")
    SILHOUETTE = mark("the clearest separation, by exact silhouettes of a weighted sample")
    DISTINCT = mark("the image has no more colours")
    FLAT = mark("the image is drawn in so many colours")
    TARGET = mark("the demands on quality and size")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of clusters and its measures; None for what was not measured.

    Parameters
    ----------
    k
        Number of clusters, or of palette entries.
    inertia
        Weighted sum of squared distances (Euclidean) or of distances (Manhattan).
    silhouette
        Mean silhouette of a weighted sample, exact for that sample; -1 to 1.
    psnr
        dB, of the result as it would be written.
    bytes
        Size of its file.
    """

    k: int
    inertia: float
    silhouette: float | None = None
    psnr: float | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The k that was chosen, and what it was chosen from.

    Parameters
    ----------
    k
        The choice.
    selector
        Who made it; `Selector.FIXED` where there were only demands on the result.
    candidates
        In ascending order of k.
    reason
        Why this one.
    knee
        The number at the knee of the inertia; None if the inertia was not computed for all.
    """

    k: int
    selector: Selector
    candidates: tuple[Candidate, ...]
    reason: Reason
    knee: int | None = None

    @property
    def clearest(self) -> Candidate | None:
        """The candidate with the highest silhouette that may be chosen; None without any."""
        measured = [
            (one.silhouette, one)
            for one in self.candidates
            if one.silhouette is not None and one.k <= SILHOUETTE_RANGE
        ]
        return max(measured, key=lambda pair: pair[0])[1] if measured else None


def select(
    features: Floats,
    *,
    selector: Selector,
    weights: NDArray[np.float64] | None = None,
    most: int = MAX_COLORS,
    known: int | None = None,
    reason: Reason = Reason.FLAT,
    few: int = _FEW,
    reserved: int = 0,
    given: Floats | None = None,
    metric: Metric = Metric.EUCLIDEAN,
    silhouettes: int = SILHOUETTE_RANGE,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Selection:
    """Return the number of clusters that the data suggest.

    Parameters
    ----------
    features
        Samples, float (n, d).
    selector
        `Selector.ELBOW` or `Selector.SILHOUETTE`. Silhouettes are the exact ones of at most 1500
        weighted samples; up to 32 clusters are chosen by them.
    weights
        Weight of each sample, 0 or more; None for 1 each.
    most
        Most there may be.
    known
        The true number of clusters, if known; the result is at most `most`.
    reason
        How it is known.
    few
        Distinct samples up to which each is its own cluster; 0 to find the number from the curve.
    reserved
        Palette entries that count towards k but hold no samples.
    given
        float (m, d): fixed centroids that belong to the clusters.
    metric
        Distance.
    silhouettes
        Most clusters whose silhouette is computed, for `Selector.SILHOUETTE`: at least 32. Those
        of more clusters are for people to see.
    threads
        Most threads at work, None for one per processor core.
    progress
        Told the share of the work done.

    Returns
    -------
    Selection
        Its candidates have the inertia for every k from 2, or from the number of reserved and
        given entries, to `most` or the number of distinct samples. It is computed on coarse
        cells, and so a few per cent above that of a full search.

    Raises
    ------
    DataError
        If the data cannot be clustered, see `Samples.of`.
    SettingsError
        If `most` is less than the number of reserved and given entries.
    """
    samples = Samples.of(features, weights)
    fixed = 0 if given is None else len(given)
    least = reserved + max(1, fixed)
    if most < least:
        raise SettingsError(
            tr(
                "at most {most} clusters are too few here; at least {least} are needed",
                most=most,
                least=least,
            )
        )
    start = None if given is None or not fixed else samples.shift(np.asarray(given))
    with single_threaded_products():
        curve = Curve(samples, start, metric, threads, progress.between(0, 0.6))
        inertias = curve.inertias(max(1, fixed), most - reserved)
        for _ in range(_KNEE_ROUNDS):
            knee = _knee(inertias)
            if not curve.refine(range(knee - _AROUND, knee + _AROUND + 1)):
                break
            inertias = curve.inertias(max(1, fixed), most - reserved)
        distinct = None if known else _count_few(samples, start, few)
        scores: dict[int, float] = {}
        if selector is Selector.SILHOUETTE:
            scores = curve.silhouettes(inertias, silhouettes, progress.between(0.6, 1))
    if known or distinct:
        k = known or reserved + (distinct or 0)
        reason = reason if known else Reason.DISTINCT
    elif scores:
        chosen = [count for count in scores if count <= SILHOUETTE_RANGE]
        k, reason = reserved + max(chosen, key=scores.__getitem__), Reason.SILHOUETTE
    else:
        k, reason = reserved + _knee(inertias), Reason.KNEE
    candidates = tuple(
        Candidate(reserved + count, inertia, scores.get(count))
        for count, inertia in inertias.items()
        if reserved + count >= 2 or len(inertias) == 1
    )
    progress.report(1)
    knee = reserved + _knee(inertias)
    return Selection(max(least, min(k, most)), selector, candidates, reason, knee)


def _knee(inertias: dict[int, float]) -> int:
    """Return the number of clusters at the knee of the logarithm of the inertia.

    The horizontal axis is the square root of k: against k itself the flat end of the curve weighs
    too much, and against the logarithm of k the curve of a photo is almost straight.
    """
    counts = [k for k, inertia in inertias.items() if inertia > 0 and 2 <= k <= _KNEE_RANGE]
    if not counts:
        return max(inertias)
    return counts[find_knee(np.sqrt(counts), np.log([inertias[k] for k in counts]))]


def _count_few(samples: Samples, start: Floats | None, few: int) -> int | None:
    """Return the number of distinct samples and given centroids; None if the former are more."""
    points = samples.distinct(few) if few else None
    if points is None:
        return None
    distinct = samples.features[points]
    if start is None:
        return len(distinct)
    return len(np.unique(np.concatenate([distinct, start.astype(distinct.dtype)]), axis=0))
