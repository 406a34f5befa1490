"""Clusters that are split at their mean, across the coordinate of the largest deviations.

This is `nested.PrincipalSplit` for the Manhattan metric, whose inertia is a sum of absolute
deviations and not of squares. It needs no principal axis. A search that starts at such means ends
at about the same inertia as one that starts at means of principal splits and then exchanges
centroids (`exchange`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.samples import Samples


class AxisSplit:
    """A cluster that can be split at its mean, parallel to the axes.

    Parameters
    ----------
    features
        float64 (n, d), relative to `origin`; overwritten.
    weights
        float64 (n,), above 0.
    origin
        float64 (d,).

    Attributes
    ----------
    mean
        float64 (d,).
    error
        Weighted sum of the Manhattan distances to the mean.
    """

    @classmethod
    def of(cls, samples: Samples) -> AxisSplit:
        """Return the cluster of all samples of positive weight."""
        counted = np.flatnonzero(samples.weights > 0)
        features = samples.features[counted].astype(np.float64)
        return cls(features, samples.weights[counted], np.zeros(features.shape[1]))

    def __init__(
        self, features: Floats, weights: NDArray[np.float64], origin: NDArray[np.float64]
    ) -> None:
        offset = weights @ features / weights.sum()
        features -= offset
        self.mean = origin + offset
        self._features, self._weights = features, weights
        self._deviations = weights @ np.abs(features)
        self.error = float(self._deviations.sum()) if len(weights) > 1 else 0.0

    def split(self) -> list[AxisSplit] | None:
        """Return two halves, or None if all samples are equal."""
        if self.error <= 0:
            return None
        is_above = self._features[:, self._deviations.argmax()] > 0
        above, below = is_above.nonzero()[0], (~is_above).nonzero()[0]
        if not len(above) or not len(below):
            return None
        return [
            AxisSplit(self._features.take(half, axis=0), self._weights.take(half), self.mean)
            for half in (below, above)
        ]
