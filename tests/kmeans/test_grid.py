"""Grids: the sums and means of the points in each cell."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.kmeans.grid import GridSums, grid_keys

RNG = np.random.default_rng(5)


def test_keys_count_cells_from_the_lowest_point_on() -> None:
    points = np.array([[-1.0, 2.0], [0.9, 2.5], [1.0, 3.0], [9.0, 9.0]])
    keys = grid_keys(points, 1.0, (3, 2), np.array([-1.0, 2.0]))
    assert keys.tolist() == [0, 2, 5, 5]


@pytest.mark.parametrize("size", [64, 1 << 40])
@pytest.mark.parametrize("dtype", [np.int64, np.float64])
def test_sums_and_means_are_those_of_a_loop(size: int, dtype: type) -> None:
    keys = RNG.integers(0, 64, 300)
    points = RNG.integers(0, 256, (300, 3)).astype(np.uint8)
    weights = RNG.integers(0, 9, 300).astype(dtype)
    weights[keys == 7] = 0
    found, places = GridSums.of(keys, points, weights, size)
    assert 7 not in found.keys
    assert found.sums.dtype == found.weights.dtype == dtype
    for place, key in enumerate(found.keys):
        members = keys == key
        assert (places[members] == place).all()
        assert found.weights[place] == weights[members].sum()
        expected = np.average(points[members], axis=0, weights=weights[members])
        np.testing.assert_allclose(found.means[place], expected)


def test_merged_sums_are_those_of_all_points() -> None:
    keys, points = RNG.integers(0, 50, 200), RNG.integers(0, 99, (200, 2))
    weights = RNG.integers(1, 5, 200)
    whole, _ = GridSums.of(keys, points, weights, 50)
    first, _ = GridSums.of(keys[:20], points[:20], weights[:20], 50)
    second, _ = GridSums.of(keys[20:], points[20:], weights[20:], 50)
    merged = second.merge(first)
    for one, other in (
        (merged.keys, whole.keys),
        (merged.weights, whole.weights),
        (merged.sums, whole.sums),
    ):
        np.testing.assert_array_equal(one, other)
