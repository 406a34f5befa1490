"""The error of a dithered image as it is left by the blur of the eye.

For given indices the palette of least error solves `normal_equations`. Their matrix counts the
pairs of entries at each distance within the blur; their right side sums up the blurred image over
the pixels of each entry. See `spatial_quantization` for the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_BLUR = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
"""Weights of the blur in each direction: (1, 2, 1) / 4, applied twice."""


def normal_equations(
    indices: NDArray[np.uint8], values: NDArray[np.float32], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the normal equations of the blurred error.

    Parameters
    ----------
    indices
        uint8 (height, width): the entry of each pixel.
    values
        float32 (height, width, 3): the image, in the space of the errors.
    count
        Number of entries.

    Returns
    -------
    The matrix, float64 (count, count), and the right side, float64 (count, 3).
    """
    matrix = np.zeros((count, count))
    wanted = np.zeros((count, 3))
    wide = indices.astype(np.int64) * count
    for weight, here, there in _neighbours(indices.shape):
        pairs = np.bincount((wide[here] + indices[there]).reshape(-1), minlength=count * count)
        both = pairs.reshape(count, count) * weight
        matrix += both if here == there else both + both.T
    flat, blurred = indices.reshape(-1), _blurred(values)
    for channel in range(3):
        wanted[:, channel] = np.bincount(flat, blurred[..., channel].reshape(-1), count)
    return matrix, wanted


def _blurred(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return values (height, width, 3) blurred by `_BLUR`; beyond the border they are 0.

    The sums of neighbours, four times in each direction, have the weights 1, 4, 6, 4 and 1.
    """
    reach = len(_BLUR) // 2
    blurred = np.pad(values, ((reach, reach), (reach, reach), (0, 0)))
    for _ in range(2 * reach):
        blurred = blurred[1:] + blurred[:-1]
    for _ in range(2 * reach):
        blurred = blurred[:, 1:] + blurred[:, :-1]
    blurred *= np.float32(_BLUR[0] ** 2)
    return blurred


def _neighbours(
    shape: tuple[int, ...],
) -> Iterator[tuple[float, tuple[slice, slice], tuple[slice, slice]]]:
    """Yield each offset within the blur once: its weight, and the slices of both pixels."""
    height, width = shape
    reach = len(_BLUR) // 2
    for down in range(reach + 1):
        for right in range(-reach if down else 0, reach + 1):
            weight = _BLUR[reach + down] * _BLUR[reach + right]
            left = max(0, -right)
            here = slice(0, height - down), slice(left, width - max(0, right))
            there = slice(down, height), slice(left + right, width + min(0, right))
            yield weight, here, there
