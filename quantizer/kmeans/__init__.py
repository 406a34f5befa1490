"""K-means on arrays; this package knows nothing of images.

`search.kmeans` checks the data, then repeats seeding (`seeding`) and descent (`descent`, by the
iterations of `lloyd` and the distances of `distance`) and returns the `KMeansResult` of lowest
inertia; given an effort, it searches from coarse to fine (`effort`). `KMeans` offers the same as
a scikit-learn estimator. `steps` makes one step at a time, to be watched.
"""

from typing import TYPE_CHECKING

from quantizer.kmeans.result import KMeansResult
from quantizer.kmeans.search import kmeans

if TYPE_CHECKING:
    from quantizer.kmeans.estimator import KMeans

__all__ = ["KMeans", "KMeansResult", "kmeans"]


def __getattr__(name: str) -> object:
    if name != "KMeans":
        raise AttributeError(f"module 'quantizer.kmeans' has no attribute {name!r}")
    from quantizer.kmeans.estimator import KMeans  # noqa: PLC0415 - reducing an image does without

    return KMeans
