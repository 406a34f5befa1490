"""One row of numbers for each image, in which the features weigh alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.grouping.described_image import DescribedImage


def feature_matrix(images: Sequence[DescribedImage]) -> NDArray[np.float64]:
    """Return the features of all images: float64 (n, d).

    Each block is shifted by its mean and divided by its standard deviation as a whole: the mean
    squared distance of the images from the mean image is 1 in each block, however many numbers it
    has. A block in which all images are equal is 0.
    """
    blocks = zip(*(image.blocks for image in images), strict=True)
    return np.concatenate([_scaled(np.asarray(block, np.float64)) for block in blocks], axis=1)


def _scaled(block: NDArray[np.float64]) -> NDArray[np.float64]:
    centered = block - block.mean(axis=0)
    spread = np.sqrt(np.square(centered).sum(axis=1).mean())
    # Rounding errors of equal images are no difference.
    if spread <= 1e-6 * max(1.0, float(np.abs(block).max())):
        return np.zeros_like(block)
    return np.asarray(centered / spread)


def principal_part(features: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return features along their first principal components: float64 (n, m), m at most d.

    Parameters
    ----------
    features
        float64 (n, d), with the mean 0.
    share
        Part of the variance, 0 to 1, that the components are to have together.
    """
    is_wide = features.shape[0] < features.shape[1]
    # The smaller of two matrices with the same eigenvalues.
    products = features @ features.T if is_wide else features.T @ features
    variances, vectors = (part[..., ::-1] for part in np.linalg.eigh(products))
    reached = np.cumsum(variances)
    count = 1 + int(np.searchsorted(reached, share * reached[-1]))
    first = vectors[:, :count]
    return np.asarray(first * np.sqrt(variances[:count]) if is_wide else features @ first)
