"""Coarse samples stand for the fine ones, and a search on them loses next to nothing."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.kmeans import distance as distance_module
from quantizer.kmeans.cells import coarsen
from quantizer.kmeans.distance import distances_to, nearest
from quantizer.kmeans.samples import Samples
from quantizer.settings.settings import Metric


def cloud(n: int, d: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centers = rng.uniform(0, 255, (12, d))
    points = centers[rng.integers(0, 12, n)] + rng.normal(0, 12, (n, d))
    return points.astype(np.float32)


@pytest.mark.parametrize("d", [2, 3, 4])
@pytest.mark.parametrize("metric", list(Metric))
def test_cells_keep_weight_mean_and_inertia(d: int, metric: Metric) -> None:
    rng = np.random.default_rng(1)
    samples = Samples.of(cloud(20_000, d), rng.integers(1, 9, 20_000).astype(float))
    cells = coarsen(samples, metric, bits=4)
    assert cells is not None
    coarse = cells.samples
    assert len(coarse.features) < len(samples.features) / 2
    assert coarse.weights.sum() == pytest.approx(samples.weights.sum())
    np.testing.assert_allclose(
        coarse.weights @ coarse.features, samples.weights @ samples.features, atol=10
    )
    # One centroid for all: no border cuts through a cell.
    center, ones = np.full((1, d), 3, np.float32), np.zeros(20_000, np.int32)
    fine = distances_to(samples.features, center, ones, metric) @ samples.weights
    few = distances_to(coarse.features, center, ones[: len(coarse.weights)], metric)
    total = few @ coarse.weights + cells.within
    if metric is Metric.EUCLIDEAN:
        assert total == pytest.approx(fine, rel=1e-4)
    else:
        assert total >= fine * (1 - 1e-6)


def test_scattered_or_wide_samples_are_left_as_they_are() -> None:
    scattered = np.random.default_rng(0).random((9_000, 3))
    assert coarsen(Samples.of(scattered), Metric.EUCLIDEAN, bits=6) is None
    wide = np.random.default_rng(0).random((9_000, 12))
    assert coarsen(Samples.of(wide), Metric.EUCLIDEAN) is None


@pytest.mark.parametrize("metric", list(Metric))
def test_threads_do_not_change_the_labels(metric: Metric, monkeypatch: pytest.MonkeyPatch) -> None:
    points, centers = cloud(20_000, 3), cloud(40, 3, seed=5)
    alone = nearest(points, centers, metric)
    monkeypatch.setattr(distance_module, "_THREADED", 0)
    for threads in (1, 2, 5):
        labels = nearest(points, centers, metric, threads=threads)
        np.testing.assert_array_equal(labels, alone)
