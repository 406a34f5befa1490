"""Splits for the Manhattan metric, and its distances."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.kmeans.axis_split import AxisSplit
from quantizer.kmeans.distance import table
from quantizer.kmeans.samples import Samples
from quantizer.settings.settings import Metric


def test_a_cluster_is_split_at_its_mean_across_the_coordinate_of_the_largest_deviations() -> None:
    features = np.array([[0, 0], [0, 3], [10, 0], [14, 3]], np.float64)
    weights = np.array([1, 1, 1, 2], np.float64)
    samples = Samples.of(features, weights)
    whole = AxisSplit.of(samples)
    mean = weights @ features / 5
    assert whole.error == pytest.approx(weights @ np.abs(features - mean).sum(axis=1))
    halves = whole.split()
    assert halves is not None
    means = samples.restore(np.stack([half.mean for half in halves]))
    np.testing.assert_allclose(means, [[0, 1.5], [38 / 3, 2]])


def test_equal_samples_are_not_split() -> None:
    assert AxisSplit.of(Samples.of(np.full((5, 3), 0.1), None)).split() is None


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(1, 1, 1), (700, 33, 4), (300, 5, 7)])
def test_manhattan_distances_are_those_of_a_subtraction(
    shape: tuple[int, int, int], dtype: type[np.floating]
) -> None:
    count, k, width = shape
    rng = np.random.default_rng(k)
    features = (100 * rng.normal(size=(count, width))).astype(dtype)
    centers = (100 * rng.normal(size=(k, width))).astype(dtype)
    expected = np.abs(features[:, None, 0] - centers[None, :, 0])
    for axis in range(1, width):
        expected += np.abs(features[:, None, axis] - centers[None, :, axis])
    np.testing.assert_array_equal(table(features, centers, Metric.MANHATTAN), expected)
