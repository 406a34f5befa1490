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

    from quantizer.kmeans.samples import Samples


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
        self._features = samples.features.astype(np.float64)
        self._weights = samples.weights
        self._means: list[NDArray[np.float64]] = []
        self._first_k: list[int] = []
        self._end_k: list[float] = []
        waiting: list[tuple[float, int, NDArray[np.intp], NDArray[np.float64]]] = []
        total = self._add(waiting, np.flatnonzero(self._weights), 1)
        errors = [total]
        while waiting and len(errors) < most:
            if len(errors) % 16 == 0:
                progress.report(len(errors) / most)
            loss, node, members, axis = heapq.heappop(waiting)
            above = self._features[members] @ axis > self._means[node] @ axis
            if above.all() or not above.any():
                continue
            self._end_k[node] = len(errors) + 1
            total += loss  # the heap holds negative errors, since it returns the smallest
            for half in (members[~above], members[above]):
                total += self._add(waiting, half, len(errors) + 1)
            errors.append(total)
        self.errors = np.maximum(np.array(errors), 0)
        self.is_exhausted = not waiting

    def centers(self, k: int) -> NDArray[np.float64]:
        """Return the means of the k clusters, float64 (k, d); k at most ``len(errors)``."""
        spans = zip(self._means, self._first_k, self._end_k, strict=True)
        return np.array([mean for mean, first, end in spans if first <= k < end])

    def _add(
        self,
        waiting: list[tuple[float, int, NDArray[np.intp], NDArray[np.float64]]],
        members: NDArray[np.intp],
        k: int,
    ) -> float:
        """Add a cluster that exists from k clusters on; return its error."""
        weights = self._weights[members]
        features = self._features[members]
        mean = weights @ features / weights.sum()
        self._means.append(mean)
        self._first_k.append(k)
        self._end_k.append(np.inf)
        if len(members) == 1:
            return 0.0
        offsets = features - mean
        scatter = (offsets * weights[:, None]).T @ offsets
        error = float(np.trace(scatter))
        if error > 0:
            axis = np.linalg.eigh(scatter)[1][:, -1]
            axis = axis if axis[np.argmax(np.abs(axis))] > 0 else -axis
            heapq.heappush(waiting, (-error, len(self._means) - 1, members, axis))
        return error
