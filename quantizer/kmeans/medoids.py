"""k-medoids: the k of some candidates that serve weighted samples best.

K-means may put a centroid anywhere; a medoid is one of given candidates. The cost is the weighted
sum of the distance of each sample to its nearest medoid.

    first medoids, one after another: the candidate that lowers the cost most
        -> swaps of a medoid for a candidate, as long as the cost falls

Source of the swaps: E. Schubert and P. J. Rousseeuw, "Fast and eager k-medoids clustering",
Information Systems 101, 2021 (FasterPAM): for one candidate, the change of the cost by a swap with
each medoid is found in a single pass over the samples. The first medoids are PAM's (L. Kaufman and
P. J. Rousseeuw, "Finding Groups in Data", 1990), where a candidate is examined again only if it may
still be the best: what it gains never grows (M. Minoux, "Accelerated greedy algorithms", 1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats

_WORTH = 1e-9
"""A swap is made if it lowers the cost by more than this share, so that digits lost in additions
cannot make swaps that undo each other; not tuned."""
_PASSES = 100
"""Most passes over the candidates; far more than were ever seen to be needed."""


def k_medoids(
    distances: Floats,
    weights: NDArray[np.float64],
    k: int,
    *,
    kept: Sequence[int] = (),
    progress: Progress = SILENT,
) -> NDArray[np.intp]:
    """Return the candidates of lowest cost that the search finds, in ascending order.

    Parameters
    ----------
    distances
        Float (n, m), at least 0: the distance of each sample to each candidate, or whatever a
        sample costs with it.
    weights
        float64 (n,), at least 0: how often each sample counts.
    k
        Number of medoids, at least 1.
    kept
        Candidates that are medoids in any case, at most k.
    progress
        Told the share of the work done, roughly.

    Returns
    -------
    ndarray
        intp (min(k, m),).
    """
    count = distances.shape[1]
    if k >= count:
        return np.arange(count)
    columns = np.ascontiguousarray(distances.T)
    chosen = _first_medoids(columns, weights, k, list(kept), progress.between(0, 0.5))
    chosen = _swapped(columns, weights, chosen, len(kept), progress.between(0.5, 1))
    progress.report(1)
    return np.sort(np.array(chosen, np.intp))


def _first_medoids(
    columns: Floats, weights: NDArray[np.float64], k: int, kept: list[int], progress: Progress
) -> list[int]:
    """Return `kept`, then the candidates that lower the cost most, one after another."""
    chosen = list(dict.fromkeys(kept))
    if chosen:
        nearest = columns[chosen].min(axis=0)
    else:
        chosen = [int(np.argmin(columns @ weights.astype(columns.dtype)))]
        nearest = columns[chosen[0]].copy()

    def gain(candidate: int) -> float:
        return float(np.maximum(nearest - columns[candidate], 0) @ weights)

    most = np.full(len(columns), np.inf)
    while len(chosen) < k:
        progress.report(len(chosen) / k)
        most[chosen] = -np.inf
        best = -1
        while best < 0 or most[best] < most.max():
            best = int(most.argmax())
            most[best] = gain(best)
        chosen.append(best)
        np.minimum(nearest, columns[best], out=nearest)
    return chosen


def _swapped(
    columns: Floats, weights: NDArray[np.float64], medoids: list[int], kept: int, progress: Progress
) -> list[int]:
    """Return medoids that no swap with a candidate improves; the first `kept` are not moved."""
    if kept >= len(medoids):
        return medoids
    state = _Assignment(columns, medoids)
    count, last = len(columns), 0
    total = float(state.first @ weights)
    for number in range(_PASSES * count):
        if number - last >= count:
            break
        if number % 64 == 0:
            progress.report(1 - 0.5 ** (number / count))
        candidate = number % count
        if candidate in state.medoids:
            continue
        own = columns[candidate]
        with_it = np.minimum(state.first, own)
        # Of the samples of a medoid that goes, each changes to the candidate or its second nearest.
        rises = (np.minimum(state.second, own) - with_it) * weights
        changes = np.bincount(state.labels, rises, len(medoids))
        changes[:kept] = np.inf
        leaving = int(changes.argmin())
        change = float(changes[leaving]) + float((with_it - state.first) @ weights)
        if change < -_WORTH * total:
            state.swap(leaving, candidate)
            total, last = total + change, number
    return state.medoids


class _Assignment:
    """The nearest and second nearest medoid of each sample.

    Attributes
    ----------
    medoids
        The candidates that are medoids.
    labels, others
        intp (n,): position in `medoids` of the nearest and of the second nearest one.
    first, second
        Float (n,): their distances; that of a second one is infinite if there is none.
    """

    def __init__(self, columns: Floats, medoids: list[int]) -> None:
        self._columns = columns
        self.medoids = list(medoids)
        size = columns.shape[1]
        self.labels, self.others = np.zeros(size, np.intp), np.zeros(size, np.intp)
        self.first, self.second = np.empty(size, columns.dtype), np.empty(size, columns.dtype)
        # With one medoid there is no second: a number above all distances stands for infinity.
        self._beyond = 2 * float(columns.max()) + 1
        self._find(np.arange(size))

    def swap(self, leaving: int, candidate: int) -> None:
        """Put a candidate in the place of the medoid at the position `leaving`."""
        self.medoids[leaving] = candidate
        own = self._columns[candidate]
        lost = (self.labels == leaving) | (self.others == leaving)
        nearer = ~lost & (own < self.first)
        between = ~lost & ~nearer & (own < self.second)
        for place, values in ((self.second, self.first), (self.others, self.labels)):
            np.copyto(place, values, where=nearer)
        np.copyto(self.first, own, where=nearer)
        self.labels[nearer] = leaving
        np.copyto(self.second, own, where=between)
        self.others[between] = leaving
        self._find(np.flatnonzero(lost))

    def _find(self, samples: NDArray[np.intp]) -> None:
        """Find the two nearest medoids of some samples among all."""
        own = self._columns[np.array(self.medoids)[:, None], samples]
        each = np.arange(len(samples))
        labels = own.argmin(axis=0)
        self.labels[samples], self.first[samples] = labels, own[labels, each]
        own[labels, each] = self._beyond
        others = own.argmin(axis=0)
        self.others[samples], self.second[samples] = others, own[others, each]
