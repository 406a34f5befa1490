"""Packed distances find the same nearest centroids as a comparison of all distances."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.kmeans.distance import Nearest, table
from quantizer.kmeans.packed_distance import MOST
from quantizer.settings.settings import Metric


def levels(count: int, d: int, seed: int) -> np.ndarray:
    """Return colours of whole levels, many of them equally far from two others."""
    rng = np.random.default_rng(seed)
    return (rng.integers(0, 64, (count, d)) * 4).astype(np.float32)


@pytest.mark.parametrize("d", [3, 4])
@pytest.mark.parametrize("k", [2, 16, 17, MOST])
def test_whole_levels_are_exact_and_ties_go_to_the_first(k: int, d: int) -> None:
    points, centers = levels(5000, d, 1), levels(k, d, 2)
    distances = table(points.astype(float), centers.astype(float), Metric.EUCLIDEAN)
    search = Nearest(points, Metric.EUCLIDEAN)
    assert (search(centers) == distances.argmin(axis=1)).all()
    first, second = search.two(centers)
    assert (first == distances.argmin(axis=1)).all()
    distances[np.arange(len(points)), first] = np.inf
    assert (second == distances.argmin(axis=1)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("k", [3, MOST])
def test_of_other_numbers_none_is_noticeably_nearer(k: int, dtype: type) -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(0, 60, (5000, 3)).astype(dtype)
    centers = points[:k] + rng.normal(0, 1, (k, 3)).astype(dtype)
    distances = table(points.astype(float), centers.astype(float), Metric.EUCLIDEAN)
    found = distances[np.arange(len(points)), Nearest(points, Metric.EUCLIDEAN)(centers)]
    assert (found <= distances.min(axis=1) * (1 + 2**-16) + 0.02).all()


def test_a_sample_that_is_a_centroid_is_its_own_nearest() -> None:
    points = np.random.default_rng(4).normal(0, 1000, (40, 3)).astype(np.float32)
    assert (Nearest(points, Metric.EUCLIDEAN)(points) == np.arange(40)).all()


def test_the_limit_on_threads_ends_with_the_outermost_context() -> None:
    with single_threaded_products():
        with single_threaded_products():
            pass
        assert single_threaded_products._depth == 1
    assert single_threaded_products._depth == 0
    assert single_threaded_products._limit is None
