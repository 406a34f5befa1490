"""Breathing K-means: split and merge clusters to leave a local optimum.

B. Fritzke, "Breathing K-means: superior K-means solutions through dynamic K-values",
arXiv:2006.15666: m clusters are split, all centroids descend, the m least useful centroids are
removed, no two of them neighbours, and the rest descend. The result is kept if it is better. After
a breath without gain, clusters are drawn at random, and finally m is halved, down to 1.

It differs from the paper as follows: a cluster is split across its principal axis, where that
gains most; usefulness includes what the neighbours regain; failed breaths draw other clusters; and
the descents are short and accelerated. The thresholds are not tuned; the effect of the effort
``best`` is measured by ``python -m tests.benchmarks.quantize``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.distance import table
from quantizer.kmeans.splitting import halve, removal_costs
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.lloyd import Lloyd
    from quantizer.kmeans.random_numbers import RandomNumbers
    from quantizer.progress import Progress

_ITERATIONS = 6
"""Most iterations of a short descent."""
_GAIN = 1e-3
"""A short descent ends with an iteration that lowers the inertia by a smaller share."""
_WORTH = 1e-5
"""A breath is kept if it lowers the inertia by a larger share."""


def breathe(
    lloyd: Lloyd,
    centers: Floats,
    rng: RandomNumbers,
    progress: Progress,
    *,
    patience: int,
    note: Callable[[float], None] | None = None,
) -> NDArray[np.float64]:
    """Return centroids of lower inertia than a descent from `centers` finds.

    Parameters
    ----------
    lloyd
        The samples, at least k + 1 of them distinct; of few dimensions.
    centers
        First centroids, float (k, d), relative to the samples' mean.
    rng
        Source of randomness.
    progress
        Told how far m has shrunk.
    patience
        Failed breaths in succession before m is halved.
    note
        Told the inertia after each breath.

    Returns
    -------
    ndarray
        float64 (k, d). The first ``lloyd.fixed`` are those of `centers`.
    """
    k = len(centers)
    settled = lloyd.settle(centers, 20, _GAIN)
    centers, inertia = settled.centers, settled.inertia
    size = min(max(1, k // 4 if k <= 32 else k // 8), k - lloyd.fixed)
    steps = math.log2(max(2, size)) + 1
    failed, done = 0, 0.0
    while size:
        left = (math.log2(size) + 1 - failed / patience) / steps
        done = max(done, 1 - left)
        progress.report(done)
        larger = _inhale(lloyd, centers, size, rng if failed else None)
        smaller = drop_least_useful(lloyd, larger, len(larger) - k)
        settled = lloyd.settle(smaller, _ITERATIONS, _GAIN)
        if settled.inertia < inertia * (1 - _WORTH):
            centers, inertia = settled.centers, settled.inertia
            failed = 0
        else:
            failed += 1
            if failed >= patience:
                size, failed = size // 2, 0
        if note is not None:
            note(inertia)
    return centers


def _inhale(
    lloyd: Lloyd, centers: Floats, size: int, rng: RandomNumbers | None
) -> NDArray[np.float64]:
    """Return the centroids with `size` clusters split, after a short descent.

    The clusters are those that gain most or, with `rng`, drawn in proportion to their gain.
    """
    dtype = lloyd.samples.features.dtype
    shown = centers.astype(dtype)
    halves = halve(lloyd, shown, lloyd.assign(shown))
    merit = np.log(np.maximum(halves.gain, np.finfo(float).tiny))
    if rng is not None:
        merit += rng.gumbel(len(merit))
    cut = np.argsort(-merit, kind="stable")[:size]
    grown = np.concatenate([centers, halves.upper[cut]])
    movable = cut[cut >= lloyd.fixed]
    grown[movable] = halves.lower[movable]
    return lloyd.settle(grown, _ITERATIONS, _GAIN).centers


def drop_least_useful(lloyd: Lloyd, centers: Floats, size: int) -> NDArray[np.float64]:
    """Return the centroids, float (k, d), without the `size` least useful movable ones.

    Those are the ones without which the inertia rises least. No two of them are neighbours, if
    possible.
    """
    shown = centers.astype(lloyd.samples.features.dtype)
    first, second = lloyd.nearest.two(shown, lloyd.progress)
    costs = removal_costs(lloyd, shown, first, second)
    costs[: lloyd.fixed] = np.inf
    apart = table(shown, shown, Metric.EUCLIDEAN)
    np.fill_diagonal(apart, np.inf)
    neighbour = apart.argmin(axis=1)
    order = np.argsort(costs, kind="stable")[: len(centers) - lloyd.fixed]
    dropped: list[int] = []
    spared = np.zeros(len(centers), bool)
    for index in order.tolist():
        if len(dropped) == size:
            break
        if not spared[index]:
            dropped.append(index)
            spared[[index, neighbour[index]]] = True
    rest = [index for index in order.tolist() if index not in set(dropped)]
    dropped += rest[: size - len(dropped)]
    return np.delete(centers, dropped, axis=0)
