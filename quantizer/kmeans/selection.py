"""Which k: how many clusters the data suggest.

`select` clusters coarse cells of the samples in one nested run (`nested`), which says something
about every k at once, and lets a ladder of candidates descend; in between, the gain of the
descent is interpolated. *Elbow* takes the knee of the logarithm of the inertia (`knee`),
*silhouette* the k whose clusters are the most distinct (`silhouette`): both are about data of which
nothing is known. Where the caller knows how many there truly are, because the picture tells,
that number is taken, and the candidates are there to be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import SettingsError
from quantizer.kmeans.cells import coarsen
from quantizer.kmeans.distance import nearest, single_threaded_products
from quantizer.kmeans.knee import find_knee
from quantizer.kmeans.lloyd import Lloyd
from quantizer.kmeans.nested import NestedRun
from quantizer.kmeans.samples import Samples
from quantizer.kmeans.silhouette import Silhouette
from quantizer.progress import SILENT, Progress
from quantizer.settings import MAX_COLORS, Metric, Selector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

_MOST_CELLS = 1 << 14
"""Cells that the candidates are clustered on."""
_LADDER = (
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    12,
    14,
    16,
    20,
    24,
    28,
    32,
    40,
    48,
    56,
    64,
    80,
    96,
    128,
    192,
    256,
)
"""Numbers of clusters that descend; others are interpolated."""
_ITERATIONS, _GAIN = 8, 1e-3
"""Most iterations of such a descent, and the share of the inertia that asks for another."""
_AROUND, _LOOKS = 3, 3
"""So many to either side of the knee descend, too, and then the knee is looked for again."""
_KNEE_RANGE = 64
"""The knee is looked for up to here: seen up to 256, 64 colours are but the foot of the slope."""
_SILHOUETTE_RANGE = 32
"""Most clusters that are tried for their silhouette: beyond it they are few in a sample."""
_SILHOUETTE_SAMPLES = 1500
_FEW = 8
"""No more distinct samples than this are the clusters themselves."""
_BITS = (6, 5, 4, 3)


class Reason(StrEnum):
    """Why a number of clusters was chosen; the value is what a person reads."""

    KNEE = "the knee of the curve of inertia"
    SILHOUETTE = "the clearest separation, by exact silhouettes of a weighted sample"
    DISTINCT = "the image has no more colours"
    FLAT = "the image is drawn in so many colours"
    TARGET = "the demands on quality and size"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of clusters and how it fares; what was not looked at is None.

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
    """

    k: int
    selector: Selector
    candidates: tuple[Candidate, ...]
    reason: Reason


def select(
    features: Floats,
    *,
    selector: Selector,
    weights: NDArray[np.float64] | None = None,
    most: int = MAX_COLORS,
    known: int | None = None,
    reason: Reason = Reason.FLAT,
    reserved: int = 0,
    given: Floats | None = None,
    metric: Metric = Metric.EUCLIDEAN,
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
        weighted samples, tried up to 32 clusters.
    weights
        Weight of each sample, 0 or more; None for 1 each.
    most
        Most there may be.
    known
        The number that there truly are, if that is known; at most `most` are chosen.
    reason
        How that is known.
    reserved
        Entries that count towards k and hold no samples.
    given
        float (m, d): centroids that must be among the clusters, and stay where they are.
    metric
        Distance.
    threads
        Most threads at work, None for one per processor core.
    progress
        Told the share of the work done.

    Returns
    -------
    Selection
        Its candidates have the inertia for every k from 2, or from what is reserved and given, to
        `most`, or to the number of distinct samples; on coarse cells, hence some per cent above
        what a full search finds.

    Raises
    ------
    DataError
        If the data cannot be clustered, see `Samples.of`.
    SettingsError
        If `most` has no room for what is reserved and given.
    """
    samples = Samples.of(features, weights)
    fixed = 0 if given is None else len(given)
    least = reserved + max(1, fixed)
    if most < least:
        raise SettingsError(
            f"at most {most} clusters are too few here; at least {least} are needed"
        )
    start = None if given is None or not fixed else samples.shift(np.asarray(given))
    with single_threaded_products():
        curve = _Curve(samples, start, metric, threads, progress.between(0, 0.6))
        inertias = curve.inertias(max(1, fixed), most - reserved)
        for _ in range(_LOOKS):
            knee = _knee(inertias)
            if not curve.refine(range(knee - _AROUND, knee + _AROUND + 1)):
                break
            inertias = curve.inertias(max(1, fixed), most - reserved)
        few = None if known else _count_few(samples, start)
        scores: dict[int, float] = {}
        if selector is Selector.SILHOUETTE:
            scores = curve.silhouettes(inertias, progress.between(0.6, 1))
    if known or few:
        k = known or reserved + (few or 0)
        reason = reason if known else Reason.DISTINCT
    elif scores:
        k, reason = reserved + max(scores, key=scores.__getitem__), Reason.SILHOUETTE
    else:
        k, reason = reserved + _knee(inertias), Reason.KNEE
    candidates = tuple(
        Candidate(reserved + count, inertia, scores.get(count))
        for count, inertia in inertias.items()
        if reserved + count >= 2 or len(inertias) == 1
    )
    progress.report(1)
    return Selection(max(least, min(k, most)), selector, candidates, reason)


def _knee(inertias: dict[int, float]) -> int:
    """Return the number of clusters at the knee of the logarithm of the inertia.

    The horizontal axis is the square root of k: against k itself the foot of the curve weighs
    too much, and against its logarithm a photo's curve is next to straight.
    """
    counts = [k for k, inertia in inertias.items() if inertia > 0 and 2 <= k <= _KNEE_RANGE]
    if not counts:
        return max(inertias)
    return counts[find_knee(np.sqrt(counts), np.log([inertias[k] for k in counts]))]


def _count_few(samples: Samples, start: Floats | None) -> int | None:
    """Return the number of distinct samples and given centroids, if the former are few."""
    points = samples.distinct(_FEW)
    if points is None:
        return None
    distinct = samples.features[points]
    if start is None:
        return len(distinct)
    return len(np.unique(np.concatenate([distinct, start.astype(distinct.dtype)]), axis=0))


class _Curve:
    """Inertia by number of clusters."""

    def __init__(
        self,
        samples: Samples,
        start: Floats | None,
        metric: Metric,
        threads: int | None,
        progress: Progress,
    ) -> None:
        width = samples.features.shape[1]
        self._start = np.empty((0, width)) if start is None else start.astype(np.float64)
        self._metric = metric
        self._progress = progress
        self._samples, self._hidden = _coarse(samples, _MOST_CELLS, metric, progress)
        self._lloyd = Lloyd(
            self._samples,
            metric=metric,
            fixed=len(self._start),
            threads=threads,
            progress=progress,
        )
        self._reached: dict[int, float] = {}
        self._bounds = 1, MAX_COLORS
        self._run = NestedRun(self._samples, MAX_COLORS, progress.between(0, 0.4))

    def centers(self, count: int) -> NDArray[np.float64]:
        """Return first centroids, those that are fixed before the others: float64 (count, d)."""
        free = min(count - len(self._start), len(self._run.errors))
        return np.concatenate([self._start, self._run.centers(free)]) if free else self._start

    def inertias(self, least: int, most: int) -> dict[int, float]:
        """Return the inertia for every number of clusters, as many as differ."""
        fixed = len(self._start)
        most = max(least, min(most, fixed + len(self._run.errors)))
        if not self._reached:
            self._bounds = least, most
            self.refine([least, most, *_LADDER])
        if most - fixed == len(self._run.errors) and self._run.is_exhausted and not self._hidden:
            self._reached[most] = 0.0
        return self._interpolated(self._reached, least, most)

    def refine(self, counts: Iterable[int]) -> bool:
        """Let numbers of clusters within the bounds descend; return whether one was new."""
        least, most = self._bounds
        rungs = sorted({k for k in counts if least <= k <= most} - set(self._reached))
        whole = not self._reached
        for rung in rungs:
            settled = self._lloyd.settle(self.centers(rung), _ITERATIONS, _GAIN)
            self._reached[rung] = settled.inertia + self._hidden
            if whole:
                share = sum(r for r in rungs if r <= rung) / sum(rungs)
                self._progress.report(0.4 + 0.6 * share)
        return bool(rungs)

    def _interpolated(self, reached: dict[int, float], least: int, most: int) -> dict[int, float]:
        """Follow the nested run between the rungs; never rise."""
        counts = np.arange(least, most + 1)
        nested = self._run.errors[np.maximum(counts - len(self._start), 1) - 1] + self._hidden
        rungs = np.array([k for k in reached if reached[k] > 0 and nested[k - least] > 0])
        if len(rungs):
            gains = np.log([reached[k] / nested[k - least] for k in rungs.tolist()])
            nested = nested * np.exp(np.interp(np.log(counts), np.log(rungs), gains))
        for rung, inertia in reached.items():
            nested[rung - least] = inertia
        falling = np.minimum.accumulate(nested)
        return dict(zip(counts.tolist(), falling.tolist(), strict=True))

    def silhouettes(self, inertias: dict[int, float], progress: Progress) -> dict[int, float]:
        """Return the mean silhouette by number of clusters, as far as that is worth the time."""
        counts = [k for k in inertias if 2 <= k <= _SILHOUETTE_RANGE]
        if not counts:
            return {}
        sample = _bounded(self._samples, _SILHOUETTE_SAMPLES, self._metric, progress)
        judge = Silhouette(sample, self._metric, progress)
        scores = {}
        for place, count in enumerate(counts):
            progress.report(place / len(counts))
            centers = self._lloyd.settle(self.centers(count), _ITERATIONS, _GAIN).centers
            shown = centers.astype(sample.features.dtype)
            scores[count] = judge.mean(nearest(sample.features, shown, self._metric, progress))
        return scores


def _coarse(
    samples: Samples, most: int, metric: Metric, progress: Progress
) -> tuple[Samples, float]:
    """Return at most so many cells where that can be had, and the inertia that they hide."""
    hidden = 0.0
    for bits in _BITS:
        if len(samples.features) <= most:
            break
        progress.check()
        cells = coarsen(samples, metric, bits, progress)
        if cells is not None:
            samples, hidden = cells.samples, hidden + cells.within
    return samples, hidden


def _bounded(samples: Samples, most: int, metric: Metric, progress: Progress) -> Samples:
    """Return at most so many cells; of what are too many still, those drawn by weight."""
    samples, _ = _coarse(samples, most, metric, progress)
    if len(samples.features) <= most:
        return samples
    shares = samples.weights / samples.weights.sum()
    places = (np.arange(most) + 0.5) / most
    drawn, times = np.unique(
        np.searchsorted(np.cumsum(shares), places).clip(max=len(shares) - 1), return_counts=True
    )
    return Samples(samples.features[drawn], times.astype(np.float64), samples.mean)
