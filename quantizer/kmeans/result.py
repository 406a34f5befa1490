"""What a clustering leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class KMeansResult:
    """Centroids and how they were reached.

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
        Inertia at each iteration, before that iteration's update; the last entry equals
        `inertia` when the run converged.
    n_iter
        Number of iterations.
    converged
        Whether the run ended by itself and not by the limit on iterations.
    """

    centers: NDArray[np.floating[Any]]
    labels: NDArray[np.int32]
    counts: NDArray[np.float64]
    inertia: float
    history: tuple[float, ...]
    n_iter: int
    converged: bool
