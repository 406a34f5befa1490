"""Which k: the curve, its knee, silhouettes, and what is reserved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from quantizer.errors import Cancelled, DataError, SettingsError
from quantizer.kmeans import kmeans
from quantizer.kmeans.knee import find_knee
from quantizer.kmeans.nested import NestedRun
from quantizer.kmeans.samples import Samples
from quantizer.kmeans.selection import Reason, select
from quantizer.kmeans.silhouette import Silhouette
from quantizer.progress import Progress
from quantizer.settings.settings import Metric, Selector


def blobs(count: int, d: int = 3, seed: int = 0, each: int = 60) -> np.ndarray:
    """Return points around `count` centres that are well apart."""
    rng = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(*[np.arange(4)] * d), axis=-1).reshape(-1, d)
    centers = 60.0 * grid[rng.permutation(len(grid))[:count]]
    points = np.repeat(centers, each, axis=0) + rng.normal(0, 3, (count * each, d))
    return points.astype(np.float32)


def picture_like(n: int = 6000, seed: int = 0) -> np.ndarray:
    return (255 * np.random.default_rng(seed).beta(2, 4, (n, 3))).astype(np.float32)


def silhouette(
    features: Any, labels: Any, weights: Any = None, *, metric: Metric = Metric.EUCLIDEAN
) -> float:
    return Silhouette(Samples.of(features, weights), metric).mean(labels)


def plain_silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean silhouette by its definition, a sample at a time."""
    scores = []
    for i in range(len(points)):
        apart = np.linalg.norm(points - points[i], axis=1)
        own = labels == labels[i]
        if own.sum() == 1:
            scores.append(0.0)
            continue
        a = apart[own].sum() / (own.sum() - 1)
        b = min(apart[labels == other].mean() for other in set(labels) - {labels[i]})
        scores.append((b - a) / max(a, b))
    return float(np.mean(scores))


def test_silhouette_by_hand() -> None:
    points = np.array([[0.0], [1.0], [4.0], [6.0]])
    labels = np.array([0, 0, 1, 1])
    # a, b: (1, 5), (1, 4), (2, 3.5), (2, 5.5)
    expected = (4 / 5 + 3 / 4 + 1.5 / 3.5 + 3.5 / 5.5) / 4
    assert silhouette(points, labels) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("k", [2, 5, 30])
def test_silhouette_is_that_of_its_definition_and_of_scikit_learn(k: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(k)
    points, labels = rng.normal(0, 50, (300, 3)), rng.integers(0, k, 300)
    labels[0] = k + 7  # a cluster of one
    found = silhouette(points, labels)
    assert found == pytest.approx(plain_silhouette(points, labels), abs=1e-9)
    assert found == pytest.approx(metrics.silhouette_score(points, labels), abs=1e-6)
    blocks = silhouette(points, labels, metric=Metric.MANHATTAN)
    expected = metrics.silhouette_score(points, labels, metric="manhattan")
    assert blocks == pytest.approx(expected, abs=1e-6)


def test_a_weight_is_so_many_copies() -> None:
    rng = np.random.default_rng(3)
    points, labels = rng.normal(0, 50, (80, 4)), rng.integers(0, 4, 80)
    weights = rng.integers(0, 4, 80)
    weights[:4], labels[:4] = 1, range(4)
    copies = silhouette(np.repeat(points, weights, axis=0), np.repeat(labels, weights))
    assert silhouette(points, labels, weights.astype(float)) == pytest.approx(copies, abs=1e-9)


def test_silhouettes_of_one_cluster_and_of_wrong_labels() -> None:
    points = np.eye(3)
    assert silhouette(points, np.zeros(3, int)) == 0
    assert silhouette(np.zeros((4, 2)), np.array([0, 0, 1, 1])) == 0
    with pytest.raises(DataError):
        silhouette(points, np.zeros(2, int))


def test_the_knee_of_curves_with_a_known_one() -> None:
    x = np.arange(1, 21)
    bent = np.where(x <= 6, 100 - 15 * x, 10 - 0.1 * (x - 6))
    assert x[find_knee(x, bent)] == 6
    # Of 1 / x on 1/n to n the knee is where the curve is steepest no more than its diagonal: at 1.
    x = np.geomspace(0.1, 10, 201)
    assert x[find_knee(x, 1 / x)] == pytest.approx(1)
    assert find_knee([1, 2, 3], [3, 2, 1]) == 0
    assert find_knee([1], [1]) == 0
    assert find_knee([1, 2, 3], [1, 1, 1]) == 0


def test_a_nested_run_holds_every_k() -> None:
    samples = Samples.of(picture_like(500))
    run = NestedRun(samples, 40)
    assert len(run.errors) == 40
    assert (np.diff(run.errors) < 0).all()
    for k in (1, 2, 17, 40):
        centers = run.centers(k)
        assert centers.shape == (k, 3)
    everything = np.square(samples.features - samples.features.mean(axis=0)).sum()
    assert run.errors[0] == pytest.approx(everything, rel=1e-5)
    short = NestedRun(Samples.of(np.repeat(np.eye(3), 5, axis=0)), 40)
    assert len(short.errors) == 3
    assert short.errors[-1] == pytest.approx(0, abs=1e-12)
    assert short.is_exhausted
    assert not run.is_exhausted


@pytest.mark.sample(5)
@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("selector", [Selector.ELBOW, Selector.SILHOUETTE])
@pytest.mark.parametrize("count", [3, 9, 20])
def test_clear_clusters_are_counted(selector: Selector, count: int, metric: Metric) -> None:
    selection = select(blobs(count), selector=selector, metric=metric)
    assert selection.k == count
    assert selection.selector is selector


@pytest.mark.sample(2)
@pytest.mark.parametrize("d", [2, 3, 4])
def test_the_curve_has_every_k_falls_and_is_near_a_full_search(d: int) -> None:
    points = (255 * np.random.default_rng(d).beta(2, 4, (6000, d))).astype(np.float32)
    selection = select(points, selector=Selector.ELBOW)
    assert [candidate.k for candidate in selection.candidates] == list(range(2, 257))
    inertias = [candidate.inertia for candidate in selection.candidates]
    assert (np.diff(inertias) <= 0).all()
    for k in (2, 11, 60, 256):
        found = kmeans(points, k).inertia
        assert found * 0.97 <= inertias[k - 2] <= found * 1.15
    assert 6 <= selection.k <= 40


def test_weights_and_order_do_not_matter() -> None:
    rng = np.random.default_rng(5)
    points = picture_like(400)
    weights = rng.integers(1, 5, 400)
    heavy = select(points, selector=Selector.ELBOW, weights=weights.astype(float), most=30)
    copies = select(np.repeat(points, weights, axis=0), selector=Selector.ELBOW, most=30)
    assert heavy.k == copies.k
    for one, other in zip(heavy.candidates, copies.candidates, strict=True):
        assert one.inertia == pytest.approx(other.inertia, rel=1e-3)


@pytest.mark.sample(2)
@pytest.mark.parametrize("selector", [Selector.ELBOW, Selector.SILHOUETTE])
def test_the_same_choice_on_every_run_and_with_any_threads(selector: Selector) -> None:
    points = picture_like(10_000)
    first = select(points, selector=selector, threads=1)
    assert first == select(points, selector=selector, threads=1)
    assert first == select(points, selector=selector, threads=2)


def test_few_distinct_samples_are_the_clusters() -> None:
    points = np.repeat(np.eye(4) * 9, 30, axis=0)
    for selector in (Selector.ELBOW, Selector.SILHOUETTE):
        selection = select(points, selector=selector)
        assert (selection.k, selection.reason) == (4, Reason.DISTINCT)
        assert [c.k for c in selection.candidates] == [2, 3, 4]
        assert selection.candidates[-1].inertia == pytest.approx(0, abs=1e-6)
        assert select(points[:30], selector=selector).k == 1
        assert select(points, selector=selector, most=3).k == 3


def test_reserved_and_given_entries_count() -> None:
    points = blobs(9)
    plain = select(points, selector=Selector.ELBOW)
    assert select(points, selector=Selector.ELBOW, reserved=1).k == plain.k + 1
    far = np.array([[900.0, 900, 900]], np.float32)
    given = select(points, selector=Selector.ELBOW, given=far)
    assert given.k == plain.k + 1
    assert given.candidates[0].k == 2
    assert select(points, selector=Selector.ELBOW, known=5).k == 5
    assert select(points, selector=Selector.ELBOW, known=5, most=4).k == 4
    with pytest.raises(SettingsError, match="too few"):
        select(points, selector=Selector.ELBOW, given=far, reserved=1, most=1)


def test_candidates_have_silhouettes_with_that_selector() -> None:
    selection = select(blobs(6), selector=Selector.SILHOUETTE)
    scores = {c.k: c.silhouette for c in selection.candidates}
    assert all(-1 <= scores[k] <= 1 for k in range(2, 33))
    assert max((score, k) for k, score in scores.items() if score is not None)[1] == 6
    assert all(c.silhouette is None for c in select(blobs(6), selector=Selector.ELBOW).candidates)


@pytest.mark.parametrize("selector", [Selector.ELBOW, Selector.SILHOUETTE])
@pytest.mark.parametrize("after", [0, 4, 30])
def test_it_can_be_cancelled(selector: Selector, after: int) -> None:
    answers = iter([False] * after)
    with pytest.raises(Cancelled):
        select(
            picture_like(),
            selector=selector,
            progress=Progress(cancelled=lambda: next(answers, True)),
        )


def test_progress_goes_forward() -> None:
    seen: list[float] = []
    progress = Progress(listener=lambda _, fraction: seen.append(fraction))
    select(picture_like(), selector=Selector.SILHOUETTE, progress=progress)
    assert seen == sorted(seen)
    assert seen[-1] == 1
