"""Sparse data are clustered as the same data are when dense, and are not made dense."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import sparse

from quantizer.errors import ConvergenceWarning, QuantizerError
from quantizer.kmeans import KMeans, kmeans
from quantizer.settings.settings import Effort

if TYPE_CHECKING:
    from collections.abc import Callable


def documents(count: int = 400, words: int = 60, seed: int = 0) -> np.ndarray:
    """Return documents of three topics, each with words of its own: dense, mostly 0, (n, d).

    The words weigh differently, so that no sample is as near to one centroid as to another.
    """
    rng = np.random.default_rng(seed)
    topics = rng.dirichlet(np.full(words, 0.1), size=3)
    counts = np.stack([rng.multinomial(12, topics[i % 3]) for i in range(count)])
    return counts * rng.uniform(1, 3, words)


def callable_init(points: object, k: int, random_state: object) -> object:
    del random_state
    return points[:k]  # sparse, if the points are


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "init", ["k-means++", "random", documents()[:5], callable_init], ids=lambda init: str(init)[:9]
)
def test_sparse_and_dense_data_have_the_same_result(
    init: object, dtype: type, weighted: bool
) -> None:
    points = documents().astype(dtype)
    weights = np.random.default_rng(1).random(len(points)) if weighted else None
    runs = 3 if isinstance(init, str) else 1
    sparse_model, dense_model = (
        KMeans(5, init=init, n_init=runs, random_state=2).fit(data, sample_weight=weights)
        for data in (sparse.csr_array(points), points)
    )
    np.testing.assert_array_equal(sparse_model.labels_, dense_model.labels_)
    assert sparse_model.labels_.dtype == np.int32
    centers = sparse_model.cluster_centers_
    assert centers.dtype == dtype
    np.testing.assert_allclose(centers, dense_model.cluster_centers_, atol=1e-5)
    assert sparse_model.inertia_ == pytest.approx(dense_model.inertia_, rel=1e-5)
    assert sparse_model.n_iter_ == dense_model.n_iter_


def test_either_model_predicts_transforms_and_scores_either_data() -> None:
    dense = documents()
    data = (dense, sparse.csr_matrix(dense), sparse.csr_array(dense))
    weights = np.arange(len(dense))
    for trained in data:
        model = KMeans(3, random_state=0).fit(trained)
        expected = np.linalg.norm(dense[:, None] - model.cluster_centers_, axis=2)
        for given in data:
            np.testing.assert_array_equal(model.predict(given), model.labels_)
            np.testing.assert_allclose(model.transform(given), expected, atol=1e-6)
            assert model.score(given) == pytest.approx(-model.inertia_)
            score = -(expected.min(axis=1) ** 2 @ weights)
            assert model.score(given, sample_weight=weights) == pytest.approx(score)
        np.testing.assert_array_equal(
            model.fit_predict(trained, sample_weight=weights),
            model.fit_transform(trained, sample_weight=weights).argmin(axis=1),
        )


@pytest.mark.parametrize("kind", ["csr", "csc", "coo", "lil", "dok", "bsr", "dia"])
@pytest.mark.parametrize("dtype", [bool, np.int8, np.int64, np.float32])
def test_every_format_and_type_of_number_is_taken(kind: str, dtype: type) -> None:
    data = sparse.csr_array(documents(12).astype(dtype)).asformat(kind)
    model = KMeans(3, random_state=0).fit(data)
    dense = KMeans(3, random_state=0).fit(data.toarray())
    np.testing.assert_array_equal(model.labels_, dense.labels_)
    assert model.cluster_centers_.dtype == dense.cluster_centers_.dtype
    np.testing.assert_array_equal(model.predict(data), model.labels_)


def test_duplicates_zeros_disorder_and_wide_indices_are_taken_and_left_as_they_are() -> None:
    """The rows are (3, 0, 1), (0, 0, 1), (3, 0, 1) and (0, 5, 0)."""
    numbers = np.array([1.0, 1, 2, 0, 1, 3, 1, 5])
    columns = np.array([2, 0, 0, 1, 2, 0, 2, 1], np.int64)
    starts = np.array([0, 3, 5, 7, 8], np.int64)
    data = sparse.csr_array((numbers, columns, starts), shape=(4, 3))
    data.indices, data.indptr = columns, starts
    numbers.flags.writeable = columns.flags.writeable = starts.flags.writeable = False
    model = KMeans(3, random_state=0).fit(data)
    assert model.cluster_centers_.tolist() == [[0, 0, 1], [0, 5, 0], [3, 0, 1]]
    assert model.labels_.tolist() == [2, 0, 2, 1]
    assert model.transform(data)[0].tolist() == [3, pytest.approx(35**0.5), 0]
    assert data.nnz == 8
    assert data.indices is columns


def test_no_more_memory_than_for_a_few_tables_of_centroids() -> None:
    data = sparse.random_array(
        (4000, 20_000), density=0.001, format="csr", rng=np.random.default_rng(0)
    )
    tracemalloc.start()
    try:
        model = KMeans(8, random_state=0, max_iter=3).fit(data)
        model.predict(data)
        model.transform(data)
        model.score(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12 * model.cluster_centers_.nbytes < data.shape[0] * data.shape[1]


def test_a_sample_at_a_centroid_has_distance_0_and_one_near_it_keeps_its_digits() -> None:
    model = KMeans(5, random_state=0).fit(sparse.csr_array(documents()))
    centers = model.cluster_centers_
    assert not model.transform(sparse.csr_array(centers)).diagonal().any()
    near = centers.copy()
    near[:, 3] += 1e-6
    distances = model.transform(sparse.csr_array(near)).diagonal()
    np.testing.assert_allclose(distances, near[:, 3] - centers[:, 3], rtol=1e-9)


def test_data_far_from_the_origin_are_told_apart_in_float32() -> None:
    points = documents().astype(np.float32)
    points[:, 0] += 5000
    start = points[:3]
    model = KMeans(3, init=start, n_init=1).fit(sparse.csr_array(points))
    dense = KMeans(3, init=start, n_init=1).fit(points)
    np.testing.assert_array_equal(model.labels_, dense.labels_)


@pytest.mark.parametrize("tol", [0, 1e-4, 1e-2])
def test_iterations_and_labels_are_scikit_learns(tol: float) -> None:
    cluster = pytest.importorskip("sklearn.cluster")
    data = sparse.csr_matrix(documents(words=200).round())  # samples between two centroids, too
    start = data[:6].toarray()
    ours = KMeans(6, init=start, n_init=1, tol=tol).fit(data)
    theirs = cluster.KMeans(6, init=start, n_init=1, tol=tol).fit(data)
    np.testing.assert_array_equal(ours.labels_, theirs.labels_)
    assert ours.n_iter_ == theirs.n_iter_
    np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_)


def test_an_empty_cluster_gets_the_costliest_sample() -> None:
    data = sparse.csr_array([[0.0, 0], [0, 0.1], [0, 0.2], [9, 0], [9, 3]])
    start = [[1.0, 0], [8, 0], [-50, -50]]
    model = KMeans(3, init=start, n_init=1).fit(data)
    assert model.labels_.tolist() == [0, 0, 0, 1, 2]


def test_more_clusters_than_distinct_samples_gives_those_samples() -> None:
    dense = np.array([[0.0, 3, 0], [0.1, 0, 0.2], [0, 0, 0], [0, 3, 0], [0, 0, 0]])
    with pytest.warns(ConvergenceWarning, match=r"distinct clusters \(3\) found smaller"):
        model = KMeans(5, random_state=0).fit(sparse.csr_array(dense))
    assert model.cluster_centers_.tolist() == [[0, 0, 0], [0, 3, 0], [0.1, 0, 0.2]]
    np.testing.assert_array_equal(model.cluster_centers_[model.labels_], dense)


def test_the_result_depends_on_the_seed_and_not_on_the_threads() -> None:
    data = sparse.random_array((6000, 500), density=0.1, format="csr", rng=np.random.default_rng(0))
    one, two = (kmeans(data, 8, rng=3, max_iter=4, threads=threads) for threads in (1, 2))
    assert one.centers.tobytes() == two.centers.tobytes()
    assert one.labels.tobytes() == two.labels.tobytes()


@pytest.mark.parametrize(
    ("parameters", "change", "words"),
    [
        ({"metric": "manhattan"}, lambda data: data, "the Manhattan metric needs dense data"),
        ({"init": "pca"}, lambda data: data, "init='pca' needs dense data"),
        ({}, lambda data: data * np.nan, "contains NaN"),
        ({}, lambda data: data * np.inf, "contains infinity"),
        ({}, lambda data: data * 1j, "Complex data not supported"),
        ({}, lambda data: data[:0], "minimum of 1 is required"),
        ({}, lambda data: data[:1], "n_samples=1 should be >= n_clusters=2"),
        ({}, lambda data: sparse.coo_array(data.toarray()[0]), "Expected 2D array"),
    ],
)
def test_sparse_data_that_cannot_be_clustered_are_a_value_error(
    parameters: dict, change: Callable, words: str
) -> None:
    data = sparse.csr_array(documents(20))
    with pytest.raises(ValueError, match=words) as caught:
        KMeans(2, **parameters).fit(change(data))
    assert isinstance(caught.value, QuantizerError)


def test_predicting_other_features_and_searching_with_an_effort_are_refused() -> None:
    data = sparse.csr_array(documents(20))
    model = KMeans(2, random_state=0).fit(data)
    with pytest.raises(ValueError, match="X has 59 features, but KMeans is expecting 60"):
        model.predict(data[:, 1:])
    medians = KMeans(2, random_state=0, metric="manhattan").fit(data.toarray())
    with pytest.raises(ValueError, match="the Manhattan metric needs dense data"):
        medians.predict(data)
    with pytest.raises(ValueError, match="needs dense data"):
        kmeans(data, 2, effort=Effort.FAST)
