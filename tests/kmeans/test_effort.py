"""The search by effort: as near as plain descents, deterministic, and honest in what it tells."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.errors import Cancelled
from quantizer.kmeans import distance as distance_module
from quantizer.kmeans import kmeans
from quantizer.kmeans.distance import distances_to, nearest
from quantizer.progress import Progress
from quantizer.settings.settings import Effort, Init, Metric


def smooth(count: int, d: int = 3, seed: int = 2) -> np.ndarray:
    """Return points without gaps, so that no local optimum is far above the lowest."""
    return (255 * np.random.default_rng(seed).beta(2, 4, (count, d))).astype(np.float32)


@pytest.mark.sample(7)
@pytest.mark.parametrize("init", [None, *Init])
@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("d", [3, 4])
@pytest.mark.parametrize("effort", list(Effort))
def test_each_effort_comes_as_near_as_plain_descents(
    effort: Effort, d: int, metric: Metric, init: Init | None
) -> None:
    points = smooth(6_000, d)
    plain = kmeans(points, 12, metric=metric, restarts=2)
    found = kmeans(points, 12, metric=metric, init=init, effort=effort)
    assert found.inertia <= (1.01 if effort is Effort.BEST else 1.04) * plain.inertia
    assert found.n_iter == len(found.history)
    assert (np.diff(found.history) < 0).all()
    labels = nearest(points, found.centers, metric)
    assert found.inertia == pytest.approx(
        distances_to(points, found.centers, labels, metric).sum(), rel=1e-5
    )
    np.testing.assert_allclose(found.counts, np.bincount(found.labels, minlength=12))


def test_more_effort_ends_lower() -> None:
    rng = np.random.default_rng(5)
    blobs = (
        rng.normal(0, 3, (20_000, 3)) + rng.uniform(0, 255, (90, 3))[rng.integers(0, 90, 20_000)]
    )
    points = blobs.astype(np.float32)
    fast, balanced, best = (kmeans(points, 40, effort=effort).inertia for effort in Effort)
    assert best < balanced < fast


@pytest.mark.parametrize("k", [2, 3, 5, 9])
def test_the_best_finds_clusters_that_are_apart(k: int) -> None:
    rng = np.random.default_rng(k)
    middles = np.stack(np.meshgrid([0, 90, 180], [0, 90, 180], [0.0]), -1).reshape(-1, 3)[:k]
    which = rng.choice(k, 6_000, p=np.arange(1, k + 1) / np.arange(1, k + 1).sum())
    points = (middles[which] + rng.normal(0, 1, (6_000, 3))).astype(np.float32)
    found = kmeans(points, k, effort=Effort.BEST)
    gaps = np.abs(found.centers[:, None] - middles).sum(-1).min(axis=0)
    assert gaps.max() < 1


@pytest.mark.parametrize("effort", list(Effort))
@pytest.mark.exhaustive
def test_no_cluster_is_left_empty(effort: Effort) -> None:
    points = np.repeat(np.random.default_rng(1).integers(0, 255, (300, 3)), 20, axis=0)
    found = kmeans(points.astype(np.float32), 256, effort=effort)
    assert len(found.centers) == 256
    assert found.counts.all()


@pytest.mark.parametrize("effort", list(Effort))
@pytest.mark.parametrize("metric", list(Metric))
def test_fixed_centroids_stay(effort: Effort, metric: Metric) -> None:
    locked = np.array([[300.0, -20.0, 5.0], [100, 100, 100]], np.float32)
    found = kmeans(smooth(9_000), 6, given=locked, fixed=2, metric=metric, effort=effort)
    np.testing.assert_allclose(found.centers[:2], locked, atol=1e-3)
    assert len(found.centers) == 6
    only = kmeans(smooth(9_000), 2, given=locked, fixed=2, metric=metric, effort=effort)
    np.testing.assert_allclose(only.centers, locked, atol=1e-3)


@pytest.mark.parametrize("effort", list(Effort))
def test_the_bytes_depend_on_neither_run_nor_threads(
    effort: Effort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distance_module, "_THREADED", 0)
    points = smooth(8_000)
    first = kmeans(points, 24, effort=effort, threads=1)
    for threads in (1, 2, 3):
        again = kmeans(points, 24, effort=effort, threads=threads)
        assert again.centers.tobytes() == first.centers.tobytes()
        assert again.labels.tobytes() == first.labels.tobytes()


@pytest.mark.parametrize("effort", list(Effort))
def test_weights_are_repeats(effort: Effort) -> None:
    points = smooth(6_000)
    weights = np.random.default_rng(0).integers(1, 4, 6_000)
    by_weight = kmeans(points, 7, weights=weights.astype(float), effort=effort)
    repeated = kmeans(np.repeat(points, weights, axis=0), 7, effort=effort)
    assert by_weight.inertia == pytest.approx(repeated.inertia, rel=0.01)


@pytest.mark.parametrize("effort", list(Effort))
def test_progress_rises_and_cancels(effort: Effort) -> None:
    told: list[float] = []
    kmeans(smooth(9_000), 16, effort=effort, progress=Progress(lambda _stage, at: told.append(at)))
    assert told == sorted(told)
    assert told[-1] == 1
    asked = iter(range(10_000))
    with pytest.raises(Cancelled):
        kmeans(
            smooth(9_000), 16, effort=effort, progress=Progress(cancelled=lambda: next(asked) > 8)
        )


@pytest.mark.parametrize("effort", list(Effort))
def test_wide_data_and_single_clusters_work(effort: Effort) -> None:
    wide = np.random.default_rng(3).normal(size=(5_000, 30)).astype(np.float32)
    assert kmeans(wide, 4, effort=effort).counts.all()
    one = kmeans(smooth(5_000), 1, effort=effort)
    np.testing.assert_allclose(one.centers[0], smooth(5_000).mean(axis=0), rtol=1e-4)
