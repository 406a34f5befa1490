"""Exchange of centroids: those of little use are moved to where another one would gain most.

    the clusters that gain most if they are split, and the centroids that cost least if removed
        -> pairs with a gain above the cost -> each centroid of little use to the other half of
        its cluster -> a short descent -> again, as long as the inertia falls

All pairs of a round are moved at once, no two of them next to each other. A round begins with the
assignment that the descent before it ended with, and takes less than half the assignments of a
breath of `breathing`. Its result is kept only if the inertia has fallen, so that the estimates need
not be exact: they are squared distances with any metric.

G. Patanè and M. Russo, "The enhanced LBG algorithm", Neural Networks 14(9), 2001, move one pair at
a time. The numbers here were chosen by ``python -m tests.benchmarks.quantize``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.distance import table
from quantizer.kmeans.splitting import halve
from quantizer.settings.settings import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.lloyd import Lloyd, Settled
    from quantizer.progress import Progress

    Floats = NDArray[np.floating[Any]]

_ITERATIONS, _GAIN = 4, 1e-3
"""Most iterations of a short descent, and the share of the inertia below which it ends."""
_SHARE = 0.25
"""Largest share of the centroids that are moved in the first round."""
_REMOVED = 0.6
"""The cost of removing a centroid, as a share of that of merging its cluster with another one."""
_SMALL = 5e-4
"""A round that lowers the inertia by a smaller share is followed by one of half the pairs."""


def exchange(lloyd: Lloyd, centers: Floats, rounds: int, progress: Progress) -> NDArray[np.float64]:
    """Return centroids of lower inertia than a descent from `centers` finds.

    Parameters
    ----------
    lloyd
        The samples, more than k of them distinct; of few dimensions.
    centers
        First centroids, float (k, d), relative to the samples' mean.
    rounds
        Most rounds.
    progress
        Told the share of rounds done.

    Returns
    -------
    ndarray
        float64 (k, d). The first ``lloyd.fixed`` are those of `centers`.
    """
    settled = lloyd.settle(centers, _ITERATIONS + 1, _GAIN)
    most = _SHARE * len(centers)
    for number in range(rounds):
        progress.report(number / rounds)
        moved = _moved(lloyd, settled, max(1, int(most)))
        if moved is None or most < 0.5:
            break
        tried = lloyd.settle(moved, _ITERATIONS, _GAIN)
        if tried.inertia > (1 - _SMALL) * settled.inertia:
            most /= 2
        if tried.inertia < settled.inertia:
            settled = tried
    return settled.centers


def _moved(lloyd: Lloyd, settled: Settled, most: int) -> NDArray[np.float64] | None:
    """Return the centroids with at most `most` of them moved, or None if no move gains anything."""
    centers, counts = settled.centers, settled.counts
    halves = halve(lloyd, centers.astype(lloyd.samples.features.dtype), settled.labels)
    costs, neighbours = _removal_costs(centers, counts)
    costs[: lloyd.fixed] = np.inf
    pairs = _pairs(costs, halves.gain, neighbours, most)
    if not pairs:
        return None
    moved = centers.copy()
    for useless, split in pairs:
        near = neighbours[useless]
        both = [useless, near]
        if near >= lloyd.fixed and counts[both].any():
            moved[near] = np.average(centers[both], axis=0, weights=counts[both])
        moved[useless] = halves.upper[split]
        if split >= lloyd.fixed:
            moved[split] = halves.lower[split]
    return moved


def _removal_costs(
    centers: NDArray[np.float64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Estimate the cost of removing each centroid, and return the one that takes most of it.

    Removal costs less than to merge the cluster with the other one for which that costs least
    (J. H. Ward, "Hierarchical grouping to optimize an objective function", Journal of the American
    Statistical Association 58, 1963), since its samples go to several clusters.

    Returns
    -------
    tuple
        float64 (k,), and intp (k,): the other one of each pair.
    """
    sizes = np.maximum(counts, np.finfo(float).tiny)
    merging = table(centers, centers, Metric.EUCLIDEAN)
    merging *= sizes[:, None] * sizes / (sizes[:, None] + sizes)
    merging[:, counts == 0] = np.inf
    np.fill_diagonal(merging, np.inf)
    neighbours = merging.argmin(axis=1)
    return _REMOVED * merging[np.arange(len(merging)), neighbours], neighbours


def _pairs(
    costs: NDArray[np.float64],
    gains: NDArray[np.float64],
    neighbours: NDArray[np.intp],
    most: int,
) -> list[tuple[int, int]]:
    """Return centroids to move, each with the cluster to split: the largest differences first."""
    useless = np.argsort(costs, kind="stable").tolist()
    splits = iter(np.argsort(-gains, kind="stable").tolist())
    busy: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for index in useless:
        if index in busy:
            continue
        busy.add(index)
        split = next((one for one in splits if one not in busy), None)
        if split is None or len(pairs) == most or gains[split] <= costs[index]:
            break
        pairs.append((index, split))
        busy.update((split, int(neighbours[index])))
    return pairs
