"""The data of a clustering, checked once.

`Samples` holds features and weights. The features are shifted by their mean, because distances far
from the origin lose digits to cancellation; `restore` shifts centroids back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import DataError, DataTypeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats


_ROWS = 1 << 12
"""Samples that are converted to float64 in one go."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Features relative to their (unweighted) mean, and weights.

    Parameters
    ----------
    features
        float32 or float64 (n, d), C-contiguous, mean zero.
    weights
        float64 (n,), not negative, with a sum above 0.
    mean
        float (d,): the mean that was subtracted.
    """

    features: Floats
    weights: NDArray[np.float64]
    mean: Floats

    @classmethod
    def of(
        cls,
        features: Floats,
        weights: NDArray[np.float64] | None = None,
        *,
        overwrite: bool = False,
    ) -> Samples:
        """Return checked samples.

        Parameters
        ----------
        features
            float32 or float64 (n, d); other numbers become float64.
        weights
            Weight of each sample, or None for 1 each.
        overwrite
            Whether to subtract the mean from `features` itself, if it is a C-contiguous array that
            can be written to, rather than from a copy.

        Raises
        ------
        DataError
            If the features are not a finite (n, d) array with n and d at least 1, or the
            weights not n finite numbers of 0 or more with a sum above 0.
        """
        features = _as_numbers(features)
        checked = check_weights(weights, len(features))
        with np.errstate(invalid="ignore", over="ignore"):
            wide_mean = features.mean(axis=0, dtype=np.float64)
        if not np.isfinite(wide_mean).all():  # else no feature is NaN or infinite
            _check_finite(features)
        mean = wide_mean.astype(features.dtype)
        if overwrite and features.flags.c_contiguous and features.flags.writeable:
            return cls(np.subtract(features, mean, out=features), checked, mean)
        return cls(np.ascontiguousarray(features - mean), checked, mean)

    def put_back(self) -> None:
        """Add the mean to `features` again, which ends their use here; their last digits change."""
        np.add(self.features, self.mean, out=self.features)

    def rows(self, chosen: NDArray[np.intp]) -> Floats:
        """Return some of the samples, float (m, d)."""
        return self.features[chosen]

    def shift(self, centers: Floats) -> Floats:
        """Return centroids (k, d) of the original features as centroids of `features`."""
        return np.ascontiguousarray(centers - self.mean, dtype=self.features.dtype)

    def restore(self, centers: Floats) -> Floats:
        """Return centroids (k, d) of `features` as centroids of the original features."""
        return np.asarray(centers + self.mean, dtype=self.features.dtype)

    def mean_variance(self) -> float:
        """Return the weighted variance of the features, averaged over the d dimensions."""
        total = self.weights.sum()
        width = self.features.shape[1]
        sums, squares = np.zeros(width), 0.0
        for start in range(0, len(self.features), _ROWS):
            features = self.features[start : start + _ROWS]
            weights = self.weights[start : start + _ROWS]
            sums += weights @ features
            squares += float(np.einsum("nd,nd->n", features, features) @ weights)
        means = sums / total
        return float((squares / total - means @ means) / width)

    def distinct(self, limit: int) -> NDArray[np.intp] | None:
        """Return one index of each distinct sample of positive weight: intp (m,).

        They are in the order of the samples' values. If there are more than `limit`, return None.
        """
        present = np.flatnonzero(self.weights)
        first = self.features[present[: 4 * limit]]
        if np.count_nonzero(np.diff(np.sort(first[:, 0]))) >= limit:  # takes a tenth of the time
            return None
        if len(np.unique(first, axis=0, return_index=True)[0]) > limit:
            return None
        values, index = np.unique(self.features[present], axis=0, return_index=True)
        return present[index] if len(values) <= limit else None


def check_features(features: Any) -> Floats:
    """Return `features` as float32 or float64 (n, d), or raise `DataError`.

    It is a `DataTypeError` if they hold objects that are no numbers.
    """
    array = _as_numbers(features)
    _check_finite(array)
    return array


def _as_numbers(features: Any) -> Floats:
    """Return `features` as float32 or float64 (n, d), perhaps not finite."""
    try:
        array = np.asarray(features)
        if np.iscomplexobj(array):
            raise DataError("Complex data not supported")
        if array.dtype not in (np.float32, np.float64):
            array = array.astype(np.float64)
    except TypeError as error:
        raise DataTypeError(f"the data are not numbers: {error}") from error
    except ValueError as error:
        raise DataError(f"the data are not numbers: {error}") from error
    if array.ndim != 2:
        raise DataError(
            f"Expected 2D array, got {array.ndim}D array instead. Reshape your data using "
            "array.reshape(-1, 1) if it has one feature or array.reshape(1, -1) if it is "
            "one sample"
        )
    for length, name in zip(array.shape, ("sample(s)", "feature(s)"), strict=True):
        if not length:
            raise DataError(
                f"Found array with 0 {name} (shape={array.shape}) while a minimum of 1 is required."
            )
    return array


def _check_finite(array: Floats) -> None:
    if not np.isfinite(array).all():
        found = "NaN" if np.isnan(array).any() else "infinity"
        raise DataError(f"Input X contains {found}; remove or replace those samples first")


def check_weights(weights: Any, count: int) -> NDArray[np.float64]:
    """Return `count` weights as float64, 1 each for None, or raise `DataError`."""
    if weights is None:
        return np.ones(count)
    try:
        array = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"sample_weight is not numbers: {error}") from error
    if array.ndim == 0:
        array = np.full(count, array)
    if array.ndim != 1:
        raise DataError("Sample weights must be 1D array or scalar")
    if array.shape != (count,):
        raise DataError(f"sample_weight.shape == {array.shape}, expected {(count,)}!")
    if not np.isfinite(array).all():
        raise DataError("Input sample_weight contains NaN or infinity")
    if (array < 0).any():
        raise DataError("Negative values in data passed to `sample_weight`")
    if not array.any():
        raise DataError("All sample weights are zero; at least one must be positive")
    return array
