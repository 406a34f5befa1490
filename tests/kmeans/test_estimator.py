"""`KMeans` stands where scikit-learn's did, with only the import changed.

scikit-learn is imported where it is used: it takes two seconds, in each process that collects.
"""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.errors import ConvergenceWarning, NotFittedError, QuantizerError
from quantizer.kmeans import KMeans

SIX = np.array([[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]])


def test_six_points_into_two_clusters() -> None:
    model = KMeans(n_clusters=2, random_state=0, n_init=10).fit(SIX)
    assert len(set(model.labels_[:3])) == len(set(model.labels_[3:])) == 1
    assert model.labels_.dtype == np.int32
    np.testing.assert_allclose(sorted(model.cluster_centers_.tolist()), [[1, 2], [10, 2]])
    assert model.inertia_ == pytest.approx(16)
    predicted = model.predict([[0, 0], [12, 3]])
    assert predicted.tolist() == [model.labels_[0], model.labels_[3]]
    assert model.score(SIX) == pytest.approx(-16)
    assert model.n_features_in_ == 2


def test_hundred_random_points_into_three() -> None:
    points = np.random.default_rng(42).random((100, 2))
    model = KMeans(n_clusters=3, random_state=42)
    labels = model.fit_predict(points)
    assert set(labels) == {0, 1, 2}
    from sklearn import cluster

    best = cluster.KMeans(n_clusters=3, n_init=20, random_state=0).fit(points)
    assert model.inertia_ <= 1.1 * best.inertia_
    np.testing.assert_array_equal(labels, model.predict(points))


def test_digits_into_ten_clusters_with_their_dominant_digit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from sklearn.datasets import load_digits

    digits = load_digits()
    model = KMeans(n_clusters=10, random_state=0, n_init=4)
    clusters = model.fit_predict(digits.data)
    matches = 0
    for cluster in range(10):
        counts = np.bincount(digits.target[clusters == cluster], minlength=10)
        print(f"cluster {cluster}: mostly the digit {counts.argmax()}")
        matches += counts.max()
    assert len(capsys.readouterr().out.splitlines()) == 10
    assert model.cluster_centers_.shape == (10, 64)
    assert matches / len(digits.target) > 0.7


def test_customers_spending_into_segments() -> None:
    from sklearn.preprocessing import StandardScaler

    rng = np.random.default_rng(3)
    means = np.array([[15.0, 80.0], [55.0, 50.0], [90.0, 15.0], [90.0, 85.0]])
    table = np.concatenate([rng.normal(mean, 4, (50, 2)) for mean in means])
    scaled = StandardScaler().fit_transform(table)
    segments = KMeans(n_clusters=4, init="k-means++", n_init=10, random_state=1).fit_predict(scaled)
    assert [len(set(segments[i : i + 50])) for i in range(0, 200, 50)] == [1, 1, 1, 1]
    assert len(set(segments)) == 4


def test_it_works_in_a_scikit_learn_pipeline_and_can_be_cloned() -> None:
    from sklearn.base import clone
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = KMeans(n_clusters=2, random_state=0)
    assert clone(model).get_params() == model.get_params()
    labels = make_pipeline(StandardScaler(), model).fit_predict(SIX)
    assert len(set(labels)) == 2
    search = GridSearchCV(model, {"n_clusters": [1, 2]}, cv=2).fit(SIX)
    assert search.best_params_ == {"n_clusters": 2}


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("n", "d", "k"), [(400, 2, 5), (900, 3, 16), (500, 20, 7)])
def test_inertia_equals_scikit_learns_from_the_same_centres(
    n: int, d: int, k: int, dtype: type, weighted: bool
) -> None:
    from sklearn import cluster

    rng = np.random.default_rng(n)
    points = rng.normal(size=(n, d)).astype(dtype)
    weights = rng.random(n) if weighted else None
    start = points[rng.choice(n, k, replace=False)]
    ours = KMeans(k, init=start, n_init=1, tol=0).fit(points, sample_weight=weights)
    theirs = cluster.KMeans(k, init=start, n_init=1, tol=0).fit(points, sample_weight=weights)
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-5)
    np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_, atol=1e-4)


def test_transform_gives_distances() -> None:
    model = KMeans(2, random_state=0).fit(SIX)
    expected = np.linalg.norm(SIX[:, None] - model.cluster_centers_, axis=2)
    np.testing.assert_allclose(model.transform(SIX), expected, atol=1e-6)
    manhattan = KMeans(2, random_state=0, metric="manhattan").fit(SIX)
    expected = np.abs(SIX[:, None] - manhattan.cluster_centers_).sum(axis=2)
    np.testing.assert_allclose(manhattan.fit_transform(SIX), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("parameters", "data", "words"),
    [
        ({"n_clusters": 0}, SIX, "n_clusters"),
        ({"n_clusters": 2.5}, SIX, "n_clusters"),
        ({"n_clusters": 7}, SIX, "n_samples=6 should be >= n_clusters=7"),
        ({"max_iter": 0}, SIX, "max_iter"),
        ({"n_init": -1}, SIX, "n_init"),
        ({"n_init": "often"}, SIX, "n_init"),
        ({"tol": -1.0}, SIX, "tol"),
        ({"init": "best"}, SIX, "init"),
        ({"metric": "cosine"}, SIX, "metric"),
        ({"n_clusters": 2, "random_state": "seed"}, SIX, "random generator"),
        ({"n_clusters": 2, "init": [[0, 0]], "n_init": 1}, SIX, "does not match the number"),
        ({"n_clusters": 1, "init": [[0, 0, 0]], "n_init": 1}, SIX, "does not match the number"),
        ({}, np.array([1.0, 2.0]), "Expected 2D array"),
        ({}, np.empty((0, 2)), "minimum of 1 is required"),
        ({}, [["a", "b"]], "not numbers"),
        ({"n_clusters": 1}, [[1 + 2j]], "Complex data not supported"),
        ({"n_clusters": 1}, [[1.0, np.nan]], "contains NaN"),
        ({"n_clusters": 1}, [[1.0, np.inf]], "contains infinity"),
    ],
)
def test_misuse_is_a_value_error(parameters: dict, data: object, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        KMeans(**parameters).fit(data)
    assert isinstance(caught.value, QuantizerError)


@pytest.mark.parametrize(
    "weights", [[1, 2], [[1] * 6], [1] * 5 + [np.nan], [-1] + [1] * 5, [0] * 6]
)
def test_weights_that_cannot_be_used_are_a_value_error(weights: list) -> None:
    with pytest.raises(ValueError, match=r"(?i)sample.weight"):
        KMeans(2).fit(SIX, sample_weight=weights)


def test_not_fitted_and_other_features() -> None:
    with pytest.raises(NotFittedError, match="not fitted yet"):
        KMeans(2).predict(SIX)
    model = KMeans(2, random_state=0).fit(SIX)
    with pytest.raises(ValueError, match="X has 3 features, but KMeans is expecting 2"):
        model.predict([[1, 2, 3]])
    with pytest.raises(ValueError, match="Invalid parameter 'clusters'"):
        model.set_params(clusters=3)


def test_given_centres_with_restarts_warn() -> None:
    with pytest.warns(RuntimeWarning, match="performing only one init"):
        KMeans(2, init=SIX[:2], n_init=5).fit(SIX)


def test_more_clusters_than_distinct_points_gives_those_points() -> None:
    points = np.array([[3.0, 1.0], [0.1, 0.2], [3.0, 1.0], [0.1, 0.2], [7.5, 7.5]])
    with pytest.warns(ConvergenceWarning, match=r"distinct clusters \(3\) found smaller"):
        model = KMeans(5, random_state=0).fit(points)
    assert model.cluster_centers_.tolist() == [[0.1, 0.2], [3.0, 1.0], [7.5, 7.5]]
    assert model.inertia_ == 0
    np.testing.assert_array_equal(model.cluster_centers_[model.labels_], points)


def test_the_same_seed_gives_the_same_bytes() -> None:
    points = np.random.default_rng(0).random((500, 3))
    for init in ("random", "k-means++", "pca"):
        first, second = (KMeans(9, init=init, random_state=5).fit(points) for _ in range(2))
        assert first.cluster_centers_.tobytes() == second.cluster_centers_.tobytes()
        assert first.labels_.tobytes() == second.labels_.tobytes()


def test_an_init_function_is_called_as_scikit_learn_calls_it() -> None:
    def first(points: np.ndarray, k: int, random_state: np.random.RandomState) -> np.ndarray:
        return points[random_state.permutation(len(points))[:k]]

    assert KMeans(2, init=first, n_init=1, random_state=0).fit(SIX).inertia_ > 0
