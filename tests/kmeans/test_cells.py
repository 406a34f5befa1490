"""Coarse samples stand for the fine ones, and a search on them loses next to nothing."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.kmeans import distance as distance_module
from quantizer.kmeans import kmeans
from quantizer.kmeans.cells import coarsen
from quantizer.kmeans.distance import distances_to, nearest
from quantizer.kmeans.samples import Samples
from quantizer.settings import Init, Metric


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


def test_few_or_scattered_samples_are_left_as_they_are() -> None:
    assert coarsen(Samples.of(cloud(500, 3)), Metric.EUCLIDEAN) is None
    scattered = np.random.default_rng(0).random((9_000, 3))
    assert coarsen(Samples.of(scattered), Metric.EUCLIDEAN, bits=6) is None
    wide = np.random.default_rng(0).random((9_000, 12))
    assert coarsen(Samples.of(wide), Metric.EUCLIDEAN) is None


@pytest.mark.parametrize("init", list(Init))
@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("d", [3, 4])
def test_coarse_to_fine_comes_as_near_and_never_rises(d: int, metric: Metric, init: Init) -> None:
    # Without gaps between clusters there are no local optima far above the lowest.
    points = (255 * np.random.default_rng(2).beta(2, 4, (30_000, d))).astype(np.float32)
    options = {"metric": metric, "init": init, "restarts": 2}
    plain = kmeans(points, 12, **options)
    fast = kmeans(points, 12, coarse_to_fine=True, **options)
    assert fast.inertia <= 1.03 * plain.inertia
    assert fast.n_iter == len(fast.history)
    assert (np.diff([*fast.history, fast.inertia]) <= 1e-6 * fast.history[0]).all()
    labels = nearest(points, fast.centers, metric)
    best = distances_to(points, fast.centers, labels, metric).sum()
    assert fast.inertia == pytest.approx(best, rel=1e-5)


def test_fixed_centroids_stay_on_cells_too() -> None:
    locked = np.array([[300.0, -20.0, 5.0]], np.float32)
    result = kmeans(cloud(30_000, 3), 5, given=locked, fixed=1, coarse_to_fine=True)
    np.testing.assert_allclose(result.centers[:1], locked, atol=1e-3)


@pytest.mark.parametrize("metric", list(Metric))
def test_threads_do_not_change_the_labels(metric: Metric, monkeypatch: pytest.MonkeyPatch) -> None:
    points, centers = cloud(20_000, 3), cloud(40, 3, seed=5)
    alone = nearest(points, centers, metric)
    monkeypatch.setattr(distance_module, "_THREADED", 0)
    for threads in (1, 2, 5):
        monkeypatch.setattr(distance_module.os, "cpu_count", lambda count=threads: count)
        np.testing.assert_array_equal(nearest(points, centers, metric), alone)
