"""Inertia and silhouette by number of clusters.

The samples are reduced to coarse cells. A nested run (`nested`) gives first centroids and an
inertia for each number of clusters. Some of these numbers descend from there; for the numbers
between, the gain of the descent is interpolated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.cells import coarsen
from quantizer.kmeans.distance import nearest
from quantizer.kmeans.lloyd import Lloyd
from quantizer.kmeans.nested import NestedRun
from quantizer.kmeans.samples import Samples
from quantizer.kmeans.silhouette import Silhouette
from quantizer.settings.limits import MAX_COLORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.progress import Progress
    from quantizer.settings.enums import Metric

_MOST_CELLS = 1 << 14
"""Most cells; not tuned."""
_LADDER = (*range(2, 9), *range(10, 17, 2), *range(20, 33, 4), *range(40, 65, 8))
_LADDER += (80, 96, 128, 192, 256)
"""Numbers of clusters that descend; the others are interpolated."""
_ITERATIONS, _GAIN = 5, 1e-3
"""Most iterations of such a descent, and the share of the inertia below which it ends."""
_SILHOUETTE_SAMPLES = 1500
_BITS = (6, 5, 4, 3)


class Curve:
    """Inertia by number of clusters.

    Parameters
    ----------
    samples
        The data.
    start
        float (m, d), relative to ``samples.mean``: fixed centroids that belong to the clusters;
        or None.
    metric
        Distance.
    threads
        Most threads at work.
    progress
        Told the share of the work done until `inertias` returns.
    """

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
        self._lloyd = Lloyd(self._samples, metric, len(self._start), threads, progress)
        self._reached: dict[int, float] = {}
        self._bounds = 1, MAX_COLORS
        self._run = NestedRun(self._samples, MAX_COLORS, progress.between(0, 0.4))

    def centers(self, count: int) -> NDArray[np.float64]:
        """Return first centroids, fixed ones first: float64 (count, d)."""
        free = min(count - len(self._start), len(self._run.errors))
        return np.concatenate([self._start, self._run.centers(free)]) if free else self._start

    def inertias(self, least: int, most: int) -> dict[int, float]:
        """Return the inertia by number of clusters, `least` to `most` if possible."""
        fixed = len(self._start)
        most = max(least, min(most, fixed + len(self._run.errors)))
        if not self._reached:
            self._bounds = least, most
            self.refine([least, most, *_LADDER])
        if most - fixed == len(self._run.errors) and self._run.is_exhausted and not self._hidden:
            self._reached[most] = 0.0
        return self._interpolated(self._reached, least, most)

    def refine(self, counts: Iterable[int]) -> bool:
        """Descend for more numbers of clusters within the bounds; return whether any was new."""
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
        """Return the inertias, interpolated along the nested run where unknown; they never rise."""
        counts = np.arange(least, most + 1)
        nested = self._run.errors[np.maximum(counts - len(self._start), 1) - 1] + self._hidden
        rungs = np.array([k for k in sorted(reached) if reached[k] > 0 and nested[k - least] > 0])
        if len(rungs):
            gains = np.log([reached[k] / nested[k - least] for k in rungs.tolist()])
            nested = nested * np.exp(np.interp(np.log(counts), np.log(rungs), gains))
        for rung, inertia in reached.items():
            nested[rung - least] = inertia
        falling = np.minimum.accumulate(nested)
        return dict(zip(counts.tolist(), falling.tolist(), strict=True))

    def silhouettes(
        self, inertias: dict[int, float], most: int, progress: Progress
    ) -> dict[int, float]:
        """Return the mean silhouette by number of clusters, up to `most` of them."""
        counts = [k for k in inertias if 2 <= k <= most]
        if not counts:
            return {}
        sample = _sampled(self._samples, _SILHOUETTE_SAMPLES, self._metric, progress)
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
    """Return cells, at most `most` if possible, and the inertia within them."""
    hidden = 0.0
    for bits in _BITS:
        if len(samples.features) <= most:
            break
        progress.check()
        cells = coarsen(samples, metric, bits, progress)
        if cells is not None:
            samples, hidden = cells.samples, hidden + cells.within
    return samples, hidden


def _sampled(samples: Samples, most: int, metric: Metric, progress: Progress) -> Samples:
    """Return at most `most` cells; if there are more, a sample drawn by weight."""
    samples, _ = _coarse(samples, most, metric, progress)
    if len(samples.features) <= most:
        return samples
    shares = samples.weights / samples.weights.sum()
    places = (np.arange(most) + 0.5) / most
    drawn, times = np.unique(
        np.searchsorted(np.cumsum(shares), places).clip(max=len(shares) - 1), return_counts=True
    )
    return Samples(samples.features[drawn], times.astype(np.float64), samples.mean)
