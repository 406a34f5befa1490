"""`KMeans` answers scikit-learn as its own estimators do, and does without scikit-learn."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import tracemalloc
import types
import warnings
from dataclasses import dataclass

import numpy as np
import pytest

from quantizer import errors
from quantizer.kmeans import KMeans, parameters

POINTS = np.random.default_rng(0).random((60, 3))


class Table:
    """A data frame, as far as `KMeans` looks at it."""

    def __init__(self, columns: list[object], values: np.ndarray = POINTS) -> None:
        self.columns, self.values = columns, values
        self.index = range(100, 100 + len(values))

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return self.values


class Weighted(KMeans):
    """A subclass that passes most parameters on."""

    def __init__(self, extra: float = 3.0, **parameters: object) -> None:
        super().__init__(**parameters)
        self.extra = extra


@pytest.mark.parametrize(
    "metric", ["euclidean", pytest.param("manhattan", marks=pytest.mark.exhaustive)]
)
@pytest.mark.filterwarnings("ignore")  # some checks cause warnings on purpose
def test_check_estimator_fails_where_scikit_learns_own_fails_and_nowhere_else(metric: str) -> None:
    pytest.importorskip("sklearn", "1.6")
    from sklearn.utils import estimator_checks

    results = estimator_checks.check_estimator(KMeans(metric=metric), on_fail=None, on_skip=None)
    failed = {one["check_name"] for one in results if one["status"] == "failed"}
    assert failed <= {
        "check_sample_weight_equivalence_on_dense_data",
        "check_sample_weight_equivalence_on_sparse_data",
    }
    # These are made only for classes that inherit from scikit-learn's `ClusterMixin`.
    estimator_checks.check_clustering("KMeans", KMeans(metric=metric))
    estimator_checks.check_clusterer_compute_labels_predict("KMeans", KMeans(metric=metric))


def test_subclasses_keep_their_parameters_through_clone() -> None:
    base = pytest.importorskip("sklearn.base")
    model = Weighted(extra=5.0, n_clusters=3, random_state=1, init=POINTS[:3])
    copy = base.clone(model)
    assert isinstance(copy, Weighted)
    assert (copy.extra, copy.n_clusters, copy.random_state) == (5.0, 3, 1)
    assert copy.set_params(n_clusters=2).get_params()["n_clusters"] == 2
    assert repr(base.clone(Weighted(n_clusters=4))) == "Weighted(n_clusters=4)"
    assert copy.set_params(init="random").fit(POINTS).get_feature_names_out()[1] == "weighted1"


def test_a_subclass_may_inherit_from_scikit_learns_classes_too() -> None:
    base = pytest.importorskip("sklearn.base")

    class Model(KMeans, base.ClusterMixin, base.TransformerMixin, base.BaseEstimator):
        pass

    model = base.clone(Model(3, random_state=0)).set_output(transform="default").fit(POINTS)
    assert base.is_clusterer(model)
    np.testing.assert_array_equal(model.labels_, KMeans(3, random_state=0).fit(POINTS).labels_)


def test_elkan_runs_lloyd_and_says_so_once() -> None:
    parameters._explain_elkan.cache_clear()
    with pytest.warns(UserWarning, match="said once") as caught:
        elkan = [KMeans(4, algorithm="elkan", random_state=0).fit(POINTS) for _ in range(2)]
    assert len(caught) == 1
    assert caught[0].filename == __file__
    lloyd = KMeans(4, random_state=0).fit(POINTS)
    np.testing.assert_array_equal(elkan[1].cluster_centers_, lloyd.cluster_centers_)
    with pytest.warns(RuntimeWarning, match="single cluster"):
        KMeans(1, algorithm="elkan").fit(POINTS)


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ({"tol": 0.0}, r"Converged at iteration \d+: strict convergence\.$"),
        ({"tol": 0.1}, r"Converged at iteration \d+: center shift [\d.e-]+ within tolerance 0.0"),
        ({"tol": 0.0, "max_iter": 2}, r"^Iteration 1, inertia \d"),
    ],
)
def test_verbose_prints_the_iterations_as_scikit_learn_does(
    values: dict, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model = KMeans(4, random_state=0, **values).fit(POINTS)
    assert not capsys.readouterr().out
    model.set_params(verbose=1).fit(POINTS)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Initialization complete"
    printed = [line for line in lines if re.match(r"Iteration \d+, inertia [\d.]+\.$", line)]
    assert len(printed) == model.n_iter_
    assert re.search(last, lines[-1])


@pytest.mark.parametrize("n_clusters", [4, 60])
def test_without_copy_x_the_data_serve_as_memory_and_are_put_back(n_clusters: int) -> None:
    points = POINTS + 1e3

    def first(data: np.ndarray, k: int, random_state: object) -> np.ndarray:
        return data[:k]

    expected = KMeans(n_clusters, init=first, n_init=2).fit(points)
    passed = points.copy()
    model = KMeans(n_clusters, init=first, n_init=2, copy_x=False).fit(passed)
    np.testing.assert_allclose(passed, points, rtol=1e-12)
    np.testing.assert_array_equal(model.labels_, expected.labels_)
    np.testing.assert_allclose(model.cluster_centers_, expected.cluster_centers_)
    passed.flags.writeable = False
    KMeans(n_clusters, copy_x=False).fit(passed)


def test_without_copy_x_no_copy_is_made() -> None:
    points = np.random.default_rng(0).random((20_000, 32))
    peaks = []
    for copy_x in (True, False):
        tracemalloc.start()
        KMeans(2, max_iter=1, copy_x=copy_x, init=points[:2]).fit(points)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[0] - peaks[1] > 0.8 * points.nbytes


@pytest.mark.parametrize("given", ["array", "list"])
def test_given_centres_need_no_n_init(given: str) -> None:
    start = POINTS[:3] if given == "array" else POINTS[:3].tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = KMeans(3, init=start).fit(POINTS)
    assert model._n_init == 1


@pytest.mark.parametrize(("n_init", "calls"), [("auto", 10), (3, 3)])
def test_a_function_gives_the_first_centres_of_each_run(n_init: object, calls: int) -> None:
    drawn = []

    def draw(points: np.ndarray, k: int, random_state: np.random.RandomState) -> np.ndarray:
        drawn.append(points[random_state.permutation(len(points))[:k]])
        return drawn[-1]

    model = KMeans(4, init=draw, n_init=n_init, random_state=7).fit(POINTS)
    assert len(drawn) == calls
    source = np.random.RandomState(7)  # scikit-learn seeds the same one
    for start in drawn:
        np.testing.assert_array_equal(start, POINTS[source.permutation(60)[:4]])
    assert model.inertia_ == min(KMeans(4, init=start).fit(POINTS).inertia_ for start in drawn)


def test_numpys_global_seed_decides_without_a_random_state() -> None:
    labels = []
    for _ in range(2):
        np.random.seed(3)  # noqa: NPY002 - as programs for scikit-learn do
        labels.append(KMeans(8, init="random", n_init=1, max_iter=1).fit(POINTS).labels_)
    np.testing.assert_array_equal(*labels)


def test_weights_may_be_a_list() -> None:
    weights = np.arange(60.0)
    model = KMeans(3, random_state=0).fit(POINTS, sample_weight=weights.tolist())
    assert model.inertia_ == KMeans(3, random_state=0).fit(POINTS, sample_weight=weights).inertia_


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_a_centre_is_at_distance_0_from_itself(dtype: type, metric: str) -> None:
    points = np.random.default_rng(0).normal(1e4, 100, (200, 30)).astype(dtype)
    model = KMeans(20, metric=metric, random_state=0).fit(points)
    distances = model.transform(model.cluster_centers_)
    assert model.cluster_centers_.dtype == distances.dtype == dtype
    assert not distances.diagonal().any()
    wide = points.astype(np.float64)[:, None] - model.cluster_centers_
    order = 2 if metric == "euclidean" else 1
    expected = np.linalg.norm(wide, order, axis=2)
    np.testing.assert_allclose(model.transform(points), expected, rtol=1e-6)


def test_data_frames_keep_their_feature_names() -> None:
    model = KMeans(3, random_state=0).fit(Table(["a", "b", "c"]))
    assert model.feature_names_in_.tolist() == ["a", "b", "c"]
    model.predict(Table(["a", "b", "c"]))
    with pytest.raises(ValueError, match="same order as they were in fit"):
        model.predict(Table(["b", "a", "c"]))
    with pytest.raises(ValueError, match=r"unseen at fit time:\n- d\n(.|\n)*now missing:\n- b\n"):
        model.transform(Table(["a", "c", "d"]))
    with pytest.warns(UserWarning, match="does not have valid feature names") as caught:
        model.predict(POINTS)
    assert caught[0].filename == __file__
    with pytest.raises(ValueError, match="not equal to feature_names_in_"):
        model.get_feature_names_out(["x", "y", "z"])
    with pytest.raises(TypeError, match="all input features have string names"):
        model.fit(Table(["a", 1, "c"]))
    assert not hasattr(model.fit(Table([0, 1, 2])), "feature_names_in_")
    with pytest.warns(UserWarning, match="was fitted without feature names"):
        model.predict(Table(["a", "b", "c"]))


def test_transform_returns_the_data_frame_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @dataclass
    class Frame:
        data: np.ndarray
        index: object = None
        columns: object = None
        copy: object = None

    pandas = types.SimpleNamespace(DataFrame=Frame)
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    model = KMeans(2, random_state=0)
    plain = model.fit_transform(POINTS)
    assert isinstance(plain, np.ndarray)
    frame = model.set_output(transform="pandas").fit_transform(POINTS)
    np.testing.assert_array_equal(frame.data, plain)
    assert frame.columns.tolist() == ["kmeans0", "kmeans1"]
    assert isinstance(model.set_output(transform="default").transform(POINTS), np.ndarray)
    with pytest.raises(ValueError, match="default"):
        model.set_output(transform="excel")
    sklearn = pytest.importorskip("sklearn")
    with sklearn.config_context(transform_output="pandas"):
        assert isinstance(KMeans(2).fit_transform(POINTS), Frame)


def test_metadata_routing_passes_weights_on() -> None:
    sklearn = pytest.importorskip("sklearn")
    from sklearn.model_selection import GridSearchCV

    weights = np.arange(60.0)
    search = {"n_clusters": [2, 3]}
    with pytest.raises(RuntimeError, match="enable_metadata_routing"):
        KMeans().set_fit_request(sample_weight=True)
    with sklearn.config_context(enable_metadata_routing=True):
        with pytest.raises(ValueError, match="not explicitly set"):
            GridSearchCV(KMeans(), search).fit(POINTS, sample_weight=weights)
        model = KMeans(random_state=0).set_fit_request(sample_weight=True)
        model.set_score_request(sample_weight=False).set_score_request()
        best = GridSearchCV(model, search).fit(POINTS, sample_weight=weights).best_estimator_
        assert pickle.loads(pickle.dumps(best)).get_metadata_routing().fit.requests == {
            "sample_weight": True
        }
    expected = KMeans(best.n_clusters, random_state=0).fit(POINTS, sample_weight=weights)
    assert best.inertia_ == expected.inertia_


def test_errors_and_warnings_are_scikit_learns_own_where_it_is_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exceptions = pytest.importorskip("sklearn.exceptions")
    with pytest.raises(exceptions.NotFittedError, match="not fitted yet") as caught:
        KMeans().predict(POINTS)
    assert isinstance(caught.value, errors.NotFittedError)
    assert type(pickle.loads(pickle.dumps(caught.value))) is type(caught.value)
    with pytest.warns(exceptions.ConvergenceWarning) as warned:
        KMeans(2).fit([[1.0], [1.0]])
    assert issubclass(warned[0].category, errors.ConvergenceWarning)
    monkeypatch.delitem(sys.modules, "sklearn")
    with pytest.raises(errors.NotFittedError) as caught:
        KMeans().predict(POINTS)
    assert type(caught.value) is errors.NotFittedError


def test_notebooks_show_scikit_learns_diagram_or_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sklearn = pytest.importorskip("sklearn")
    model = KMeans(3)
    diagram = model._repr_html_()
    assert diagram is not None
    assert "sk-container" in diagram
    assert "KMeans(n_clusters=3)" in diagram
    with sklearn.config_context(display="text"):
        assert model._repr_html_() is None
    monkeypatch.setitem(sys.modules, "sklearn", None)  # an import raises ImportError
    assert KMeans(init="<b>")._repr_html_() == "<pre>KMeans(init=&#x27;&lt;b&gt;&#x27;)</pre>"


def test_scikit_learn_is_not_imported() -> None:
    program = (
        "import sys; from quantizer import KMeans; KMeans(2).fit_transform([[0.0], [1.0], [2.0]]);"
        "sys.exit('sklearn' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
