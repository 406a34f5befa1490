"""The points of a cloud, their extent, and the diameters of their discs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AREA = 60_000.0
"""Pixels that the discs of all points cover together, if they do not overlap (chosen by eye)."""
_DIAMETERS = (2.0, 16.0)
"""Smallest and largest diameter in device-independent pixels (chosen by eye)."""
_MOST_EVEN = 8.0
"""Largest diameter of a point of average weight."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """A box around positions.

    Parameters
    ----------
    low, high
        float64 (d,): the smallest and the largest value on each axis.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def middle(self) -> NDArray[np.float64]:
        """The middle of the box, (d,)."""
        return (self.low + self.high) / 2

    @property
    def extents(self) -> NDArray[np.float64]:
        """Lengths of the sides, (d,), above 0 even where all positions agree."""
        extents = self.high - self.low
        return np.maximum(extents, max(1e-6 * float(extents.max()), 1e-9))


@dataclass(frozen=True, eq=False)
class Points:
    """Points with weights and colours.

    Parameters
    ----------
    positions
        float32 (n, d), d being 2 or 3.
    weights
        float64 (n,), none below 0.
    colors
        uint8 (n, 3): sRGB.
    """

    positions: NDArray[np.float32]
    weights: NDArray[np.float64]
    colors: NDArray[np.uint8]

    @property
    def dimensions(self) -> int:
        """Number of axes: 2 or 3."""
        return int(self.positions.shape[1])

    @cached_property
    def columns(self) -> NDArray[np.float32]:
        """The positions, one axis in each row: float32 (d, n)."""
        return np.ascontiguousarray(self.positions.T, np.float32)

    @cached_property
    def bounds(self) -> Bounds:
        """The box around the points, which are one or more."""
        low, high = self.columns.min(axis=1), self.columns.max(axis=1)
        return Bounds(low.astype(np.float64), high.astype(np.float64))

    @cached_property
    def diameters(self) -> NDArray[np.float32]:
        """Diameters in pixels by weight, float32 (n,)."""
        return diameters(self.weights)


def diameters(weights: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the diameter of each point in device-independent pixels: float32 (n,).

    A diameter grows with the cube root of the weight, as that of a ball does with its volume.
    """
    return diameters_at(weights, weights)


def diameters_at(
    values: NDArray[np.floating], weights: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Return the diameters of points of the weights `values` among points of `weights`."""
    mean = float(weights.mean()) if len(weights) else 0.0
    even = min(_MOST_EVEN, (_AREA / max(1, len(weights))) ** 0.5)
    scale = np.float32(even / max(mean, 1e-30) ** (1 / 3))
    growth = np.cbrt(values.astype(np.float32))
    return np.asarray(np.clip(scale * growth, *_DIAMETERS), np.float32)
