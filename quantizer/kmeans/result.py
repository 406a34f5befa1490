"""The result of a clustering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class KMeansResult:
    """Centroids, the assignment of the samples, and the course of the iterations.

    Parameters
    ----------
    centers
        float (k, d), in the dtype of the features.
    labels
        int32 (n,), the nearest centroid of each sample.
    counts
        float64 (k,), summed weight of each cluster.
    inertia
        Weighted sum of squared distances (Euclidean) or of distances (Manhattan) of the
        samples to their centroids.
    history
        Inertia at each iteration, before the centroids are moved; the last entry equals `inertia`
        if the run converged.
    n_iter
        Number of iterations.
    converged
        Whether the run ended before the limit on iterations.
    """

    centers: NDArray[np.floating[Any]]
    labels: NDArray[np.int32]
    counts: NDArray[np.float64]
    inertia: float
    history: tuple[float, ...]
    n_iter: int
    converged: bool
