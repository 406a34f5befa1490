"""One descent: Lloyd iterations until nothing is gained, recorded for a `KMeansResult`.

A cluster that lost all its samples is re-seeded from the sample that contributes most to the
inertia, so that the inertia never rises between iterations and no centroid is wasted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.lloyd import Lloyd
from quantizer.kmeans.result import KMeansResult
from quantizer.kmeans.sparse_samples import SparseSamples
from quantizer.kmeans.trace import Reporter
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.problem import Problem
    from quantizer.kmeans.samples import Samples
    from quantizer.kmeans.sparse_lloyd import SparseLloyd

    Labels = NDArray[np.int32]


def descend(
    samples: Samples | SparseSamples,
    centers: Floats,
    problem: Problem,
    progress: Progress = SILENT,
    note: Callable[[float], None] | None = None,
) -> KMeansResult:
    """Return the local optimum that Lloyd's algorithm reaches from the given centroids.

    Parameters
    ----------
    samples
        The data.
    centers
        First centroids, float (k, d), relative to ``samples.mean``.
    problem
        Metric, fixed centroids, threads, and most iterations. The descent ends once the summed
        squared movement of the centroids is at most `tol` times the mean variance of the features
        (scikit-learn's rule); with 0, once the assignments no longer change.
    progress
        Told the share of `max_iter` done; checked in every block of samples. Its observer is told
        why the descent converged.
    note
        Told the inertia of each assignment.

    Returns
    -------
    KMeansResult
        Its centroids are relative to ``samples.mean``, as `centers` are.
    """
    threshold = problem.tol * samples.mean_variance() if problem.tol else 0.0
    reporter = Reporter(progress)
    lloyd = _lloyd(samples, problem, progress)
    centers = centers.astype(samples.features.dtype, copy=False)
    previous: Labels | None = None
    history: list[float] = []
    converged = False
    for iteration in range(problem.max_iter):
        progress.report(iteration / problem.max_iter)
        labels = lloyd.assign(centers)
        middle, counts, inertia = lloyd.update(centers, labels)
        history.append(inertia)
        if note is not None:
            note(inertia)
        if previous is not None and np.array_equal(labels, previous):
            reporter.converge(None, threshold)
            return finish(lloyd, centers, labels, history[:-1], converged=True, last=True)
        previous = labels
        if not counts[problem.fixed :].all():
            middle = lloyd.update(centers, fill_empty(lloyd, centers, labels, counts))[0]
        moved = middle.astype(centers.dtype, copy=False)
        shift = _squared_movement(centers, moved)
        centers = moved
        if shift <= threshold:
            converged = True
            reporter.converge(shift, threshold)
            break
    result = finish(lloyd, centers, lloyd.assign(centers), history, converged=converged)
    if note is not None:
        note(result.inertia)
    return result


def _squared_movement(centers: Floats, moved: Floats) -> float:
    step = (moved - centers).astype(np.float64, copy=False)
    return float(np.square(step, out=step).sum())


def _lloyd(
    samples: Samples | SparseSamples, problem: Problem, progress: Progress
) -> Lloyd | SparseLloyd:
    if isinstance(samples, SparseSamples):
        from quantizer.kmeans.sparse_lloyd import SparseLloyd  # noqa: PLC0415 - dense data need none of it

        return SparseLloyd(samples, problem.fixed, problem.threads, progress)
    return Lloyd(samples, problem.metric, problem.fixed, problem.threads, progress)


def finish(
    lloyd: Lloyd | SparseLloyd,
    centers: Floats,
    labels: Labels,
    history: list[float],
    *,
    converged: bool,
    last: bool = False,
) -> KMeansResult:
    """Return the result of a descent, with its exact inertia.

    Parameters
    ----------
    lloyd
        The samples.
    centers
        Final centroids, float (k, d).
    labels
        int32 (n,), the nearest centroid of each sample.
    history
        Inertia before each iteration.
    converged
        Whether the descent ended before `max_iter`.
    last
        Whether the assignment by `labels` was an iteration, whose inertia ends the history.
    """
    counts = np.bincount(labels, lloyd.samples.weights, len(centers)).astype(np.float64)
    inertia = float(lloyd.costs(centers, labels).sum())
    iterations = (*history, inertia) if last else tuple(history)
    return KMeansResult(centers, labels, counts, inertia, iterations, len(iterations), converged)


def fill_empty(
    lloyd: Lloyd | SparseLloyd, centers: Floats, labels: Labels, counts: NDArray[np.float64]
) -> Labels:
    """Return labels in which each empty movable cluster has one of the costliest samples.

    Parameters
    ----------
    lloyd
        The samples.
    centers
        Centroids, float (k, d).
    labels
        int32 (n,), the assignment.
    counts
        float64 (k,): weight of each cluster of it.
    """
    empty = np.flatnonzero(counts[lloyd.fixed :] == 0) + lloyd.fixed
    costs = lloyd.costs(centers, labels)
    worst = np.argsort(-costs, kind="stable")[: len(empty)]
    worst = worst[costs[worst] > 0]
    labels = labels.copy()
    labels[worst] = empty[: len(worst)]
    return labels
