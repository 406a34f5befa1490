"""The runs of one `KMeans.fit`, of which the best is kept.

`search.kmeans` makes all runs at once, unless a function gives the first centroids: it is called
anew for each run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.errors import DataError
from quantizer.kmeans.parameters import generator, legacy_generator
from quantizer.kmeans.samples import check_features
from quantizer.kmeans.search import kmeans
from quantizer.kmeans.sparse_samples import is_sparse
from quantizer.progress import SILENT
from quantizer.settings.enums import Init, Metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike
    from scipy.sparse import csr_array

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.estimator import KMeans
    from quantizer.kmeans.result import KMeansResult


def best_run(
    model: KMeans, features: Floats | csr_array, weights: ArrayLike | None, runs: int
) -> KMeansResult:
    """Return the run of lowest inertia.

    Parameters
    ----------
    model
        The estimator, whose parameters are checked.
    features
        Samples, float (n, d), dense or sparse, checked.
    weights
        Weight of each sample, (n,), or None for 1 each.
    runs
        How many runs to make.

    Raises
    ------
    DataError
        If the weights or the first centroids cannot be used.
    """
    rng = generator(model.random_state)
    if not callable(model.init):
        is_array = not isinstance(model.init, str)
        given = _first_centroids(model.init, model, features) if is_array else None
        return _search(model, features, weights, runs, rng, given)
    state = legacy_generator(model.random_state)
    found = []
    for _ in range(runs):
        given = _first_centroids(
            model.init(features, model.n_clusters, random_state=state), model, features
        )
        found.append(_search(model, features, weights, 1, rng, given))
    return min(found, key=lambda run: run.inertia)


def _search(
    model: KMeans,
    features: Floats | csr_array,
    weights: ArrayLike | None,
    runs: int,
    rng: np.random.Generator,
    given: Floats | None,
) -> KMeansResult:
    progress = SILENT
    if model.verbose:
        from quantizer.kmeans.verbose import printing  # noqa: PLC0415 - for those who ask

        progress = printing(model.max_iter)
    return kmeans(
        features,
        model.n_clusters,
        weights=weights,  # type: ignore[arg-type] # checked and converted there
        init=Init(model.init) if isinstance(model.init, str) else None,
        given=given,
        metric=Metric(model.metric),
        restarts=runs,
        max_iter=model.max_iter,
        tol=model.tol,
        rng=rng,
        progress=progress,
        overwrite=not model.copy_x,
    )


def _first_centroids(init: Any, model: KMeans, features: Floats | csr_array) -> Floats:
    """Return given first centroids, or raise `DataError` if their shape does not fit."""
    dense = init.toarray() if is_sparse(init) else init
    centers = check_features(dense).copy()  # they may be rows of X, which may be overwritten
    for length, wanted, name in (
        (len(centers), model.n_clusters, "clusters"),
        (centers.shape[1], features.shape[1], "features of the data"),
    ):
        if length != wanted:
            raise DataError(
                f"The shape of the initial centers {centers.shape} does not match the number "
                f"of {name} {wanted}."
            )
    return centers
