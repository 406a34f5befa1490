"""Lloyd's algorithm on sparse samples: what `lloyd` does for dense ones, with the Euclidean metric.

Beside X it needs memory for centroids and for blocks of rows only. The sums by cluster are added up
nonzero by nonzero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.kmeans.sparse_distance import distances_to, nearest
from quantizer.kmeans.sparse_samples import row_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.sparse_samples import SparseSamples
    from quantizer.progress import Progress

    Labels = NDArray[np.signedinteger[Any]]


class SparseLloyd:
    """The two halves of an iteration.

    Parameters
    ----------
    samples
        The data.
    fixed
        The first `fixed` centroids are not moved.
    threads
        Most threads at work; None for one per processor core.
    progress
        Checked in every block of samples.
    """

    def __init__(
        self, samples: SparseSamples, fixed: int, threads: int | None, progress: Progress
    ) -> None:
        self.samples = samples
        self.fixed = fixed
        self.threads = threads
        self.progress = progress
        self._square = float(samples.squares @ samples.weights)

    def assign(self, centers: Floats) -> NDArray[np.int32]:
        """Return the index of the nearest centroid of each sample, int32 (n,)."""
        return nearest(self.samples.features, centers, self.progress, self.threads)

    def costs(self, centers: Floats, labels: Labels) -> NDArray[np.float64]:
        """Return the contribution of each sample to the inertia, float64 (n,)."""
        costs = distances_to(self.samples.features, centers, labels, self.progress)
        costs *= self.samples.weights
        return costs

    def update(
        self, centers: Floats, labels: Labels
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Return new centroids, the weight of each cluster, and the inertia before the move.

        Fixed centroids and those of empty clusters keep their place.

        Parameters
        ----------
        centers
            Centroids, float (k, d).
        labels
            int32 (n,), the assignment.
        """
        counts = np.bincount(labels, self.samples.weights, len(centers)).astype(np.float64)
        keep = counts == 0
        keep[: self.fixed] = True
        middle = self._sums(labels, len(centers))
        products = np.einsum("kd,kd->", centers, middle, dtype=np.float64)
        squares = np.einsum("kd,kd,k->", centers, centers, counts, dtype=np.float64)
        inertia = max(0.0, float(self._square - 2 * products + squares))
        middle /= np.maximum(counts, np.finfo(float).tiny)[:, None]
        middle[keep] = centers[keep]
        return middle, counts, inertia

    def _sums(self, labels: Labels, k: int) -> NDArray[np.float64]:
        """Return the weighted sum of the samples of each cluster, float64 (k, d)."""
        width = self.samples.features.shape[1]
        sums = np.zeros(k * width)
        for rows, block in row_blocks(self.samples.features):
            self.progress.check()
            nonzeros = np.diff(block.indptr)
            places = np.repeat(labels[rows].astype(np.intp) * width, nonzeros)
            places += block.indices
            np.add.at(sums, places, block.data * np.repeat(self.samples.weights[rows], nonzeros))
        return sums.reshape(k, width)
