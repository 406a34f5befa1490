"""Groups images by K-means over their features.

features -> the number of groups, by silhouette, unless it is given -> K-means, with restarts
    -> groups, the largest first -> silhouettes, distances, outliers -> palettes and names
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import SettingsError
from quantizer.grouping.main_colors import MainColors
from quantizer.grouping.matrix import feature_matrix, principal_part
from quantizer.grouping.naming import group_names, palette_of
from quantizer.kmeans import kmeans
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.kmeans.cluster_summary import summarize
from quantizer.kmeans.selection import select
from quantizer.kmeans.silhouette import silhouettes
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import Selector

from ..language import tr_n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.grouping.described_image import DescribedImage
    from quantizer.image.palette import Palette

RESTARTS = 10
"""Default number of sets of first centroids, as scikit-learn had it for long; not tuned."""
MOST_SUGGESTED = 32
"""Most groups that are tried if the number is not given: `select` has no more silhouettes."""
_VARIANCE = 0.99
"""Part of the variance that is enough to choose the number of groups; not tuned."""
_FENCE = 1.5
"""J. W. Tukey, "Exploratory data analysis" (1977): a value is outside if it is this many times the
distance of the quartiles above the upper one."""
_FEWEST = 5
"""Images of a group below which none of them is called an outlier; not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """One group of images.

    Parameters
    ----------
    number
        1 for the largest group, and so on.
    name
        Its colours in words.
    palette
        Its main colours with names and shares, the most used first.
    members
        intp (m,): positions of its images, the one nearest to the group's centroid first.
    silhouette
        Mean silhouette of its images, -1 to 1.
    is_outlier
        Whether it is small and far from the other groups.
    """

    number: int
    name: str
    palette: Palette
    members: NDArray[np.intp]
    silhouette: float
    is_outlier: bool

    @property
    def title(self) -> str:
        """Number and name, also used as the name of its folder."""
        return f"{self.number} {self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Images in groups. Arrays have an element for each image.

    Parameters
    ----------
    images
        The n images.
    groups
        The groups, the largest first.
    labels
        int32 (n,): position of the image's group in `groups`.
    silhouettes
        float64 (n,), -1 to 1: how much nearer an image is to its own group than to the next.
    distances
        float64 (n,): distance to the group's centroid, in units of the features' spread.
    outliers
        bool (n,): whether an image is unusually far from its group's centroid, by Tukey's fence,
        or its group is an outlier.
    tried
        Mean silhouette by number of groups, if the number was to be found; else empty.
    """

    images: tuple[DescribedImage, ...]
    groups: tuple[Group, ...]
    labels: NDArray[np.int32]
    silhouettes: NDArray[np.float64]
    distances: NDArray[np.float64]
    outliers: NDArray[np.bool_]
    tried: dict[int, float]

    @property
    def silhouette(self) -> float:
        """Mean silhouette of all images, -1 to 1."""
        return float(self.silhouettes.mean())


def group(
    images: Sequence[DescribedImage],
    count: int | None,
    *,
    restarts: int = RESTARTS,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Grouping:
    """Group images that look alike.

    Parameters
    ----------
    images
        At least one image; all described by the same features.
    count
        Number of groups, 1 or more; None for the number with the largest mean silhouette. There
        are fewer groups if there are fewer different images.
    restarts
        Sets of first centroids, of which the best result is kept.
    seed
        Seed of the first centroids.
    threads
        Most threads at work, None for one per processor core.
    progress
        Told the share of the work done.

    Raises
    ------
    SettingsError
        If there are fewer images than groups.
    """
    if count is not None and count > len(images):
        raise SettingsError(
            tr_n(
                "{n} image cannot be sorted into {groups:,} groups; ask for fewer",
                "{n:,} images cannot be sorted into {groups:,} groups; ask for fewer",
                len(images),
                groups=count,
            )
        )
    progress = progress.at(Stage.CLUSTER)
    features = feature_matrix(images)
    tried = {} if count else _try_counts(features, threads, progress.between(0, 0.5))
    k = count or max(tried, key=tried.__getitem__, default=1)
    found = kmeans(
        features,
        k,
        restarts=restarts,
        rng=seed,
        threads=threads,
        progress=progress.between(0.5, 0.8),
    )
    # The largest group first, of equal ones that of the first image.
    sizes = np.bincount(found.labels, minlength=len(found.centers))
    first = [int(np.flatnonzero(found.labels == label)[0]) for label in range(len(sizes))]
    order = np.lexsort((np.array(first), -sizes))
    labels = np.argsort(order)[found.labels].astype(np.int32)
    return _described(images, features, found.centers[order], labels, tried, progress)


def _try_counts(
    features: NDArray[np.float64], threads: int | None, progress: Progress
) -> dict[int, float]:
    """Return the mean silhouette by number of groups.

    There are at most as many that the mean group has half as many images as there are groups:
    the silhouette of few images is large for many groups of one or two.
    """
    most = min(math.ceil(math.sqrt(2 * len(features))), len(features) - 1, MOST_SUGGESTED)
    if most < 2:
        return {}
    # `select` splits clusters along principal axes, which takes long in hundreds of dimensions.
    with single_threaded_products():
        few = principal_part(features, _VARIANCE)
    selection = select(
        few, selector=Selector.SILHOUETTE, most=most, threads=threads, progress=progress
    )
    return {one.k: one.silhouette for one in selection.candidates if one.silhouette is not None}


def _described(
    images: Sequence[DescribedImage],
    features: NDArray[np.float64],
    centers: NDArray[np.floating],
    labels: NDArray[np.int32],
    tried: dict[int, float],
    progress: Progress,
) -> Grouping:
    with single_threaded_products():
        scores = silhouettes(features, labels, progress=progress.between(0.8, 1))
    summary = summarize(features, centers, labels, progress=progress)
    distances = np.linalg.norm(features - centers[labels], axis=1)
    members = [np.flatnonzero(labels == label) for label in range(len(centers))]
    members = [one[np.argsort(distances[one], kind="stable")] for one in members]
    outliers = summary.outliers[labels]
    for one in members:
        outliers[one] |= _beyond_fence(distances[one])
    colors = [
        MainColors.together([images[place].colors for place in one.tolist()]) for one in members
    ]
    palettes = [palette_of(part) for part in colors]
    groups = (
        Group(place + 1, name, palettes[place], one, float(scores[one].mean()), bool(is_outlier))
        for place, (name, one, is_outlier) in enumerate(
            zip(group_names(palettes, colors), members, summary.outliers, strict=True)
        )
    )
    return Grouping(tuple(images), tuple(groups), labels, scores, distances, outliers, tried)


def _beyond_fence(distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which distances of a group are beyond Tukey's upper fence: bool (m,)."""
    if len(distances) < _FEWEST:
        return np.zeros(len(distances), np.bool_)
    lower, upper = np.quantile(distances, (0.25, 0.75))
    return np.asarray(distances > upper + _FENCE * (upper - lower))
