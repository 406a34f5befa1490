"""The steps are those of the library's K-means, can be gone back through, and can be edited."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.errors import Cancelled, DataError
from quantizer.kmeans import KMeans, kmeans
from quantizer.kmeans.steps import Edit, Step, StepKind, StepRun
from quantizer.progress import Progress
from quantizer.settings.settings import Init, Metric

LINE = np.array([[0.0], [1.0], [2.0], [10.0]])


def points(dtype: type = np.float64, count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(count, 3)) + 2 * rng.integers(0, 4, (count, 1)) + 100
    return features.astype(dtype), rng.integers(1, 6, count).astype(float)


def kinds(run: StepRun) -> list[StepKind]:
    return [step.kind for step in run.steps]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("init", list(Init))
def test_each_step_is_an_iteration_of_the_estimator(
    init: Init, metric: Metric, dtype: type
) -> None:
    features, weights = points(dtype)
    run = StepRun(features, weights, 6, init, metric, seed=5)
    while len(run.current.centers) < 6:
        run.step()
    centers = run.current.centers
    inertia = run.step().inertia
    while not run.is_finished:
        model = KMeans(6, init=centers, n_init=1, max_iter=1, tol=0, metric=metric)
        model.fit(features, sample_weight=weights)
        assert model.inertia_history_[0] == pytest.approx(
            inertia, rel=1e-9 if dtype is np.float64 else 1e-5
        )
        centers, inertia = model.cluster_centers_, model.inertia_
        np.testing.assert_array_equal(run.step().centers, centers)
        assert run.step().inertia == pytest.approx(inertia, rel=1e-9)
    whole = kmeans(features, 6, weights=weights, init=init, metric=metric, rng=5, tol=0)
    assert run.current.kind is StepKind.CONVERGED
    assert (run.current.inertia, run.current.iteration) == (whole.inertia, whole.n_iter)
    np.testing.assert_array_equal(run.current.labels, whole.labels)


@pytest.mark.parametrize("init", list(Init))
def test_a_generator_gives_the_start_of_the_estimator(init: Init) -> None:
    features, _ = points()
    model = KMeans(5, init=init, n_init=1, tol=0, random_state=7).fit(features)
    run = StepRun(features, None, 5, init, seed=np.random.default_rng(7))
    assert run.run_to_end().inertia == model.inertia_


def test_probabilities_of_the_next_choice_by_hand() -> None:
    run = StepRun(LINE, np.array([1.0, 1.0, 2.0, 1.0]), 3, given=[[0.0]])
    # Squared distances to 0, times the weights: 0, 1, 8 and 100.
    np.testing.assert_allclose(run.current.probabilities, np.array([0, 1, 8, 100]) / 109)
    step = run.step()
    assert step.kind is StepKind.SEED
    assert step.chosen in step.candidates
    assert step.centers[1] == LINE[step.chosen]
    nearest = np.minimum(LINE**2, (LINE - LINE[step.chosen]) ** 2)[:, 0] * [1, 1, 2, 1]
    np.testing.assert_allclose(step.probabilities, nearest / nearest.sum(), atol=1e-12)
    assert run.step().probabilities is None


def test_a_principal_split_is_shown_split_by_split() -> None:
    run = StepRun(LINE, None, 3, Init.PCA)
    assert run.step().centers.tolist() == [[3.25]]
    assert run.step().centers.tolist() == [[1.0], [10.0]]
    assert run.step().split == 0
    assert sorted(run.current.centers.ravel()) == [0.5, 2.0, 10.0]


def test_iterations_by_hand() -> None:
    run = StepRun(LINE, given=[[0.0], [1.0]])
    assign, update = run.step(), run.step()
    assert (assign.labels.tolist(), assign.inertia, assign.changed) == ([0, 1, 1, 1], 82, None)
    mean = 13 / 3
    assert update.centers.tolist() == [[0.0], [pytest.approx(mean)]]
    assert update.inertia == pytest.approx((1 - mean) ** 2 + (2 - mean) ** 2 + (10 - mean) ** 2)
    assert update.moved.distances.tolist() == [0.0, pytest.approx(mean - 1)]
    assert (update.moved.cluster, update.moved.total) == (1, update.moved.largest)
    assert run.step().changed == 2
    assert kinds(run) == [StepKind.START, StepKind.ASSIGN, StepKind.UPDATE, StepKind.ASSIGN]
    run.run_to_end()
    assert sorted(run.current.centers.ravel()) == [1.0, 10.0]
    assert (run.current.changed, run.current.inertia) == (0, 2)


def test_an_empty_cluster_starts_again_at_the_worst_served_sample() -> None:
    run = StepRun(np.array([[0.0], [1.0], [2.0], [50.0]]), given=[[1.0], [-1000.0]])
    assert run.step().counts.tolist() == [4, 0]
    step = run.step()
    assert (step.reseeded, step.centers.tolist()) == ((1,), [[1.0], [50.0]])
    assert step.labels.tolist() == [0, 0, 0, 1]


def test_going_back_computes_nothing_and_forward_again_is_the_same() -> None:
    run = StepRun(*points(count=4000), 7)
    run.run_to_end()
    steps = run.steps
    labels = [kmeans_labels(step, points(count=4000)[0]) for step in steps]
    for _ in steps[1:]:
        run.back()
    assert run.back() is steps[0]
    for step in steps[1:]:
        assert run.step(Progress(cancelled=lambda: True)) is step
    assert run.is_finished
    assert run.go_to(3) is steps[3]
    for step, expected in zip(steps, labels, strict=True):
        if step.kind in {StepKind.ASSIGN, StepKind.CONVERGED}:
            np.testing.assert_array_equal(step.labels, expected)


def kmeans_labels(step: Step, features: np.ndarray) -> np.ndarray | None:
    if step.inertia is None:
        return None
    return np.square(features[:, None] - step.centers).sum(axis=2).argmin(axis=1)


def test_edits_drop_what_came_after_and_the_run_goes_on() -> None:
    run = StepRun(LINE, given=[[0.0], [1.0]])
    run.run_to_end()
    run.go_to(2)
    step = run.move(1, [10.0])
    assert (step.edit, step.edited, step.moved.cluster) == (Edit.MOVE, 1, 1)
    assert kinds(run)[-1] is StepKind.EDIT
    assert len(run.steps) == 4
    assert run.step().labels.tolist() == [0, 0, 0, 1]
    assert run.place([2.0]).k == 3
    assert run.step().labels.tolist() == [0, 0, 2, 1]
    assert run.remove(0).centers.tolist() == [[10.0], [2.0]]
    assert run.current.labels is None
    assert run.step().labels.tolist() == [1, 1, 1, 0]
    assert run.restart().centers.tolist() == [[0.0], [1.0]]
    assert len(run.steps) == 1


def test_centroids_can_all_be_placed_by_hand() -> None:
    run = StepRun(LINE, init=None)
    with pytest.raises(DataError, match="place one"):
        run.step()
    run.place([0.0])
    run.place([9.0])
    assert run.run_to_end().centers.tolist() == [[1.0], [10.0]]


def test_a_centroid_that_is_placed_while_others_are_chosen_is_one_of_them() -> None:
    run = StepRun(LINE, k=3)
    run.step()
    run.place([1.5])
    assert run.step().kind is StepKind.SEED
    assert len(run.current.centers) == 3
    assert run.step().kind is StepKind.ASSIGN


def test_a_cancelled_step_leaves_the_run_where_it_was() -> None:
    features, weights = points()
    run, other = (StepRun(features, weights, 5) for _ in range(2))
    while not run.is_finished:
        for checks in (0, 1):
            answers = iter([False] * checks)
            with pytest.raises(Cancelled):
                run.step(Progress(cancelled=lambda answers=answers: next(answers, True)))
        np.testing.assert_array_equal(run.step().centers, other.step().centers)


def test_a_run_ends_at_its_limit_of_iterations() -> None:
    run = StepRun(*points(), 6, max_iter=2)
    run.run_to_end()
    assert run.is_finished
    assert kinds(run)[-4:] == [StepKind.UPDATE, StepKind.ASSIGN, StepKind.UPDATE, StepKind.ASSIGN]
    assert run.step() is run.current
    run.move(0, run.current.centers[1] + 0.1)
    assert not run.is_finished


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"k": 5}, "5 clusters need as many samples"),
        ({"k": 2, "given": [[0.0, 1.0]]}, "do not fit"),
        ({"given": [[np.nan]]}, "NaN"),
    ],
)
def test_what_cannot_be_clustered_is_refused(options: dict[str, object], reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        StepRun(LINE, **options)
