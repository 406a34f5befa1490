"""`kmeans`: the best clustering of some data that a search finds.

Without an effort, each restart seeds anew and descends on all samples, and the run with the lowest
inertia is kept. With an effort, the search goes from coarse to fine (`effort`). If there are no
more distinct samples than clusters, the samples themselves are the centroids.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.kmeans.descent import descend
from quantizer.kmeans.distance import nearest
from quantizer.kmeans.effort import search
from quantizer.kmeans.problem import Problem
from quantizer.kmeans.random_numbers import RandomNumbers
from quantizer.kmeans.result import KMeansResult
from quantizer.kmeans.samples import Samples
from quantizer.kmeans.seeding import seed
from quantizer.kmeans.sparse_samples import SparseSamples, check_data, is_sparse
from quantizer.kmeans.trace import Reporter
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Effort, Init, Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.coarse_search import CoarseSearch


def kmeans(
    features: Floats | csr_array,
    k: int,
    *,
    weights: NDArray[np.float64] | None = None,
    init: Init | None = None,
    given: Floats | None = None,
    fixed: int = 0,
    metric: Metric = Metric.EUCLIDEAN,
    effort: Effort | None = None,
    restarts: int | None = None,
    max_iter: int = 300,
    tol: float = 1e-4,
    rng: np.random.Generator | int = 0,
    threads: int | None = None,
    progress: Progress = SILENT,
    revise: Callable[[CoarseSearch], None] | None = None,
    overwrite: bool = False,
) -> KMeansResult:
    """Return k centroids with the lowest inertia found.

    Guarantees: the same arguments give the same bytes; a weight of w equals w copies of the
    sample; if there are no more distinct samples (of positive weight) than movable centroids, the
    centroids are exactly the fixed ones and those samples, which may be fewer than k.

    Parameters
    ----------
    features
        Samples, float (n, d); also sparse, for the Euclidean metric without an effort.
    k
        Number of clusters, at least 1.
    weights
        Weight of each sample, 0 or more; None for 1 each.
    init
        Method of the first centroids that `given` leaves open; None for k-means++, or the
        effort's own choice.
    given
        float (m, d), m at most k: first centroids.
    fixed
        The first `fixed` of the given centroids are not moved.
    metric
        Distance.
    effort
        How long to search; None for Lloyd descents on all samples, as in scikit-learn.
    restarts
        Sets of first centroids; None for 1, or the effort's own number. It is always 1 if nothing
        is random: with `Init.PCA` or k given centroids.
    max_iter
        Most iterations of a run; with an effort, of the descents that lead to the result.
    tol
        Stop rule of a run, see `descend`; with an effort, the approximate share of the inertia
        that an iteration must gain for another to follow.
    rng
        Generator or seed of all random choices.
    threads
        Most threads at work, None for one per processor core. The result does not depend on it.
    progress
        Told the share of the work done; its observer is told the events of `trace`.
    revise
        Called once with the centroids of an effort's search on coarse cells, to fix further
        centroids, which come after the given ones. Not called without an effort, or if the
        samples themselves are the centroids.
    overwrite
        Whether to save a copy of dense features: their mean is subtracted from themselves, and
        added again at the end, which changes their last digits.

    Returns
    -------
    KMeansResult
        The best run.

    Raises
    ------
    DataError
        If the data cannot be clustered, see `Samples.of`, or the given centroids do not fit.
    Cancelled
        If `progress` is cancelled.
    """
    samples = _samples(features, weights, metric, init, effort, overwrite)
    try:
        start = None if given is None else samples.shift(check_given(given, k, fixed, samples))
        points = samples.distinct(k - fixed)
        if points is not None:
            return _exact(features, samples, points, k, given, fixed, overwrite, progress)
        problem = Problem(k, metric, init, start, fixed, restarts, max_iter, tol, threads)
        numbers = RandomNumbers(seed_of(rng))
        with single_threaded_products():
            if effort is None or isinstance(samples, SparseSamples):
                best = _best_run(samples, problem, numbers, progress)
            else:
                best = search(samples, problem, effort, numbers, progress, revise)
    finally:
        if overwrite and isinstance(samples, Samples):
            samples.put_back()
    progress.report(1)
    Reporter(progress).end(best.inertia, best.n_iter)
    return replace(best, centers=samples.restore(best.centers))


def seed_of(rng: np.random.Generator | int) -> int:
    """Return the seed that `kmeans` uses for its argument `rng`; draws it from a generator."""
    return int(rng if isinstance(rng, int | np.integer) else rng.integers(2**63))


def _samples(
    features: Floats | csr_array,
    weights: NDArray[np.float64] | None,
    metric: Metric,
    init: Init | None,
    effort: Effort | None,
    overwrite: bool,
) -> Samples | SparseSamples:
    """Return checked samples, or raise `DataError` if they are sparse where that is no choice."""
    if not is_sparse(features):
        return Samples.of(features, weights, overwrite=overwrite)
    if init is Init.PCA:
        raise DataError("init='pca' needs dense data: pass X.toarray(), or choose another init")
    if effort is not None:
        raise DataError("a search with an effort needs dense data: pass X.toarray(), or no effort")
    return SparseSamples.of(check_data(features, metric), weights)


def _best_run(
    samples: Samples | SparseSamples, problem: Problem, rng: RandomNumbers, progress: Progress
) -> KMeansResult:
    """Return the run of lowest inertia of all restarts on all samples."""
    init = problem.init or Init.KMEANS_PLUS_PLUS
    random = init is not Init.PCA and (problem.start is None or len(problem.start) < problem.k)
    runs = (problem.seeds or 1) if random else 1
    best: KMeansResult | None = None
    kept = 0
    reporter = Reporter(progress)
    reporter.begin(problem.k, runs, problem.metric)
    for start, part in enumerate(progress.parts(runs)):
        centers = seed(samples, problem, init, rng, part.between(0, 0.3))
        note = reporter.iterations(start)
        result = descend(samples, centers, problem, part.between(0.3, 1), note)
        if best is None or result.inertia < best.inertia:
            if best is not None:
                reporter.end_start(kept)
            best, kept = result, start
        else:
            reporter.end_start(start)
    assert best is not None
    reporter.end_start(kept, is_kept=True)
    return best


def check_given(given: Floats, k: int, fixed: int, samples: Samples | SparseSamples) -> Floats:
    """Return at most k given centroids, the first `fixed` to stay; raise `DataError` if unfit."""
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
    features: Floats | csr_array,
    samples: Samples | SparseSamples,
    points: NDArray[np.intp],
    k: int,
    given: Floats | None,
    fixed: int,
    overwrite: bool,
    progress: Progress,
) -> KMeansResult:
    """Return the clustering whose centroids are the fixed ones and the distinct samples."""
    dtype = samples.features.dtype
    if overwrite or isinstance(samples, SparseSamples):
        centers = samples.restore(samples.rows(points))
    else:
        centers = np.asarray(features)[points].astype(dtype)
    if given is not None and fixed:
        centers = np.concatenate([np.asarray(given)[:fixed].astype(dtype), centers])
    if isinstance(samples, SparseSamples):
        from quantizer.kmeans.sparse_distance import nearest_by_differences  # noqa: PLC0415 - dense data need none of it

        labels = nearest_by_differences(samples.features, centers, progress)
    else:
        labels = nearest(samples.features, samples.shift(centers), Metric.MANHATTAN, progress)
    counts = np.bincount(labels, samples.weights, len(centers)).astype(np.float64)
    progress.report(1)
    reporter = Reporter(progress)
    reporter.begin(k, 0, Metric.EUCLIDEAN)  # all distances are 0
    reporter.end(0.0, 1)
    return KMeansResult(centers, labels, counts, 0.0, (0.0,), 1, converged=True)
