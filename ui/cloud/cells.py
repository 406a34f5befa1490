"""The clusters' cells in two dimensions, as the cluster of each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quantizer.settings.enums import Metric

from .coloring import Colors, mix

if TYPE_CHECKING:
    from .camera import Projection

Labels = NDArray[np.int32]

_BLOCK = 6
"""Side in pixels of the squares that `majority_cells` gives to one cluster (chosen by eye)."""
_MOST_EXACT = 32
"""Clusters up to which each pixel is computed; beyond, squares of 2 x 2 are."""
_TIE = np.float32(1 - 1e-5)
"""A centroid is nearer from this share of a distance on, so that rounding decides no tie. With the
Manhattan distance, whole areas may be equally far from two centroids; the first one gets them."""
_TINT = 0.78
_BORDER = 0.35
"""Shares of the ground in a cell and on its border (chosen by eye)."""


def voronoi_cells(
    projection: Projection,
    axes: tuple[int, int],
    centroids: NDArray[np.float64],
    metric: Metric,
    shape: tuple[int, int],
) -> Labels:
    """Return the nearest centroid of each pixel: int32 (height, width).

    Parameters
    ----------
    projection
        Of data of two dimensions.
    axes
        The axes to the right and up.
    centroids
        float64 (k, 2), k above 0.
    shape
        Height and width in pixels.
    """
    step = 1 if len(centroids) <= _MOST_EXACT else 2
    height, width = shape
    left, top = projection.origin
    columns = (np.arange(0, width, step) + step / 2 - left) / projection.matrix[0, axes[0]]
    rows = (top - np.arange(0, height, step) - step / 2) / projection.matrix[1, axes[1]]
    across = _part(
        columns[None] - (centroids[:, axes[0]] - projection.middle[axes[0]])[:, None], metric
    )
    down = _part(rows[None] - (centroids[:, axes[1]] - projection.middle[axes[1]])[:, None], metric)
    least = np.full((len(rows), len(columns)), np.inf, np.float32)
    labels = np.zeros(least.shape, np.int32)
    for index in range(len(centroids)):
        distance = down[index][:, None] + across[index]
        is_nearer = distance < least * _TIE  # a centroid that is not there, NaN, is no nearer
        np.copyto(least, distance, where=is_nearer)
        np.copyto(labels, np.int32(index), where=is_nearer)
    return _enlarged(labels, step, shape)


def majority_cells(
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    labels: Labels,
    weights: NDArray[np.float64],
    shape: tuple[int, int],
) -> Labels:
    """Return for each pixel the cluster with most weight in its square; -1 where no point is.

    Parameters
    ----------
    x, y
        float32 (n,): pixels from the top left.
    labels, weights
        (n,): cluster and weight of each point.
    """
    height, width = (-(-length // _BLOCK) for length in shape)
    column, row = (np.floor(at / _BLOCK).astype(np.int64) for at in (x, y))
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    block = (row * width + column)[inside]
    count = int(labels.max(initial=0)) + 1
    keys, place = np.unique(block * count + labels[inside], return_inverse=True)
    totals = np.bincount(place, weights[inside])
    order = np.argsort(totals)  # the heaviest cluster of a block is written last
    cells = np.full(height * width, -1, np.int32)
    cells[keys[order] // count] = keys[order] % count
    return _enlarged(cells.reshape(height, width), _BLOCK, shape)


def tinted(labels: Labels, colors: Colors, ground: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return cells in faint colours with stronger borders: uint8 (height, width, 3)."""
    grounds = np.array([ground], np.uint8)
    faint = np.concatenate([mix(colors, ground, _TINT), grounds])
    strong = np.concatenate([mix(colors, ground, _BORDER), grounds])
    is_border = np.zeros(labels.shape, bool)
    for here, next_ in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        differs = (labels[here] != labels[next_]) & (labels[here] >= 0) & (labels[next_] >= 0)
        is_border[here] |= differs
        is_border[next_] |= differs
    return np.where(is_border[..., None], strong[labels], faint[labels])


def _part(difference: NDArray[np.float64], metric: Metric) -> NDArray[np.float32]:
    """Return what one axis adds to the distance (Euclidean: to its square)."""
    part = np.abs(difference) if metric is Metric.MANHATTAN else difference**2
    return part.astype(np.float32)


def _enlarged(labels: Labels, step: int, shape: tuple[int, int]) -> Labels:
    if step == 1:
        return labels
    return labels.repeat(step, axis=0).repeat(step, axis=1)[: shape[0], : shape[1]]
