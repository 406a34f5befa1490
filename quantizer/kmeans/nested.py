"""One nested run: from one cluster on, the one of largest error is split, again and again.

Each split is across the principal axis, at the mean (X. Wu, "Efficient statistical computations
for optimal color quantization", Graphics Gems II, 1991). What came of k - 1 splits are k clusters
with a sum of squared errors, so that a single run says something about every number of clusters.
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
    """Clusters of clusters.

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
        float64 (m,), m at most `most`: sum of squared errors with 1, 2, ... m clusters. It ends
        where nothing is left to split.
    is_exhausted
        Whether it ended there.
    """

    def __init__(self, samples: Samples, most: int, progress: Progress = SILENT) -> None:
        self._features = samples.features.astype(np.float64)
        self._weights = samples.weights
        self._means: list[NDArray[np.float64]] = []
        self._born: list[int] = []
        self._died: list[float] = []
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
            self._died[node] = len(errors) + 1
            total += loss  # stored as its negative: the heap gives the smallest
            for half in (members[~above], members[above]):
                total += self._add(waiting, half, len(errors) + 1)
            errors.append(total)
        self.errors = np.maximum(np.array(errors), 0)
        self.is_exhausted = not waiting

    def centers(self, k: int) -> NDArray[np.float64]:
        """Return the means of the k clusters, float64 (k, d); k at most ``len(errors)``."""
        spans = zip(self._means, self._born, self._died, strict=True)
        return np.array([mean for mean, born, died in spans if born <= k < died])

    def _add(
        self,
        waiting: list[tuple[float, int, NDArray[np.intp], NDArray[np.float64]]],
        members: NDArray[np.intp],
        k: int,
    ) -> float:
        """Make a cluster of samples, born with the k-th; return its error."""
        weights = self._weights[members]
        features = self._features[members]
        mean = weights @ features / weights.sum()
        self._means.append(mean)
        self._born.append(k)
        self._died.append(np.inf)
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
