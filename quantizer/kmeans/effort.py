"""Searches by effort: from a single descent to a search that ends when nothing is gained.

All efforts go from coarse to fine. First the samples are reduced to small cells (`cells`); first
centroids are chosen and descend on these. *Fast* uses one set of first centroids, *balanced* one to
eight, *best* two to eight: the fewer clusters, the more. *Balanced*, and *fast* with few clusters,
improve the best set by `exchange`, unless the metric is Manhattan, *best* by `breathing`. The
caller may then fix further centroids (`coarse_search`). All then descend on the samples, and *best*
with many clusters exchanges there.

The numbers here and in `plan` trade error for time; both are measured by
``python -m tests.benchmarks.quantize``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.kmeans.breathing import breathe
from quantizer.kmeans.cells import coarsen
from quantizer.kmeans.coarse_search import CoarseSearch
from quantizer.kmeans.descent import descend, finish
from quantizer.kmeans.exchange import exchange
from quantizer.kmeans.lloyd import Lloyd
from quantizer.kmeans.plan import PLANS
from quantizer.kmeans.seeding import seed
from quantizer.kmeans.trace import Reporter
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.plan import Plan
    from quantizer.kmeans.problem import Problem
    from quantizer.kmeans.random_numbers import RandomNumbers
    from quantizer.kmeans.result import KMeansResult
    from quantizer.kmeans.samples import Samples
    from quantizer.settings.enums import Effort

_BITS = 6
"""Cells of the finest grid along its widest dimension, as a power of 2."""
_MANY = 1 << 25
"""Samples times clusters from which the descent on the samples is shorter."""
_FEWEST = 1 << 12
"""Samples below which no cells are used."""
_FEWEST_PER_CLUSTER = 16
"""Fewest cells per cluster for the finest grid."""
_PER_CLUSTER = 100
"""Fewest cells per cluster for coarser grids."""
_SEEDS_PER_CLUSTER = 8
"""Fewest cells per cluster to draw first centroids from."""
_MOST_SETS = 8
"""Most sets of first centroids."""
_PATIENCE = 64
"""Failed breaths times clusters: fewer clusters get more breaths."""
_REFILLS = 4
"""Most iterations of the descent that refills empty clusters."""
_MOST_BREATHED = 64
"""Most clusters for which `breathe` leaves an exchange on the samples nothing to gain."""
_WIDEST = 16
"""Most dimensions of data for which `exchange` and `breathe` are used."""


def search(
    samples: Samples,
    problem: Problem,
    effort: Effort,
    rng: RandomNumbers,
    progress: Progress = SILENT,
    revise: Callable[[CoarseSearch], None] | None = None,
) -> KMeansResult:
    """Return the best clustering that the effort finds.

    Parameters
    ----------
    samples
        The data, with more distinct samples than clusters.
    problem
        What to find. Without an `init`, one set of first centroids is by `Init.PCA`, and the
        others by k-means++.
    effort
        How long to search.
    rng
        Source of randomness.
    progress
        Told the share of the search done; its observer is told the events of `trace`.
    revise
        Called with the result of the coarse search; it may fix further centroids.

    Returns
    -------
    KMeansResult
        Its centroids are relative to ``samples.mean``. The history holds the iterations that
        lowered the inertia.
    """
    plan = PLANS[effort]
    levels, seeds = _levels(samples, problem, progress)
    descents = [_lloyd(level, problem, progress) for level, _ in levels]
    coarsest = descents[-1]
    seeding = progress.between(0, 0.3)
    reporter = Reporter(progress)
    start, centers, history = _seeded(
        seeds, coarsest, levels[-1][1], problem, plan, rng, seeding, reporter
    )
    if problem.k > 1 and samples.features.shape[1] <= _WIDEST:
        rounds = reporter.iterations(start, levels[-1][1], is_round=True)
        part = progress.between(0.3, 0.8)
        centers = _improved(coarsest, centers, problem, plan, rng, part, rounds)
    spent = len(history)
    for depth in range(len(levels) - 1, -1, -1):
        level, within = levels[depth]
        part = progress.between(0.8, 1)
        part.check()
        limit = plan.coarse
        if depth == 0:
            limit = plan.last if len(level.features) * problem.k > _MANY else plan.fine
        limit = max(1, min(limit, problem.max_iter - spent))
        note = reporter.iterations(start, within)
        settled = descents[depth].settle(centers, limit, plan.gain * problem.tol, note)
        centers = settled.centers
        spent += len(settled.history)
        history += [inertia + within for inertia in settled.history]
        if revise is not None and depth == len(levels) - 1:
            coarse = CoarseSearch(level, within, problem, centers, settled.inertia, part)
            revise(coarse)
            if coarse.problem is not problem:
                problem, centers, history = coarse.problem, coarse.relative_centers, []
                reporter.fix(start)
                for descent in descents:
                    descent.fixed = problem.fixed
    if plan.final and problem.k > _MOST_BREATHED and len(levels) > 1 and spent < problem.max_iter:
        rounds = reporter.iterations(start, is_round=True)
        centers = _exchanged_on_samples(descents[0], centers, plan, problem, progress, rounds)
    result = _finished(descents[0], centers, history, problem, progress)
    reporter.iteration(start, result.inertia)
    return replace(result, converged=spent < problem.max_iter)


def _improved(
    lloyd: Lloyd,
    centers: Floats,
    problem: Problem,
    plan: Plan,
    rng: RandomNumbers,
    progress: Progress,
    note: Callable[[float], None] | None,
) -> Floats:
    """Return the best set of centroids, improved by exchange or breathing as the plan says."""
    # With the Manhattan metric, first centroids by `axis_split` are about as good: on icons,
    # CIEDE2000 is at most some 1 % higher (``python -m tests.benchmarks.alpha``).
    exchanged = plan.exchanged if problem.metric is Metric.EUCLIDEAN else 0
    if plan.rounds and problem.k <= exchanged:
        centers = exchange(lloyd, centers, plan.rounds, progress.between(0, 0.2), note)
    if plan.patience:
        patience = max(1, min(plan.patience, _PATIENCE // problem.k))
        part = progress.between(0.2, 1)
        centers = breathe(lloyd, centers, rng, part, patience=patience, note=note)
    return centers


def _exchanged_on_samples(
    lloyd: Lloyd,
    centers: Floats,
    plan: Plan,
    problem: Problem,
    progress: Progress,
    note: Callable[[float], None] | None,
) -> Floats:
    """Return the centroids after an exchange that sees within the cells."""
    count, width = lloyd.samples.features.shape
    if problem.metric is not Metric.EUCLIDEAN or width > _WIDEST or count * problem.k > _MANY:
        return centers
    centers = exchange(lloyd, centers, plan.final, progress.between(0.9, 1), note)
    return lloyd.settle(centers, plan.fine, plan.gain * problem.tol, note).centers


def _finished(
    lloyd: Lloyd, centers: Floats, history: list[float], problem: Problem, progress: Progress
) -> KMeansResult:
    """Return the clustering for these centroids; empty clusters are refilled."""
    samples = lloyd.samples
    shown = centers.astype(samples.features.dtype)
    result = finish(lloyd, shown, lloyd.assign(shown), history, converged=True)
    if not result.counts[problem.fixed :].all():
        result = descend(samples, shown, replace(problem, max_iter=_REFILLS), progress)
    falling = _falling([*history, *result.history, result.inertia])
    return replace(result, history=falling, n_iter=len(falling))


def _lloyd(samples: Samples, problem: Problem, progress: Progress) -> Lloyd:
    return Lloyd(samples, problem.metric, problem.fixed, problem.threads, progress)


def _levels(
    samples: Samples, problem: Problem, progress: Progress
) -> tuple[list[tuple[Samples, float]], Samples]:
    """Return levels from fine to coarse, and the samples to draw first centroids from.

    A level is the samples or their cells, with the inertia within the cells.
    """
    levels = [(samples, 0.0)]
    if len(samples.features) < _FEWEST:
        return levels, samples
    for bits in range(_BITS, 2, -1):
        finer, within = levels[-1]
        cells = coarsen(finer, problem.metric, bits, progress)
        if cells is None:
            continue
        per_cluster = len(cells.samples.features) / problem.k
        if per_cluster < (_FEWEST_PER_CLUSTER if len(levels) == 1 else _PER_CLUSTER):
            return levels, cells.samples if per_cluster >= _SEEDS_PER_CLUSTER else finer
        levels.append((cells.samples, within + cells.within))
    return levels, levels[-1][0]


def _seeded(
    seeds: Samples,
    lloyd: Lloyd,
    within: float,
    problem: Problem,
    plan: Plan,
    rng: RandomNumbers,
    progress: Progress,
    reporter: Reporter,
) -> tuple[int, Floats, list[float]]:
    """Return the best of several sets of first centroids.

    All sets descend a few iterations on the samples of `lloyd`, whose cells have the inertia
    `within`, the better half of them again, and so on.

    Returns
    -------
    tuple
        Its number, the centroids, and the history of their inertia.
    """
    count = _set_count(problem, plan)
    reporter.begin(problem.k, count, problem.metric)
    drawn = []
    for run, part in enumerate(progress.between(0, 0.5).parts(count)):
        init = problem.init or (Init.KMEANS_PLUS_PLUS if run else Init.PCA)
        source = lloyd.samples if init is Init.PCA else seeds
        drawn.append(seed(source, problem, init, rng, part))
    running: list[tuple[int, Floats, list[float]]] = [
        (start, centers, []) for start, centers in enumerate(drawn)
    ]
    while len(running) > 1:
        progress.report(0.5 + 0.5 / len(running))
        settled = [
            lloyd.settle(one, plan.short, 10 * problem.tol, reporter.iterations(start, within))
            for start, one, _ in running
        ]
        passed = [
            (start, one.centers, [*history, *(inertia + within for inertia in one.history)])
            for one, (start, _, history) in zip(settled, running, strict=True)
        ]
        order = sorted(range(len(passed)), key=lambda index: settled[index].inertia)
        for index in order[len(order) // 2 :]:
            reporter.end_start(passed[index][0])
        running = [passed[index] for index in order[: len(order) // 2]]
    reporter.end_start(running[0][0], is_kept=True)
    return running[0]


def _set_count(problem: Problem, plan: Plan) -> int:
    """Return the number of sets of first centroids."""
    given = problem.start is not None and len(problem.start) == problem.k
    if given or problem.init is Init.PCA:
        return 1
    return problem.seeds or max(plan.fewest, min(_MOST_SETS, plan.seeds // problem.k))


def _falling(history: list[float]) -> tuple[float, ...]:
    """Return the entries that are lower than all earlier ones."""
    kept: list[float] = []
    for inertia in history:
        if not kept or inertia < kept[-1]:
            kept.append(inertia)
    return tuple(kept)
