"""Distances that k-means++ draws sparse samples by; `seeding` does the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.sparse_samples import row_block

if TYPE_CHECKING:
    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.sparse_samples import SparseSamples


class SparseDistances:
    """Approximate squared distances of points to the same samples, good enough to draw by."""

    def __init__(self, samples: SparseSamples) -> None:
        self._features = samples.features
        self._squares = samples.squares.astype(samples.features.dtype)

    def __call__(self, points: Floats, block: slice) -> Floats:
        """Return the squared distances of points (m, d) to a block of samples: (m, rows)."""
        points = points.astype(self._features.dtype)
        rows = slice(block.start, min(block.stop, self._features.shape[0]))
        near: Floats = (row_block(self._features, rows) @ (-2 * points).T.copy()).T
        near += np.einsum("md,md->m", points, points)[:, None]
        near += self._squares[block]
        return np.maximum(near, 0, out=near)
