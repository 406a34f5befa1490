"""Clusters of tables: as scikit-learn finds them, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn import cluster, datasets, metrics, preprocessing

import resources
from quantizer.errors import QuantizerError
from quantizer.settings.enums import Metric, Selector
from quantizer.tables.describe import describe, differences
from quantizer.tables.options import Missing, Scale
from quantizer.tables.profile import format_value, profile, remarks
from quantizer.tables.read import read_table
from quantizer.tables.segmentation import SegmentOptions, segment
from quantizer.tables.suggestion import REASONS
from resources.make_customers import COLUMNS, FAR, make, write

SCALERS = {
    Scale.NONE: lambda values: values,
    Scale.STANDARD: lambda values: preprocessing.StandardScaler().fit_transform(values),
    Scale.MINMAX: lambda values: preprocessing.MinMaxScaler().fit_transform(values),
}


def table_of(path: Path, values: np.ndarray):
    np.savetxt(path, values, delimiter=",", fmt="%.17g")
    return read_table(path)


@pytest.mark.parametrize(
    ("name", "k", "scale"),
    [
        ("iris", 3, Scale.STANDARD),
        ("iris", 3, Scale.NONE),
        ("wine", 3, Scale.MINMAX),
        pytest.param("digits", 10, Scale.STANDARD, marks=pytest.mark.exhaustive),
        pytest.param("digits", 10, Scale.NONE, marks=pytest.mark.exhaustive),
    ],
)
def test_the_inertia_is_that_of_scikit_learn(tmp_path, name, k, scale) -> None:
    values = getattr(datasets, f"load_{name}")().data
    table = table_of(tmp_path / "t.csv", values)
    np.testing.assert_array_equal(table.values, values)
    restarts = 100 if name == "digits" else 20
    found = segment(table, SegmentOptions(k, scale, restarts=restarts))
    scaled = SCALERS[scale](values)
    np.testing.assert_allclose(found.features, scaled, atol=1e-12)
    theirs = cluster.KMeans(k, n_init=restarts, random_state=0).fit(scaled)
    assert found.result.inertia == pytest.approx(theirs.inertia_, rel=1e-3)
    assert found.summary.inertia == pytest.approx(found.result.inertia, rel=1e-9)
    score = metrics.silhouette_score(scaled, found.labels)
    assert found.silhouettes.overall == pytest.approx(score, abs=1e-9)


@pytest.fixture(scope="module")
def customers(tmp_path_factory):
    path = tmp_path_factory.mktemp("t") / "customers.csv"
    write(path)
    return read_table(path)


@pytest.mark.parametrize(
    ("k", "metric"),
    [
        (4, Metric.EUCLIDEAN),
        (4, Metric.MANHATTAN),
        (Selector.ELBOW, Metric.EUCLIDEAN),
        (Selector.SILHOUETTE, Metric.EUCLIDEAN),
    ],
)
def test_known_segments_come_out(customers, k, metric) -> None:
    found = segment(customers, SegmentOptions(k, metric=metric, missing=Missing.MEAN))
    assert metrics.adjusted_rand_score(make()[1], found.labels) > 0.97
    assert (np.diff(found.summary.counts) <= 0).all()
    spenders = int(found.means[:, COLUMNS.index("electronics")].argmax())
    assert found.descriptions[spenders].startswith("very high electronics")
    lines = customers.lines[found.rows.indices[found.outliers.rows]].tolist()
    assert set(lines[:2]) == {row + 2 for row, _, _ in FAR}
    assert f"line {lines[0]} " in remarks(found)[-1]


def test_the_example_is_that_table(customers) -> None:
    example = Path(resources.__file__).with_name("examples") / "customers.csv"
    assert example.read_bytes() == customers.path.read_bytes()


def test_rows_with_missing_values_have_no_cluster(customers) -> None:
    found = segment(customers, SegmentOptions(4))
    values, _ = make()
    assert found.rows.indices.tolist() == np.flatnonzero(~np.isnan(values).any(axis=1)).tolist()
    for label in range(4):
        own = found.rows.values[found.labels == label]
        np.testing.assert_allclose(found.means[label], own.mean(axis=0))
    head, *rows = profile(found)
    assert head == ["cluster", "1", "2", "3", "4", "all"]
    assert [row[0] for row in rows] == ["rows", "share", "silhouette", *COLUMNS]


def test_words_say_what_sets_a_cluster_apart() -> None:
    means = np.array([[10.0, 5, 1, 7], [0, 5.2, 3, 7]])
    apart = differences(means, np.array([30, 30]), np.array([5.0, 2, 1, 0]))
    np.testing.assert_allclose(apart, [[2, -0.1, -2, 0], [-2, 0.1, 2, 0]])
    names = ["a", "b", "c", "d"]
    assert describe(apart[0], names) == "very high a, very low c"
    assert describe(np.array([0.7, -0.6, 0.9, 0]), names) == "high c and a, low b"
    assert describe(np.zeros(4), names) == "close to the average in every column"


def test_a_small_cluster_is_named(tmp_path) -> None:
    rng = np.random.default_rng(0)
    groups = {(0, 0): 90, (8, 0): 90, (0, 8): 90, (40, 40): 3}
    parts = [rng.normal(middle, 1, (size, 2)) for middle, size in groups.items()]
    found = segment(table_of(tmp_path / "t.csv", np.concatenate(parts)), SegmentOptions(4))
    assert found.small.tolist() == [False, False, False, True]
    assert "Cluster 4 is small and far from the others: 3 rows, 1.10%." in remarks(found)


def test_equal_distances_make_no_outlier(tmp_path) -> None:
    table = table_of(tmp_path / "three.csv", np.array([[1, 2], [3, 4], [9, 9]]))
    assert not len(segment(table, SegmentOptions(2)).outliers.rows)


@pytest.mark.parametrize("selector", Selector)
def test_equal_rows_are_one_cluster(tmp_path, selector) -> None:
    found = segment(table_of(tmp_path / "equal.csv", np.ones((9, 2))), SegmentOptions(selector))
    assert REASONS[found.selection.reason] == "all rows are the same"


def test_values_show_two_digits_of_their_spread() -> None:
    assert format_value(12345.6, 300) == "12,346"
    assert format_value(0.12345, 0.02) == "0.123"
    assert format_value(3.0, 0.0) == "3.00"
    assert format_value(1e15, 1e12) == "1e+15"


@pytest.mark.parametrize(
    ("values", "k", "reason"),
    [
        ([[1, 2]], 1, "only one row"),
        ([[1, 2], [3, 4]], 3, "3 clusters need as many rows, and .* has 2"),
        ([[1, np.nan], [3, 4], [np.nan, 2]], 1, "has not two rows without missing values"),
    ],
)
def test_too_few_rows_are_refused(tmp_path, values, k, reason) -> None:
    with pytest.raises(QuantizerError, match=reason):
        segment(table_of(tmp_path / "t.csv", np.array(values, float)), SegmentOptions(k))
