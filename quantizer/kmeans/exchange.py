"""Exchange of centroids: those of little use are moved to where another one would gain most.

    the clusters that gain most if they are split, and the centroids that cost least if removed
        -> pairs with a gain above the cost -> each centroid of little use to the other half of
        its cluster -> a short descent -> again, as long as the inertia falls

All pairs of a round are moved at once, no two of them next to each other, and the cluster that
takes over from a centroid moves to the mean of both. A round takes about half the assignments of a
breath of `breathing`, and fewer with many samples. Its result is kept only if the inertia has
fallen, so that the estimates need not be exact: with the Manhattan metric the gains are squared
distances.

G. Patanè and M. Russo, "The enhanced LBG algorithm", Neural Networks 14(9), 2001, move one pair at
a time. The numbers here were chosen by ``python -m tests.benchmarks.quantize``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.distance import table
from quantizer.kmeans.splitting import halve, removal_costs
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.lloyd import Lloyd, Settled
    from quantizer.progress import Progress

_ITERATIONS, _GAIN = 4, 1e-3
"""Most iterations of a short descent, and the share of the inertia below which it ends."""
_SHARE = 0.25
"""Largest share of the centroids that are moved in the first round."""
_FEW = 1 << 21
"""Samples times centroids up to which a second assignment gives the costs of removal."""
_REMOVED = 0.8
"""The share of such a cost that is left after the short descent."""
_MERGED = 0.6
"""The same as a share of the cost of merging two clusters, which stands for that of removal where
there are more samples; samples of a removed centroid go to several clusters."""
_SMALL = 5e-4
"""A round that lowers the inertia by a smaller share is followed by one of half the pairs."""


def exchange(
    lloyd: Lloyd,
    centers: Floats,
    rounds: int,
    progress: Progress,
    note: Callable[[float], None] | None = None,
) -> NDArray[np.float64]:
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
    note
        Told the inertia after each round.

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
        if note is not None:
            note(settled.inertia)
    return settled.centers


def _moved(lloyd: Lloyd, settled: Settled, most: int) -> NDArray[np.float64] | None:
    """Return the centroids with at most `most` of them moved, or None if no move gains anything."""
    centers, counts = settled.centers, settled.counts
    shown = centers.astype(lloyd.samples.features.dtype)
    labels = settled.labels
    costs, neighbours = _merging_costs(centers, counts)
    if len(labels) * len(centers) <= _FEW:
        labels, second = lloyd.nearest.two(shown, lloyd.progress)
        costs = _REMOVED * removal_costs(lloyd, shown, labels, second)
    else:
        costs *= _MERGED
    halves = halve(lloyd, shown, labels)
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


def _merging_costs(
    centers: NDArray[np.float64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the cost of merging each cluster with another one, where that costs least.

    J. H. Ward, "Hierarchical grouping to optimize an objective function", Journal of the American
    Statistical Association 58, 1963.

    Returns
    -------
    tuple
        float64 (k,), and intp (k,): the other cluster.
    """
    sizes = np.maximum(counts, np.finfo(float).tiny)
    merging = table(centers, centers, Metric.EUCLIDEAN)
    merging *= sizes[:, None] * sizes / (sizes[:, None] + sizes)
    merging[:, counts == 0] = np.inf
    np.fill_diagonal(merging, np.inf)
    neighbours = merging.argmin(axis=1)
    return merging[np.arange(len(merging)), neighbours], neighbours


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
