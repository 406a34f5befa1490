"""A nested run of K-means: the cluster with the largest error is split again and again.

Each split is at the mean, across the principal axis (X. Wu, "Efficient statistical computations
for optimal color quantization", Graphics Gems II, 1991). After k - 1 splits there are k clusters
with a sum of squared errors, so that a single run estimates the error of every number of clusters.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.samples import Samples


class PrincipalSplit:
    """A cluster that can be split at its mean, across its principal axis.

    Parameters
    ----------
    features
        float64 (n, d), relative to `origin`; overwritten.
    weights
        float64 (n,), above 0.
    origin
        float64 (d,).
    """

    @classmethod
    def of(cls, samples: Samples) -> PrincipalSplit:
        """Return the cluster of all samples of positive weight."""
        counted = samples.weights > 0
        features = samples.features[counted].astype(np.float64)
        return cls(features, samples.weights[counted], np.zeros(features.shape[1]))

    def __init__(
        self, features: Floats, weights: NDArray[np.float64], origin: NDArray[np.float64]
    ) -> None:
        offset = weights @ features / weights.sum()
        features -= offset
        self.mean = origin + offset
        self._features, self._weights = features, weights
        self._scatter = (features * weights[:, None]).T @ features
        self.error = float(self._scatter.trace()) if len(weights) > 1 else 0.0

    def split(self) -> list[PrincipalSplit] | None:
        """Return two halves, or None if all samples are equal."""
        if self.error <= 0:
            return None
        axis = np.linalg.eigh(self._scatter)[1][:, -1]
        axis = axis if axis[np.argmax(np.abs(axis))] > 0 else -axis
        is_upper = self._features @ axis > 0
        upper, lower = is_upper.nonzero()[0], (~is_upper).nonzero()[0]
        if not len(upper) or not len(lower):
            return None
        return [
            PrincipalSplit(self._features.take(half, axis=0), self._weights.take(half), self.mean)
            for half in (lower, upper)
        ]


class NestedRun:
    """Nested clusters.

    Parameters
    ----------
    samples
        The data.
    most
        Most clusters.
    progress
        Told the share of splits made.

    Attributes
    ----------
    errors
        float64 (m,), m at most `most`: sum of squared errors with 1, 2, ... m clusters. m is
        smaller if no cluster can be split any more.
    is_exhausted
        Whether m is smaller for that reason.
    """

    def __init__(self, samples: Samples, most: int, progress: Progress = SILENT) -> None:
        self._means: list[NDArray[np.float64]] = []
        self._first_k: list[int] = []
        self._end_k: list[float] = []
        waiting: list[tuple[float, int, PrincipalSplit]] = []
        total = self._add(waiting, PrincipalSplit.of(samples), 1)
        errors = [total]
        while waiting and len(errors) < most:
            if len(errors) % 16 == 0:
                progress.report(len(errors) / most)
            loss, node, cluster = heapq.heappop(waiting)
            halves = cluster.split()
            if halves is None:
                continue
            self._end_k[node] = len(errors) + 1
            total += loss  # the heap holds negative errors, since it returns the smallest
            for half in halves:
                total += self._add(waiting, half, len(errors) + 1)
            errors.append(total)
        self.errors = np.maximum(np.array(errors), 0)
        self.is_exhausted = not waiting

    def centers(self, k: int) -> NDArray[np.float64]:
        """Return the means of the k clusters, float64 (k, d); k at most ``len(errors)``."""
        spans = zip(self._means, self._first_k, self._end_k, strict=True)
        return np.array([mean for mean, first, end in spans if first <= k < end])

    def _add(
        self, waiting: list[tuple[float, int, PrincipalSplit]], cluster: PrincipalSplit, k: int
    ) -> float:
        """Add a cluster that exists from k clusters on; return its error."""
        self._means.append(cluster.mean)
        self._first_k.append(k)
        self._end_k.append(np.inf)
        if cluster.error > 0:
            heapq.heappush(waiting, (-cluster.error, len(self._means) - 1, cluster))
        return cluster.error
