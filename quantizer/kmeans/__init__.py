"""The K-means core: arrays in, arrays out; it knows nothing of images.

`search.kmeans` checks the data, then alternates `seeding.seed` and `lloyd.descend`, which asks
`distance.nearest` for assignments, and keeps the `KMeansResult` of lowest inertia. `KMeans` is
the same behind scikit-learn's conventions.
"""

from quantizer.kmeans.estimator import KMeans
from quantizer.kmeans.result import KMeansResult
from quantizer.kmeans.search import kmeans

__all__ = ["KMeans", "KMeansResult", "kmeans"]
