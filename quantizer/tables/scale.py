"""Make columns of different units comparable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from quantizer.tables.options import Scale

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """A shift and a scale for each column.

    The results are those of scikit-learn's ``StandardScaler`` and ``MinMaxScaler``; a constant
    column becomes 0.

    Parameters
    ----------
    origin
        float64 (d,): the value that becomes 0.
    spread
        float64 (d,): the difference that becomes 1; 0 for a constant column.
    """

    origin: NDArray[np.float64]
    spread: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[np.float64], scale: Scale) -> Self:
        """Return the scaling of finite values, float64 (n, d)."""
        width = values.shape[1]
        if scale is Scale.NONE:
            return cls(np.zeros(width), np.ones(width))
        if scale is Scale.MINMAX:
            least = values.min(axis=0)
            return cls(least, values.max(axis=0) - least)
        mean, spread = values.mean(axis=0), values.std(axis=0)
        # The mean of equal values may be rounded; then their deviation is not exactly 0.
        spread[spread <= 10 * np.finfo(float).eps * np.abs(mean)] = 0
        return cls(mean, spread)

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scaled values, float64 (n, d)."""
        features = values - self.origin
        features /= np.where(self.spread > 0, self.spread, 1)
        features[:, self.spread == 0] = 0
        return features

    def restore(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return scaled values in the columns' own units, float64 (n, d)."""
        return features * self.spread + self.origin
