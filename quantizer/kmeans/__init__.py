"""K-means on arrays; this package knows nothing of images.

`search.kmeans` checks the data, then repeats seeding (`seeding`) and descent (`descent`, by the
iterations of `lloyd` and the distances of `distance`) and returns the `KMeansResult` of lowest
inertia; given an effort, it searches from coarse to fine (`effort`). `KMeans` offers the same as
a scikit-learn estimator.
"""

from quantizer.kmeans.estimator import KMeans
from quantizer.kmeans.result import KMeansResult
from quantizer.kmeans.search import kmeans

__all__ = ["KMeans", "KMeansResult", "kmeans"]
