"""From data to the best clustering found: check, seed, descend, and again.

`kmeans` is the door of this room for those who do not want an estimator. Each restart seeds anew
and descends; the lowest inertia is kept. Coarse to fine, all that is done on cells, and the best
of it goes on from there on the samples. Where no more distinct samples are there than clusters
were asked for, the samples themselves are the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import DataError
from quantizer.kmeans.cells import Cells, coarsen
from quantizer.kmeans.distance import nearest
from quantizer.kmeans.lloyd import descend
from quantizer.kmeans.result import KMeansResult
from quantizer.kmeans.samples import Samples
from quantizer.kmeans.seeding import seed
from quantizer.progress import SILENT, Progress
from quantizer.settings import Init, Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


def kmeans(
    features: Floats,
    k: int,
    *,
    weights: NDArray[np.float64] | None = None,
    init: Init = Init.KMEANS_PLUS_PLUS,
    given: Floats | None = None,
    fixed: int = 0,
    metric: Metric = Metric.EUCLIDEAN,
    restarts: int = 1,
    max_iter: int = 300,
    tol: float = 1e-4,
    coarse_to_fine: bool = False,
    rng: np.random.Generator | int = 0,
    progress: Progress = SILENT,
) -> KMeansResult:
    """Return k centroids with the lowest inertia found.

    Guarantees: the same arguments give the same bytes; a weight of w equals w copies of the
    sample; with no more distinct samples (of positive weight) than movable centroids, the centroids
    are exactly the fixed ones and those samples, and there may be fewer than k.

    Parameters
    ----------
    features
        Samples, float (n, d).
    k
        Number of clusters, at least 1.
    weights
        Weight of each sample, 0 or more; None for 1 each.
    init
        How first centroids are chosen where `given` does not give them.
    given
        float (m, d), m at most k: first centroids.
    fixed
        The first `fixed` of the given centroids stay where they are.
    metric
        Distance.
    restarts
        Runs from different first centroids. One is enough, and is all that is made, where
        nothing is random: with `Init.PCA` or k given centroids.
    max_iter, tol
        Stop rules of a run, see `descend`.
    coarse_to_fine
        Whether to search on small cells of the samples first, where there are many samples of
        few dimensions, and to finish on the samples. Much faster, to a like inertia.
    rng
        Generator or seed of all random choices.
    progress
        Told the share of the work done, and asked whether to go on.

    Returns
    -------
    KMeansResult
        The best run.

    Raises
    ------
    DataError
        If the data cannot be clustered, see `Samples.of`, or the given centroids do not fit.
    Cancelled
        If `progress` says so.
    """
    samples = Samples.of(features, weights)
    start = None if given is None else samples.shift(_check_given(given, k, fixed, samples))
    points = samples.distinct(k - fixed)
    if points is not None:
        return _exact(features, samples, points, given, fixed, progress)
    random = init is not Init.PCA and (start is None or len(start) < k)
    search = _Search(
        k, init, start, fixed, metric, restarts if random else 1, max_iter, tol, progress
    )
    generator = np.random.default_rng(rng)
    cells = coarsen(samples, metric, progress=progress) if coarse_to_fine else None
    best = (
        search.best(samples, generator)
        if cells is None
        else search.refine(cells, samples, generator)
    )
    progress.report(1)
    return replace(best, centers=samples.restore(best.centers))


@dataclass(frozen=True, slots=True)
class _Search:
    """Seeds and descends as often as asked for; centroids are relative to the samples' mean."""

    k: int
    init: Init
    start: Floats | None
    fixed: int
    metric: Metric
    runs: int
    max_iter: int
    tol: float
    progress: Progress

    def best(self, samples: Samples, rng: np.random.Generator) -> KMeansResult:
        """Return the run with the lowest inertia."""
        best: KMeansResult | None = None
        for run in range(self.runs):
            part = self.progress.between(run / self.runs, (run + 1) / self.runs)
            centers = seed(
                samples,
                self.k,
                self.init,
                rng,
                metric=self.metric,
                given=self.start,
                progress=part.between(0, 0.3),
            )
            result = self._descend(samples, centers, self.max_iter, part.between(0.3, 1))
            if best is None or result.inertia < best.inertia:
                best = result
        assert best is not None
        return best

    def refine(self, cells: Cells, samples: Samples, rng: np.random.Generator) -> KMeansResult:
        """Return where the best run on the cells leads on the samples."""
        half = replace(self, max_iter=self.max_iter // 2, progress=self.progress.between(0, 0.5))
        coarse = half.best(cells.samples, rng)
        left = self.max_iter - coarse.n_iter
        fine = self._descend(samples, coarse.centers, left, self.progress.between(0.5, 1))
        history = *(inertia + cells.within for inertia in coarse.history), *fine.history
        return replace(fine, history=history, n_iter=len(history))

    def _descend(
        self, samples: Samples, centers: Floats, max_iter: int, progress: Progress
    ) -> KMeansResult:
        return descend(
            samples,
            centers,
            metric=self.metric,
            max_iter=max_iter,
            tol=self.tol,
            fixed=self.fixed,
            progress=progress,
        )


def _check_given(given: Floats, k: int, fixed: int, samples: Samples) -> Floats:
    array = np.asarray(given)
    if array.ndim != 2 or array.shape[1] != samples.features.shape[1] or len(array) > k:
        raise DataError(
            f"given centroids of shape {array.shape} do not fit {k} clusters of "
            f"{samples.features.shape[1]} features"
        )
    if not np.isfinite(array).all():
        raise DataError("the given centroids contain NaN or infinity")
    if fixed > len(array):
        raise DataError(f"{fixed} centroids cannot be fixed when {len(array)} are given")
    return array


def _exact(
    features: Floats,
    samples: Samples,
    points: NDArray[np.intp],
    given: Floats | None,
    fixed: int,
    progress: Progress,
) -> KMeansResult:
    """Return the distinct samples, after the fixed centroids, as the centroids that they are."""
    dtype = samples.features.dtype
    centers = np.asarray(features)[points].astype(dtype)
    if given is not None and fixed:
        centers = np.concatenate([np.asarray(given)[:fixed].astype(dtype), centers])
    labels = nearest(samples.features, samples.shift(centers), Metric.MANHATTAN, progress)
    counts = np.bincount(labels, samples.weights, len(centers)).astype(np.float64)
    progress.report(1)
    return KMeansResult(centers, labels, counts, 0.0, (0.0,), 1, converged=True)
