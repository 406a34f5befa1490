"""Sets of points in the plane on which K-means succeeds, or fails for a reason.

The points come from a generator with a fixed seed, and are the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.agreement import adjusted_rand_index, contingency
from quantizer.kmeans.random_numbers import RandomNumbers
from quantizer.language import mark, tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_MATCH, _PART = 0.95, 0.5
"""Adjusted Rand indices from which clusters are said to match the groups, and to do so in part; not
tuned."""
_MATCHES = (
    mark("The clusters hardly match the true groups (adjusted Rand index {index}): {within}."),
    mark("The clusters match in part the true groups (adjusted Rand index {index}): {within}."),
    mark("The clusters match the true groups (adjusted Rand index {index}): {within}."),
)


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """Points with the groups that a person sees in them.

    Parameters
    ----------
    name
        Key in `DATA_SETS`.
    title
        Name for people.
    description
        One sentence: what is to be seen, and why.
    k
        Recommended number of clusters.
    points
        float64 (n, 2), read-only.
    labels
        int32 (n,): the true group of each point, read-only.
    """

    name: str
    title: str
    description: str
    k: int
    points: Points
    labels: NDArray[np.int32]


def agreement_sentence(data_set: DataSet, labels: NDArray[np.int32]) -> str:
    """Return one sentence that says how well clusters match the true groups.

    Parameters
    ----------
    data_set
        The points.
    labels
        int32 (n,): the cluster of each of them.
    """
    index = adjusted_rand_index(data_set.labels, labels)
    shown = round(index, 2) + 0.0  # never -0.00
    shared = contingency(data_set.labels, labels)
    strays = int(shared.sum() - shared.max(axis=0).sum())
    within = tr("every cluster is within one group")
    if strays:
        within = tr_n(
            "{n} of {total} points is in a cluster whose majority is of another group",
            "{n} of {total} points are in a cluster whose majority is of another group",
            strays,
            total=len(labels),
        )
    match = _MATCHES[(index >= _PART) + (index >= _MATCH)]
    return tr(match, index=f"{shown:.2f}", within=within)


def _blobs() -> list[Points]:
    rng = RandomNumbers(1)
    return [_blob(rng, 100, center, 0.6) for center in ((0, 0), (5, 1), (2, 5))]


def _moons() -> list[Points]:
    rng = RandomNumbers(2)
    angles = np.pi * rng.uniform(150), np.pi * rng.uniform(150)
    upper = np.stack([np.cos(angles[0]), np.sin(angles[0])], axis=1)
    lower = np.stack([1 - np.cos(angles[1]), 0.5 - np.sin(angles[1])], axis=1)
    return [moon + 0.07 * _normal(rng, 150) for moon in (upper, lower)]


def _rings() -> list[Points]:
    rng = RandomNumbers(3)
    rings = []
    for count, radius in ((100, 1.0), (200, 3.0)):
        angle = 2 * np.pi * rng.uniform(count)
        ring = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        rings.append(ring + 0.12 * _normal(rng, count))
    return rings


def _unequal() -> list[Points]:
    rng = RandomNumbers(4)
    blobs = ((360, (0, 0), 1.5), (30, (5.5, 1.3), 0.3), (30, (5.5, -1.3), 0.3))
    return [_blob(rng, count, center, spread) for count, center, spread in blobs]


def _outlier() -> list[Points]:
    rng = RandomNumbers(5)
    left, right = _blob(rng, 60, (0, 0), 0.5), _blob(rng, 60, (3, 0), 0.5)
    return [left, np.concatenate([right, [[28.0, 3.0]]])]


def _blob(rng: RandomNumbers, count: int, center: tuple[float, float], spread: float) -> Points:
    return np.array(center) + spread * _normal(rng, count)


def _normal(rng: RandomNumbers, count: int) -> Points:
    """Return points (count, 2) of the standard normal distribution (Box and Muller, 1958)."""
    radius = np.sqrt(-2 * np.log(1 - rng.uniform(count)))
    angle = 2 * np.pi * rng.uniform(count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _make(name: str, title: str, k: int, groups: Sequence[Points], description: str) -> DataSet:
    points = np.concatenate(groups)
    sizes = [len(group) for group in groups]
    labels = np.repeat(np.arange(len(groups), dtype=np.int32), sizes)
    points.setflags(write=False)
    labels.setflags(write=False)
    return DataSet(name, title, description, k, points, labels)


_SETS = (
    _make(
        "blobs",
        mark("Three blobs"),
        3,
        _blobs(),
        mark(
            "K-means finds the three groups, because they are round, of equal size and apart; yet "
            "from a bad start two centroids share one group, and the third one must serve the "
            "other two."
        ),
    ),
    _make(
        "moons",
        mark("Two moons"),
        2,
        _moons(),
        mark(
            "K-means cuts across both moons: each point goes to the nearest centroid, so that the "
            "border between two clusters is a straight line, and no straight line parts the moons."
        ),
    ),
    _make(
        "rings",
        mark("Rings"),
        2,
        _rings(),
        mark(
            "K-means cuts straight across the rings: they have the same centre, and a cluster is "
            "what is nearest to its centroid, never what surrounds another cluster."
        ),
    ),
    _make(
        "unequal",
        mark("Unequal sizes"),
        3,
        _unequal(),
        mark(
            "K-means cuts the large group and joins the two small ones: many points at moderate "
            "distances count more in the inertia than a few that share a centroid."
        ),
    ),
    _make(
        "outlier",
        mark("An outlier that pulls"),
        2,
        _outlier(),
        mark(
            "The far point counts by its squared distance: it pulls the mean of its cluster, or "
            "takes a centroid for itself and leaves the other to both groups; with the Manhattan "
            "distance the centroid is the median, which it hardly pulls, and the groups stay apart."
        ),
    ),
)

DATA_SETS = {data_set.name: data_set for data_set in _SETS}
"""All sets, by name."""
