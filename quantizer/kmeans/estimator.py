"""K-means as a scikit-learn estimator.

`KMeans` can replace ``sklearn.cluster.KMeans`` by changing the import: the same parameters,
attributes, methods, and the same kinds of warnings and errors for the same misuse
(https://scikit-learn.org/stable/developers/develop.html). It adds the Manhattan metric, the
deterministic ``"pca"`` initialisation and the history of the inertia.
"""

# ruff: noqa: ARG002, N803 - scikit-learn's names, and arguments that it passes

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from quantizer.errors import ConvergenceWarning, DataError, NotFittedError, SettingsError
from quantizer.kmeans import sparse_distance
from quantizer.kmeans.distance import distances_to, nearest, table
from quantizer.kmeans.parameters import check_parameters, generator
from quantizer.kmeans.samples import check_features, check_weights
from quantizer.kmeans.search import kmeans
from quantizer.kmeans.sparse_samples import check_data, is_sparse
from quantizer.settings.settings import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_array

    from quantizer.kmeans.arrays import Floats


class KMeans:
    """K-means clustering of any (n, d) data.

    Parameters
    ----------
    n_clusters
        Number of clusters.
    init
        ``"k-means++"``, ``"random"``, ``"pca"``, centroids of shape (n_clusters, d), or a
        function of (X, n_clusters, random_state) that returns them.
    n_init
        Number of runs, of which the one with the lowest inertia is kept; ``"auto"`` is 10 for
        ``"random"`` or a function, else 1.
    max_iter
        Most iterations of one run.
    tol
        Relative tolerance: a run stops when the summed squared movement of the centroids is at
        most `tol` times the mean variance of the features.
    random_state
        Seed, generator, or None for a different result at every fit.
    metric
        ``"euclidean"``: the centroid is the mean; ``"manhattan"``: the median.

    Attributes
    ----------
    cluster_centers_ : ndarray of shape (n_clusters, d)
        Centroids; fewer rows, and a `ConvergenceWarning`, when X has fewer distinct samples.
    labels_ : ndarray of int32, shape (n,)
        Index of the nearest centroid of each sample.
    inertia_ : float
        Weighted sum of squared distances (Manhattan: of distances) to the nearest centroid.
    inertia_history_ : tuple of float
        Inertia at each iteration of the run that was kept.
    n_iter_ : int
        Number of iterations of that run.
    n_features_in_ : int
        Number of features d seen by `fit`.

    Raises
    ------
    SettingsError
        By `fit`, a ValueError: a parameter has a value that cannot be used.
    DataError
        By all methods that take X, a ValueError: the data cannot be used.
    NotFittedError
        By methods that need centroids, before `fit`.

    Examples
    --------
    >>> from quantizer.kmeans import KMeans
    >>> model = KMeans(n_clusters=2, random_state=0).fit([[1, 2], [1, 4], [10, 2], [10, 4]])
    >>> sorted(model.cluster_centers_.tolist())
    [[1.0, 3.0], [10.0, 3.0]]
    """

    cluster_centers_: Floats
    labels_: NDArray[np.int32]
    inertia_: float
    inertia_history_: tuple[float, ...]
    n_iter_: int
    n_features_in_: int

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: str | ArrayLike | Callable[..., ArrayLike] = "k-means++",
        n_init: int | str = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        random_state: int | np.random.Generator | np.random.RandomState | None = None,
        metric: str = "euclidean",
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.metric = metric

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:
        """Find the clusters of X.

        Parameters
        ----------
        X
            Samples, (n, d).
        y
            Ignored; exists by scikit-learn's convention.
        sample_weight
            Weight of each sample, (n,); None for 1 each.

        Returns
        -------
        KMeans
            The estimator itself.
        """
        check_parameters(self.get_params())
        features = check_data(X, Metric(self.metric))
        if features.shape[0] < self.n_clusters:
            raise DataError(
                f"n_samples={features.shape[0]} should be >= n_clusters={self.n_clusters}."
            )
        rng = generator(self.random_state)
        init, given = self._first_centroids(features, rng)
        result = kmeans(
            features,
            self.n_clusters,
            weights=sample_weight,  # type: ignore[arg-type] # checked and converted there
            init=init,
            given=given,
            metric=Metric(self.metric),
            restarts=self._runs(given),
            max_iter=self.max_iter,
            tol=self.tol,
            rng=rng,
        )
        if len(result.centers) < self.n_clusters:
            warnings.warn(
                f"Number of distinct clusters ({len(result.centers)}) found smaller than "
                f"n_clusters ({self.n_clusters}). Possibly due to duplicate points in X.",
                ConvergenceWarning,
                stacklevel=2,
            )
        self.cluster_centers_ = result.centers
        self.labels_ = result.labels
        self.inertia_ = result.inertia
        self.inertia_history_ = result.history
        self.n_iter_ = result.n_iter
        self.n_features_in_ = features.shape[1]
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.int32]:
        """Return the index of the nearest centroid of each sample of X, int32 (n,)."""
        return self._nearest(self._features_for_fit(X))

    def fit_predict(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> NDArray[np.int32]:
        """Fit, and return the label of each sample of X, int32 (n,)."""
        return self.fit(X, y, sample_weight).labels_

    def transform(self, X: ArrayLike) -> Floats:
        """Return the distance (not squared) of each sample to each centroid, (n, n_clusters)."""
        features = self._features_for_fit(X)
        if is_sparse(features):
            return sparse_distance.distances(features, self.cluster_centers_)
        centers = self.cluster_centers_.astype(features.dtype)
        origin = centers.mean(axis=0)
        metric = Metric(self.metric)
        distances = table(features - origin, centers - origin, metric)
        return np.sqrt(distances) if metric is Metric.EUCLIDEAN else distances

    def fit_transform(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> Floats:
        """Fit, and return the distances of `transform`."""
        return self.fit(X, y, sample_weight).transform(X)

    def score(
        self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None
    ) -> float:
        """Return the negative inertia of X with these centroids."""
        features = self._features_for_fit(X)
        weights = check_weights(sample_weight, features.shape[0])
        labels = self._nearest(features)
        centers = self.cluster_centers_.astype(features.dtype)
        if is_sparse(features):
            costs = sparse_distance.distances_to(features, centers, labels)
        else:
            costs = distances_to(features, centers, labels, Metric(self.metric))
        return -float(costs @ weights)

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name."""
        return {name: getattr(self, name) for name in _PARAMETERS}

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name and return the estimator itself."""
        for name, value in params.items():
            if name not in _PARAMETERS:
                raise SettingsError(
                    f"Invalid parameter {name!r} for estimator {self!r}. "
                    f"Valid parameters are: {list(_PARAMETERS)!r}."
                )
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        defaults = inspect.signature(type(self)).parameters
        changed = [
            f"{name}={value!r}"
            for name, value in self.get_params().items()
            if value is not defaults[name].default
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __sklearn_tags__(self) -> object:
        """Return scikit-learn's tags of a clusterer; only scikit-learn calls this."""
        from sklearn.base import BaseEstimator, ClusterMixin  # noqa: PLC0415

        return type("_Clusterer", (ClusterMixin, BaseEstimator), {})().__sklearn_tags__()

    def _first_centroids(
        self, features: Floats, rng: np.random.Generator
    ) -> tuple[Init, Floats | None]:
        if isinstance(self.init, str):
            return Init(self.init), None
        if callable(self.init):
            state = np.random.RandomState(int(rng.integers(2**32)))
            centers = check_features(self.init(features, self.n_clusters, random_state=state))
        else:
            centers = check_features(self.init)
        if len(centers) != self.n_clusters:
            raise DataError(
                f"The shape of the initial centers {centers.shape} does not match the number "
                f"of clusters {self.n_clusters}."
            )
        if centers.shape[1] != features.shape[1]:
            raise DataError(
                f"The shape of the initial centers {centers.shape} does not match the number "
                f"of features of the data {features.shape[1]}."
            )
        return Init.RANDOM, centers

    def _runs(self, given: Floats | None) -> int:
        if isinstance(self.n_init, str):
            return 10 if self.init == Init.RANDOM else 1
        if given is not None and self.n_init != 1:
            warnings.warn(
                "Explicit initial center position passed: performing only one init in KMeans "
                f"instead of n_init={self.n_init}.",
                RuntimeWarning,
                stacklevel=3,
            )
            return 1
        return int(self.n_init)

    def _features_for_fit(self, X: ArrayLike) -> Any:
        if not hasattr(self, "cluster_centers_"):
            raise NotFittedError(
                "This KMeans instance is not fitted yet. Call 'fit' with appropriate arguments "
                "before using this estimator."
            )
        features = check_data(X, Metric(self.metric))
        if features.shape[1] != self.n_features_in_:
            raise DataError(
                f"X has {features.shape[1]} features, but KMeans is expecting "
                f"{self.n_features_in_} features as input."
            )
        return features

    def _nearest(self, features: Floats | csr_array) -> NDArray[np.int32]:
        if is_sparse(features):
            return sparse_distance.nearest(features, self.cluster_centers_)
        origin = self.cluster_centers_.mean(axis=0)
        shifted = (features - origin).astype(features.dtype)
        return nearest(shifted, self.cluster_centers_ - origin, Metric(self.metric))


_PARAMETERS = tuple(inspect.signature(KMeans).parameters)
