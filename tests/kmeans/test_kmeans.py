"""The core's promises, against oracles computed by hand and by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.errors import Cancelled, DataError
from quantizer.kmeans import kmeans
from quantizer.kmeans.descent import descend
from quantizer.kmeans.distance import distances_to, nearest, table
from quantizer.kmeans.problem import Problem
from quantizer.kmeans.samples import Samples
from quantizer.progress import Progress
from quantizer.settings.settings import Init, Metric

METRICS = list(Metric)
INITS = list(Init)


def blobs(n: int, d: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) + 3 * rng.integers(0, 3, (n, 1))


def brute_force(points: np.ndarray, centers: np.ndarray, metric: Metric) -> np.ndarray:
    difference = points[:, None].astype(float) - centers
    if metric is Metric.EUCLIDEAN:
        return (difference**2).sum(axis=2)
    return np.abs(difference).sum(axis=2)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("k", [1, 2, 37])
def test_nearest_is_the_nearest(metric: Metric, k: int) -> None:
    points, centers = blobs(3000, 3, 0), blobs(k, 3, 1)
    expected = brute_force(points, centers, metric)
    labels = nearest(points, centers, metric)
    np.testing.assert_array_equal(labels, expected.argmin(axis=1))
    np.testing.assert_allclose(distances_to(points, centers, labels, metric), expected.min(axis=1))
    np.testing.assert_allclose(table(points, centers, metric), expected, atol=1e-9)


def test_one_step_of_lloyd_by_hand() -> None:
    samples = Samples.of(np.array([[0.0], [1.0], [2.0], [10.0]]), np.array([1.0, 1.0, 2.0, 1.0]))
    start = samples.shift(np.array([[0.0], [10.0]]))
    result = descend(samples, start, Problem(len(start), max_iter=1, tol=0))
    # The first three belong to the first centroid: mean (0 + 1 + 2 * 2) / 4.
    np.testing.assert_allclose(samples.restore(result.centers), [[1.25], [10.0]])
    assert result.history == (pytest.approx(0 + 1 + 2 * 4 + 0),)
    assert result.inertia == pytest.approx(1.25**2 + 0.25**2 + 2 * 0.75**2)
    assert result.counts.tolist() == [4, 1]
    assert not result.converged


def test_manhattan_moves_to_the_weighted_median() -> None:
    points = np.array([[0.0, 5.0], [1.0, 0.0], [9.0, 1.0]])
    result = kmeans(points, 1, weights=np.array([1.0, 3.0, 1.0]), metric=Metric.MANHATTAN)
    assert result.centers.tolist() == [[1.0, 0.0]]
    assert result.inertia == pytest.approx((1 + 5) + 0 + (8 + 1))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("init", INITS)
@given(seed=st.integers(0, 1000), k=st.integers(1, 12), weighted=st.booleans())
def test_inertia_never_rises_and_is_that_of_the_result(
    init: Init, metric: Metric, seed: int, k: int, weighted: bool
) -> None:
    rng = np.random.default_rng(seed)
    points = blobs(120, 3, seed).round(1)
    weights = rng.integers(0, 5, 120).astype(float) if weighted else np.ones(120)
    weights[0] += 1
    result = kmeans(points, k, weights=weights, init=init, metric=metric, tol=0, rng=seed)
    history = np.array([*result.history, result.inertia])
    assert (np.diff(history) <= 1e-9 * history[0]).all()
    costs = brute_force(points, result.centers, metric)
    assert result.inertia == pytest.approx(costs.min(axis=1) @ weights, rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(
        costs[np.arange(120), result.labels], costs.min(axis=1), rtol=1e-9, atol=1e-9
    )
    np.testing.assert_allclose(
        result.counts, np.bincount(result.labels, weights, len(result.centers))
    )


@pytest.mark.parametrize("metric", METRICS)
@given(seed=st.integers(0, 1000))
def test_weights_equal_repetition(metric: Metric, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, weights = rng.normal(size=(80, 2)), rng.integers(0, 4, 80)
    weights[:4] += 1
    start = points[:4]
    options = {"given": start, "metric": metric}
    weighted = kmeans(points, 4, weights=weights.astype(float), **options)
    repeated = kmeans(np.repeat(points, weights, axis=0), 4, **options)
    assert weighted.inertia == pytest.approx(repeated.inertia, rel=1e-9)
    np.testing.assert_allclose(weighted.centers, repeated.centers, atol=1e-9)
    assert weighted.n_iter == repeated.n_iter


@pytest.mark.parametrize("metric", METRICS)
def test_an_empty_cluster_takes_the_worst_served_sample(metric: Metric) -> None:
    points = np.array([[0.0], [1.0], [2.0], [50.0]])
    start = np.array([[1.0], [-1000.0]])
    result = kmeans(points, 2, given=start, metric=metric, tol=0)
    assert sorted(result.centers.ravel().tolist()) == [1.0, 50.0]
    assert (result.counts > 0).all()


@pytest.mark.parametrize("init", INITS)
def test_no_cluster_stays_empty(init: Init) -> None:
    points = np.repeat(np.arange(20.0), 50)[:, None]
    result = kmeans(points, 20, init=init)
    assert sorted(result.centers.ravel().tolist()) == list(range(20))
    assert kmeans(points, 19, init=init).counts.min() > 0


@pytest.mark.parametrize("init", INITS)
def test_with_few_distinct_points_they_are_the_centroids(init: Init) -> None:
    points = np.array([[0.1, 0.7], [5.3, 2.2], [0.1, 0.7], [9.9, 9.9]], np.float32)
    result = kmeans(points, 6, weights=np.array([1.0, 2.0, 3.0, 0.0]), init=init)
    assert result.centers.tolist() == points[:2].tolist()
    assert result.inertia == 0
    assert result.counts.tolist() == [4, 2]


def test_fixed_centroids_stay() -> None:
    points = blobs(200, 3, 5)
    locked = np.array([[100.0, 100.0, 100.0], [0.0, 0.0, 0.0]])
    for init in INITS:
        result = kmeans(points, 6, given=locked, fixed=2, init=init)
        np.testing.assert_allclose(result.centers[:2], locked, atol=1e-12)
        assert result.inertia < kmeans(points, 3).inertia


def test_restarts_keep_the_best_run() -> None:
    points = blobs(300, 2, 7)
    one = kmeans(points, 10, init=Init.RANDOM, rng=1)
    many = kmeans(points, 10, init=Init.RANDOM, restarts=12, rng=1)
    assert many.inertia <= one.inertia


def test_the_split_is_deterministic_and_uses_no_randomness() -> None:
    points = blobs(300, 3, 9)
    first, second = (kmeans(points, 12, init=Init.PCA, rng=seed) for seed in (1, 2))
    assert first.centers.tobytes() == second.centers.tobytes()


def test_tol_zero_ends_when_assignments_do_not_change() -> None:
    result = kmeans(blobs(500, 2, 3), 8, tol=0, max_iter=1000)
    assert result.converged
    assert result.n_iter < 1000
    assert result.history[-1] == result.inertia


def test_far_from_the_origin_float32_keeps_its_digits() -> None:
    points = blobs(400, 2, 2).astype(np.float32)
    near, far = (
        kmeans(points, 5, init=Init.PCA),
        kmeans(points + np.float32(4096), 5, init=Init.PCA),
    )
    assert far.inertia == pytest.approx(near.inertia, rel=1e-3)


@pytest.mark.parametrize("init", INITS)
@pytest.mark.parametrize("metric", METRICS)
def test_a_cancelled_search_stops(init: Init, metric: Metric) -> None:
    answers = iter([False] * 12)
    progress = Progress(cancelled=lambda: next(answers, True))
    with pytest.raises(Cancelled):
        kmeans(blobs(2000, 3, 1), 30, init=init, metric=metric, restarts=50, progress=progress)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_features_that_are_not_finite_are_refused(bad: float) -> None:
    with pytest.raises(DataError, match=r"NaN|infinity"):
        kmeans(np.array([[0.0], [bad]]), 1)


def test_given_centroids_must_fit() -> None:
    with pytest.raises(DataError, match="do not fit"):
        kmeans(blobs(10, 2, 0), 2, given=np.zeros((3, 2)))
    with pytest.raises(DataError, match="NaN"):
        kmeans(blobs(10, 2, 0), 2, given=np.full((2, 2), np.nan))
    with pytest.raises(DataError, match="cannot be fixed"):
        kmeans(blobs(10, 2, 0), 2, given=np.zeros((1, 2)), fixed=2)
