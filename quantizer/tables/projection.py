"""Principal components: the two directions in which rows differ most.

K. Pearson, "On lines and planes of closest fit to systems of points in space", Philosophical
Magazine 2 (1901).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A view of d dimensions in two.

    Parameters
    ----------
    origin
        float64 (d,): the point that is projected to (0, 0).
    axes
        float64 (2, d): orthonormal directions.
    shares
        Part of the variance along each, 0 to 1.
    """

    origin: NDArray[np.float64]
    axes: NDArray[np.float64]
    shares: tuple[float, float]

    def apply(self, features: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """Return the places, float64 (n, 2), of features (n, d)."""
        return np.asarray((features - self.origin) @ self.axes.T, np.float64)


def principal_components(features: NDArray[np.floating[Any]]) -> Projection:
    """Return the first two principal components.

    Parameters
    ----------
    features
        Float (n, d), with d at least 2.

    Returns
    -------
    Projection
        The largest coefficient of each axis is positive, so that the view does not depend on the
        library that computes it.
    """
    origin = features.mean(axis=0, dtype=np.float64)
    centered = features - origin
    variances, vectors = np.linalg.eigh(centered.T @ centered)
    axes = vectors.T[[-1, -2]]
    largest = np.abs(axes).argmax(axis=1)
    axes *= np.where(axes[[0, 1], largest] < 0, -1, 1)[:, None]
    total = max(float(variances.sum()), np.finfo(float).tiny)
    first, second = (np.maximum(variances[[-1, -2]], 0) / total).tolist()
    return Projection(origin, axes, (first, second))
