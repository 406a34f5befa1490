"""Palette entries that a device with few bits per channel can show.

Centroids that are rounded to the device's colours only at the end lose twice: each is up to half a
step away from its colours, and several may become equal. So the descent itself is restricted:

    few colours in all (up to 1024) -> the best of them for the image, by k-medoids
    more -> centroids, rounded -> each iteration moves an entry to the device colour nearest to the
        mean of its colours, and an entry that has none to the colour that costs most

For the colours of one entry, the device colour nearest to their mean is the best one in sRGB, since
the squared error grows with the squared distance to the mean. `grid_rounding` goes on from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.histogram import distinct_colors, pack_colors
from quantizer.kmeans.cells import coarsen
from quantizer.kmeans.distance import table
from quantizer.kmeans.lloyd import Lloyd
from quantizer.kmeans.medoids import k_medoids
from quantizer.kmeans.samples import Samples
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.color.level_grid import LevelGrid
    from quantizer.kmeans.arrays import Floats
    from quantizer.settings.settings import Metric

_FEW_BITS = 10
"""Most bits, of all channels together, of a device whose colours are all candidates."""
_ITERATIONS, _GAIN = 20, 1e-4
"""Most iterations, and the share of the inertia below which they end; not tuned."""
_CELL_BITS = 5
"""Cells along the widest dimension for k-medoids, as a power of 2; not tuned."""


def fit_to_levels(
    centers: Floats,
    features: FeatureSpace,
    points: Floats,
    weights: NDArray[np.float64],
    metric: Metric,
    levels: LevelGrid,
    *,
    fixed: int = 0,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> NDArray[np.uint8]:
    """Return colours of a device in place of centroids: uint8 (k, 4), straight alpha.

    Parameters
    ----------
    centers
        Centroids, float (k, d).
    features
        The space of the centroids.
    points, weights
        float (n, d) and float64 (n,): features of the image's colours, and their weights.
    metric
        Distance.
    levels
        The device's colours.
    fixed
        The first `fixed` centroids are only rounded.
    threads
        Most threads at work.
    progress
        Checked once per iteration.

    Returns
    -------
    ndarray
        Entries may be equal if the image has few colours on that device.
    """
    colors = levels.round(features.decode(centers))
    samples = Samples.of(points, weights)
    if sum(levels.bits) <= _FEW_BITS and (colors[:, 3] == 255).all():
        return _best_of_all(colors, features, samples, metric, levels, fixed, progress)
    lloyd = Lloyd(samples, metric, fixed, threads, progress)
    best, least = colors, np.inf
    for _ in range(_ITERATIONS):
        progress.check()
        places = samples.shift(features.encode(colors))
        labels = lloyd.assign(places)
        costs = lloyd.costs(places, labels)
        inertia = float(costs.sum())
        if inertia < least:
            best = colors
        if inertia >= (1 - _GAIN) * least:
            break
        least = inertia
        middle, counts, _ = lloyd.update(places, labels)
        moved = levels.round(features.decode(samples.restore(middle)))
        moved[:fixed] = colors[:fixed]
        empty = fixed + np.flatnonzero(counts[fixed:] == 0)
        if len(empty):
            used = np.delete(moved, empty, axis=0)
            refills = _costliest(samples, costs, features, levels, used, len(empty))
            moved[empty[: len(refills)]] = refills
        colors = moved
    return best


def _costliest(
    samples: Samples,
    costs: NDArray[np.float64],
    features: FeatureSpace,
    levels: LevelGrid,
    used: NDArray[np.uint8],
    count: int,
) -> NDArray[np.uint8]:
    """Return at most `count` device colours, not among those `used`, of the costliest samples."""
    order = np.argsort(-costs, kind="stable")[: 64 * count]
    order = order[costs[order] > 0]
    colors = levels.round(features.decode(samples.restore(samples.features[order])))
    free = ~np.isin(pack_colors(colors), pack_colors(used))
    return distinct_colors(colors[free])[:count]


def _best_of_all(
    colors: NDArray[np.uint8],
    features: FeatureSpace,
    samples: Samples,
    metric: Metric,
    levels: LevelGrid,
    fixed: int,
    progress: Progress,
) -> NDArray[np.uint8]:
    """Return the best colours of a device that has few; the first `fixed` are those of `colors`."""
    every = levels.colors
    kept = np.flatnonzero(np.isin(pack_colors(every), pack_colors(colors[:fixed])))
    cells = coarsen(samples, metric, _CELL_BITS, progress)
    few = samples if cells is None else cells.samples
    distances = table(few.features, samples.shift(features.encode(every)), metric)
    chosen = k_medoids(distances, few.weights, len(colors), kept=kept.tolist(), progress=progress)
    return np.concatenate([colors[:fixed], every[np.setdiff1d(chosen, kept)]])
