"""What a clustering is to find: all arguments of a search but the data and the effort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quantizer.settings.enums import Init, Metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Problem:
    """A clustering problem.

    Parameters
    ----------
    k
        Number of clusters.
    metric
        Distance, and with it the centroid: mean or weighted median.
    init
        Method of the first centroids; None for the search's own choice.
    start
        Given first centroids, float (m, d), m at most k, relative to the samples' mean, or None.
    fixed
        The first `fixed` centroids are not moved.
    seeds
        Sets of first centroids; None for the search's own number.
    max_iter
        Most iterations in all.
    tol
        When a descent ends: see `descend`. With an effort, the approximate share of the inertia
        that an iteration must gain for another to follow.
    threads
        Most threads at work; None for one per processor core.
    """

    k: int
    metric: Metric = Metric.EUCLIDEAN
    init: Init | None = None
    start: NDArray[np.floating[Any]] | None = None
    fixed: int = 0
    seeds: int | None = None
    max_iter: int = 300
    tol: float = 1e-4
    threads: int | None = None
