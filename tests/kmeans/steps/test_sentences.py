"""The sentences have the numbers of the run."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.kmeans.steps import StepKind, StepRun, compare, comparison_sentence, sentence
from quantizer.kmeans.steps.data_sets import DATA_SETS, agreement_sentence
from quantizer.kmeans.steps.wording import listing, ordinal, percent
from quantizer.settings.settings import Init, Metric

LINE = np.array([[0.0], [1.0], [2.0], [10.0]])


def say(run: StepRun, unit: str = "points") -> str:
    return sentence(run.current, run, unit, lambda center: f"at {center[0]:.2f}")


def test_a_run_by_hand() -> None:
    run = StepRun(LINE, np.array([1.0, 1.0, 1.0, 2000.0]), given=[[0.0], [9.0]])
    assert say(run) == "2 centroids are given: next, each point goes to the nearest."
    told = []
    while not run.is_finished:
        run.step()
        told.append(say(run, "pixels"))
    assert told == [
        "Assign: each of 2,003 pixels goes to the nearest of 2 centroids; inertia is 2,005.",
        "Update: the largest move was 1.00, of centroid 1 (at 1.00); inertia fell by 99.9 % to "
        "2.00.",
        "Nothing changed: K-means has converged after 2 iterations at an inertia of 2.00; another "
        "start may end lower.",
    ]


def test_a_choice_of_k_means_plus_plus() -> None:
    run = StepRun(np.array([[0.0], [0.0], [0.0], [6.0]]), given=[[0.0]], k=2)
    run.step()
    assert say(run, "rows") == (
        "k-means++ chose the second centroid (at 6.00): this row is 6.00 from the nearest other "
        "centroid, and its probability was 100 %, 4.0 times that of an average row."
    )


def test_edits_are_told() -> None:
    run = StepRun(LINE, given=[[0.0], [9.0]])
    run.move(0, [4.0])
    assert say(run).startswith("Centroid 1 (at 4.00) was moved by hand, by 4.00; each point")
    run.place([5.0])
    assert say(run).startswith("Centroid 3 (at 5.00) was placed by hand")
    run.remove(1)
    assert say(run) == "Centroid 2 was removed by hand; 2 centroids are left."


@pytest.mark.parametrize("init", [*Init, None])
@pytest.mark.parametrize("metric", list(Metric))
def test_every_step_of_every_run_is_one_sentence(init: Init | None, metric: Metric) -> None:
    run = StepRun(np.repeat(LINE, 2, axis=0), None, 6, init, metric, max_iter=2)
    if init is None:
        run.place([3.0])
    run.run_to_end()
    run.move(0, [1000.0])
    run.run_to_end()
    for step in run.steps:
        text = sentence(step, run)
        assert text[0].isupper() or text.startswith("k-means++")
        assert text.endswith(".")
        assert "nan" not in text
    assert run.current.kind in {StepKind.ASSIGN, StepKind.CONVERGED}


def test_the_words_of_numbers() -> None:
    assert [percent(share) for share in (0.008, 0.5, 1, 1e-6)] == [
        "0.80 %",
        "50.0 %",
        "100 %",
        "less than 0.01 %",
    ]
    assert [ordinal(number) for number in (1, 10, 11, 21, 42, 113)] == [
        "first",
        "tenth",
        "11th",
        "21st",
        "42nd",
        "113th",
    ]
    assert [listing(items) for items in ([1], [1, 2], [1, 2, 3])] == ["1", "1 and 2", "1, 2 and 3"]


def test_two_runs_that_share_the_blobs_otherwise() -> None:
    data = DATA_SETS["blobs"]
    centers = np.stack([data.points[data.labels == group].mean(axis=0) for group in range(3)])
    good = StepRun(data.points, given=centers)
    assert compare(good, good) is None
    # Two centroids start in the first blob, the third one between the others.
    bad = StepRun(data.points, given=[centers[0] - 0.3, centers[0] + 0.3, centers[1:].mean(axis=0)])
    for run in (good, bad):
        run.run_to_end()
    comparison = compare(good, bad)
    assert comparison is not None
    assert comparison.difference == bad.current.inertia - good.current.inertia
    assert comparison.percent > 100
    assert [(split.whole, split.parts) for split in comparison.split_in_second] == [(0, (0, 1))]
    assert [(split.whole, split.parts) for split in comparison.split_in_first] == [(2, (1, 2))]
    text = comparison_sentence(good, bad)
    assert "above that of run A. Run B has two centroids (1 and 2) where run A has one" in text
    assert "run A has two centroids (2 and 3) where run B has one, centroid 3" in text
    assert comparison_sentence(good, good).endswith("Their clusters are the same.")
    other = StepRun(data.points, given=centers, metric=Metric.MANHATTAN)
    other.run_to_end()
    assert "cannot be compared" in comparison_sentence(good, other)


def test_the_data_sets_show_what_they_say() -> None:
    index = {}
    for name, data in DATA_SETS.items():
        for metric in Metric:
            runs = [
                StepRun(data.points, None, data.k, metric=metric, seed=seed) for seed in range(4)
            ]
            best = min((run.run_to_end() for run in runs), key=lambda step: step.inertia)
            index[name, metric] = agreement_sentence(data, best.labels)
    matching = {key for key, text in index.items() if text.startswith("The clusters match the")}
    assert matching == {
        ("blobs", Metric.EUCLIDEAN),
        ("blobs", Metric.MANHATTAN),
        ("outlier", Metric.MANHATTAN),
    }
    assert index["blobs", Metric.EUCLIDEAN].endswith("1.00): every cluster is within one group.")
