"""The K-means core: arrays in, arrays out; it knows nothing of images.

`search.kmeans` checks the data, then alternates `seeding.seed` and `descent.descend`, which asks
`lloyd` for iterations and that `distance` for assignments, and keeps the `KMeansResult` of lowest
inertia; or it searches by `effort`. `KMeans` is the same behind scikit-learn's conventions.
"""

from quantizer.kmeans.estimator import KMeans
from quantizer.kmeans.result import KMeansResult
from quantizer.kmeans.search import kmeans

__all__ = ["KMeans", "KMeansResult", "kmeans"]
