"""Split and merge until nothing is gained: a way out of the optimum that a descent is caught in.

Breathing K-means (B. Fritzke, "Breathing K-means: superior K-means solutions through dynamic
K-values", arXiv:2006.15666): m clusters are cut in two, all centroids descend, the m least
useful are dropped, no two of them neighbours, and all descend again. The result is kept if it is
better; a breath that gains nothing is followed by others with clusters drawn at random, and at last
by smaller ones, down to m = 1.

Where it differs from the paper: a centroid is added by cutting a cluster across its principal axis,
where that gains most; usefulness counts what the neighbours win back; failed breaths draw
other clusters; and the descents between are short and accelerated.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.distance import table
from quantizer.kmeans.splitting import halve, removal_costs
from quantizer.settings.settings import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.lloyd import Lloyd
    from quantizer.progress import Progress

    Floats = NDArray[np.floating[Any]]

_ITERATIONS = 6
"""Of each short descent."""
_GAIN = 1e-3
"""A short descent ends with an iteration that gains less than this share."""
_WORTH = 1e-5
"""A breath is kept if it gains more than this share."""


def breathe(
    lloyd: Lloyd,
    centers: Floats,
    rng: np.random.Generator,
    progress: Progress,
    *,
    patience: int,
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
        Told how far the breaths have shrunk.
    patience
        Breaths of one size that may fail one after the other.

    Returns
    -------
    ndarray
        float64 (k, d). The first ``lloyd.fixed`` are those of `centers`.
    """
    k = len(centers)
    settled = lloyd.settle(centers, 20, _GAIN)
    centers, inertia = settled.centers, settled.inertia
    size = min(_first_size(k), k - lloyd.fixed)
    steps = math.log2(max(2, size)) + 1
    failed, done = 0, 0.0
    while size:
        left = (math.log2(size) + 1 - failed / patience) / steps
        done = max(done, 1 - left)
        progress.report(done)
        larger = _inhale(lloyd, centers, size, rng if failed else None)
        smaller = _exhale(lloyd, larger, len(larger) - k)
        settled = lloyd.settle(smaller, _ITERATIONS, _GAIN)
        if settled.inertia < inertia * (1 - _WORTH):
            centers, inertia = settled.centers, settled.inertia
            failed = 0
            continue
        failed += 1
        if failed >= patience:
            size, failed = size // 2, 0
    return centers


def _first_size(k: int) -> int:
    return max(1, k // 4 if k <= 32 else k // 8)


def _inhale(
    lloyd: Lloyd, centers: Floats, size: int, rng: np.random.Generator | None
) -> NDArray[np.float64]:
    """Return the centroids with `size` clusters cut in two, after a short descent.

    Those that gain most are cut or, with `rng`, others drawn by their gain.
    """
    dtype = lloyd.samples.features.dtype
    shown = centers.astype(dtype)
    halves = halve(lloyd, shown, lloyd.assign(shown))
    merit = np.log(np.maximum(halves.gain, np.finfo(float).tiny))
    if rng is not None:
        merit += rng.gumbel(size=len(merit))
    cut = np.argsort(-merit, kind="stable")[:size]
    grown = np.concatenate([centers, halves.upper[cut]])
    movable = cut[cut >= lloyd.fixed]
    grown[movable] = halves.lower[movable]
    return lloyd.settle(grown, _ITERATIONS, _GAIN).centers


def _exhale(lloyd: Lloyd, centers: Floats, size: int) -> NDArray[np.float64]:
    """Return the centroids without the `size` least useful, no two of them neighbours if possible.

    Fixed ones stay.
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
